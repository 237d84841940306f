/** What the words of a command choose, where some trees have problems: never another tree's by mistake. */
import { type Problem, throwIfAny } from '../errors.ts';
import type { Notice } from '../plan/notice.ts';
import { type Selection, select, typedName } from '../plan/select.ts';
import type { PlannedTree } from './plan-tree.ts';
import { type Project, problemsOf } from './project.ts';

/** A tree that is meant, with what is asked of it. */
export interface Chosen {
  readonly tree: PlannedTree;
  readonly selection: Selection;
}

/**
 * Finds the trees that are meant. Throws when nothing has a name, and with the problems of all trees when
 * something of an unsound one is meant or might be: bare names are looked up in all of them.
 */
export function choose(words: readonly string[], project: Project): readonly Chosen[] {
  const { trees, unsound, plans } = project;
  const { selections, problems } = select(words, plans);
  const isUnsound = selections.some(({ tree }) => unsound.some(({ name }) => name === tree));
  if (problems.length > 0 || isUnsound) throwIfAny([...problems, ...problemsOf(project)]);
  const doubtful = words.flatMap((word) => doubt(word, project));
  if (doubtful.length > 0) throwIfAny([...doubtful, ...problemsOf(project)]);
  return selections.flatMap((selection) => {
    const tree = trees.find(({ plan }) => plan.name === selection.tree);
    return tree ? [{ tree, selection }] : [];
  });
}

/** A bare name may be that of a target that an unsound tree has, and that cannot be read. */
function doubt(word: string, { unsound, plans }: Project): readonly Problem[] {
  const others = unsound.filter(({ allNames }) => !allNames);
  const [found] = select([word], plans).selections;
  if (word.includes('/') || !found || others.length === 0) return [];
  const isFirst = plans[0]?.name === found.tree;
  if (isFirst) return [];
  const names = others.map(({ name }) => `"${name}"`).join(', ');
  return [
    {
      code: 'usage-ambiguous-target',
      summary: `"${word}" may be a name of ${names}, not all of whose names can be read`,
      hint: found.names.map((name) => `npm run bake ${typedName(name, found.tree, plans)}`),
    },
  ];
}

/** That some trees have problems, for commands that go on without them: a line for each. */
export function unsoundNotices({ unsound }: Project, more: string): readonly Notice[] {
  return unsound.map(({ name, problems: { length } }) => ({
    level: 'warning',
    line: `the tree "${name}" has ${length === 1 ? 'a problem' : `${length} problems`}${more}`,
  }));
}

/** What `bake` and `plan` say of them: which command shows the problems. */
export const SHOWN_BY = ': npm run check';

/** What `generate` and `check` say: which files they did not touch. */
export const LEFT_ALONE =
  ': its files, and those that no other tree declares, are left as they are';
