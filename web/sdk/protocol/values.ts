/** Typed arguments of actions (docs/protocol/values.md). Only the types that clients send. */

import { concat, fromHex, utf8 } from "idos-core/bytes";
import { invalid } from "idos-core/errors";
import { uuid } from "idos-core/shape";
import { prefixed, uint, VERSION } from "./binary.ts";

/** The type of a value; `metadata` is precision and scale, which only `numeric` has. */
export interface DataType {
  readonly name: string;
  readonly isArray?: boolean;
  readonly metadata?: readonly [number, number];
}

/** A value with its type: one item for a scalar, any number for an array; null is null. */
export interface EncodedValue {
  readonly type: DataType;
  readonly items: readonly (Uint8Array | null)[];
}

/** An id as an argument: the wire tells it from text. */
export class Id {
  readonly text: string;

  constructor(text: string) {
    this.text = uuid(text);
  }
}

export type Argument = Id | string | number | boolean | null;

/** Throws `invalid` for a number that is not an integer within 53 bits, and for text that is not Unicode. */
export function encodeArgument(argument: Argument): EncodedValue {
  if (argument === null) return { type: { name: "null" }, items: [null] };
  if (typeof argument === "string") return scalar("text", utf8(argument));
  if (typeof argument === "boolean") return scalar("bool", Uint8Array.of(argument ? 1 : 0));
  if (typeof argument === "number") return scalar("int8", int8(argument));
  return scalar("uuid", fromHex(argument.text.replaceAll("-", "")));
}

/** An integer, or null of that type: what is signed of a query, where the type of a null counts, too. */
export function encodeInteger(value: number | null): EncodedValue {
  return { type: { name: "int8" }, items: [value === null ? null : int8(value)] };
}

export function encodeValue({ type, items }: EncodedValue): Uint8Array {
  const written = items.map((item) =>
    prefixed(item === null ? Uint8Array.of(0) : concat(Uint8Array.of(1), item)),
  );
  return concat(VERSION, prefixed(encodeType(type)), uint(items.length, 2), ...written);
}

/** The binary form of a type, big-endian unlike everything around it. */
function encodeType({ name, isArray = false, metadata = [0, 0] }: DataType): Uint8Array {
  const text = utf8(name);
  const numbers = metadata.map((number) => uint(number, 2, "big"));
  return concat(VERSION, uint(text.length, 4, "big"), text, uint(isArray ? 1 : 0, 1), ...numbers);
}

function scalar(name: string, item: Uint8Array): EncodedValue {
  return { type: { name }, items: [item] };
}

function int8(value: number): Uint8Array {
  if (!Number.isSafeInteger(value)) throw invalid("An argument is not an integer within 53 bits.");
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigInt64(0, BigInt(value));
  return bytes;
}
