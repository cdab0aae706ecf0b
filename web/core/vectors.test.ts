/** The vectors that the Python package is tested with, too. */

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as box from "./box.ts";
import { fromBase64, fromHex, fromUtf8, toBase64, toHex, utf8 } from "./bytes.ts";
import { type Criteria, recordMatches } from "./filter.ts";
import { contentHash } from "./hash.ts";
import { deriveSecretKey } from "./kdf.ts";

interface Vectors {
  kdf: {
    password: string;
    user_id_salt: string;
    secret_key_hex: string;
    public_key_b64: string;
    version0_secret_key_hex: string;
  }[];
  kdf_errors: { salt?: string; result: string }[];
  box: {
    keys: { bob_secret_hex: string };
    encrypt: {
      plaintext: string;
      receiver_public_hex: string;
      nonce_hex: string;
      ephemeral_secret_hex: string;
      encryptor_public_key_hex: string;
      content_hex: string;
      content_b64: string;
      decrypts_to: string;
    }[];
    encryptContent: { plaintext: string; sender_secret_hex: string; full_message_b64: string }[];
  };
  content_hash: { plaintext: string; sha256_hex: string }[];
  recordFilter: { record: unknown; pick: Criteria; omit: Criteria; result: boolean }[];
}

const vectors: Vectors = JSON.parse(readFileSync(new URL("../../vectors/sdk.json", import.meta.url), "utf8"));

test.each(vectors.kdf)("a password and user id give the key of vector $#", async (vector) => {
  const secret = await deriveSecretKey(vector.password, vector.user_id_salt);
  expect(toHex(secret)).toBe(vector.secret_key_hex);
  expect(toBase64(box.publicKeyOf(secret))).toBe(vector.public_key_b64);
  const legacy = await deriveSecretKey(vector.password, vector.user_id_salt, { legacy: true });
  expect(toHex(legacy)).toBe(vector.version0_secret_key_hex);
});

test.each(vectors.kdf_errors.filter(({ salt }) => salt))(
  "the salt $salt: $result",
  async ({ salt = "", result }) => {
    const derived = deriveSecretKey("password", salt, { legacy: true });
    if (result === "accepted") expect(await derived).toHaveLength(32);
    else await expect(derived).rejects.toMatchObject({ code: "invalid" });
  },
);

test.each(vectors.box.encrypt)("box $# seals and opens", (vector) => {
  const draws = [vector.ephemeral_secret_hex, vector.nonce_hex].map(fromHex);
  const random = () => draws.shift() ?? expect.fail("more randomness than the format draws");
  const sealed = box.seal(utf8(vector.plaintext), fromHex(vector.receiver_public_hex), random);
  expect(toHex(sealed.content)).toBe(vector.content_hex);
  expect(toBase64(sealed.content)).toBe(vector.content_b64);
  expect(toHex(sealed.encryptorPublicKey)).toBe(vector.encryptor_public_key_hex);
  expect(fromUtf8(box.open(sealed, fromHex(vectors.box.keys.bob_secret_hex)))).toBe(vector.decrypts_to);
});

test.each(vectors.box.encryptContent)("a box of the older helper opens: $#", (vector) => {
  const sealed = {
    content: fromBase64(vector.full_message_b64),
    encryptorPublicKey: box.publicKeyOf(fromHex(vector.sender_secret_hex)),
  };
  const opened = box.open(sealed, fromHex(vectors.box.keys.bob_secret_hex));
  expect(fromUtf8(opened)).toBe(vector.plaintext);
});

test.each(vectors.content_hash)("content hash $#", (vector) => {
  expect(contentHash(utf8(vector.plaintext))).toBe(vector.sha256_hex);
});

test.each(vectors.recordFilter)("record filter $#", ({ record, pick, omit, result }) => {
  expect(recordMatches(record, pick, omit)).toBe(result);
});
