import type { Told } from "../wire.ts";

/** What the wallet tells; null for anything else. */
export function toldOf(data: unknown): Told | null {
  if (typeof data !== "object" || data === null || !("type" in data)) return null;
  const told = data as Record<string, unknown>;
  const isKnown =
    (told.type === "result" && isId(told.id) && (isText(told.result) || isTexts(told.result))) ||
    (told.type === "refusal" && isId(told.id) && Number.isInteger(told.code) && isText(told.message)) ||
    (told.type === "accounts" && isTexts(told.accounts)) ||
    (told.type === "view" && typeof told.isOpen === "boolean" && Number.isFinite(told.height));
  return isKnown ? (data as Told) : null;
}

const isId = Number.isSafeInteger;

function isText(value: unknown): boolean {
  return typeof value === "string";
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText);
}
