/**
 * Branches: a set of environments that takes every branch of some expressions, so that what holds in
 * each of them holds whatever a person sets.
 */
import type { Environment } from '../model/evaluate.ts';
import { isExpression, type Node, type Text, type Value } from '../model/expression.ts';
import type { Variable } from '../model/variable.ts';

/** More combinations than this are not looked at one by one; the caller says so. */
const MOST = 4096;

/** Environments for some values, or `tooMany` where the conditions have too many variables. */
export interface Branches {
  readonly environments: readonly Environment[];
  readonly tooMany: boolean;
}

/**
 * Variables that decide a condition take, in turn, their default, each literal they are compared with,
 * the empty text and a text of their own; enumerations take their values. All others take their
 * default first and, in a second round, a text that nothing else has, so that two references are
 * found equal only when they are.
 */
export function branchesOf(values: readonly Value[], variables: readonly Variable[]): Branches {
  const deciding = new Map<string, Set<string | boolean>>();
  for (const value of values) collect(value, false, deciding);
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const choices = [...deciding].flatMap(([name, literals]) => {
    const variable = byName.get(name);
    return variable ? [{ name, values: candidates(variable, literals) }] : [];
  });
  const count = choices.reduce((all, { values: each }) => all * each.length, 1);
  if (count > MOST) return { environments: [], tooMany: true };
  let partial: readonly ReadonlyMap<string, Concrete>[] = [new Map()];
  for (const { name, values: each } of choices) {
    partial = partial.flatMap((map) => each.map((value) => new Map([...map, [name, value]])));
  }
  const fill = (own: boolean) =>
    partial.map(
      (map) =>
        new Map<string, Concrete>([
          ...variables.map((variable): [string, Concrete] => [
            variable.name,
            own ? ownText(variable) : variable.default,
          ]),
          ...map,
        ]),
    );
  return { environments: [...fill(false), ...fill(true)], tooMany: false };
}

type Concrete = string | boolean | readonly string[];

/** The environment in which every variable has its default. */
export function defaults(
  variables: readonly { readonly name: string; readonly default: Concrete }[],
): Environment {
  return new Map(variables.map((variable) => [variable.name, variable.default]));
}

/** A valid piece of an image reference that names its variable. */
function ownText(variable: Variable): Concrete {
  if (variable.type === 'bool') return variable.default;
  if (variable.oneOf) return variable.default;
  const own = `own-${variable.name.toLowerCase().replaceAll('_', '-')}`;
  return variable.type === 'list' ? [own] : own;
}

function candidates(
  variable: Variable,
  literals: ReadonlySet<string | boolean>,
): readonly Concrete[] {
  if (variable.type === 'bool') return [true, false];
  if (variable.oneOf) return variable.oneOf;
  if (variable.type === 'list') return [variable.default, [ownText(variable) as string].flat()];
  return [
    ...new Set([variable.default, '', ownText(variable), ...literals]),
  ] as readonly Concrete[];
}

/** Finds the variables that conditions depend on, and the literals that they are compared with. */
function collect(
  value: unknown,
  inCondition: boolean,
  found: Map<string, Set<string | boolean>>,
): void {
  if (typeof value !== 'object' || value === null) return;
  if (!isExpression(value)) {
    for (const item of Object.values(value)) collect(item, inCondition, found);
    return;
  }
  const node: Node = value;
  if (node.$ === 'variable') {
    if (inCondition && !found.has(node.name)) found.set(node.name, new Set());
  } else if (node.$ === 'conditional') {
    collect(node.if, true, found);
    collect(node.yes, inCondition, found);
    collect(node.no, inCondition, found);
  } else if (node.$ === 'equals') {
    collect(node.left, true, found);
    collect(node.right, true, found);
    const literals = [node.left, node.right].filter(
      (side): side is string => typeof side === 'string',
    );
    for (const name of variableNames(node)) for (const text of literals) found.get(name)?.add(text);
  } else {
    for (const part of Object.values(node)) collect(part, inCondition, found);
  }
}

function variableNames(node: Node & { readonly $: 'equals' }): readonly string[] {
  return [node.left, node.right]
    .filter((side: Text): side is Exclude<Text, string> => typeof side !== 'string')
    .flatMap((side) => (isExpression(side) && side.$ === 'variable' ? [side.name] : []));
}
