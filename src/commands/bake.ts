/** `bake`: checks everything, brings the files up to date, runs `docker buildx bake`, reports. */
import { eachOnce, type Problem, throwIfAny } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Disk } from '../io/disk.ts';
import type { Docker } from '../io/docker.ts';
import type { Memory } from '../io/memory.ts';
import type { Records } from '../io/records.ts';
import type { Temporary } from '../io/temporary.ts';
import type { Config } from '../model/tree.ts';
import { onlyPrints } from '../plan/bake-options.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import { shellLine } from '../plan/command.ts';
import { typedName } from '../plan/lookup.ts';
import type { Notice } from '../plan/notice.ts';
import { preflight } from '../plan/preflight.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import { checkMadeFrom } from './check-made-from.ts';
import { readFiles } from './files.ts';
import { type BakeRequest, type BakeSubject, bakeSubjects, planBake } from './plan-bake.ts';
import { planProject } from './project.ts';
import { type Baked, runBake } from './run-bake.ts';
import { settleFiles } from './settle-files.ts';

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
}

/** A finished run of one tree; after a dry run there are no targets. */
export interface BakeResult extends Baked {
  readonly tree: string;
  /** The command as a line for a shell. */
  readonly command: string;
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
  const project = await planProject(await configure(), io.disk, io.memory);
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
  const { plans, problems, unread } = await planAll(subjects, request, io);
  say(settlement.notices);
  for (const plan of plans) say(plan.notices);
  const machine = looks ? await checkMachine(plans, { request, io, trees }) : [];
  // A machine that cannot bake cannot print either; why is said once.
  const silent = machine.length > 0 ? machine : unread;
  throwIfAny([...settlement.problems, ...problems, ...silent]);
  if (!early) say(await settlement.write(io.disk));

  const results: BakeResult[] = [];
  for (const plan of plans) {
    const baked = dryRun ? { targets: [], seconds: 0 } : await runBake(plan, request.options, io);
    results.push({ tree: plan.tree, command: shellLine(plan.command, request.folder), ...baked });
  }
  return results;
}

async function planAll(
  subjects: readonly BakeSubject[],
  request: BakeRequest,
  io: BakeIo,
): Promise<{
  readonly plans: readonly BakePlan[];
  readonly problems: readonly Problem[];
  readonly unread: readonly Problem[];
}> {
  const plans: BakePlan[] = [];
  const problems: Problem[] = [];
  const unread: Problem[] = [];
  for (const subject of subjects) {
    const planned = await planBake(subject, request, io);
    plans.push(planned.plan);
    problems.push(...planned.problems);
    unread.push(...planned.unread);
  }
  return { plans, problems, unread };
}

function belongsTo(path: string, tree: string): boolean {
  return path.startsWith(`bake/${tree}/`) || path.startsWith(`docker/${tree}/`);
}

function isCi({ environment }: BakeRequest): boolean {
  return !['', '0', 'false', undefined].includes(environment.CI);
}

/** The builder that was asked for; buildx knows which it is otherwise. */
function builderOf({ options, environment }: BakeRequest): string | undefined {
  const builder = options.builder ?? environment.BUILDX_BUILDER;
  return typeof builder === 'string' && builder !== '' ? builder : undefined;
}

async function checkMachine(
  plans: readonly BakePlan[],
  given: {
    readonly request: BakeRequest;
    readonly io: BakeIo;
    readonly trees: readonly TreePlan[];
  },
): Promise<readonly Problem[]> {
  const facts = await given.io.docker.facts({
    builder: builderOf(given.request),
    images: plans.flatMap(({ locals }) => locals.map(({ reference }) => reference)),
  });
  const found: Problem[] = [];
  for (const { tree, locals, names } of plans) {
    const plan = given.trees.find((each) => each.name === tree);
    if (!plan) continue;
    const asked = { locals, names: names.map((name) => typedName(name, tree, given.trees)) };
    const problems = preflight(plan, facts, asked);
    found.push(...problems);
    if (problems.length === 0) found.push(...(await checkMadeFrom(facts, asked, given.io)));
  }
  // Two trees may lack the same thing.
  return eachOnce(found);
}
