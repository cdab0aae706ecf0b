/** Requests to a wallet (EIP-1193), and strict readings of its answers and errors. */

import { IdosError } from "idos-core/errors";

export interface Provider {
  request(request: { method: string; params?: readonly unknown[] }): Promise<unknown>;
  on?(event: string, listener: (...args: unknown[]) => void): unknown;
  removeListener?(event: string, listener: (...args: unknown[]) => void): unknown;
}

/** How long a person may take to answer her wallet, in milliseconds. */
const PERSON = 10 * 60_000;
/** … and a wallet, when it has nobody to ask. */
export const WALLET = 5_000;

/**
 * What a wallet answers to a method. Throws `declined`, `wallet_busy`, `wallet_not_connected`, `wallet_unsupported`,
 * `wallet_silent` when nothing comes in `patience` milliseconds, or `wallet_failed`.
 */
export async function ask(
  provider: Provider,
  method: string,
  params: readonly unknown[] = [],
  patience: number = PERSON,
): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    const late = new IdosError("wallet_silent", "Your wallet did not answer.");
    timer = setTimeout(() => reject(late), patience);
  });
  try {
    return await Promise.race([provider.request({ method, params }), silence]);
  } catch (error) {
    throw error instanceof IdosError ? error : refusal(error);
  } finally {
    clearTimeout(timer);
  }
}

/** Listen to an event until the returned function is called. Not every wallet has events. */
export function listen(provider: Provider, event: string, listener: (value: unknown) => void): () => void {
  let isOver = false;
  const hear = (value: unknown) => {
    if (!isOver) listener(value);
  };
  attempt(() => provider.on?.(event, hear));
  return () => {
    isOver = true;
    attempt(() => provider.removeListener?.(event, hear));
  };
}

export function failed(message: string): IdosError {
  return new IdosError("wallet_failed", message);
}

/** The codes of EIP-1193, EIP-1474 and WalletConnect, by what they come to. */
const CODES: Readonly<Record<string, readonly (number | string)[]>> = {
  declined: [4001, 5000, 5001, 5002, "ACTION_REJECTED"],
  wallet_busy: [-32002],
  wallet_not_connected: [4100],
  wallet_unsupported: [4200, -32601],
  disconnected: [4900, 4901],
};

/** Some wallets say in words alone that the person declined, or that they are asking already. */
const DECLINED =
  /\b(user|you)\b.{0,20}\b(reject|den(y|ied)|declin|cancel|disapprov)|\b(rejected|denied|declined|cancell?ed) by (the )?user/i;
const BUSY = /\balready (pending|processing)\b/i;

/** Where wallets and what stands between put the error that they pass on. */
const WITHIN = ["data", "originalError", "cause", "error", "info"];
const MAX_DEPTH = 4;

/** The wallet's error as ours. Its text, which may quote what was to be signed, is not repeated. */
function refusal(error: unknown): IdosError {
  const found = [...causes(error, MAX_DEPTH)];
  const codes = found.map(codeOf);
  const texts = found.map(textOf);
  const is = (name: string) => codes.some((code) => CODES[name]?.includes(code ?? ""));
  if (is("declined") || texts.some((text) => DECLINED.test(text))) {
    return new IdosError("declined", "You declined in your wallet.");
  }
  if (is("wallet_busy") || texts.some((text) => BUSY.test(text))) {
    return new IdosError("wallet_busy", "Your wallet is asking you something already.");
  }
  if (is("wallet_not_connected")) {
    return new IdosError("wallet_not_connected", "Your wallet does not let this page use the account.");
  }
  if (is("wallet_unsupported")) return new IdosError("wallet_unsupported", "Your wallet cannot do this.");
  return failed(is("disconnected") ? "Your wallet is disconnected." : "Your wallet answered with an error.");
}

/** The code of an error or an event of a wallet; some write numbers as text. */
export function codeOf(error: unknown): number | string | null {
  const code = attempt(() => (Object(error) as { code?: unknown }).code);
  if (typeof code === "string" && /^-?\d{1,6}$/.test(code)) return Number(code);
  return typeof code === "number" || typeof code === "string" ? code : null;
}

function textOf(error: unknown): string {
  const text =
    typeof error === "string" ? error : attempt(() => (Object(error) as { message?: unknown }).message);
  return typeof text === "string" ? text.slice(0, 1000) : "";
}

/** An error, and those that it was made of. */
function* causes(error: unknown, depth: number): Generator<unknown> {
  yield error;
  if (depth === 0 || typeof error !== "object" || error === null) return;
  for (const name of WITHIN) {
    const inner = attempt(() => (error as Record<string, unknown>)[name]);
    if (inner !== undefined && inner !== null) yield* causes(inner, depth - 1);
  }
}

/** What a wallet's object gives, or nothing when it throws. */
function attempt<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch {
    return undefined;
  }
}
