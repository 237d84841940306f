/** Order: parents before children, and the cycles that make that impossible. */
import type { Location, Problem } from '../errors.ts';

/** How to speak of the things that are sorted. */
export interface Naming<T> {
  /** All of them: "targets". */
  readonly what: string;
  readonly name: (item: T) => string;
  readonly place: (item: T) => Location | undefined;
}

/**
 * Sorts so that each comes after those it depends on, otherwise keeping the given order. Each cycle is
 * reported once, as the path that closes it, at the place of its first member. Iterative: a chain of
 * 10,000 is fine.
 */
export function sortByDependency<T>(
  items: readonly T[],
  dependenciesOf: (item: T) => readonly T[],
  { what, name, place }: Naming<T>,
): { readonly sorted: readonly T[]; readonly problems: readonly Problem[] } {
  const state = new Map<T, 'open' | 'done'>();
  const sorted: T[] = [];
  const problems: Problem[] = [];
  for (const root of items) {
    const path: { readonly item: T; readonly rest: T[] }[] = [];
    const enter = (item: T) => {
      if (state.get(item) === 'done') return;
      if (state.get(item) === 'open') {
        const from = path.findIndex((step) => step.item === item);
        const cycle = [...path.slice(from).map((step) => step.item), item];
        const at = place(item);
        problems.push({
          code: 'cycle',
          summary: `${what} form a cycle: ${cycle.map((each) => `"${name(each)}"`).join(' uses ')}`,
          ...(at ? { at } : {}),
        });
        return;
      }
      state.set(item, 'open');
      path.push({ item, rest: [...dependenciesOf(item)].reverse() });
    };
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next !== undefined) {
        enter(next);
        continue;
      }
      state.set(top.item, 'done');
      sorted.push(top.item);
      path.pop();
    }
  }
  return { sorted, problems };
}
