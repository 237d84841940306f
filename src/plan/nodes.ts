/** Nodes: each cell of each target of a tree, found by target and cell, before edges are resolved. */
import type { Problem } from '../errors.ts';
import type { Cell } from '../model/axis.ts';
import type { AnyTarget, TargetBody } from '../model/target.ts';
import type { Template } from '../model/template.ts';
import type { Tree } from '../model/tree.ts';
import { cellKey, cellName, cellsOf } from './cells.ts';
import { reasonsFor } from './excluded.ts';
import { checkBody, soundTree } from './sound.ts';

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
  /** Whether a target has any cell. */
  readonly has: (target: AnyTarget) => boolean;
  /** Why a cell of a target is excluded, a line for each reason. */
  readonly why: (target: AnyTarget, cell: Cell) => readonly string[];
}

/** Lists a tree's nodes. A target that the tree does not list has none. */
export function makeNodes(tree: Tree, problems: Problem[]): Nodes {
  const byTarget = new Map<AnyTarget, Map<string, Node>>();
  for (const target of tree.targets) {
    const at = target.declaredAt ? { at: target.declaredAt } : {};
    if (typeof target.exclude !== 'function') {
      const summary = `exclude of "${target.name}" is no function of a cell`;
      const expected = "a function; what exclusion() gives goes into the tree's exclusions";
      problems.push({ code: 'attribute-invalid', summary, expected, ...at });
      byTarget.set(target, new Map());
      continue;
    }
    const cells = cellsOf(target, tree.exclusions);
    if (cells.length === 0 && target.axes.every(({ values }) => values.length > 0)) {
      problems.push({
        code: 'cell-none',
        summary: `the exclusions leave target "${target.name}" without any cell`,
        ...at,
      });
    }
    const nodes = new Map<string, Node>();
    for (const cell of cells) {
      const name = cellName(target, cell);
      const body = target.body(cell);
      const checked = checkBody(target, name, body);
      problems.push(...checked.problems);
      if (checked.sound) nodes.set(cellKey(target.axes, cell), { name, target, cell, body });
    }
    byTarget.set(target, nodes);
  }
  const of = (target: AnyTarget) => [...(byTarget.get(target)?.values() ?? [])];
  return {
    all: tree.targets.flatMap(of),
    of,
    at: (target, cell) => byTarget.get(target)?.get(cellKey(target.axes, cell)),
    has: (target) => (byTarget.get(target)?.size ?? 0) > 0,
    why: (target, cell) => reasonsFor(target, cell, tree.exclusions).map(({ line }) => line),
  };
}

/** The templates of the cells that a tree has, each once. What is wrong with the tree, its plan says. */
export function templatesOf(tree: Tree): readonly Template[] {
  const { all } = makeNodes(soundTree(tree, []), []);
  return [...new Set(all.map(({ body }) => body.template))];
}
