/**
 * State that pages show: signals. A component that reads a signal's `value` while it renders is rendered again when
 * that changes. The library is named here and nowhere else: importing it is what makes components follow signals.
 */

export {
  batch,
  computed,
  effect,
  type ReadonlySignal,
  type Signal,
  signal,
  untracked,
  useComputed,
  useSignal,
  useSignalEffect,
} from "@preact/signals";
