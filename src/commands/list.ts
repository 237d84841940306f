/** `list`: what can be baked, and which variables a bake reads. */
import type { Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Config } from '../model/tree.ts';
import type { PlannedVariable } from '../plan/tree-plan.ts';
import type { PlannedTree } from './plan-tree.ts';
import { planProject, problemsOf } from './project.ts';

/** One tree's names; `--json` prints this as it is. */
export interface ListedTree {
  readonly tree: string;
  readonly description: string;
  readonly groups: readonly Listed[];
  readonly targets: readonly Listed[];
  readonly variables: readonly Pick<
    PlannedVariable,
    'name' | 'default' | 'description' | 'oneOf'
  >[];
}

/** A name that can be asked for; `members` are a group's. */
export interface Listed {
  readonly name: string;
  readonly description: string;
  readonly members?: readonly string[];
}

/** The sound trees, and what is wrong with the others. */
export interface ListedProject {
  readonly trees: readonly ListedTree[];
  readonly problems: readonly Problem[];
}

/** Lists every sound tree. Throws where there is none. */
export async function list(config: Config, disk: Disk): Promise<ListedProject> {
  const project = await planProject(config, disk);
  return { trees: project.trees.map(listed), problems: problemsOf(project) };
}

function listed({ plan }: PlannedTree): ListedTree {
  return {
    tree: plan.name,
    description: plan.description,
    groups: plan.groups,
    targets: plan.targets.map(({ name, description }) => ({ name, description })),
    variables: plan.variables.map(({ name, default: value, description, oneOf }) => ({
      name,
      default: value,
      description,
      ...(oneOf ? { oneOf } : {}),
    })),
  };
}
