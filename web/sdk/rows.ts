/** Readers of a node's tables, beside those of `idos-core/shape`. */

import { invalid } from "idos-core/errors";
import { type Members, type Named, record, type Shape } from "idos-core/shape";

const INTEGER = /^(0|-?[1-9][0-9]{0,15})$/;

/** An integer cell of a query's result: official nodes write decimal text. */
export const integer: Shape<number> = (value) => {
  const number = typeof value === "string" && INTEGER.test(value) ? Number(value) : value;
  if (!Number.isSafeInteger(number)) throw invalid("Not an integer within 53 bits.");
  return number as number;
};

/** As `record`, for tables, which write `encryptorPublicKey` as `encryptor_public_key`. */
export function row<T extends object>(members: Members<T>, names: Named<T> = {}): Shape<Readonly<T>> {
  const snake = (name: string) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  const outside = Object.fromEntries(Object.keys(members).map((name) => [name, snake(name)]));
  return record(members, { ...outside, ...names } as Named<T>);
}
