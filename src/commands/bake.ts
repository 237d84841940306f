/** `bake`: checks everything, brings the files up to date, runs `docker buildx bake`, reports. */
import { type Problem, throwIfAny } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Disk } from '../io/disk.ts';
import type { Docker } from '../io/docker.ts';
import type { Memory } from '../io/memory.ts';
import type { Records } from '../io/records.ts';
import type { Temporary } from '../io/temporary.ts';
import type { Config } from '../model/tree.ts';
import { onlyPrints } from '../plan/bake-options.ts';
import { shellLines, withEnv } from '../plan/command.ts';
import type { Notice } from '../plan/notice.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import { waveCommands, waveNotices } from '../plan/waves.ts';
import { withCacheLogin } from './cache-login.ts';
import { builderOf, checkMachine, UNASKED } from './check-machine.ts';
import { readFiles } from './files.ts';
import { type BakeRequest, type BakeSubject, bakeSubjects } from './plan-bake.ts';
import { type PlannedFirst, planFirst } from './plan-first.ts';
import { planProject } from './project.ts';
import type { PushIo, PushReport } from './push.ts';
import { type Baked, runBake } from './run-bake.ts';
import { settleFiles } from './settle-files.ts';
import { typedLine } from './typed-line.ts';

/** Everything outside that a bake touches; `say` takes what a person should know, line by line. */
export interface BakeIo {
  readonly disk: Disk;
  readonly docker: Docker;
  /** Absent: nothing is kept. */
  readonly memory?: Memory;
  readonly records: Records;
  readonly temporary: Temporary;
  readonly clock: Clock;
  readonly say: (notice: Notice) => void;
  /** What a push takes beside; got when there is one. */
  readonly push: () => Promise<PushIo>;
}

/** A finished run of one tree; after a dry run there are no targets. */
export interface BakeResult extends Baked {
  readonly tree: string;
  /** The command as a line for a shell; several lines where it runs in waves, or pushes. */
  readonly command: string;
  /** What was pushed; `targets` are then what was pushed, too. */
  readonly push?: PushReport;
}

/**
 * Bakes what was asked for, tree by tree. Throws one error with all problems before anything is started
 * or, but for one case, written: where the file on disk decides what runs, it has to be brought up to
 * date first. The configuration is loaded while docker is asked for what it is.
 */
export async function bake(
  configure: () => Promise<Config>,
  request: BakeRequest,
  io: BakeIo,
): Promise<readonly BakeResult[]> {
  const dryRun = request.options['dry-run'] === true;
  const looks = !dryRun && !onlyPrints(request.options);
  if (looks) io.docker.look(builderOf(request));
  const config = await configure();
  const project = await planProject(config, io.disk, io.memory);
  const trees = project.plans;
  const found = await readFiles(project, io.disk);
  const asked = { project, files: found, request, verb: 'bake', io } as const;
  const { subjects, notices } = await bakeSubjects(asked);
  const files = found.filter(({ path }) => subjects.some(({ plan }) => belongsTo(path, plan.name)));
  const settlement = await settleFiles(files, { dryRun, ci: isCi(request) });
  const say = (told: readonly Notice[]) => told.forEach(io.say);
  say(notices);
  const early = subjects.some(({ fileDecides }) => fileDecides);
  if (early) {
    throwIfAny(settlement.problems);
    say(await settlement.write(io.disk));
  }
  const { bakes, problems, unread } = await planAll(subjects, { config, request }, io);
  const sign = request.options.sign === true;
  const unsignable =
    sign && !bakes.some(({ pushes }) => pushes) ? [nothingToSign(request, trees)] : [];
  const plans = bakes.map(({ plan }) => plan);
  say(settlement.notices);
  for (const plan of plans) say(plan.notices);
  const machine = looks ? await checkMachine(plans, { request, io, trees }) : UNASKED;
  say(machine.notices);
  // A machine that cannot bake cannot print either; why is said once.
  const silent = machine.problems.length > 0 ? machine.problems : unread;
  throwIfAny([...settlement.problems, ...unsignable, ...problems, ...silent]);
  if (!early) say(await settlement.write(io.disk));

  const { driver } = machine;
  for (const { plan, built } of bakes) say(waveNotices(plan, { options: built.options, driver }));
  if (bakes.some(({ pushes }) => pushes)) {
    const { push } = await import('./push.ts');
    const line = typedLine('bake', request, { trees, pushes: true });
    const settings = { config, driver, line, dryRun, sign };
    return push(bakes, settings, { ...io, ...(await io.push()) });
  }
  const commands = plans.map((plan) => waveCommands(plan, driver));
  const result = (index: number, baked: Baked): BakeResult => ({
    tree: plans[index]?.tree ?? '',
    command: shellLines(commands[index] ?? [], request.folder),
    ...baked,
  });
  if (dryRun) return plans.map((_, index) => result(index, { targets: [], seconds: 0 }));
  return withCacheLogin(looks ? plans : [], io, async (env) => {
    const results: BakeResult[] = [];
    for (const [index, plan] of plans.entries()) {
      const own = withEnv(commands[index] ?? [], env);
      const running = { commands: own, options: request.options };
      results.push(result(index, await runBake(plan, running, io)));
    }
    return results;
  });
}

/** Plans a bake for each tree. */
async function planAll(
  subjects: readonly BakeSubject[],
  asked: { readonly config: Config; readonly request: BakeRequest },
  io: BakeIo,
): Promise<{
  readonly bakes: readonly PlannedFirst[];
  readonly problems: readonly Problem[];
  readonly unread: readonly Problem[];
}> {
  const bakes: PlannedFirst[] = [];
  const problems: Problem[] = [];
  const unread: Problem[] = [];
  for (const subject of subjects) {
    const planned = await planFirst(subject, asked, io);
    bakes.push(planned.bake);
    problems.push(...planned.problems);
    unread.push(...planned.unread);
  }
  return { bakes, problems, unread };
}

function nothingToSign(request: BakeRequest, trees: readonly TreePlan[]): Problem {
  const summary = '"--sign": nothing is pushed, so there is nothing to sign';
  const options = { ...request.options, push: true };
  return {
    code: 'usage-option',
    summary,
    hint: typedLine('bake', { ...request, options }, { trees }),
  };
}

function belongsTo(path: string, tree: string): boolean {
  return path.startsWith(`bake/${tree}/`) || path.startsWith(`docker/${tree}/`);
}

function isCi({ environment }: BakeRequest): boolean {
  return !['', '0', 'false', undefined].includes(environment.CI);
}
