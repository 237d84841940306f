/** One tree as `list` has it. */
import type { AnyTarget } from '../model/target.ts';
import type { Tree } from '../model/tree.ts';
import { applies, cellPattern, cellsOf } from '../plan/cells.ts';
import type { PlannedVariable, TreePlan } from '../plan/tree-plan.ts';

/** One tree's names; `--json` prints this as it is. */
export interface ListedTree {
  readonly tree: string;
  readonly description: string;
  readonly groups: readonly Listed[];
  readonly targets: readonly ListedTarget[];
  readonly variables: readonly Pick<
    PlannedVariable,
    'name' | 'default' | 'description' | 'oneOf'
  >[];
}

/** A name that can be asked for. */
export interface Listed {
  readonly name: string;
  readonly description: string;
  /** Of a group of the model. */
  readonly members?: readonly string[];
  /** The files that it comes from, where it is not in the model. */
  readonly onlyIn?: string;
}

/** A target. Its name stands for all of its cells where it has axes, which `matrix` then tells of. */
export interface ListedTarget extends Listed {
  readonly matrix?: ListedMatrix;
}

/** The cells of a target: `cells` of them, out of the `points` of the product of its axes. */
export interface ListedMatrix {
  /** How a cell is called: `ale-<profile>-<features>`. */
  readonly pattern: string;
  readonly axes: readonly { readonly name: string; readonly values: readonly string[] }[];
  readonly cells: number;
  readonly points: number;
  readonly exclusions: readonly ListedExclusion[];
  /** The cells by name; only where the target was asked for. */
  readonly names?: readonly string[];
}

/** An exclusion over some axes; without a reason it is the target's own `exclude`. */
export interface ListedExclusion {
  readonly axes: readonly string[];
  readonly because?: string;
}

/** A cell that is asked for is listed with its target. */
export function cellsAsTargets(plan: TreePlan, names: readonly string[]): ReadonlySet<string> {
  const targets = new Map(plan.targets.map(({ name, target }) => [name, target]));
  return new Set(names.map((name) => targets.get(name) ?? name));
}

/** Lists a tree; the cells of a target are named where it is among the names that were asked for. */
export function listTree(tree: Tree, plan: TreePlan, asked: readonly string[] = []): ListedTree {
  const many = new Set(tree.targets.filter(({ axes }) => axes.length > 0).map(({ name }) => name));
  const named = cellsAsTargets(plan, asked);
  return {
    tree: plan.name,
    description: plan.description,
    // The group of a target's cells is told of with the target.
    groups: plan.groups.filter(({ name }) => !many.has(name)),
    targets: tree.targets.map((target) => listTarget(target, tree, { plan, named })),
    variables: plan.variables.map(({ name, default: value, description, oneOf }) => ({
      name,
      default: value,
      description,
      ...(oneOf ? { oneOf } : {}),
    })),
  };
}

function listTarget(
  target: AnyTarget,
  tree: Tree,
  { plan, named }: { readonly plan: TreePlan; readonly named: ReadonlySet<string> },
): ListedTarget {
  const { name, axes } = target;
  const cells = plan.targets.filter((each) => each.target === name);
  const descriptions = new Set(cells.map((cell) => cell.description));
  const [first = ''] = descriptions;
  const description = descriptions.size > 1 ? `All cells of ${name}` : first;
  if (axes.length === 0) return { name, description };
  const matrix: ListedMatrix = {
    pattern: cellPattern(target),
    axes: axes.map((axis) => ({ name: axis.name, values: axis.values })),
    cells: cells.length,
    points: axes.reduce((product, { values }) => product * values.length, 1),
    exclusions: exclusionsOf(target, tree, cells.length),
    ...(named.has(name) ? { names: cells.map((cell) => cell.name) } : {}),
  };
  return { name, description, matrix };
}

function exclusionsOf(target: AnyTarget, tree: Tree, cells: number): readonly ListedExclusion[] {
  const namesOf = ({ axes }: Pick<AnyTarget, 'axes'>) => axes.map(({ name }) => name);
  const found: ListedExclusion[] = tree.exclusions
    .filter((exclusion) => applies(exclusion, target))
    .map((exclusion) => ({ axes: namesOf(exclusion), because: exclusion.because }));
  const without = cellsOf({ ...target, exclude: () => false }, tree.exclusions).length;
  return without > cells ? [...found, { axes: namesOf(target) }] : found;
}
