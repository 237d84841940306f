/** Cases: random trees that the model accepts, with their bake files, environments and requests. */
import type { Problem } from '../../src/errors.ts';
import type { Environment } from '../../src/model/evaluate.ts';
import { makeEnvironment } from '../../src/plan/environment.ts';
import { makeTreePlan } from '../../src/plan/make-tree-plan.ts';
import type { TreePlan } from '../../src/plan/tree-plan.ts';
import { renderBakeFile } from '../../src/render/bake-file.ts';
import { buildTree } from './build-tree.ts';
import { pick } from './expressions.ts';
import { environmentOf } from './scope.ts';
import type { TreeSpec } from './tree-spec.ts';

/** One environment and what is asked for under it. */
export interface Round {
  /** As the process has it. */
  readonly process: Readonly<Record<string, string>>;
  /** As the model reads it. */
  readonly values: Environment;
  /** Names of targets and groups. */
  readonly names: readonly string[];
}

/** A plan with its file and rounds. */
export interface Case {
  readonly label: string;
  readonly plan: TreePlan;
  readonly hcl: string;
  readonly rounds: readonly Round[];
}

/** A tree that the model refuses, and why. */
export interface Refused {
  readonly label: string;
  readonly problems: readonly Problem[];
}

/** What came of one random tree; `refusedRounds` counts environments that the model did not accept. */
export type Made = { readonly case: Case; readonly refusedRounds: number } | Refused;

/** Makes the case of a random tree. The tree with index 0 has the group "default" for itself. */
export function makeCase(spec: TreeSpec, index: number): Made {
  const { tree, templates } = buildTree(spec, index);
  const made = makeTreePlan({ tree, templates, source: 'src/trees/random.ts' });
  if (made.problems.length > 0) return { label: `tree ${index}`, problems: made.problems };
  const plan = index === 0 ? made.plan : withOwnDefault(made.plan, `T${index}default`);
  const asked = [
    [...plan.groups, ...plan.targets].map(({ name }) => name),
    [index === 0 ? 'default' : `T${index}default`],
    spec.asks.map((at) => (pick([...plan.groups, ...plan.targets], at) as { name: string }).name),
  ];
  let refusedRounds = 0;
  const rounds = ([0, 1, 2] as const).map((round): Round => {
    const names = asked[round] as readonly string[];
    const process = environmentOf(spec, `T${index}`, round);
    const made = roundOf(plan, process, names);
    if (made) return made;
    refusedRounds += 1;
    return roundOf(plan, {}, names) as Round;
  });
  const hcl = renderBakeFile(plan);
  return { case: { label: `tree ${index}`, plan, hcl, rounds }, refusedRounds };
}

/** A round as the model reads it; undefined where the model does not accept the environment. */
export function roundOf(
  plan: TreePlan,
  process: Readonly<Record<string, string>>,
  names: readonly string[],
): Round | undefined {
  const made = makeEnvironment(plan, { process, dotenv: {}, chosen: {}, forced: {} });
  if (made.problems.length > 0) return undefined;
  return { process, values: new Map(made.values.map(({ name, value }) => [name, value])), names };
}

function withOwnDefault(plan: TreePlan, name: string): TreePlan {
  return {
    ...plan,
    groups: plan.groups.map((group) => (group.name === 'default' ? { ...group, name } : group)),
  };
}
