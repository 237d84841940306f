/** What is asked for, tree by tree: the model's own names first, then those that only files have. */
import { throwIfAny } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Docker } from '../io/docker.ts';
import type { FilePlan } from '../plan/files.ts';
import { names, split } from '../plan/lookup.ts';
import type { Notice } from '../plan/notice.ts';
import { type Selection, select } from '../plan/select.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import { fromFiles, namesOfFiles } from './filed-names.ts';
import type { BakeRequest } from './plan-bake.ts';
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
  // A file that could not be read may have had the word, too.
  const unread = filed.problems.map(({ summary }): Notice => ({ level: 'warning', line: summary }));
  return { chosen, notices: [...unread, ...selected.notices, ...foreign.flat()] };
}

/** Whether a word means what it means whatever the files have: those of the first tree come first. */
function isSure(word: string, plans: readonly TreePlan[]): boolean {
  const { tree, name } = word.includes('/') ? split(word) : { tree: plans[0]?.name, name: word };
  return plans.some((plan) => plan.name === tree && names(plan).includes(name));
}
