/** How a protocol is declared: what each of two sides may ask and tell, and how each message is read. */

import type { Shape } from "idos-core/shape";

/** A request: how its arguments are read by who is asked, and its result by who asks, within a time. */
export interface Request<Args, Result> {
  args: Shape<Args>;
  result: Shape<Result>;
  /** Milliseconds; null where an answer may take as long as the port is open. */
  timeout: number | null;
}

/** All that one side may say to the other. */
export interface Messages {
  /** Answered, once. */
  requests: Readonly<Record<string, Request<unknown, unknown>>>;
  /** Not answered. */
  events: Readonly<Record<string, Shape<unknown>>>;
}

export type RequestName<Of extends Messages> = keyof Of["requests"] & string;
export type EventName<Of extends Messages> = keyof Of["events"] & string;
export type ArgsOf<Of extends Messages, Name extends RequestName<Of>> = ReturnType<
  Of["requests"][Name]["args"]
>;
export type ResultOf<Of extends Messages, Name extends RequestName<Of>> = ReturnType<
  Of["requests"][Name]["result"]
>;
export type DataOf<Of extends Messages, Name extends EventName<Of>> = ReturnType<Of["events"][Name]>;

/** What a side does with all that the other may say. */
export interface Handlers<In extends Messages> {
  requests: {
    [Name in RequestName<In>]: (args: ArgsOf<In, Name>) => ResultOf<In, Name> | Promise<ResultOf<In, Name>>;
  };
  events: { [Name in EventName<In>]: (data: DataOf<In, Name>) => void };
}

export function request<Args, Result>(
  args: Shape<Args>,
  result: Shape<Result>,
  timeout: number | null,
): Request<Args, Result> {
  return { args, result, timeout };
}
