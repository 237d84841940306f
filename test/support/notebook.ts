/** What runs keep for the next one, without a disk. */
import type { Memory } from '../../src/io/memory.ts';

/** A memory in memory; `kept` is what is there, as JSON leaves it. */
export function notebook(): Memory & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    recall: (topic) => {
      const text = kept.get(topic);
      return text === undefined ? undefined : JSON.parse(text);
    },
    keep: async (topic, value) => {
      kept.set(topic, JSON.stringify(value));
    },
  };
}
