/** What a bake would do: selection, environment, permissions and the command, for each tree asked. */
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Docker } from '../io/docker.ts';
import { type Environment, evaluate } from '../model/evaluate.ts';
import type { BakeOptions } from '../plan/bake-options.ts';
import { type BakePlan, makeBakePlan } from '../plan/bake-plan.ts';
import type { Command } from '../plan/command.ts';
import { makeEnvironment, type RunEnvironment } from '../plan/environment.ts';
import { bakeFilePath, bakeFiles, type FilePlan, overrideFilePath } from '../plan/files.ts';
import type { ResolvedPath } from '../plan/paths.ts';
import { runPaths } from '../plan/permissions.ts';
import type { LocalImage } from '../plan/preflight.ts';
import { localsOf, type RunTarget, readPrinted, runTargets } from '../plan/run-targets.ts';
import { expand, type Selection, select, typedName } from '../plan/select.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import type { PlannedTree } from './project.ts';

/** What a person asked for, and the environment they asked it in. */
export interface BakeRequest {
  /** Targets, groups or trees, as typed. */
  readonly words: readonly string[];
  readonly options: BakeOptions;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** `.env`, parsed. */
  readonly dotenv: Readonly<Record<string, string>>;
  /** The working folder of the person, where a printed command must work. */
  readonly folder: string;
}

/** A planned bake with the problems found on the way. */
export interface PlannedBake {
  readonly plan: BakePlan;
  readonly problems: readonly Problem[];
  /** Why docker could not say what would run; the plan is then the tree's own. */
  readonly unread: readonly Problem[];
}

/** One tree of a project and what is asked of it. */
export interface BakeSubject {
  readonly plan: TreePlan;
  readonly selection: Selection;
  /** All trees of the project, in its order. */
  readonly trees: readonly TreePlan[];
  /** Whether there is an override file beside the bake file. */
  readonly hasOverride: boolean;
  /** Whether files or settings decide what runs, not the plan: edits, override files, `--set`. */
  readonly fileDecides: boolean;
}

/** What is asked of a project, a subject a tree. Throws for words that name nothing. */
export async function bakeSubjects(
  trees: readonly PlannedTree[],
  request: BakeRequest,
  { files, disk }: { readonly files: readonly FilePlan[]; readonly disk: Disk },
): Promise<readonly BakeSubject[]> {
  const plans = trees.map(({ plan }) => plan);
  const { selections, problems } = select(request.words, plans);
  throwIfAny(problems);
  const subjects: BakeSubject[] = [];
  for (const selection of selections) {
    const plan = plans.find(({ name }) => name === selection.tree);
    if (!plan) continue;
    const hasOverride = (await disk.read(overrideFilePath(plan.name))) !== undefined;
    const file = files.find(({ path }) => path === bakeFilePath(plan.name));
    const fileDecides =
      request.options.set !== undefined || file?.state === 'edited' || hasOverride;
    subjects.push({ plan, selection, trees: plans, hasOverride, fileDecides });
  }
  return subjects;
}

