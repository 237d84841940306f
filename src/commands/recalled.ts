/** What follows from a few texts alone, kept from run to run by the hash of those. */
import type { Memory } from '../io/memory.ts';

/** The values of one topic, by key. */
export interface Recalled<T> {
  /** What an earlier run kept, or undefined. */
  readonly get: (key: string) => T | undefined;
  /** Takes note of one that this run has used, new or not. */
  readonly use: (key: string, value: T) => void;
  /** Keeps what this run has used and nothing else, so that it never grows. */
  readonly keep: () => Promise<void>;
}

/** The values of a topic, for one run. The memory vouches for what it recalls, so T is only asserted. */
export function recalled<T>(memory: Memory, topic: string): Recalled<T> {
  const before = new Map(
    Object.entries((memory.recall(topic) ?? {}) as Readonly<Record<string, T>>),
  );
  const used = new Map<string, T>();
  return {
    get: (key) => before.get(key),
    use: (key, value) => void used.set(key, value),
    keep: async () => {
      if ([...used.keys()].every((key) => before.has(key))) return;
      await memory.keep(topic, Object.fromEntries(used));
    },
  };
}
