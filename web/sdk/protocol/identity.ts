/**
 * Every text by which the network may name a key: the twin of `idos.crypto.authenticators.identify`. One key may be
 * named as a server's, an XRPL, a NEAR and a Stellar one (docs/protocol/actions.md, "Callers").
 */

import { ripemd160 } from "@noble/hashes/legacy.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { base32, base58, base58xrp } from "@scure/base";
import { concat, toHex } from "idos-core/bytes";
import { PUBLIC_KEY_SIZE } from "idos-core/ed25519";

const [XRPL_ED25519, XRPL_ACCOUNT, STELLAR_ACCOUNT] = [0xed, 0x00, 6 << 3];

/** The texts of an Ed25519 key of 32 bytes; none of anything else. */
export function identifiersOf(key: Uint8Array): string[] {
  if (key.length !== PUBLIC_KEY_SIZE) return [];
  const prefixed = concat(Uint8Array.of(XRPL_ED25519), key);
  return [
    toHex(key),
    classicAddress(prefixed),
    toHex(prefixed).toUpperCase(),
    `ed25519:${base58.encode(key)}`,
    strKey(key),
  ];
}

/** The `r…` address of a key as XRPL has it. */
function classicAddress(prefixed: Uint8Array): string {
  const payload = concat(Uint8Array.of(XRPL_ACCOUNT), ripemd160(sha256(prefixed)));
  return base58xrp.encode(concat(payload, sha256(sha256(payload)).subarray(0, 4)));
}

/** The `G…` account of a key (SEP-23). */
function strKey(key: Uint8Array): string {
  const payload = concat(Uint8Array.of(STELLAR_ACCOUNT), key);
  const crc = crc16(payload);
  return base32.encode(concat(payload, Uint8Array.of(crc & 0xff, crc >> 8)));
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
