/** Lines that can be typed as they stand, with the variables that somebody has set for this one. */
import { optionArguments } from '../plan/bake-options.ts';
import { shellWord } from '../plan/command.ts';
import { type Line, typedName } from '../plan/lookup.ts';
import type { TreePlan } from '../plan/tree-plan.ts';
import type { BakeRequest } from './plan-bake.ts';

/** A verb that bakes, or that plans it. */
export type Verb = 'bake' | 'plan';

/** The line that asks for names of a tree. */
export function lineOf(
  verb: Verb,
  tree: TreePlan,
  { trees, request }: { readonly trees: readonly TreePlan[]; readonly request: BakeRequest },
): Line {
  const typed = (name: string) => (name.includes('/') ? name : typedName(name, tree.name, trees));
  return (names, set) =>
    [...settings([tree], request, set), 'npm run', verb, ...names.map(typed)].join(' ');
}

/** The line that asks for the same again; where it `pushes`, by the option, whatever asked for that here. */
export function typedLine(
  verb: Verb,
  request: BakeRequest,
  { trees, pushes = false }: { readonly trees: readonly TreePlan[]; readonly pushes?: boolean },
): string {
  const { words, options } = request;
  const own = options.sign === true ? ['--sign'] : [];
  const all = pushes ? { ...options, push: true } : options;
  const typed = [...optionArguments(all).map(shellWord), ...own];
  const line = [...settings(trees, request), `npm run ${verb}`, ...words];
  return [...line, ...(typed.length > 0 ? ['--', ...typed] : [])].join(' ');
}

/**
 * The variables of trees that the environment sets. Whether they were exported or typed before the command
 * cannot be told, and without them the line may do something else. `.env` is read again anyway.
 */
function settings(
  trees: readonly TreePlan[],
  { environment, dotenv }: BakeRequest,
  set: Readonly<Record<string, string>> = {},
): readonly string[] {
  const all = new Map(Object.entries(set));
  for (const { name, default: usual } of trees.flatMap((tree) => tree.variables)) {
    const value = environment[name];
    if (value === undefined || value === (dotenv[name] ?? String(usual)) || all.has(name)) continue;
    all.set(name, value);
  }
  return [...all].map(([name, value]) => `${name}=${shellWord(value)}`);
}
