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
    contexts: record(edges.map(({ context, value }): [string, Value] => [context, value])),
    dockerfile: `cwd://${dockerfilePath(tree, body.template.name)}`,
    platforms: [body.platform ?? 'linux/amd64'],
    args: record([...args].sort(byName)),
    output: body.output ?? [{ type: body.tags ? 'docker' : 'cacheonly' }],
    attest: body.attest ?? [{ type: 'provenance', disabled: true }],
  };
  const found: Partial<Record<string, Value>> = {};
  for (const name of ATTRIBUTE_NAMES) {
    const value = derived[name] ?? body[camelCase(name) as keyof AuthorAttributes];
    if (value === undefined) continue;
    const sorts = TARGET_ATTRIBUTES[name].type === 'map' && name !== 'contexts';
    // A map that is none is left as it is, for the check of values to find.
    const isMap = typeof value === 'object' && value !== null && !Array.isArray(value);
    const sorted = sorts && isMap && !isExpression(value);
    const written = sorted ? record(Object.entries(value).sort(byName)) : (value as Value);
    if (written !== undefined) found[name] = written;
  }
  return found as Attributes;
}

const byName = ([one]: readonly [string, unknown], [two]: readonly [string, unknown]) =>
  one < two ? -1 : one > two ? 1 : 0;

function record(entries: readonly (readonly [string, Value])[]): Value | undefined {
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}
