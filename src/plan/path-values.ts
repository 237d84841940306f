/** Path values: what an attribute that is a path can lead to, in every branch of an expression. */
import type { Location, Problem } from '../errors.ts';
import { camelCase } from '../model/attributes.ts';
import { evaluate } from '../model/evaluate.ts';
import { isExpression, type Value, variablesIn } from '../model/expression.ts';
import type { Variable } from '../model/variable.ts';
import type { PlannedTarget } from './tree-plan.ts';

/** A path of a target as its attributes state it: an expression, or a literal. */
export interface PathValue {
  readonly attribute: string;
  readonly value: Value;
}

/** All paths of a target: contexts, secrets, ssh keys, local caches and outputs. */
export function pathValues({ attributes }: PlannedTarget): readonly PathValue[] {
  const found: PathValue[] = [];
  if (attributes.context !== undefined) {
    found.push({ attribute: 'context', value: attributes.context });
  }
  for (const [context, value] of Object.entries(attributes.contexts ?? {})) {
    // Of all contexts only a folder is a bare variable; the others are expressions that name images.
    const other = isExpression(value) ? value.$ !== 'variable' : isReference(value);
    if (!other) found.push({ attribute: `contexts.${context}`, value: value as Value });
  }
  for (const [attribute, keys] of PATH_KEYS) {
    for (const entry of entriesOf(attributes[attribute])) {
      for (const value of keys.flatMap((key) => entry[key] ?? [])) {
        found.push({ attribute, value: value as Value });
      }
    }
  }
  return found;
}

const PATH_KEYS = [
  ['secret', ['src']],
  ['ssh', ['paths']],
  ['cache-from', ['src']],
  ['cache-to', ['dest']],
  ['output', ['dest']],
] as const;

/** Values that are no paths: targets, images, addresses. */
export function isReference(value: unknown): boolean {
  return typeof value !== 'string' || /^(?:target:|[a-z][a-z0-9+.-]*:\/\/|git@)/.test(value);
}

/** The objects in a value, in every branch. */
function entriesOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(entriesOf);
  if (!isExpression(value)) return [value as Readonly<Record<string, unknown>>];
  return value.$ === 'conditional' ? [...entriesOf(value.yes), ...entriesOf(value.no)] : [];
}

/** The texts among the branches of a path that depend on no variable. */
export function literalsIn(value: Value): readonly string[] {
  if (isExpression(value) && value.$ === 'conditional') {
    return [...literalsIn(value.yes), ...literalsIn(value.no)];
  }
  if (typeof value === 'string') return [value];
  if (!isExpression(value) || variablesIn(value).size > 0) return [];
  return [evaluate(value, new Map()) as string];
}

/** Paths that depend on what is no path variable could lead anywhere, and an empty one means nothing. */
export function checkPathValues(target: PlannedTarget): readonly Problem[] {
  return pathValues(target).flatMap((found) => {
    const { attribute, value } = found;
    const at = placeOfPath(target, found);
    return [
      ...[...strangersIn(value)].map(({ name }): Problem => {
        const summary = `${attribute} of "${target.name}" depends on "${name}", which is no path variable`;
        return {
          code: 'path-outside',
          summary,
          expected: `path: true in the declaration of "${name}"`,
          ...at,
        };
      }),
      ...literalsIn(value).flatMap((literal): readonly Problem[] => {
        if (literal !== '') return [];
        return [
          { code: 'path-missing', summary: `${attribute} of "${target.name}" is empty`, ...at },
        ];
      }),
    ];
  });
}

/** The place of a target's attribute that is a path; "contexts.a" is in "contexts". */
export function placeOfPath(
  { at }: PlannedTarget,
  { attribute }: PathValue,
): { readonly at?: Location } {
  const [name = attribute] = attribute.split('.');
  return at ? { at: { ...at, attribute: camelCase(name) } } : {};
}

/** The variables that a path is made of and that do not license it. */
function strangersIn(value: Value): ReadonlySet<Variable> {
  if (!isExpression(value)) return new Set();
  if (value.$ === 'conditional') {
    return new Set([...strangersIn(value.yes), ...strangersIn(value.no)]);
  }
  // What follows a path variable is below it or beside it; where that is, the runner looks.
  const [first] = value.$ === 'concat' ? value.parts : [value];
  const licensed = isExpression(first) && [...variablesIn(first)].every(({ path }) => path);
  return new Set(licensed ? [] : [...variablesIn(value)].filter(({ path }) => !path));
}
