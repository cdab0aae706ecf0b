/**
 * What the announcing script, in the asking page, and the framed wallet say to each other. The script sends a message
 * of type `HELLO` with a port, once; all the rest goes through the port.
 */

import { invalid } from "idos-core/errors";
import { anything, boolean, list, nothing, object, record, type Shape, text } from "idos-core/shape";
import { request } from "idos-ports/messages";

export const HELLO = "idOS-demo-wallet:hello";

/** What a method of EIP-1193 gives: an address, a signature, a list of addresses. */
export type Result = string | string[];

/** Errors have numbers there, and messages for whoever writes the page; so they are answers here. */
export type Answer = { readonly result: Result } | { readonly refusal: { code: number; message: string } };

const number: Shape<number> = (value) => {
  if (!Number.isFinite(value)) throw invalid("Not a number.");
  return value as number;
};

const results = record<{ result: Result }>({
  result: (value) => (Array.isArray(value) ? list(text)(value) : text(value)),
});
const refusals = record({ refusal: record({ code: number, message: text }) });
export const answer: Shape<Answer> = (value) =>
  "refusal" in object(value) ? refusals(value) : results(value);

/** From the script to the wallet. */
export const FROM_PAGE = {
  requests: {
    /** A request of the page (EIP-1193). The person may take any time. */
    request: request(record({ method: text, params: anything }), answer, null),
  },
  events: {
    /** Escape was pressed outside of the frame. */
    cancel: nothing,
    /** The wallet stands open in front of the page, and is painted there. */
    shown: nothing,
  },
};

/** From the wallet to the script. */
export const FROM_WALLET = {
  requests: {},
  events: {
    accounts: list(text),
    /** `height` in CSS pixels. */
    view: record({ isOpen: boolean, height: number }),
  },
};

/** Errors by EIP-1193 and EIP-1474. */
export const REJECTED = 4001;
export const UNAUTHORIZED = 4100;
export const UNSUPPORTED = 4200;
export const DISCONNECTED = 4900;
export const LIMIT = -32005;
export const BAD_PARAMS = -32602;

export class ProviderError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}
