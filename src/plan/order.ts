/** Order: parents before children, and the cycles that make that impossible. */
import type { Problem } from '../errors.ts';

/**
 * Sorts names so that each comes after those it depends on, otherwise keeping the given order. Each
 * cycle is reported once, as the path that closes it. Iterative: a chain of 10,000 is fine.
 */
export function sortByDependency(
  names: readonly string[],
  dependenciesOf: (name: string) => readonly string[],
  what: string,
): { readonly sorted: readonly string[]; readonly problems: readonly Problem[] } {
  const state = new Map<string, 'open' | 'done'>();
  const sorted: string[] = [];
  const problems: Problem[] = [];
  for (const root of names) {
    const path: { readonly name: string; readonly rest: string[] }[] = [];
    const enter = (name: string) => {
      if (state.get(name) === 'done') return;
      if (state.get(name) === 'open') {
        const from = path.findIndex((step) => step.name === name);
        const cycle = [...path.slice(from).map((step) => step.name), name];
        problems.push({
          code: 'cycle',
          summary: `${what} form a cycle: ${cycle.map((each) => `"${each}"`).join(' uses ')}`,
        });
        return;
      }
      state.set(name, 'open');
      path.push({ name, rest: [...dependenciesOf(name)].reverse() });
    };
    enter(root);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const next = top.rest.pop();
      if (next !== undefined) {
        enter(next);
        continue;
      }
      state.set(top.name, 'done');
      sorted.push(top.name);
      path.pop();
    }
  }
  return { sorted, problems };
}
