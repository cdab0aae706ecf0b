import { describe, expect, test } from "vitest";
import { encryptionKey, isIdentifier, lockEnd } from "./recipient.ts";

describe("an identifier", () => {
  test.each([
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "b9a1c5f0e1d24a83a0d7a4b1cf3c8e3ed2a4a4c3b5f3e6a1d0c9b8a7f6e5d4c3",
    "ed25519:DcA2MzgpJbrUATQLLceocVckhhAqrkingax4oJ9kZ847",
    "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    "GDQP2KPQGKIHYJGXNUIYOMHARUARCA7DJT5FO2FFOOKY3B2WSQHG4W37",
  ])("is %s", (text) => {
    expect(isIdentifier(text)).toBe(true);
  });

  test.each(["", "Charlie", "0x52908400098527886E0F7030069857D2E4169EE", "0x", `${"a".repeat(63)}`])(
    "is not %j",
    (text) => {
      expect(isIdentifier(text)).toBe(false);
    },
  );
});

describe("an encryption key", () => {
  test("is 32 bytes in base64", () => {
    expect(encryptionKey(btoa("x".repeat(32)))).toHaveLength(32);
  });

  test.each(["", "a key", btoa("x".repeat(31)), btoa("\0".repeat(32)), `${btoa("x".repeat(32))} `])(
    "is not %j",
    (text) => {
      expect(encryptionKey(text)).toBeNull();
    },
  );
});

describe("the end of a lock", () => {
  const NOW = new Date(2026, 10, 22, 12);
  const seconds = (...date: [number, number, number, number, number, number]) =>
    new Date(...date).getTime() / 1000;

  test("is none, or years from now", () => {
    expect(lockEnd("none", "", NOW)).toBe(0);
    expect(lockEnd("year", "", NOW)).toBe(seconds(2027, 10, 22, 12, 0, 0));
    expect(lockEnd("five", "", NOW)).toBe(seconds(2031, 10, 22, 12, 0, 0));
  });

  test("is the last second of a day", () => {
    expect(lockEnd("date", "2026-12-24", NOW)).toBe(seconds(2026, 11, 24, 23, 59, 59));
    expect(lockEnd("date", "2026-11-22", NOW)).toBe(seconds(2026, 10, 22, 23, 59, 59));
  });

  test.each(["", "soon", "2026-11-21", "2066-01-01"])("is never %j", (date) => {
    expect(lockEnd("date", date, NOW)).toBeNull();
  });
});
