/** Filters on records: which values are wanted at which paths. Rule: docs/protocol/w3c.md §7. */

/** Allowed or refused values by path: `a.b` or `a[0].b`. */
export type Criteria = Record<string, unknown[]>;

/**
 * Whether a record passes: every path of `pick` has one of its values, and the record does not match at *all*
 * paths of `omit`. A path that leads nowhere has the value null. Text, numbers, booleans and null are equal by
 * type and value; lists and objects are equal to nothing.
 */
export function recordMatches(record: unknown, pick: Criteria, omit: Criteria): boolean {
  const holds = ([path, values]: [string, unknown[]]) =>
    values.some((value) => lookup(record, path) === value);
  const omitted = Object.entries(omit);
  return Object.entries(pick).every(holds) && !(omitted.length > 0 && omitted.every(holds));
}

function lookup(record: unknown, path: string): unknown {
  const whole = own(record, path);
  if (whole !== undefined) return whole;
  const steps = path.match(/[^.[\]]+/g);
  return steps?.reduce<unknown>(own, record) ?? null;
}

function own(value: unknown, key: string): unknown {
  const isContainer = typeof value === "object" && value !== null;
  return isContainer && Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
}
