/** What comes from elsewhere, read strictly: a shape takes any value, and gives its own type or throws `invalid`. */

import { KEY_SIZE } from "./box.ts";
import { fromBase64 } from "./bytes.ts";
import { IdosError, invalid } from "./errors.ts";

export type Shape<T> = (value: unknown) => T;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const MAX_ADDRESS = 2048;

/** A `data:` address of an image. Show it with `<img>` only: an SVG may hold scripts. */
export const IMAGE_ADDRESS = /^data:image\/(svg\+xml|png|jpeg|webp|gif)[;,]/i;

export const text: Shape<string> = (value) => {
  if (typeof value !== "string") throw invalid("A text is missing.");
  return value;
};

export const boolean: Shape<boolean> = (value) => {
  if (typeof value !== "boolean") throw invalid("Neither true nor false.");
  return value;
};

/** A JSON number of things: a height, a nonce. */
export const count: Shape<number> = (value) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw invalid("Not a number of things.");
  return value as number;
};

/** The canonical text of a UUID (RFC 9562 §4). */
export const uuid: Shape<string> = (value) => matching(UUID, "Not a UUID.")(value);

export const bytes: Shape<Uint8Array> = (value) => {
  if (!(value instanceof Uint8Array)) throw invalid("Not bytes.");
  return value;
};

export const base64: Shape<Uint8Array> = (value) => fromBase64(text(value));

/** An X25519 public key in base64. */
export const key: Shape<Uint8Array> = (value) => keyBytes(base64(value));

/** An X25519 public key. */
export const keyBytes: Shape<Uint8Array> = (value) => {
  if (bytes(value).length !== KEY_SIZE) throw invalid("A public key has 32 bytes.");
  return value as Uint8Array;
};

export const anything: Shape<unknown> = (value) => value;

/** For an answer that says no more than that it came. */
export const nothing: Shape<void> = () => undefined;

/** At most so many letters, none of them half (a lone surrogate). */
export function textTo(limit: number): Shape<string> {
  return (value) => {
    const given = text(value);
    if (given.length > limit || !given.isWellFormed()) throw invalid("A text is malformed or too long.");
    return given;
  };
}

export function countTo(limit: number): Shape<number> {
  return (value) => {
    if (count(value) > limit) throw invalid("A number is out of range.");
    return value as number;
  };
}

export function bytesTo(limit: number): Shape<Uint8Array> {
  return (value) => {
    if (bytes(value).length > limit) throw invalid("Too many bytes.");
    return value as Uint8Array;
  };
}

/** An `http` or `https` address without a user's name, in its normal form. */
export const webAddress: Shape<string> = (value) => {
  const url = URL.parse(textTo(MAX_ADDRESS)(value));
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "") throw invalid("Not a web address.");
  return url.href;
};

export function matching(pattern: RegExp, message: string): Shape<string> {
  return (value) => {
    if (!pattern.test(text(value))) throw invalid(message);
    return value as string;
  };
}

export function oneOf<const T extends string>(...choices: T[]): Shape<T> {
  return (value) => {
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw invalid(`Not one of ${choices.join(", ")}.`);
    return found;
  };
}

/** What may be missing or null, and what it is then. */
export function optional<T, D>(shape: Shape<T>, fallback: D): Shape<T | D> {
  return (value) => (value === undefined || value === null ? fallback : shape(value));
}

export function list<T>(shape: Shape<T>, most = Number.POSITIVE_INFINITY): Shape<T[]> {
  return (value) => {
    if (!Array.isArray(value) || value.length > most) throw invalid("Not a list, or too long.");
    return value.map(shape);
  };
}

export const object: Shape<Record<string, unknown>> = (value) => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid("Not an object.");
  return value as Record<string, unknown>;
};

export type Members<T> = { [Name in keyof T]: Shape<T[Name]> };

/** A frozen object with these members; others are left out. `names` says what a member is called outside. */
export function record<T extends object>(members: Members<T>, names: Named<T> = {}): Shape<Readonly<T>> {
  const known = Object.entries(members) as [keyof T & string, Shape<unknown>][];
  return (value) => {
    const given = object(value);
    const read = known.map(([name, shape]) => {
      const outside = (Object.hasOwn(names, name) && names[name]) || name;
      const cell = Object.hasOwn(given, outside) ? given[outside] : undefined;
      return [name, named(outside, shape, cell)];
    });
    return Object.freeze(Object.fromEntries(read)) as T;
  };
}

export type Named<T> = { [Name in keyof T]?: string };

/** The same refusal with the place where it happened; the value itself is never repeated. */
function named(name: string, shape: Shape<unknown>, value: unknown): unknown {
  try {
    return shape(value);
  } catch (error) {
    const { code, message } = error instanceof IdosError ? error : invalid("");
    throw new IdosError(code, `${name}: ${message}`);
  }
}
