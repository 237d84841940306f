/** Nodes: each cell of each target of a tree, found by target and cell, before edges are resolved. */
import type { Problem } from '../errors.ts';
import type { Cell } from '../model/axis.ts';
import type { AnyTarget, TargetBody } from '../model/target.ts';
import type { Tree } from '../model/tree.ts';
import { attempt } from './attempt.ts';
import { cellKey, cellName, cellsOf } from './cells.ts';
import { reasonsFor } from './excluded.ts';
import { checkBody } from './sound.ts';

/** A cell of a target with its body worked out. */
export interface Node {
  readonly name: string;
  readonly target: AnyTarget;
  readonly cell: Cell;
  readonly body: TargetBody;
}

/** The nodes of a tree: all in order, and by target and cell. */
export interface Nodes {
  readonly all: readonly Node[];
  readonly of: (target: AnyTarget) => readonly Node[];
  readonly at: (target: AnyTarget, cell: Cell) => Node | undefined;
  /** Whether cells of a target are missing for a reason that was told; all else of them is unknown. */
  readonly lost: (target: AnyTarget) => boolean;
  /** Whether a target is among the tree's. */
  readonly has: (target: AnyTarget) => boolean;
  /** Why a cell of a target is excluded, a line for each reason. */
  readonly why: (target: AnyTarget, cell: Cell) => readonly string[];
}

/** Lists a tree's nodes. A target that the tree does not list has none. */
export function makeNodes(tree: Tree, problems: Problem[]): Nodes {
  const byTarget = new Map<AnyTarget, Map<string, Node>>();
  const lost = new Set<AnyTarget>();
  for (const target of tree.targets) {
    const at = target.declaredAt ? { at: target.declaredAt } : {};
    if (typeof target.exclude !== 'function') {
      const summary = `exclude of "${target.name}" is no function of a cell`;
      const expected = "a function; what exclusion() gives goes into the tree's exclusions";
      problems.push({ code: 'attribute-invalid', summary, expected, ...at });
      byTarget.set(target, new Map());
      lost.add(target);
      continue;
    }
    const failed = (what: string) => (error: Error) => {
      const summary = `${what} "${target.name}" fails: ${error.message.split('\n')[0]}`;
      problems.push({ code: 'attribute-invalid', summary, ...at });
      lost.add(target);
      return undefined;
    };
    const cells = attempt(() => cellsOf(target, tree.exclusions), failed('an exclusion of'));
    if (cells === undefined) {
      byTarget.set(target, new Map());
      continue;
    }
    if (cells.length === 0 && target.axes.every(({ values }) => values.length > 0)) {
      problems.push({
        code: 'cell-none',
        summary: `the exclusions leave target "${target.name}" without any cell`,
        ...at,
      });
    }
    if (cells.length === 0) lost.add(target);
    const nodes = new Map<string, Node>();
    for (const cell of cells) {
      const name = cellName(target, cell);
      const made = attempt(() => ({ body: target.body(cell) }), failed('the body of'));
      if (made === undefined) continue;
      const { body } = made;
      const checked = checkBody(target, name, body);
      problems.push(...checked.problems);
      if (checked.sound) nodes.set(cellKey(target.axes, cell), { name, target, cell, body });
      else lost.add(target);
    }
    byTarget.set(target, nodes);
  }
  const of = (target: AnyTarget) => [...(byTarget.get(target)?.values() ?? [])];
  return {
    all: tree.targets.flatMap(of),
    of,
    at: (target, cell) => byTarget.get(target)?.get(cellKey(target.axes, cell)),
    lost: (target) => lost.has(target),
    has: (target) => byTarget.has(target),
    why: (target, cell) => reasonsFor(target, cell, tree.exclusions).map(({ line }) => line),
  };
}
