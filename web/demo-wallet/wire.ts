/**
 * What the announcing script, in the asking page, and the framed wallet say to each other. The script sends
 * `HELLO` with a port, once; all the rest goes through the port.
 */

export const HELLO = "idOS-demo-wallet:hello";

/** A request of the page (EIP-1193), from the script to the wallet. */
export interface Ask {
  id: number;
  method: string;
  params: unknown;
}

/** Escape was pressed outside of the frame. */
export const CANCEL = "cancel";

/** The wallet stands open in front of the page, and is painted there. */
export const SHOWN = "shown";

/** From the wallet to the script. */
export type Told =
  | { type: "result"; id: number; result: string | string[] }
  | { type: "refusal"; id: number; code: number; message: string }
  | { type: "accounts"; accounts: string[] }
  | { type: "view"; isOpen: boolean; height: number };

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
