import type { Sealed } from "idos-core/box";
import { contentHash } from "idos-core/hash";
import { expect, test } from "vitest";
import { Contents } from "./contents.ts";
import type { Keyring } from "./keyring.ts";

const SEALED: Sealed = { content: new Uint8Array([1]), encryptorPublicKey: new Uint8Array(32) };

/** A keyring whose enclave "decrypts" by giving the content back, and counts. */
function setUp() {
  const counts = { decrypted: 0, locked: 0 };
  const enclave = {
    ensureProfile: async () => {},
    decrypt: async ({ content }: Sealed) => {
      counts.decrypted += 1;
      return content;
    },
  };
  const keyring = {
    enclave: async () => enclave,
    lock: async () => {
      counts.locked += 1;
    },
  } as unknown as Keyring;
  return { contents: new Contents(keyring), counts };
}

test("nothing is read before it is unlocked", async () => {
  const { contents, counts } = setUp();
  await expect(contents.read("1", async () => SEALED)).rejects.toMatchObject({ code: "locked" });
  expect(counts.decrypted).toBe(0);
});

test("a content is decrypted once until it is put away", async () => {
  const { contents, counts } = setUp();
  await contents.unlock();
  await contents.read("1", async () => SEALED);
  expect((await contents.read("1", async () => SEALED)).plaintext).toEqual(SEALED.content);
  expect(counts.decrypted).toBe(1);
  contents.renew();
  await contents.read("1", async () => SEALED);
  expect(counts.decrypted).toBe(2);
});

test("what could not be read can be read again", async () => {
  const { contents } = setUp();
  await contents.unlock();
  await expect(contents.read("1", () => Promise.reject(new Error("down")))).rejects.toThrow("down");
  await contents.read("1", async () => SEALED);
});

test("the hash of a content is known while it is open", async () => {
  const { contents } = setUp();
  expect(await contents.hashOf("1")).toBeNull();
  await contents.unlock();
  await contents.read("1", async () => SEALED);
  expect(await contents.hashOf("1")).toBe(contentHash(SEALED.content));
  const failing = contents.read("2", () => Promise.reject(new Error("down"))).catch(() => null);
  expect(await contents.hashOf("2")).toBeNull();
  await failing;
  await contents.lock();
  expect(await contents.hashOf("1")).toBeNull();
});

test("locking forgets, and what is under way then does not reach the enclave", async () => {
  const { contents, counts } = setUp();
  await contents.unlock();
  let arrive: (sealed: Sealed) => void = () => {};
  const late = contents.read("1", () => new Promise<Sealed>((resolve) => (arrive = resolve)));
  await contents.lock();
  arrive(SEALED);
  await expect(late).rejects.toMatchObject({ code: "superseded" });
  expect(counts).toEqual({ decrypted: 0, locked: 1 });
  await expect(contents.read("1", async () => SEALED)).rejects.toMatchObject({ code: "locked" });
});
