/** Strict text codecs, one text per value. They throw `invalid`, and never repeat their input. */

import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import { invalid } from "./errors.ts";

const CHUNK = 0x8000;

/** Standard padded base64 (RFC 4648 §4). */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (let at = 0; at < bytes.length; at += CHUNK) {
    binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  }
  return btoa(binary);
}

/** Standard padded base64, canonical only: no blanks, no missing padding, no stray low bits. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw invalid("This is not base64.");
  }
  if (btoa(binary) !== text) throw invalid("This is not canonical base64.");
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

/** Lower-case hexadecimal. */
export const toHex: (bytes: Uint8Array) => string = bytesToHex;

/** Hexadecimal in either case, without `0x`. */
export function fromHex(text: string): Uint8Array<ArrayBuffer> {
  try {
    return hexToBytes(text) as Uint8Array<ArrayBuffer>;
  } catch {
    throw invalid("This is not hexadecimal.");
  }
}

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  if (!text.isWellFormed()) throw invalid("This is not Unicode text.");
  return new TextEncoder().encode(text);
}

/** Throws `invalid` for bytes that are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw invalid("This is not UTF-8.");
  }
}

export function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sameBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}
