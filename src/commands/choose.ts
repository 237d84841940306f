/** What is asked for, tree by tree: the model's own names first, then those that only files have. */
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Docker } from '../io/docker.ts';
import type { Command } from '../plan/command.ts';
import { makeEnvironment } from '../plan/environment.ts';
import { bakeFilePath, bakeFiles, type FilePlan, overrideFilePath } from '../plan/files.ts';
import { names, split } from '../plan/lookup.ts';
import type { Notice } from '../plan/notice.ts';
import { type Selection, select } from '../plan/select.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import { type BakeRequest, ownFiles } from './plan-bake.ts';
import { type PlannedTree, relativeTo } from './project.ts';

/** A tree that is baked, with what is asked of it. */
export interface Chosen {
  readonly tree: PlannedTree;
  readonly selection: Selection;
}

/** What names are looked up in. `files` are the project's generated files as they are. */
export interface Choices {
  readonly trees: readonly PlannedTree[];
  readonly files: readonly FilePlan[];
  readonly request: BakeRequest;
  readonly verb: 'bake' | 'plan';
  readonly io: { readonly disk: Disk; readonly docker: Docker };
}

/** Looks every word up. Throws for those that nothing is called, and for cells that are excluded. */
export async function choose(given: Choices): Promise<{
  readonly chosen: readonly Chosen[];
  readonly notices: readonly Notice[];
}> {
  const { trees, request, verb, io } = given;
  const plans = trees.map(({ plan }) => plan);
  const lookup = { verb, models: trees.map(({ tree }) => tree) };
  // Where the model alone is sure, nobody has to be asked what its files have.
  const sure = request.words.every((word) => isSure(word, plans));
  const filed = sure
    ? { names: new Map<string, string[]>(), problems: [] }
    : await namesOfFiles(given);
  const selected = select(request.words, plans, { ...lookup, filed: filed.names });
  if (selected.problems.length > 0) {
    throwIfAny([
      ...selected.problems.map((problem) => relativeTo(io.disk.root, problem)),
      ...filed.problems,
    ]);
  }
  const chosen = selected.selections.flatMap((selection) => {
    const tree = trees.find(({ plan }) => plan.name === selection.tree);
    return tree ? [{ tree, selection }] : [];
  });
  const foreign = await Promise.all(chosen.map((each) => fromFiles(each, filed.names, given)));
  return { chosen, notices: [...selected.notices, ...foreign.flat()] };
}

/** Whether a word means what it means whatever the files have: those of the first tree come first. */
function isSure(word: string, plans: readonly TreePlan[]): boolean {
  const { tree, name } = word.includes('/') ? split(word) : { tree: plans[0]?.name, name: word };
  return plans.some((plan) => plan.name === tree && names(plan).includes(name));
}

/** The names that bake reads in edited files and override files, and the model does not have. */
async function namesOfFiles({ trees, files, request, io }: Choices) {
  const found = new Map<string, readonly string[]>();
  const problems: Problem[] = [];
  for (const { plan } of trees) {
    const own = await ownFiles(plan.name, { files, disk: io.disk });
    if (own.length === 0) continue;
    const { extra } = makeEnvironment(plan, {
      process: request.environment,
      dotenv: request.dotenv,
      chosen: {},
      forced: {},
    });
    const command: Command = {
      file: 'docker',
      args: [
        ...['buildx', 'bake', '--progress=quiet', '--list=type=targets,format=json'],
        ...bakeFiles(plan.name, own.includes(overrideFilePath(plan.name))).flatMap((file) => [
          '-f',
          file,
        ]),
      ],
      env: extra,
      cwd: io.disk.root,
    };
    try {
      const known = new Set(names(plan));
      const listed = JSON.parse(await io.docker.output(command)) as readonly { name: string }[];
      found.set(
        plan.name,
        listed.map(({ name }) => name).filter((name) => !known.has(name)),
      );
    } catch (error) {
      if (!(error instanceof BaketreeError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { names: found, problems };
}

/** What is baked without being in the model is said, with the file that has it. */
async function fromFiles(
  { tree: { plan }, selection }: Chosen,
  filed: ReadonlyMap<string, readonly string[]>,
  { files, io }: Choices,
): Promise<readonly Notice[]> {
  const only = selection.names.filter((name) => filed.get(plan.name)?.includes(name));
  if (only.length === 0) return [];
  const own = await ownFiles(plan.name, { files, disk: io.disk });
  const texts = await Promise.all(own.map(async (file) => (await io.disk.read(file)) ?? ''));
  return only.map((name) => {
    // A name that is written nowhere comes out of a matrix, in any of them.
    const written = own.filter((_, at) => texts[at]?.includes(`"${name}"`));
    const shown = (written.length > 0 ? written : own).map((file) =>
      file === bakeFilePath(plan.name) ? `the edited ${file}` : file,
    );
    return {
      level: 'info',
      line: `"${name}" is not in the model: it comes from ${shown.join(' or ')}`,
    };
  });
}
