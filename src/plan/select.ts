/** Selection: what the words on the command line mean. */
import type { Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { TreePlan } from './tree-plan.ts';

/** What is asked of one tree: names of its targets and groups, as bake will be given them. */
export interface Selection {
  readonly tree: string;
  readonly names: readonly string[];
}

/**
 * Resolves each word: `tree/target` as it says; a bare name in the default tree (the first), then as a
 * tree's name (its target or group of that name, else its default group), then as a name that only one
 * other tree has. No word at all is the default tree's default group.
 */
export function select(
  words: readonly string[],
  trees: readonly TreePlan[],
): { readonly selections: readonly Selection[]; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];
  const chosen = new Map<string, Set<string>>();
  for (const word of words.length > 0 ? words : ['default']) {
    const found = resolve(word, trees);
    if ('code' in found) problems.push(found);
    else chosen.set(found.tree, (chosen.get(found.tree) ?? new Set()).add(found.name));
  }
  const selections = trees.flatMap(({ name }) => {
    const names = chosen.get(name);
    return names ? [{ tree: name, names: [...names] }] : [];
  });
  return { selections, problems };
}

interface Found {
  readonly tree: string;
  readonly name: string;
}

function resolve(word: string, trees: readonly TreePlan[]): Found | Problem {
  const [first] = trees;
  if (word.includes('/')) {
    // Neither trees nor targets have a "/" in their names: all behind the first one is the target's.
    const slash = word.indexOf('/');
    const [tree, name] = [word.slice(0, slash), word.slice(slash + 1)];
    const plan = trees.find((each) => each.name === tree);
    return plan && names(plan).includes(name) ? { tree, name } : unknown(word, trees);
  }
  if (first && names(first).includes(word)) return { tree: first.name, name: word };
  const tree = trees.find((each) => each.name === word);
  if (tree) return { tree: word, name: names(tree).includes(word) ? word : 'default' };
  const holders = trees.filter((each) => names(each).includes(word));
  if (holders.length === 1 && holders[0]) return { tree: holders[0].name, name: word };
  if (holders.length === 0) return unknown(word, trees);
  return {
    code: 'usage-ambiguous-target',
    summary: `"${word}" is in several trees`,
    hint: holders.map(({ name }) => `npm run bake ${name}/${word}`),
  };
}

/** How a name of a tree is typed: bare in the first tree, where bare names are looked up first. */
export function typedName(name: string, tree: string, trees: readonly TreePlan[]): string {
  return trees[0]?.name === tree ? name : `${tree}/${name}`;
}

/** What can be asked of a tree: groups first, then targets. */
export function names(plan: TreePlan): readonly string[] {
  return [...plan.groups, ...plan.targets].map(({ name }) => name);
}

function unknown(word: string, trees: readonly TreePlan[]): Problem {
  const all = trees.flatMap((tree) => names(tree).map((name) => `${tree.name}/${name}`));
  const near = nearest(word, [...all, ...all.map((each) => each.slice(each.indexOf('/') + 1))]);
  const shown = all.length > 10 ? [...all.slice(0, 10), `and ${all.length - 10} more`] : all;
  return {
    code: 'usage-unknown-target',
    summary: `nothing is called "${word}"`,
    ...(near ? {} : { expected: `one of ${shown.join(', ')}` }),
    hint: near ? `npm run bake ${near}` : 'npm run list',
  };
}

/** The targets that a name stands for: itself, or a group's members all the way down. */
export function expand(plan: TreePlan, name: string): readonly string[] {
  const groups = new Map(plan.groups.map((group) => [group.name, group.members]));
  const found = new Set<string>();
  const open = [name];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const members = groups.get(next);
    if (members) open.push(...[...members].reverse());
    else found.add(next);
  }
  return [...found];
}
