/**
 * Bake files whose references are sound in every branch. Trying the branches takes longer than all other
 * checks of a tree, and a bake file says all that decides how they end, so no run tries one a second time.
 */
import { createHash } from 'node:crypto';
import type { Memory } from '../io/memory.ts';

/** Bake files by their texts. */
export interface Tried {
  readonly knows: (bakeFile: string) => boolean;
  /** Takes note of one without a problem. */
  readonly note: (bakeFile: string) => void;
  /** Keeps those of this run and no others, so that it never grows. */
  readonly keep: () => Promise<void>;
}

/** Those that an earlier run has kept, for a run. */
export function triedBefore(memory: Memory): Tried {
  const recalled = memory.recall('tried');
  const before = new Set<unknown>(Array.isArray(recalled) ? recalled : []);
  const now = new Set<string>();
  return {
    knows: (bakeFile) => before.has(hashOf(bakeFile)),
    note: (bakeFile) => void now.add(hashOf(bakeFile)),
    keep: async () => {
      if ([...now].some((hash) => !before.has(hash))) await memory.keep('tried', [...now]);
    },
  };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
