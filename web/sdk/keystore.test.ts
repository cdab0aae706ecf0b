import { readFileSync } from "node:fs";
import { publicKeyOf } from "idos-core/box";
import { fromHex, utf8 } from "idos-core/bytes";
import { expect, test } from "vitest";
import { MAX_KEY_FILE_BYTES, readKeyFile } from "./keystore.ts";
import { ServerKey } from "./signer.ts";

interface Recorded {
  name: string;
  password: string;
  file: string;
  secrets_hex: string[];
}

const recorded: Recorded[] = JSON.parse(
  readFileSync(new URL("../../vectors/key-files.json", import.meta.url), "utf8"),
);
const [server, issuer, wallet] = recorded as [Recorded, Recorded, Recorded];
const refused = (code: string) => expect.objectContaining({ code });

test.each([server, issuer])("a file of kind $name that Python wrote opens", async (vector) => {
  const [signing, encryption] = vector.secrets_hex.map(fromHex) as [Uint8Array, Uint8Array];
  const file = readKeyFile(utf8(vector.file));
  const steps: number[] = [];
  const keys = await file.open(vector.password, (done) => steps.push(done));
  expect(keys.encryptionKey).toEqual(encryption);
  expect(keys.signer.signNow(utf8("message"))).toEqual(new ServerKey(signing).signNow(utf8("message")));
  expect(file.card).toMatchObject({
    kind: vector.name,
    identifier: new ServerKey(signing).identifier,
    encryptionPublicKey: publicKeyOf(encryption),
  });
  expect(steps.at(-1)).toBe(1);
  keys.forget();
  expect(keys.encryptionKey).toEqual(new Uint8Array(32));
  expect(() => keys.signer.signNow(utf8("message"))).toThrow(refused("locked"));
});

test("another password does not open it", async () => {
  const opening = readKeyFile(utf8(server.file)).open("another");
  await expect(opening).rejects.toMatchObject({ code: "wrong_key_password" });
});

test("a file that shows another's public part is altered, which only opening it tells", async () => {
  const foreign = { ...JSON.parse(server.file), public: JSON.parse(issuer.file).public };
  const file = readKeyFile(utf8(JSON.stringify(foreign)));
  await expect(file.open(server.password)).rejects.toMatchObject({ code: "not_a_key_file" });
});

test("a wallet's file is refused before a password is asked for", () => {
  expect(() => readKeyFile(utf8(wallet.file))).toThrow(refused("wrong_key_kind"));
});

test.each([
  ["nothing", ""],
  ["no JSON", "key"],
  ["null", "null"],
  ["another format", server.file.replace("idos-key-1", "idos-key-2")],
  ["a salt of another size", server.file.replace(/"salt":"[^"]*"/, '"salt":"AAAA"')],
  ["no box", server.file.replace(/"box":"[^"]*"/, '"box":7')],
  ["a public key of another size", server.file.replace(/("encryption_public_key":)"[^"]*"/, '$1"AAAA"')],
  ["too long", `${server.file}${" ".repeat(MAX_KEY_FILE_BYTES)}`],
])("%s is no key file", (_, text) => {
  expect(() => readKeyFile(utf8(text))).toThrow(refused("not_a_key_file"));
});