/** Plans the bake of one tree. */
export async function planBake(
  { plan, selection, trees, hasOverride, fileDecides }: BakeSubject,
  request: BakeRequest,
  io: { readonly disk: Disk; readonly docker: Docker },
): Promise<PlannedBake> {
  const requested = [...new Set(selection.names.flatMap((name) => expand(plan, name)))];
  const choices = chooseLocals(plan, requested);
  const environment = makeEnvironment(plan, {
    process: request.environment,
    dotenv: request.dotenv,
    elsewhere: new Set(trees.flatMap(({ variables }) => variables.map(({ name }) => name))),
    ...choices,
  });
  const values = new Map(environment.values.map(({ name, value }) => [name, value]));
  // Where the file that runs may differ from the plan, the file decides; bake itself reads it.
  const unread: Problem[] = [];
  const targets =
    fileDecides && environment.problems.length === 0
      ? await printed(
          { plan, selection, requested, hasOverride, environment, values, request },
          io,
        ).catch((error: unknown) => {
          if (!(error instanceof BaketreeError)) throw error;
          unread.push(...error.problems);
          return runTargets(plan, requested, values);
        })
      : runTargets(plan, requested, values);
  const locals = localImages(plan, targets, values).map((local) => ({
    ...local,
    target: typedName(local.target, plan.name, trees),
  }));
  const paths = runPaths(targets);
  const resolved = new Map<string, ResolvedPath>();
  for (const { path } of paths) {
    if (!resolved.has(path)) resolved.set(path, await io.disk.resolve(path));
  }
  const { plan: bake, problems } = makeBakePlan({
    plan,
    names: selection.names,
    root: (await io.disk.resolve('.')).real,
    options: request.options,
    environment,
    targets,
    paths,
    resolved,
    locals,
    hasOverride,
  });
  return { plan: bake, problems, unread };
}

/**
 * A target that is asked for by name is built in this run, so whoever uses it must use that build:
 * bake would not wait for it otherwise. Where it is not asked for, its local image is used.
 */
function chooseLocals(plan: TreePlan, requested: readonly string[]) {
  const chosen: Record<string, string> = {};
  const forced: Record<string, string> = {};
  for (const { variable, target } of localsOf(plan, requested)) {
    if (requested.includes(target)) forced[variable] = 'tree';
    else chosen[variable] = 'local';
  }
  return { chosen, forced };
}

function localImages(
  plan: TreePlan,
  targets: readonly RunTarget[],
  values: Environment,
): readonly LocalImage[] {
  const building = targets.map(({ name }) => name);
  const found = new Map<string, LocalImage>();
  for (const { image, title, target, variable } of localsOf(plan, building)) {
    if (values.get(variable) !== 'local') continue;
    const reference = evaluate(image, values) as string;
    found.set(reference, { reference, title, target });
  }
  return [...found.values()];
}

interface Printing {
  readonly plan: TreePlan;
  readonly selection: Selection;
  readonly requested: readonly string[];
  readonly hasOverride: boolean;
  readonly environment: RunEnvironment;
  readonly values: Environment;
  readonly request: BakeRequest;
}

/**
 * Asks bake what it would run. Guarded: without the guards `--print` of buildx 0.29 and older empties
 * files that outputs name, and fails on secrets and ssh sockets that are not there.
 */
async function printed(
  { plan, selection, requested, hasOverride, environment, values, request }: Printing,
  { disk, docker }: { readonly disk: Disk; readonly docker: Docker },
): Promise<readonly RunTarget[]> {
  const files = bakeFiles(plan.name, hasOverride);
  const settings = [request.options.set ?? []].flat() as readonly string[];
  const kept = settings.filter((setting) => !/\.(?:output|secrets|ssh)\+?=/.test(setting));
  const command: Command = {
    file: 'docker',
    args: [
      ...['buildx', 'bake', '--print', '--progress=quiet', '--allow=fs=*'],
      ...files.flatMap((file) => ['-f', file]),
      ...kept.flatMap((setting) => ['--set', setting]),
      ...['--set', '*.output=type=cacheonly', '--set', '*.secrets=', '--set', '*.ssh='],
      ...selection.names,
    ],
    env: environment.extra,
    cwd: disk.root,
  };
  const found = readPrinted(await docker.output(command), requested);
  // What the guards took away, the plan still knows; an edit of those is bake's own to judge.
  const planned = new Map(
    runTargets(plan, requested, values).map((target) => [target.name, target.attributes]),
  );
  return found.map((target) => {
    const { output, secret, ssh } = planned.get(target.name) ?? {};
    const guarded = {
      ...(output ? { output } : {}),
      ...(secret ? { secret } : {}),
      ...(ssh ? { ssh } : {}),
    };
    return { ...target, attributes: { ...target.attributes, ...guarded } };
  });
}
