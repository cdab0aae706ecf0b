/** What nodes answer, as far as a client reads it (docs/protocol/transport.md). */

import { invalid } from "idos-core/errors";
import {
  anything,
  count,
  list,
  matching,
  object,
  oneOf,
  optional,
  record,
  type Shape,
  text,
} from "idos-core/shape";
import { row } from "../rows.ts";
import { checkAmount, checkLine } from "./binary.ts";

const hex64 = matching(/^[0-9a-f]{64}$/, "Not 32 bytes in hex.");

const MAX_CHAIN_ID_BYTES = 128;

/** The name of a network. What is signed for none would be good on any, so that it is never empty. */
export const networkName: Shape<string> = (value) =>
  checkLine(text(value), "The chain id", MAX_CHAIN_ID_BYTES);

/** `user.chain_info`. `gas` says whether transactions cost anything. */
export interface ChainInfo {
  readonly chainId: string;
  readonly blockHeight: number;
  readonly gas: boolean;
}

export const chainInfo: Shape<ChainInfo> = row<ChainInfo>({
  chainId: networkName,
  blockHeight: count,
  gas: (value) => value === true,
});

/** `user.health`. Mode `private` means that each view call is signed. */
export const health = record<{ mode: "open" | "private" }>({ mode: oneOf("open", "private") });

/** `chain.block` (not of the official network). `time` is in unix milliseconds. */
export const block = record({ time: count });

export const challenge = record({ challenge: hex64 });
export const price = record<{ price: string }>({ price: (value) => checkAmount(text(value)) });

/** `user.account`. `nonce` is the last one used. */
export const account = record({ nonce: count });

/** What a transaction did; `code` 0 is success, and the log ends with the error otherwise. */
export interface TxResult {
  readonly code: number;
  readonly log: string;
}

const txResult: Shape<TxResult> = record<TxResult>({ code: count, log: optional(text, "") });

export const broadcastResult = record<{ result: TxResult | null }>({ result: optional(txResult, null) });

/** `user.tx_query`: a waiting transaction has height -1, and no result. */
export interface TransactionInfo {
  readonly height: number;
  readonly txResult: TxResult | null;
}

export const transactionInfo: Shape<TransactionInfo> = row<TransactionInfo>({
  height: (value) => (value === -1 ? -1 : count(value)),
  txResult: optional(txResult, null),
});

/** `kgw.authn`: a token where one was asked for and is given, else a cookie that the answer set. */
export const login = row<{ token: string | null; expiresAt: number | null }>({
  token: optional(matching(/^[\x21-\x7e]{1,1024}$/, "Not a token."), null),
  expiresAt: optional(count, null),
});

/** More than a view has. */
const [MAX_COLUMNS, MAX_ROWS] = [64, 100_000];

export type Row = Readonly<Record<string, unknown>>;

const queryResult = row<{ columnNames: string[] | null; values: unknown[][] | null }>({
  columnNames: optional(list(text, MAX_COLUMNS), null),
  values: optional(list(list(anything, MAX_COLUMNS), MAX_ROWS), null),
});

/** `user.call`: the rows by column name; `error` is the text of an action that refused. */
export const callResult: Shape<{ rows: Row[]; error: string | null }> = (value) => {
  const { query_result: result, error } = object(value);
  const { columnNames, values } = queryResult(result ?? {});
  const names = columnNames ?? [];
  const rows = (values ?? []).map((cells) => {
    if (cells.length !== names.length) throw invalid("A row does not match the columns.");
    return Object.fromEntries(names.map((name, at) => [name, cells[at]]));
  });
  return { rows, error: optional(text, null)(error) };
};

/** The error in the log of a failed transaction. No notice can feign one: their lines start with a number. */
export function txError(log: string): string | null {
  const match = /^ERROR: /m.exec(log);
  return match === null ? null : log.slice(match.index + match[0].length);
}
