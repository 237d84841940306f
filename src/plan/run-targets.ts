/** What a run builds, once all variables have values: from the plan, or from what bake itself printed. */
import { ATTRIBUTE_NAMES } from '../model/attributes.ts';
import { type Concrete, type Environment, evaluate } from '../model/evaluate.ts';
import { expand } from './select.ts';
import type { PlannedLocal, TreePlan } from './tree-plan.ts';

/** A target as this run has it: no expression is left. Attributes by bake's names. */
export interface RunTarget {
  readonly name: string;
  readonly requested: boolean;
  readonly attributes: Readonly<Record<string, Concrete>>;
}

/** The targets that some requested ones need, parents included, each evaluated. */
export function runTargets(
  plan: TreePlan,
  requested: readonly string[],
  environment: Environment,
): readonly RunTarget[] {
  const byName = new Map(plan.targets.map((target) => [target.name, target]));
  const found = new Map<string, RunTarget>();
  const asked = new Set(requested);
  // A Set goes on to what is added to it on the way.
  const open = new Set(requested);
  for (const name of open) {
    const target = byName.get(name);
    if (!target) continue;
    const attributes: Record<string, Concrete> = {};
    for (const attribute of ATTRIBUTE_NAMES) {
      const value = target.attributes[attribute];
      if (value !== undefined) attributes[attribute] = evaluate(value, environment);
    }
    found.set(name, { name, requested: asked.has(name), attributes });
    for (const link of linksOf(attributes)) open.add(link);
  }
  return [...found.values()];
}

/** The targets that are contexts of one. */
export function linksOf(attributes: RunTarget['attributes']): readonly string[] {
  return Object.values(attributes.contexts ?? {}).flatMap((value: unknown) =>
    typeof value === 'string' && value.startsWith('target:') ? [value.slice('target:'.length)] : [],
  );
}

/**
 * Reads `bake --print`'s JSON, with the escapes undone that bake puts into five of the fields. `names` is
 * what was asked for; a group among them is what the file says it is.
 */
export function readPrinted(json: string, names: readonly string[]): readonly RunTarget[] {
  const printed = JSON.parse(json) as {
    readonly group?: Readonly<Record<string, { readonly targets?: readonly string[] }>>;
    readonly target?: Readonly<Record<string, Readonly<Record<string, Concrete>>>>;
  };
  const groups = Object.entries(printed.group ?? {}).map(([name, { targets = [] }]) => ({
    name,
    members: targets,
  }));
  const asked = new Set(names.flatMap((name) => expand({ groups }, name)));
  return Object.entries(printed.target ?? {}).map(([name, attributes]) => ({
    name,
    requested: asked.has(name),
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [
        key,
        ESCAPED.has(key) ? unescaped(value) : value,
      ]),
    ),
  }));
}

/** The fields that `--print` escapes again (buildx 0.23 and newer). */
const ESCAPED = new Set(['annotations', 'args', 'dockerfile-inline', 'extra-hosts', 'labels']);

/** Undoes `$${` and `%%{` in every text of a printed value. */
export function unescaped(value: Concrete): Concrete {
  if (typeof value === 'string') return value.replace(/([$%])\1\{/g, '$1{');
  if (typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(unescaped);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, unescaped(item)]));
}

/** The local-or-tree contexts among some targets of a plan. */
export function localsOf(plan: TreePlan, names: readonly string[]): readonly PlannedLocal[] {
  const asked = new Set(names);
  return plan.targets.filter(({ name }) => asked.has(name)).flatMap(({ locals }) => locals);
}
