/** What a bake would do: selection, environment, permissions and the command, for each tree asked. */
import path from 'node:path';
import { BaketreeError, type Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Docker } from '../io/docker.ts';
import { dockerfilePath } from '../plan/attributes.ts';
import { type BakeOptions, repeated } from '../plan/bake-options.ts';
import { type BakePlan, makeBakePlan } from '../plan/bake-plan.ts';
import type { Takes } from '../plan/check-setting-name.ts';
import { checkSettings } from '../plan/check-settings.ts';
import { makeEnvironment, type RunEnvironment, valuesIn } from '../plan/environment.ts';
import { type FilePlan, overrideFilePath } from '../plan/files.ts';
import { chooseLocals, localImages } from '../plan/local-images.ts';
import { type Line, typedName } from '../plan/lookup.ts';
import type { Notice } from '../plan/notice.ts';
import type { ResolvedPath } from '../plan/paths.ts';
import { runPaths } from '../plan/permissions.ts';
import { type RunTarget, runTargets } from '../plan/run-targets.ts';
import { expand, type Selection } from '../plan/select.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import { type Choices, choose } from './choose.ts';
import { isByHand } from './files.ts';
import { ownFiles } from './own-files.ts';
import { placed } from './place.ts';
import { lostName, printed } from './printed.ts';
import { takesOf } from './takes.ts';
import { lineOf } from './typed-line.ts';

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
  readonly environment: RunEnvironment;
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
  /** The line that asks for names of this tree as the person did, for hints. */
  readonly line: Line;
  /** Whether there is an override file beside the bake file. */
  readonly hasOverride: boolean;
  /** Whether files or settings decide what runs, not the plan: edits, override files, `--set`. */
  readonly fileDecides: boolean;
  /** Whether the bake file was edited, or an override is there. */
  readonly edited: boolean;
  /** What settings can give to Dockerfiles, by template, but for those that were edited. */
  readonly takes: ReadonlyMap<string, Takes>;
}

/** What is asked of a project, a subject a tree. Throws where {@link choose} does. */
export async function bakeSubjects({
  files,
  ...given
}: Omit<Choices, 'own'> & {
  /** The sound trees' generated files as they are. */
  readonly files: readonly FilePlan[];
}): Promise<{ readonly subjects: readonly BakeSubject[]; readonly notices: readonly Notice[] }> {
  const { project, request, verb, io } = given;
  const own = ownFiles(files, io.disk);
  const { chosen, notices } = await choose({ ...given, own });
  const subjects: BakeSubject[] = [];
  for (const { tree, selection } of chosen) {
    const { plan } = tree;
    const written = await own(plan.name);
    const hasOverride = written.some(({ path }) => path === overrideFilePath(plan.name));
    const edited = written.length > 0;
    const isSet = request.options.set !== undefined;
    const isGenerated = (template: string) => {
      const path = dockerfilePath(plan.name, template);
      return !files.some((file) => file.path === path && isByHand(file));
    };
    // Only settings ask; and what one tree of several does not declare may be for another.
    const asked = isSet && chosen.length === 1 ? [...tree.facts] : [];
    const takes = new Map(
      asked.flatMap(([name, facts]) => (isGenerated(name) ? [[name, takesOf(facts)]] : [])),
    );
    const { plans: trees } = project;
    const line = lineOf(verb, plan, { trees, request });
    const fileDecides = isSet || edited;
    subjects.push({ plan, selection, trees, line, hasOverride, fileDecides, edited, takes });
  }
  return { subjects, notices };
}

/** Plans the bake of one tree. */
export async function planBake(
  { plan, selection, trees, line, hasOverride, fileDecides, edited, takes }: BakeSubject,
  request: BakeRequest,
  io: { readonly disk: Disk; readonly docker: Docker },
): Promise<PlannedBake> {
  const { options } = request;
  const typed = repeated(options, 'set');
  const known = { plan, takes, edited, line: line(selection.names) };
  const unsettable = checkSettings(typed, known);
  const environmentFor = (requested: readonly string[]) =>
    makeEnvironment(plan, {
      process: request.environment,
      dotenv: request.dotenv,
      elsewhere: new Set(trees.flatMap(({ variables }) => variables.map(({ name }) => name))),
      ...chooseLocals(plan, requested),
    });
  let requested: readonly string[] = expandAll(plan, selection.names);
  let environment = environmentFor(requested);
  let values = valuesIn(environment);
  let targets: readonly RunTarget[] | undefined;
  // Where the file that runs may differ from the plan, the file decides; bake itself reads it.
  const unread: Problem[] = [];
  if (fileDecides && environment.problems.length === 0 && unsettable.length === 0) {
    const ask = () =>
      printed({ plan, names: selection.names, hasOverride, environment, values, options }, io);
    try {
      targets = await ask();
      const asked = targets.filter((target) => target.requested).map(({ name }) => name);
      if (asked.length > 0) requested = asked;
      // A group in the file may hold more than the plan's, and with it what others take locally.
      const again = environmentFor(requested);
      if (JSON.stringify(again.extra) !== JSON.stringify(environment.extra)) {
        [environment, values] = [again, valuesIn(again)];
        targets = await ask();
      }
    } catch (error) {
      if (!(error instanceof BaketreeError)) throw error;
      unread.push(...error.problems.map((problem) => lostName(problem, { ...known, typed })));
    }
  }
  targets ??= runTargets(plan, requested, values);
  const locals = localImages(plan, targets, values).map((local) => ({
    ...local,
    target: typedName(local.target, plan.name, trees),
  }));
  const paths = runPaths(targets);
  const resolved = new Map<string, ResolvedPath>();
  const held = plan.variables.flatMap(({ name, holds = [] }) =>
    holds.map((file) => path.join(String(values.get(name)), file)),
  );
  for (const each of [...paths.map((found) => found.path), ...held]) {
    if (!resolved.has(each)) resolved.set(each, await io.disk.resolve(each));
  }
  const { plan: bake, problems } = makeBakePlan({
    plan,
    names: selection.names,
    root: (await io.disk.resolve('.')).real,
    options,
    environment,
    targets,
    paths,
    resolved,
    locals,
    hasOverride,
    line,
  });
  const found = [...unsettable, ...problems].map((problem) => placed(problem, io.disk));
  return { plan: bake, environment, problems: await Promise.all(found), unread };
}

function expandAll(plan: TreePlan, names: readonly string[]): readonly string[] {
  return [...new Set(names.flatMap((name) => expand(plan, name)))];
}
