/**
 * Every text by which the network may name a key: the twin of `idos.crypto.authenticators.identify`. One key may be
 * named as a server's, an XRPL, a NEAR and a Stellar one (docs/protocol/actions.md, "Callers").
 */

import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concat, toHex } from "idos-core/bytes";
import { encode } from "../credentials/multibase.ts";

const KEY_SIZE = 32;
const BITCOIN = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const RIPPLE = "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz";
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const [XRPL_ED25519, XRPL_ACCOUNT, STELLAR_ACCOUNT] = [0xed, 0x00, 6 << 3];

/** The texts of an Ed25519 key of 32 bytes; none of anything else. */
export function textsOf(key: Uint8Array): string[] {
  if (key.length !== KEY_SIZE) return [];
  const prefixed = concat(Uint8Array.of(XRPL_ED25519), key);
  return [
    toHex(key),
    classicAddress(prefixed),
    toHex(prefixed).toUpperCase(),
    `ed25519:${encode(key).slice(1)}`,
    strKey(key),
  ];
}

/** The `r…` address of a key as XRPL has it. */
function classicAddress(prefixed: Uint8Array): string {
  const payload = concat(Uint8Array.of(XRPL_ACCOUNT), ripemd160(sha256(prefixed)));
  const checked = concat(payload, sha256(sha256(payload)).subarray(0, 4));
  const digits = encode(checked).slice(1);
  return [...digits].map((digit) => RIPPLE[BITCOIN.indexOf(digit)]).join("");
}

/** The `G…` account of a key (SEP-23). */
function strKey(key: Uint8Array): string {
  const payload = concat(Uint8Array.of(STELLAR_ACCOUNT), key);
  const crc = crc16(payload);
  return base32(concat(payload, Uint8Array.of(crc & 0xff, crc >> 8)));
}

/** CRC-16/XMODEM. */
function crc16(data: Uint8Array): number {
  let crc = 0;
  for (const byte of data) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? 0x1021 : 0)) & 0xffff;
  }
  return crc;
}

/** RFC 4648 §6, of a multiple of five bytes. */
function base32(data: Uint8Array): string {
  const bits = [...data].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return (bits.match(/.{5}/g) ?? []).map((five) => BASE32[Number.parseInt(five, 2)]).join("");
}
