/** The attributes of one cell, all of them explicit, in writing order. */
import {
  ATTRIBUTE_NAMES,
  type AuthorAttributes,
  camelCase,
  TARGET_ATTRIBUTES,
} from '../model/attributes.ts';
import { isExpression, type Text, type Value } from '../model/expression.ts';
import type { Edge } from './edges.ts';
import type { Node } from './nodes.ts';
import type { Attributes } from './tree-plan.ts';

/** Bake's name for a tree's Dockerfile: relative to where bake runs, not to the context. */
export function dockerfilePath(tree: string, template: string): string {
  return `docker/${tree}/${template}.Dockerfile`;
}

/**
 * Works out all attributes of a node. `args` are those its Dockerfile declares. Nothing is left to
 * bake's defaults that could differ between machines: outputs and attestations are always stated (the
 * default provenance would make every digest new).
 */
export function attributesOf(
  tree: string,
  node: Node,
  edges: readonly Edge[],
  args: ReadonlyMap<string, Text>,
): Attributes {
  const { body } = node;
  const derived: Record<string, Value | undefined> = {
    description: body.description,
    context: body.context ?? '.',
    contexts: record(edges.map(({ context, value }) => [context, value] as const).sort(byName)),
    dockerfile: `cwd://${dockerfilePath(tree, body.template.name)}`,
    platforms: [body.platform ?? 'linux/amd64'],
    args: record([...args].sort(byName)),
    output: (body.output ?? [{ type: body.tags ? 'docker' : 'cacheonly' }]) as Value,
    attest: (body.attest ?? [{ type: 'provenance', disabled: true }]) as Value,
  };
  const found: Partial<Record<string, Value>> = {};
  for (const name of ATTRIBUTE_NAMES) {
    // Contexts are edges, and what an author wrote for one is no value yet.
    const own = name === 'contexts' ? undefined : body[camelCase(name) as keyof AuthorAttributes];
    const value = derived[name] ?? own;
    if (value === undefined) continue;
    const written = inOrder(value as Value);
    const isEmptyMap = TARGET_ATTRIBUTES[name].type === 'map' && isEmpty(written);
    if (!isEmptyMap) found[name] = written;
  }
  return found as Attributes;
}

/** Keys have no order of their own, so they get one: by name, behind what tells entries apart. */
function inOrder(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Value) => inOrder(item));
  if (isExpression(value)) {
    if (value.$ !== 'conditional') return value;
    const { yes, no } = value;
    return { ...value, yes: inOrder(yes), no: inOrder(no) };
  }
  const entries = Object.entries(value).sort(byName);
  const first = entries.filter(([key]) => key === 'type' || key === 'id');
  return Object.fromEntries([...first, ...entries.filter((entry) => !first.includes(entry))]);
}

function isEmpty(value: Value): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

const byName = ([one]: readonly [string, unknown], [two]: readonly [string, unknown]) =>
  one < two ? -1 : one > two ? 1 : 0;

function record(entries: readonly (readonly [string, Value])[]): Value | undefined {
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
