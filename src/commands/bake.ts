/** `bake`: brings the files up to date, checks everything, runs `docker buildx bake`, reports. */
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { Disk } from '../io/disk.ts';
import type { Docker } from '../io/docker.ts';
import type { Temporary } from '../io/temporary.ts';
import type { Config } from '../model/tree.ts';
import type { BakePlan } from '../plan/bake-plan.ts';
import { shellLine } from '../plan/command.ts';
import type { FilePlan } from '../plan/files.ts';
import { type BakedTarget, readMetadata } from '../plan/metadata.ts';
import { preflight } from '../plan/preflight.ts';
import { select } from '../plan/select.ts';
import { changesOf, fileProblem, readFiles } from './files.ts';
import { isByHand, writeFiles } from './generate.ts';
import { type BakeRequest, planBake } from './plan-bake.ts';
import { type PlannedTree, planProject } from './project.ts';

/** Everything outside that a bake touches; `say` takes what a person should know, line by line. */
export interface BakeIo {
  readonly disk: Disk;
  readonly docker: Docker;
  readonly temporary: Temporary;
  readonly clock: Clock;
  readonly say: (level: 'info' | 'warning', line: string) => void;
}

/** A finished run of one tree; on a dry run only `command` and `planned` are there. */
export interface BakeResult {
  readonly tree: string;
  /** The command as a line for a shell. */
  readonly command: string;
  readonly targets: readonly BakedTarget[];
  readonly seconds: number;
}

/** Bakes what was asked for, tree by tree. */
export async function bake(
  config: Config,
  request: BakeRequest,
  io: BakeIo,
): Promise<readonly BakeResult[]> {
  const trees = await planProject(config, io.disk);
  const { selections, problems } = select(
    request.words,
    trees.map(({ plan }) => plan),
  );
  throwIfAny(problems);
  const dryRun = request.options['dry-run'] === true;
  const chosen = trees.filter(({ plan }) => selections.some(({ tree }) => tree === plan.name));
  const files = await readFiles(chosen, io.disk);
  const own = files.filter(({ path }) => chosen.some(({ plan }) => belongsTo(path, plan.name)));
  await settleFiles(own, { dryRun, ci: isCi(request), io });

  const plans: BakePlan[] = [];
  const found: Problem[] = [];
  for (const tree of chosen) {
    const planned = await planBakeOf(tree, { selections, files: own, request, io });
    plans.push(planned.plan);
    found.push(...planned.problems);
  }
  for (const { notices } of plans) for (const notice of notices) io.say('warning', notice);
  if (!dryRun) found.push(...(await preflights(plans, { trees: chosen, request, io })));
  throwIfAny(found);
  const results: BakeResult[] = [];
  for (const plan of plans) results.push(await run(plan, { request, dryRun, io }));
  return results;
}

function planBakeOf(
  tree: PlannedTree,
  given: {
    readonly selections: ReturnType<typeof select>['selections'];
    readonly files: readonly FilePlan[];
    readonly request: BakeRequest;
    readonly io: BakeIo;
  },
) {
  const selection = given.selections.find((each) => each.tree === tree.plan.name);
  if (!selection) throw new Error(`internal error: ${tree.plan.name} was not selected`);
  return planBake({ plan: tree.plan, selection, files: given.files }, given.request, given.io);
}

function belongsTo(path: string, tree: string): boolean {
  return path.startsWith(`bake/${tree}/`) || path.startsWith(`docker/${tree}/`);
}

function isCi({ environment }: BakeRequest): boolean {
  return !['', '0', 'false', undefined].includes(environment.CI);
}

/**
 * An edited file runs as it is, and that is said. A stale one is written anew, and that is said; in CI
 * it is an error instead, as what runs there must be what was committed.
 */
async function settleFiles(
  files: readonly FilePlan[],
  { dryRun, ci, io }: { readonly dryRun: boolean; readonly ci: boolean; readonly io: BakeIo },
): Promise<void> {
  for (const file of files.filter(({ state }) => state === 'edited')) {
    io.say('warning', `${file.path} was edited by hand and runs as it is:`);
    for (const change of await changesOf(file)) io.say('warning', `  ${change}`);
    io.say('warning', `  to discard the edit: npm run generate -- --discard ${file.path}`);
  }
  const foreign = files.filter(({ state }) => state === 'foreign');
  const old = files.filter(({ state }) => state === 'stale' || state === 'missing');
  const wrong = ci ? [...foreign, ...old] : foreign;
  throwIfAny((await Promise.all(wrong.map(fileProblem))).flatMap((problem) => problem ?? []));
  const writing = old.filter((file) => !isByHand(file));
  for (const { path, state } of writing) {
    const done = dryRun ? 'would be written' : 'written';
    io.say('info', `${path} ${state === 'missing' ? 'was missing' : 'was stale'}: ${done}`);
  }
  if (!dryRun) await writeFiles(writing, io.disk);
}

async function preflights(
  plans: readonly BakePlan[],
  given: {
    readonly trees: readonly PlannedTree[];
    readonly request: BakeRequest;
    readonly io: BakeIo;
  },
): Promise<readonly Problem[]> {
  const { options, environment } = given.request;
  const builder = options.builder ?? environment.BUILDX_BUILDER;
  const facts = await given.io.docker.facts({
    builder: typeof builder === 'string' && builder !== '' ? builder : undefined,
    images: plans.flatMap(({ locals }) => locals.map(({ reference }) => reference)),
  });
  const found = plans.flatMap(({ tree, locals }) => {
    const plan = given.trees.find((each) => each.plan.name === tree)?.plan;
    return plan ? preflight(plan, facts, locals) : [];
  });
  return [...new Map(found.map((problem) => [problem.summary, problem])).values()];
}

async function run(
  plan: BakePlan,
  {
    request,
    dryRun,
    io,
  }: { readonly request: BakeRequest; readonly dryRun: boolean; readonly io: BakeIo },
): Promise<BakeResult> {
  const { tree, targets } = plan;
  const requested = targets.filter((target) => target.requested).map(({ name }) => name);
  const command = shellLine(plan.command, io.disk.root);
  if (dryRun) return { tree, command, targets: [], seconds: 0 };
  const folder = await io.temporary.folder();
  try {
    const started = io.clock.now();
    const wanted = request.options['metadata-file'];
    const file = typeof wanted === 'string' ? wanted : `${folder}/metadata.json`;
    const { args } = plan.command;
    const withFile = typeof wanted === 'string' ? args : [...args, `--metadata-file=${file}`];
    const { exitCode, signal } = await io.docker.bake({ ...plan.command, args: withFile });
    if (exitCode !== 0) throw new BaketreeError([bakeProblem(exitCode, signal)]);
    const metadata = await io.temporary.read(file);
    const seconds = (io.clock.now() - started) / 1000;
    return { tree, command, targets: metadata ? readMetadata(metadata, requested) : [], seconds };
  } finally {
    await io.temporary.remove(folder);
  }
}

function bakeProblem(exitCode: number | undefined, signal: string | undefined): Problem {
  const how = signal ? `was ended by ${signal}` : `ended with exit code ${exitCode}`;
  return { code: 'bake-failed', summary: `docker buildx bake ${how}; its own output is above` };
}
