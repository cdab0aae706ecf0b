/** What comes from elsewhere, read strictly: a shape takes any value, and gives its own type or throws `invalid`. */

import { KEY_SIZE } from "idos-core/box";
import { fromBase64 } from "idos-core/bytes";
import { invalid } from "idos-core/errors";

export type Shape<T> = (value: unknown) => T;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const INTEGER = /^(0|-?[1-9][0-9]{0,15})$/;

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

/** An integer cell of a query's result: official nodes write decimal text. */
export const integer: Shape<number> = (value) => {
  const number = typeof value === "string" && INTEGER.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(number)) throw invalid("Not an integer within 53 bits.");
  return number as number;
};

/** The canonical text of a UUID (RFC 9562 §4). */
export const uuid: Shape<string> = (value) => matching(UUID, "Not a UUID.")(value);

export const base64: Shape<Uint8Array> = (value) => fromBase64(text(value));

/** An X25519 public key in base64. */
export const key: Shape<Uint8Array> = (value) => {
  const bytes = base64(value);
  if (bytes.length !== KEY_SIZE) throw invalid("A public key has 32 bytes.");
  return bytes;
};

export const anything: Shape<unknown> = (value) => value;

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

type Members<T> = { [Name in keyof T]: Shape<T[Name]> };

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

type Named<T> = { [Name in keyof T]?: string };

/** As `record`, for the wire, which writes `encryptorPublicKey` as `encryptor_public_key`. */
export function row<T extends object>(members: Members<T>, names: Named<T> = {}): Shape<Readonly<T>> {
  const snake = (name: string) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  const outside = Object.fromEntries(Object.keys(members).map((name) => [name, snake(name)]));
  return record(members, { ...outside, ...names } as Named<T>);
}

/** The same refusal with the place where it happened; the value itself is never repeated. */
function named(name: string, shape: Shape<unknown>, value: unknown): unknown {
  try {
    return shape(value);
  } catch (error) {
    throw invalid(`${name}: ${error instanceof Error ? error.message : ""}`);
  }
}
