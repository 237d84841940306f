/**
 * Shared blocks: what all cells of a target have in common is written once, into a hidden `_name`
 * block that they inherit. Only what `bake --print` then gives back unchanged is shared.
 */
import { ATTRIBUTE_NAMES, TARGET_ATTRIBUTES } from '../model/attributes.ts';
import type { Value } from '../model/expression.ts';
import { isExpression } from '../model/expression.ts';
import { sameValue } from './arguments.ts';
import type { Attributes, PlannedTarget, SharedBlock } from './tree-plan.ts';

/** The shared blocks of a tree: one for each target with several cells that have something in common. */
export function shareAttributes(targets: readonly PlannedTarget[]): readonly SharedBlock[] {
  return [...groupByTarget(targets)].flatMap(([target, cells]) => {
    if (cells.length < 2) return [];
    const attributes = commonAttributes(cells.map((cell) => cell.attributes));
    return Object.keys(attributes).length > 0 ? [{ name: `_${target}`, target, attributes }] : [];
  });
}

/** Node 20 has no Map.groupBy. */
function groupByTarget(targets: readonly PlannedTarget[]): Map<string, PlannedTarget[]> {
  const groups = new Map<string, PlannedTarget[]>();
  for (const target of targets) {
    const cells = groups.get(target.target);
    if (cells) cells.push(target);
    else groups.set(target.target, [target]);
  }
  return groups;
}

function commonAttributes(all: readonly Attributes[]): Attributes {
  const common: Record<string, Value> = {};
  for (const name of ATTRIBUTE_NAMES) {
    const [first, ...rest] = all.map((attributes) => attributes[name]);
    if (first === undefined) continue;
    if (rest.every((value) => sameValue(value, first))) common[name] = first;
    else if (TARGET_ATTRIBUTES[name].type === 'map') {
      const entries = commonEntries([first, ...rest]);
      if (entries.length > 0) common[name] = Object.fromEntries(entries);
    }
  }
  return common as Attributes;
}

function commonEntries(maps: readonly (Value | undefined)[]): readonly [string, Value][] {
  if (!maps.every(isMap)) return [];
  const [first, ...rest] = maps as readonly Readonly<Record<string, Value>>[];
  return Object.entries(first ?? {}).filter(([key, value]) =>
    rest.every((map) => Object.hasOwn(map, key) && sameValue(map[key], value)),
  );
}

function isMap(value: Value | undefined): boolean {
  return typeof value === 'object' && !Array.isArray(value) && !isExpression(value);
}

/** What is left for a cell to say beside its shared block. */
export function ownAttributes(attributes: Attributes, shared: Attributes): Attributes {
  const own: Record<string, Value> = {};
  for (const name of ATTRIBUTE_NAMES) {
    const value = attributes[name];
    const common = shared[name];
    if (value === undefined || (common !== undefined && sameValue(value, common))) continue;
    own[name] =
      common !== undefined && isMap(value)
        ? Object.fromEntries(
            Object.entries(value).filter(([key]) => !Object.hasOwn(common as object, key)),
          )
        : value;
  }
  return own as Attributes;
}
