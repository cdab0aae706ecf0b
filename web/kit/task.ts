/** Work that takes time, as a part of a page sees it: its state, its progress, and its end with the part. */

import { IdosError, type Refusal, refusalOf } from "idos-core/errors";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/** What the work gets: when to give up, and a place to say how far it is, from 0 to 1. */
export interface Work {
  signal: AbortSignal;
  report: (done: number) => void;
}

export interface Task<Args extends unknown[], Result> {
  isBusy: boolean;
  /** How far the work said it is; null when it did not say. */
  done: number | null;
  error: Refusal | null;
  /** Of the last run that ended well; it stays while the next one runs. */
  result: Result | null;
  /** Run, instead of a run that is still going on. Never throws: it gives null when the work failed or ended. */
  run: (...args: Args) => Promise<Result | null>;
  /** Run again, as last time. */
  retry: () => void;
  /** Give up a run, and forget result and error. */
  reset: () => void;
}

interface State<Result> {
  isBusy: boolean;
  done: number | null;
  error: Refusal | null;
  result: Result | null;
}

const IDLE = { isBusy: false, done: null, error: null, result: null };

/** A task of the part that calls this. The work is aborted when the part leaves the page. */
export function useTask<Args extends unknown[], Result>(
  work: (context: Work, ...args: Args) => Promise<Result>,
): Task<Args, Result> {
  const [state, setState] = useState<State<Result>>(IDLE);
  const latest = useRef(work);
  latest.current = work;
  const running = useRef<AbortController | null>(null);
  const lastArgs = useRef<Args | null>(null);

  const run = useCallback(async (...args: Args): Promise<Result | null> => {
    running.current?.abort(superseded());
    const controller = new AbortController();
    running.current = controller;
    lastArgs.current = args;
    const update = (change: Partial<State<Result>>) => {
      if (running.current === controller) setState((before) => ({ ...before, ...change }));
    };
    update({ isBusy: true, done: null, error: null });
    try {
      const context = { signal: controller.signal, report: (done: number) => update({ done }) };
      const result = await latest.current(context, ...args);
      if (controller.signal.aborted) return null;
      update({ isBusy: false, done: null, result });
      return result;
    } catch (error) {
      update({ isBusy: false, done: null, error: refusalOf(error) });
      return null;
    }
  }, []);
  const reset = useCallback(() => {
    running.current?.abort(superseded());
    running.current = null;
    setState(IDLE);
  }, []);
  const retry = useCallback(() => {
    if (lastArgs.current) void run(...lastArgs.current);
  }, [run]);
  useEffect(() => () => running.current?.abort(superseded()), []);
  return { ...state, run, retry, reset };
}

/** Something that is read when the part appears, and again when one of `inputs` changes or `run` is called. */
export function useLoaded<Result>(
  load: (context: Work) => Promise<Result>,
  inputs: readonly unknown[],
): Task<[], Result> {
  const task = useTask(load);
  useEffect(() => {
    task.reset();
    void task.run();
  }, inputs);
  return task;
}

function superseded(): IdosError {
  return new IdosError("superseded", "The page turned to something else.");
}
