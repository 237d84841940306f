/** `plan`: what a bake would do, as data. Nothing is written and no daemon is asked. */
import type { Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Docker } from '../io/docker.ts';
import type { Memory } from '../io/memory.ts';
import type { Config } from '../model/tree.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import { type Command, shellLines } from '../plan/command.ts';
import type { FileState } from '../plan/files.ts';
import type { Notice } from '../plan/notice.ts';
import { waveCommands, waveNotices } from '../plan/waves.ts';
import { readFiles } from './files.ts';
import { type BakeRequest, bakeSubjects } from './plan-bake.ts';
import { type PlannedFirst, planFirst } from './plan-first.ts';
import { planProject } from './project.ts';
import { typedLine } from './typed-line.ts';

/** What would happen, for each tree that was asked for. */
export interface ProjectPlan {
  readonly files: readonly { readonly path: string; readonly state: FileState }[];
  /** What words mean that could mean something else, too; and of trees that have problems. */
  readonly notices: readonly Notice[];
  readonly trees: readonly TreeBakePlan[];
}

/** One tree's bake with the line that would run it. */
export interface TreeBakePlan {
  readonly bake: BakePlan;
  /** Empty for a push that has nowhere to go. */
  readonly command: string;
  readonly problems: readonly Problem[];
}

/** Plans. Throws for input that cannot be planned at all; other problems are in the result. */
export async function plan(
  config: Config,
  request: BakeRequest,
  io: { readonly disk: Disk; readonly docker: Docker; readonly memory?: Memory },
): Promise<ProjectPlan> {
  const project = await planProject(config, io.disk, io.memory);
  const files = await readFiles(project, io.disk);
  const { subjects, notices } = await bakeSubjects({ project, files, request, verb: 'plan', io });
  const planned: TreeBakePlan[] = [];
  for (const subject of subjects) {
    const found = await planFirst(subject, { config, request }, io);
    const whole = await withPush(found.bake, { config, request, io });
    // No daemon is asked, so nobody knows the driver.
    const told = waveNotices(whole.bake, { options: request.options });
    const bake = { ...whole.bake, notices: [...whole.bake.notices, ...told] };
    const command = shellLines(whole.commands, request.folder);
    const problems = [...found.problems, ...found.unread, ...whole.problems];
    planned.push({ bake, command, problems });
  }
  return { files: files.map(({ path, state }) => ({ path, state })), notices, trees: planned };
}

/** Of a push the second bake, as that is what leaves the machine, and the commands of both. */
async function withPush(
  first: PlannedFirst,
  {
    config,
    request,
    io,
  }: {
    readonly config: Config;
    readonly request: BakeRequest;
    readonly io: { readonly disk: Disk; readonly docker: Docker };
  },
): Promise<{
  readonly bake: BakePlan;
  readonly commands: readonly Command[];
  readonly problems: readonly Problem[];
}> {
  const { plan } = first;
  if (!first.pushes) return { bake: plan, commands: waveCommands(plan, undefined), problems: [] };
  const { commandsOf, planPushes } = await import('./push-plan.ts');
  const notices: Notice[] = [];
  const say = (notice: Notice) => notices.push(notice);
  const asked = {
    config,
    line: typedLine('plan', request, { trees: first.subject.trees, pushes: true }),
    io: { ...io, say },
  };
  const { pushes, problems } = await planPushes([first], asked);
  const second = pushes[0]?.plan ?? plan;
  const bake = { ...second, notices: [...plan.notices, ...notices] };
  const [push] = pushes;
  // Without a registry the first bake alone is no push, and its build caches would lead nowhere.
  const commands = push ? commandsOf(push.first, pushes, undefined) : [];
  return { bake, commands, problems };
}
