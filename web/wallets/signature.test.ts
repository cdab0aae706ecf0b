import { secp256k1 } from "@noble/curves/secp256k1.js";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concat, toHex, utf8 } from "idos-core/bytes";
import { expect, test } from "vitest";
import { readSignature } from "./signature.ts";

const SECRET = new Uint8Array(32).fill(7);
const TEXT = utf8("Grüße,\nline two");
const ADDRESS = addressOf(SECRET);
const SIGNED = signed(SECRET);
const [R, S, V] = [SIGNED.subarray(0, 32), SIGNED.subarray(32, 64), SIGNED[64] ?? 0];

function addressOf(secret: Uint8Array): string {
  return `0x${toHex(keccak_256(secp256k1.getPublicKey(secret, false).subarray(1)).subarray(-20))}`;
}

/** As wallets sign: the recovery number comes last, from 27 on. */
function signed(secret: Uint8Array): Uint8Array {
  const digest = keccak_256(concat(utf8(`\x19Ethereum Signed Message:\n${TEXT.length}`), TEXT));
  const made = secp256k1.sign(digest, secret, { prehash: false, format: "recovered" });
  return concat(made.subarray(1), Uint8Array.of((made[0] ?? 0) + 27));
}

function hex(...parts: (Uint8Array | number)[]): string {
  return `0x${toHex(concat(...parts.map((part) => (typeof part === "number" ? Uint8Array.of(part) : part))))}`;
}

test.each([
  ["v from 27 on", hex(R, S, V)],
  ["v from 0 on", hex(R, S, V - 27)],
  ["v with a chain", hex(R, S, V - 27 + 35 + 2 * 137)],
  ["capitals", hex(R, S, V).toUpperCase().replace("0X", "0x")],
  ["no 0x", hex(R, S, V).slice(2)],
  ["the compact form", hex(R, S.with(0, (S[0] ?? 0) | ((V - 27) << 7)))],
])("a signature with %s is read", (_, answer) => {
  expect(readSignature(answer, TEXT, ADDRESS)).toEqual(SIGNED);
});

const [WORD, MAGIC] = [
  new Uint8Array(32).fill(1),
  Uint8Array.from({ length: 32 }, (_, at) => (at % 2 ? 0x92 : 0x64)),
];

test.each([
  ["of EIP-1271", hex(WORD, WORD, WORD, SIGNED)],
  ["of EIP-6492", hex(WORD, WORD, SIGNED, MAGIC)],
  ["of two owners", hex(SIGNED, SIGNED)],
  ["that is on the chain", "0x"],
  ["with one byte more", hex(SIGNED, 0)],
])("a contract's signature %s is named as such", (_, answer) => {
  expect(() => readSignature(answer, TEXT, ADDRESS)).toThrow(
    expect.objectContaining({ code: "wallet_contract" }),
  );
});

test.each([
  ["another account", hex(signed(SECRET.with(0, 8)))],
  ["nobody", hex(new Uint8Array(65))],
  ["a contract that shows its owner", hex(R, S, 31)],
  ["no number", hex(R, S, 9)],
])("a signature by %s is not the account's", (_, answer) => {
  expect(() => readSignature(answer, TEXT, ADDRESS)).toThrow(
    expect.objectContaining({ code: "wallet_other_signer" }),
  );
});

test.each([null, undefined, 7, {}, "0x0", "0xzz", "0x00", `${hex(SIGNED)}\n`, hex(R, S.subarray(1))])(
  "%j is no signature",
  (answer) => {
    expect(() => readSignature(answer, TEXT, ADDRESS)).toThrow(
      expect.objectContaining({ code: "wallet_failed" }),
    );
  },
);
