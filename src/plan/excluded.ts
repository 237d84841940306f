/** Excluded cells: why one does not exist, and which near it do. */
import type { Location } from '../errors.ts';
import type { Cell, Exclusion } from '../model/axis.ts';
import type { AnyTarget } from '../model/target.ts';
import type { Tree } from '../model/tree.ts';
import { attempt } from './attempt.ts';
import { applies, cellsCalled } from './cells.ts';
import type { TreePlan } from './tree-plan.ts';

/** A cell that is asked for and does not exist. */
export interface ExcludedCell {
  readonly target: AnyTarget;
  readonly cell: Cell;
  readonly reasons: readonly Reason[];
}

/** One exclusion that takes a cell away, as a line, and where it is declared. */
export interface Reason {
  readonly line: string;
  readonly at?: Location;
}

/** Why a cell of a target does not exist; no reason where it does. */
export function reasonsFor(
  target: AnyTarget,
  cell: Cell,
  exclusions: readonly Exclusion[],
): readonly Reason[] {
  const found = exclusions
    .filter((exclusion) => applies(exclusion, target) && holds(() => exclusion.excludes(cell)))
    .map(({ because, at }): Reason => ({ line: `because ${because}`, ...(at ? { at } : {}) }));
  if (!holds(() => target.exclude(cell))) return found;
  const { name, declaredAt: at } = target;
  return [...found, { line: `by the exclude of "${name}" itself`, ...(at ? { at } : {}) }];
}

/** A function that throws for a point that is no cell gives no reason; it was made for the others. */
function holds(excludes: () => boolean): boolean {
  return attempt(excludes, () => false);
}

/** The excluded cell of a tree that has a name. */
export function excludedCell(tree: Tree, name: string): ExcludedCell | undefined {
  for (const target of tree.targets) {
    for (const cell of target.axes.length > 0 ? cellsCalled(target, name) : []) {
      const reasons = reasonsFor(target, cell, tree.exclusions);
      if (reasons.length > 0) return { target, cell, reasons };
    }
  }
  return undefined;
}

/** The names of up to three cells of a target that exist and differ from a point in the fewest axes. */
export function nearCells(plan: TreePlan, { target, cell }: ExcludedCell): readonly string[] {
  const differing = (other: Cell) =>
    target.axes.filter(({ name }) => other[name] !== cell[name]).length;
  return plan.targets
    .filter((each) => each.target === target.name)
    .map(({ name, cell: other }) => ({ name, differs: differing(other) }))
    .sort((one, two) => one.differs - two.differs)
    .slice(0, 3)
    .map(({ name }) => name);
}
