/** `plan`: what a bake would do, as data. Nothing is written and no daemon is asked. */
import { type Problem, throwIfAny } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Docker } from '../io/docker.ts';
import type { Config } from '../model/tree.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import { shellLine } from '../plan/command.ts';
import type { FileState } from '../plan/files.ts';
import { select } from '../plan/select.ts';
import { readFiles } from './files.ts';
import { type BakeRequest, planBake } from './plan-bake.ts';
import { planProject } from './project.ts';

/** What would happen, for each tree that was asked for. */
export interface ProjectPlan {
  readonly files: readonly { readonly path: string; readonly state: FileState }[];
  readonly trees: readonly TreeBakePlan[];
}

/** One tree's bake with the line that would run it. */
export interface TreeBakePlan {
  readonly bake: BakePlan;
  readonly command: string;
  readonly problems: readonly Problem[];
}

/** Plans. Throws for input that cannot be planned at all; other problems are in the result. */
export async function plan(
  config: Config,
  request: BakeRequest,
  io: { readonly disk: Disk; readonly docker: Docker },
): Promise<ProjectPlan> {
  const trees = await planProject(config, io.disk);
  const { selections, problems } = select(
    request.words,
    trees.map((tree) => tree.plan),
  );
  throwIfAny(problems);
  const files = await readFiles(trees, io.disk);
  const planned: TreeBakePlan[] = [];
  for (const selection of selections) {
    const tree = trees.find((each) => each.plan.name === selection.tree);
    if (!tree) continue;
    const found = await planBake(
      { plan: tree.plan, selection, files, trees: trees.map((each) => each.plan) },
      request,
      io,
    );
    const { plan: bake } = found;
    const command = shellLine(bake.command, request.folder);
    planned.push({ bake, command, problems: [...found.problems, ...found.unread] });
  }
  return { files: files.map(({ path, state }) => ({ path, state })), trees: planned };
}
