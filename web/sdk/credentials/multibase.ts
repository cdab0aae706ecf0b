/** Base58btc text of keys and signatures: `z` and the base58 digits (Multibase). */

import { IdosError } from "idos-core/errors";

const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const BASE = 58n;
const MAX_TEXT = 128; // base58 takes quadratic time; the longest value here, a private key, has 91 digits

export function encode(data: Uint8Array): string {
  let value = data.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
  let digits = "";
  for (; value > 0n; value /= BASE) digits = DIGITS[Number(value % BASE)] + digits;
  return `z${"1".repeat(zerosAtStart(data))}${digits}`;
}

/** The `size` bytes that `encode` turns into this text. Throws `bad_multibase` for anything else. */
export function decode(text: string, size: number): Uint8Array {
  const refused = new IdosError("bad_multibase", `This is not ${size} bytes in base58btc multibase.`);
  if (text.length > MAX_TEXT || !text.startsWith("z")) throw refused;
  let value = 0n;
  for (const digit of text.slice(1)) {
    const at = DIGITS.indexOf(digit);
    if (at < 0) throw refused;
    value = value * BASE + BigInt(at);
  }
  if (value >= 1n << BigInt(8 * size)) throw refused;
  const data = new Uint8Array(size);
  for (let at = size; at-- > 0; value >>= 8n) data[at] = Number(value & 0xffn);
  if (encode(data) !== text) throw refused;
  return data;
}

function zerosAtStart(data: Uint8Array): number {
  const first = data.findIndex((byte) => byte !== 0);
  return first < 0 ? data.length : first;
}
