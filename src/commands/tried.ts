/**
 * Bake files whose references are sound in every branch. Trying the branches takes longer than all other
 * checks of a tree, and a bake file says all that decides how they end, so no run tries one a second time.
 */
import type { Memory } from '../io/memory.ts';
import { hashOf } from '../model/hash.ts';
import { recalled } from './recalled.ts';

/** Bake files by their texts. */
export interface Tried {
  readonly knows: (bakeFile: string) => boolean;
  /** Takes note of one without a problem. */
  readonly note: (bakeFile: string) => void;
  /** Keeps those of this run. */
  readonly keep: () => Promise<void>;
}

/** Those that an earlier run has kept, for a run. */
export function triedBefore(memory: Memory): Tried {
  const tried = recalled<true>(memory, 'tried');
  return {
    knows: (bakeFile) => tried.get(hashOf(bakeFile)) === true,
    note: (bakeFile) => tried.use(hashOf(bakeFile), true),
    keep: tried.keep,
  };
}
