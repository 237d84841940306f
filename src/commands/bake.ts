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
import { exportsCaches } from '../plan/caches.ts';
import { shellLines } from '../plan/command.ts';
import { typedName } from '../plan/lookup.ts';
import { checkNamedImages, namedImages } from '../plan/named-images.ts';
import type { Notice } from '../plan/notice.ts';
import { preflight } from '../plan/preflight.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import { waveCommands, waveNotices } from '../plan/waves.ts';
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
  /** The command as a line for a shell; several lines where it runs in waves. */
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
  const machine = looks ? await checkMachine(plans, { request, io, trees }) : NOTHING;
  say(machine.notices);
  // A machine that cannot bake cannot print either; why is said once.
  const silent = machine.problems.length > 0 ? machine.problems : unread;
  throwIfAny([...settlement.problems, ...problems, ...silent]);
  if (!early) say(await settlement.write(io.disk));

  const { options, folder } = request;
  const { driver } = machine;
  for (const plan of plans) say(waveNotices(plan, { options, driver }));
  const results: BakeResult[] = [];
  for (const plan of plans) {
    const commands = waveCommands(plan, driver);
    const baked = dryRun
      ? { targets: [], seconds: 0 }
      : await runBake(plan, { commands, options }, io);
    results.push({ tree: plan.tree, command: shellLines(commands, folder), ...baked });
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

/** What was found out of the machine, and which driver the builder has, if anybody asked. */
interface Machine {
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
  readonly driver?: string;
}

const NOTHING: Machine = { problems: [], notices: [] };

/** What the machine lacks for some plans, and what is to be said of it. */
async function checkMachine(
  plans: readonly BakePlan[],
  given: {
    readonly request: BakeRequest;
    readonly io: BakeIo;
    readonly trees: readonly TreePlan[];
  },
): Promise<Machine> {
  const { docker } = given.io;
  const builder = builderOf(given.request);
  const locals = plans.flatMap((plan) => plan.locals.map(({ reference }) => reference));
  const named = plans.flatMap((plan) => namedImages(plan).map(({ reference }) => reference));
  const store = plans.some(({ targets }) => exportsCaches(targets));
  let facts = await docker.facts({ builder, images: locals, ...(store ? { store } : {}) });
  // Docker's own driver finds them where they are; for others it takes one more question.
  const driver = 'driver' in facts.builder ? facts.builder.driver : undefined;
  if (driver !== undefined && driver !== 'docker' && named.length > 0) {
    facts = await docker.facts({ builder, images: [...new Set([...locals, ...named])] });
  }
  const problems: Problem[] = [];
  const notices: Notice[] = [];
  for (const bake of plans) {
    const { tree } = bake;
    const plan = given.trees.find((each) => each.name === tree);
    if (!plan) continue;
    const names = bake.names.map((name) => typedName(name, tree, given.trees));
    const asked = { locals: bake.locals, names, exportsCaches: exportsCaches(bake.targets) };
    const found = preflight(plan, facts, asked);
    problems.push(...found);
    if (found.length === 0) problems.push(...(await checkMadeFrom(facts, asked, given.io)));
    const images = checkNamedImages(namedImages(bake), facts, names);
    problems.push(...images.problems);
    notices.push(...images.notices);
  }
  // Two trees may lack the same thing.
  return { problems: eachOnce(problems), notices, ...(driver ? { driver } : {}) };
}
