/**
 * What is asked for, tree by tree: the model's own names first, then those that only files have. Where
 * some trees have problems, a name is never taken for another tree's by mistake.
 */
import { type Problem, throwIfAny } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Docker } from '../io/docker.ts';
import { type Lookup, line, names, split } from '../plan/lookup.ts';
import type { Notice } from '../plan/notice.ts';
import { type Selected, type Selection, select } from '../plan/select.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import { type FiledName, filedNames, fromFiles, mayAddNames, namesOfFiles } from './filed-names.ts';
import type { OwnFiles } from './own-files.ts';
import { placed } from './place.ts';
import type { BakeRequest } from './plan-bake.ts';
import type { PlannedTree } from './plan-tree.ts';
import { type Project, problemsOf } from './project.ts';
import { SHOWN_BY, unsoundNotices } from './unsound.ts';

/** A tree that is baked, with what is asked of it. */
export interface Chosen {
  readonly tree: PlannedTree;
  readonly selection: Selection;
}

/** What names are looked up in; `own` knows the files of sound trees. */
export interface Choices {
  readonly project: Project;
  readonly own: OwnFiles;
  readonly request: BakeRequest;
  readonly verb: 'bake' | 'plan';
  readonly io: { readonly disk: Disk; readonly docker: Pick<Docker, 'output'> };
}

/**
 * Looks every word up. Throws for those that nothing is called and for cells that are excluded; and with
 * the problems of all trees when something of an unsound one is meant or might be: bare names are looked
 * up in all of them.
 */
export async function choose(given: Choices): Promise<{
  readonly chosen: readonly Chosen[];
  readonly notices: readonly Notice[];
}> {
  const { project, request, verb, io } = given;
  const { trees, unsound, plans } = project;
  // Where the model alone is sure, nobody has to be asked what its files have.
  const sure = request.words.every((word) => isSure(word, plans));
  const filed = sure
    ? { found: new Map<string, readonly FiledName[]>(), problems: [] }
    : await namesOfFiles(given);
  const models = trees.map(({ tree }) => tree);
  const lookup: Lookup = { verb, models, filed: filedNames(filed.found) };
  const selected = select(request.words, plans, lookup);
  const { selections, problems, notices } = selected;
  if (problems.length > 0) {
    const told = await Promise.all(problems.map((problem) => placed(problem, io.disk)));
    throwIfAny([...told, ...filed.problems, ...problemsOf(project)]);
  }
  const isUnsound = selections.some(({ tree }) => unsound.some(({ name }) => name === tree));
  if (isUnsound) throwIfAny(problemsOf(project));
  const unread = await withUnreadNames(project, io.disk);
  const doubtful = doubt(selected, { plans, unread, lookup });
  if (doubtful.length > 0) throwIfAny([...doubtful, ...problemsOf(project)]);
  const chosen = selections.flatMap((selection) => {
    const tree = trees.find(({ plan }) => plan.name === selection.tree);
    return tree ? [{ tree, selection }] : [];
  });
  const foreign = chosen.flatMap((each) => fromFiles(each, filed.found));
  // A file that could not be read may have had the word, too.
  const silent = filed.problems.map(({ summary }): Notice => ({ level: 'warning', line: summary }));
  return {
    chosen,
    notices: [...unsoundNotices(project, SHOWN_BY), ...silent, ...notices, ...foreign],
  };
}

/** Whether a word means what it means whatever the files have: those of the first tree come first. */
export function isSure(word: string, plans: readonly TreePlan[]): boolean {
  const { tree, name } = word.includes('/') ? split(word) : { tree: plans[0]?.name, name: word };
  return plans.some((plan) => plan.name === tree && names(plan).includes(name));
}

/** The unsound trees that may have names which nobody knows, in the model or in files. */
async function withUnreadNames({ unsound }: Project, disk: Disk): Promise<readonly string[]> {
  const found = await Promise.all(
    unsound.map(async ({ name, allNames }) =>
      !allNames || (await mayAddNames(name, disk)) ? [name] : [],
    ),
  );
  return found.flat();
}

/** A bare name may be that of a target that an unsound tree has, and that cannot be read. */
function doubt(
  { meanings }: Selected,
  {
    plans,
    unread,
    lookup,
  }: {
    readonly plans: readonly TreePlan[];
    readonly unread: readonly string[];
    readonly lookup: Lookup;
  },
): readonly Problem[] {
  if (unread.length === 0) return [];
  const others = unread.map((name) => `"${name}"`).join(', ');
  return (
    meanings
      // The first tree's own names come before all others.
      .filter(({ word, tree }) => !word.includes('/') && tree !== plans[0]?.name)
      .map(({ word, tree, name }) => ({
        code: 'usage-ambiguous-target',
        summary: `"${word}" may be a name of ${others}, not all of whose names can be read`,
        hint: [line(lookup, `${tree}/${name}`)],
      }))
  );
}
