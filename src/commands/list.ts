/** `list`: what can be baked, and which variables a bake reads. */
import type { Disk } from '../io/disk.ts';
import type { Memory } from '../io/memory.ts';
import type { Config } from '../model/tree.ts';
import type { PlannedVariable } from '../plan/tree-plan.ts';
import { planProject } from './project.ts';

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

/** Lists every tree. */
export async function list(
  config: Config,
  disk: Disk,
  memory?: Memory,
): Promise<readonly ListedTree[]> {
  return (await planProject(config, disk, memory)).map(({ plan }) => ({
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
  }));
}
