import { fromHex, toHex, utf8 } from "idos-core/bytes";
import { verify } from "idos-core/ed25519";
import { tabStore } from "idos-core/storage";
import { expect, test } from "vitest";
import { signContent } from "./signed-content.ts";
import { keyType, ServerKey } from "./signer.ts";

const SEED = fromHex("07".repeat(32));

test("a server's key signs as its identifier says", async () => {
  const key = new ServerKey(SEED);
  expect(key.identifier).toBe("ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c");
  expect(verify(key.sender, utf8("hello"), await key.sign(utf8("hello")))).toBe(true);
  expect(ServerKey.generate().identifier).not.toBe(ServerKey.generate().identifier);
});

test("a key that was forgotten signs no more, and leaves the caller's seed alone", async () => {
  const key = new ServerKey(SEED);
  key.forget();
  await expect(key.sign(utf8("hello"))).rejects.toMatchObject({ code: "locked" });
  expect(toHex(SEED)).toBe("07".repeat(32));
  expect(() => new ServerKey(new Uint8Array(31))).toThrow(expect.objectContaining({ code: "invalid" }));
});

test.each([
  ["secp256k1_ep", "00", "secp256k1"],
  ["secp256k1", "02", "secp256k1"],
  ["ed25519", "00", "ed25519"],
  ["nep413", "00", "ed25519"],
  ["xrpl", "ed", "ed25519"],
  ["xrpl", "03", "secp256k1"],
])("the account of a %s signer that begins with %s is of a key of %s", (authType, sender, type) => {
  const signer = { authType, sender: fromHex(sender), identifier: "", sign: () => expect.fail("asked") };
  expect(keyType(signer)).toBe(type);
});

test("notes are signed alone, and then with the content", () => {
  const key = new ServerKey(SEED);
  const sealed = { content: utf8("content"), encryptorPublicKey: new Uint8Array(32) };
  const signed = signContent(sealed, "notes", key);
  const notesSignature = key.signNow(utf8("notes"));
  expect(signed).toMatchObject({ content: "Y29udGVudA==", issuerAuthPublicKey: key.identifier });
  const signature = Uint8Array.from(atob(signed.broaderSignature), (char) => char.charCodeAt(0));
  const covered = Uint8Array.from([...notesSignature, ...sealed.content]);
  expect(verify(key.sender, covered, signature)).toBe(true);
});

test("where a browser keeps nothing, nothing is kept, and nothing breaks", () => {
  expect(globalThis.sessionStorage).toBeUndefined();
  tabStore.set("a", "b");
  expect(tabStore.get("a")).toBeNull();
  tabStore.delete("a");
});
