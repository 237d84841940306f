/** Lookup: the names of a project, and how each is typed. */
import type { Tree } from '../model/tree.ts';
import type { TreePlan } from './tree-plan.ts';

/** What else is known of the project when words are looked up. */
export interface Lookup {
  /** The command that was typed, for hints to repeat; absent: bake. */
  readonly verb?: string;
  /** All the words that were typed. */
  readonly words?: readonly string[];
  /** The trees as they were declared; they know why a cell does not exist. */
  readonly models?: readonly Tree[];
  /** Names that only a tree's files have, by tree. */
  readonly filed?: ReadonlyMap<string, readonly string[]>;
}

/** A name of a tree. */
export interface Found {
  readonly tree: string;
  readonly name: string;
}

/** Takes `tree/name` apart. No tree has a "/" in its name: all behind the first one is the target's. */
export function split(word: string): Found {
  const slash = word.indexOf('/');
  return { tree: word.slice(0, slash), name: word.slice(slash + 1) };
}

/** How a name of a tree is typed: bare in the first tree, where bare names are looked up first. */
export function typedName(name: string, tree: string, trees: readonly TreePlan[]): string {
  return trees[0]?.name === tree ? name : `${tree}/${name}`;
}

/** What can be asked of a tree: groups first, then targets, then what only its files have. */
export function names(plan: TreePlan, { filed }: Lookup = {}): readonly string[] {
  const own = [...plan.groups, ...plan.targets].map(({ name }) => name);
  return [...own, ...(filed?.get(plan.name) ?? [])];
}

/** The line that asks for names as the person did; `set` are variables that have other values there. */
export type Line = (names: readonly string[], set?: Readonly<Record<string, string>>) => string;

/** What was asked for, as it is typed, and the line that asks for it or for more. */
export interface Asked {
  readonly names: readonly string[];
  readonly line: Line;
}

/** The line that asks for a name. */
export function line({ verb = 'bake' }: Lookup, word: string): string {
  return `npm run ${verb} ${word}`;
}
