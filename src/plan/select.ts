/** Selection: what the words on the command line mean. */
import type { Problem } from '../errors.ts';
import { type Found, type Lookup, line, names, split } from './lookup.ts';
import type { Notice } from './notice.ts';
import type { PlannedGroup, TreePlan } from './tree-plan.ts';
import { unknown } from './unknown-word.ts';

/** What is asked of one tree: names of its targets and groups, as bake will be given them. */
export interface Selection {
  readonly tree: string;
  readonly names: readonly string[];
}

/** The outcome: `notices` tell of every word that could have meant something else, too. */
export interface Selected {
  readonly selections: readonly Selection[];
  /** What each word that names something means. */
  readonly meanings: readonly (Found & { readonly word: string })[];
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

/**
 * Resolves each word: `tree/target` as it says; a bare name in the default tree (the first), then as a
 * tree's name (its target or group of that name, else its default group), then as a name that only one
 * other tree has. No word at all is the default tree's default group.
 */
export function select(
  words: readonly string[],
  trees: readonly TreePlan[],
  lookup: Lookup = {},
): Selected {
  const problems: Problem[] = [];
  const notices: Notice[] = [];
  const meanings: (Found & { readonly word: string })[] = [];
  const chosen = new Map<string, Set<string>>();
  for (const word of words.length > 0 ? words : ['default']) {
    const found = resolve(word, trees, { ...lookup, words });
    if ('code' in found) {
      problems.push(found);
      continue;
    }
    meanings.push({ ...found, word });
    chosen.set(found.tree, (chosen.get(found.tree) ?? new Set()).add(found.name));
    if (words.length > 0) notices.push(...otherMeanings(word, found, { trees, lookup }));
  }
  const selections = trees.flatMap(({ name }) => {
    const names = chosen.get(name);
    return names ? [{ tree: name, names: [...names] }] : [];
  });
  return { selections, meanings, problems, notices };
}

function resolve(word: string, trees: readonly TreePlan[], lookup: Lookup): Found | Problem {
  const [first] = trees;
  const has = (plan: TreePlan, name: string) => names(plan, lookup).includes(name);
  if (word.includes('/')) {
    const { tree, name } = split(word);
    const plan = trees.find((each) => each.name === tree);
    return plan && has(plan, name) ? { tree, name } : unknown(word, trees, lookup);
  }
  if (first && has(first, word)) return { tree: first.name, name: word };
  const tree = trees.find((each) => each.name === word);
  if (tree) return { tree: word, name: has(tree, word) ? word : 'default' };
  const holders = trees.filter((each) => has(each, word));
  if (holders.length === 1 && holders[0]) return { tree: holders[0].name, name: word };
  if (holders.length === 0) return unknown(word, trees, lookup);
  return {
    code: 'usage-ambiguous-target',
    summary: `"${word}" is in several trees`,
    hint: holders.map(({ name }) => line(lookup, `${name}/${word}`)),
  };
}

/** A bare word is said to have other meanings where other trees have the name, or are called so. */
function otherMeanings(
  word: string,
  found: Found,
  { trees, lookup }: { readonly trees: readonly TreePlan[]; readonly lookup: Lookup },
): readonly Notice[] {
  if (word.includes('/')) return [];
  const others = trees.flatMap((each) => {
    if (each.name === found.tree) return [];
    if (names(each, lookup).includes(word)) return [`${each.name}/${word}`];
    return each.name === word ? [`${each.name}/default`] : [];
  });
  if (others.length === 0) return [];
  const shown = others.length > 3 ? [...others.slice(0, 3), `${others.length - 3} more`] : others;
  const means = `"${word}" means ${found.tree}/${found.name} here`;
  return [{ level: 'info', line: `${means}; there is also ${shown.join(', ')}` }];
}

/** The targets that a name stands for: itself, or a group's members all the way down. */
export function expand(
  plan: { readonly groups: readonly Pick<PlannedGroup, 'name' | 'members'>[] },
  name: string,
): readonly string[] {
  const groups = new Map(plan.groups.map((group) => [group.name, group.members]));
  const found = new Set<string>();
  const seen = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const members = groups.get(next);
    // A group in a file may hold itself; each is gone through once.
    if (seen.has(next)) continue;
    seen.add(next);
    if (members) open.push(...[...members].reverse());
    else found.add(next);
  }
  return [...found];
}
