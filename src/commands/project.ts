/** A project as it is on disk: its trees planned, those with problems apart from the others. */
import { BaketreeError, eachOnce, type Problem, secondPlace, throwIfAny } from '../errors.ts';
import { CONFIG_FILE } from '../io/config.ts';
import type { Disk } from '../io/disk.ts';
import { forgetful, type Memory } from '../io/memory.ts';
import type { Config, Tree } from '../model/tree.ts';
import { CIRCLE, isOf, shown } from '../plan/sound.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import { placed } from './place.ts';
import { type PlannedTree, planTree } from './plan-tree.ts';
import { templateMaker } from './templates.ts';
import { triedBefore } from './tried.ts';

/** A tree with problems. What its files should be is not known. */
export interface UnsoundTree {
  readonly name: string;
  readonly problems: readonly Problem[];
  /** Whether its plan has all of its names. */
  readonly allNames: boolean;
}

/** The trees of a project. */
export interface Project {
  /** Those without a problem, of which there is at least one. */
  readonly trees: readonly PlannedTree[];
  readonly unsound: readonly UnsoundTree[];
  /** The plans of all trees, in order; those of unsound ones serve for their names and variables only. */
  readonly plans: readonly TreePlan[];
}

/**
 * Plans every tree of a configuration; a mistake in one is no hindrance for the others. Throws one
 * {@link BaketreeError} with all problems where no tree is sound.
 */
export async function planProject(
  config: Config,
  disk: Disk,
  memory: Memory = forgetful,
): Promise<Project> {
  throwIfAny(noTrees(config));
  const making = { maker: templateMaker(memory), tried: triedBefore(memory) };
  const trees: PlannedTree[] = [];
  const unsound: UnsoundTree[] = [];
  const plans: TreePlan[] = [];
  for (const tree of config.trees) {
    const { planned, problems: own, declared } = await planTree(tree, disk, making);
    // Which of them has the files of their name cannot be told, so it is the problem of each.
    const twins = config.trees.filter(({ name }) => name === tree.name).slice(1);
    const problems = [...own, ...twins.map((twin) => sameName(twin, config.trees))];
    if (problems.length === 0) {
      trees.push(planned);
      plans.push(planned.plan);
      continue;
    }
    plans.push(withNames(planned.plan, declared.names));
    const told = await Promise.all(problems.map((problem) => placed(problem, disk)));
    unsound.push({ name: tree.name, problems: eachOnce(told), allNames: declared.allNames });
  }
  // Nobody waits for it.
  void making.maker.keep();
  void making.tried.keep();
  if (trees.length === 0) throwIfAny(problemsOf({ unsound }));
  return { trees, unsound, plans };
}

/** The problems of all trees that have any, each once: trees may share what is wrong. */
export function problemsOf({ unsound }: Pick<Project, 'unsound'>): readonly Problem[] {
  return eachOnce(unsound.flatMap(({ problems }) => problems));
}

/** What is wrong with the config itself. Of what is no tree nothing at all is known, not even its name. */
export function noTrees({ trees, ...others }: Config): readonly Problem[] {
  const unknown = Object.keys(others).map((key): Problem => {
    const summary = `the config has "${key}", which is no option of it`;
    return { code: 'config-invalid', summary, at: { file: CONFIG_FILE }, expected: '"trees"' };
  });
  const strange = (trees as readonly unknown[]).flatMap((tree, index): readonly Problem[] => {
    if (isOf(tree, 'tree')) return [];
    const summary = `number ${index + 1} of the trees is ${shown(tree)}, no tree`;
    return [{ code: 'config-invalid', summary, at: { file: CONFIG_FILE }, details: [CIRCLE] }];
  });
  return [...unknown, ...strange];
}

function sameName({ name, declaredAt }: Tree, trees: readonly Tree[]): Problem {
  const summary = `two trees have the name "${name}"`;
  const first = trees.find((each) => each.name === name);
  return { code: 'name-duplicate', summary, ...secondPlace(declaredAt, first?.declaredAt) };
}

/** A plan that has every name of its tree, so that none of them is taken for another tree's. */
function withNames(plan: TreePlan, names: readonly string[]): TreePlan {
  const known = new Set([...plan.targets, ...plan.groups].map(({ name }) => name));
  const nothing = {
    cell: {},
    description: '',
    template: '',
    attributes: {},
    links: [],
    locals: [],
  };
  const others = names.filter((name) => !known.has(name));
  return {
    ...plan,
    targets: [...plan.targets, ...others.map((name) => ({ name, target: name, ...nothing }))],
  };
}
