/** What the company's desk holds while somebody is signed in: the book of grants, and what was read of them. */

import type { Config } from "idos-sdk/config";
import type { Keys } from "idos-sdk/keystore";
import { createContext } from "preact";
import { useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Account } from "./account.ts";
import { keepVisit, lastVisit, newSince, seenOf, type Visit } from "./alerts/visits.ts";
import { type Book, Ledger } from "./grants/ledger.ts";
import { expiryOf, forget, type Reading } from "./grants/reading.ts";

/** Readings of this visit, by grant. */
export type Readings = ReadonlyMap<string, Reading>;

export interface DeskState {
  readonly config: Config;
  readonly account: Account;
  readonly book: Book;
  readonly ledger: Ledger;
  readonly readings: Readings;
  readonly keys: Keys | null;
  /** The visit before this one; null at the first. */
  readonly last: Visit | null;
  readonly fresh: ReadonlySet<string>;
  /** By grant: the day on which its credential expires, of those that were read in this browser. */
  readonly expiries: ReadonlyMap<string, string>;
  readonly keep: (reading: Reading) => void;
  /** Forget the key, and what was read with it. */
  readonly closeKey: () => void;
  /** Ask for the key that reads; null when the person would rather not. */
  readonly openKey: () => Promise<Keys | null>;
  /** Ask for the key that signs; false when the person would rather not. */
  readonly openSeat: () => Promise<boolean>;
}

export const DeskContext = createContext<DeskState | null>(null);

export function useDesk(): DeskState {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("a part of the desk is somewhere else");
  return desk;
}

/** The book of grants, followed for as long as the desk is there; null before its first state. */
export function useLedger({ consumer }: Account): { ledger: Ledger | null; book: Book | null } {
  const [book, setBook] = useState<Book | null>(null);
  const [ledger, setLedger] = useState<Ledger | null>(null);
  useEffect(() => {
    const opened = new Ledger(consumer, setBook);
    setLedger(opened);
    void opened.follow();
    return () => opened.close();
  }, [consumer]);
  return { ledger, book };
}

/** What was read. It is overwritten when it is locked away, and of what is gone at once. */
export function useReadings(book: Book | null) {
  const [readings, setReadings] = useState<Readings>(new Map());
  const latest = useRef(readings);
  latest.current = readings;
  const clear = () => {
    for (const reading of latest.current.values()) forget(reading);
    setReadings(new Map());
  };
  const keep = (reading: Reading) => {
    const before = latest.current.get(reading.grant.id);
    if (before) forget(before);
    setReadings(new Map(latest.current).set(reading.grant.id, reading));
  };
  const gone = book?.gone;
  useEffect(() => {
    const left = [...latest.current].filter(([id]) => !gone?.has(id));
    if (left.length === latest.current.size) return;
    for (const [id, reading] of latest.current) if (gone?.has(id)) forget(reading);
    setReadings(new Map(left));
  }, [gone]);
  useEffect(() => () => clear(), []);
  return { readings, keep, clear };
}

/** How things stood at the last visit; and how they stand now is kept for the next. */
export function useVisit(account: Account, book: Book | null, readings: Readings) {
  const last = useMemo(() => lastVisit(account), [account]);
  const [dates, setDates] = useState<ReadonlyMap<string, string>>(
    () => new Map(last?.grants.map(({ id, expires }) => [id, expires])),
  );
  useEffect(() => {
    const read = [...readings.values()].map((reading) => [reading.grant.id, expiryOf(reading)] as const);
    if (read.length > 0) setDates((before) => new Map([...before, ...read]));
  }, [readings]);
  const entries = book?.isComplete ? book.entries : null;
  useEffect(() => {
    if (!entries) return;
    const grants = entries.map((entry) => seenOf(entry, dates.get(entry.grant.id) ?? ""));
    keepVisit(account, { at: Date.now(), grants });
  }, [account, entries, dates]);
  const fresh = useMemo(() => {
    const since = newSince(last, book?.entries ?? []);
    return new Set([...since, ...(book?.added ?? [])]);
  }, [last, book?.entries, book?.added]);
  return { last, fresh, expiries: dates };
}

/** Call `onIdle` when nobody has used the page for so many milliseconds. */
export function useIdle(onIdle: () => void, after: number, isWatching: boolean): void {
  const latest = useRef(onIdle);
  latest.current = onIdle;
  useEffect(() => {
    if (!isWatching) return;
    let timer = 0;
    const wind = () => {
      clearTimeout(timer);
      timer = window.setTimeout(() => latest.current(), after);
    };
    const signs = ["pointerdown", "keydown", "wheel", "touchstart"];
    for (const sign of signs) addEventListener(sign, wind, { passive: true });
    wind();
    return () => {
      clearTimeout(timer);
      for (const sign of signs) removeEventListener(sign, wind);
    };
  }, [after, isWatching]);
}
