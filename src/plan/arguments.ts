/**
 * Arguments: which a target passes to its Dockerfile. They flow along edges: a target's own value, then
 * what its main edge's parent has; two other edges that bring different values are an error, once a
 * Dockerfile takes the argument.
 */
import type { Problem } from '../errors.ts';
import type { Text } from '../model/expression.ts';
import type { Edge } from './edges.ts';
import type { Node } from './nodes.ts';
import { placeOf } from './sound.ts';

/** The arguments a node has to give, by name, whether its Dockerfile declares them or not. */
export interface Available {
  readonly values: ReadonlyMap<string, Text>;
  /** Names for which edges brought different values, here or further up; nobody has chosen one. */
  readonly conflicts: ReadonlyMap<string, Conflict>;
}

/** Two edges of one node that bring different values. */
export interface Conflict {
  readonly node: Node;
  readonly edges: readonly [Edge, Edge];
}

/** What a node without arguments and edges has. */
export const NOTHING: Available = { values: new Map(), conflicts: new Map() };

/** Everything a node can give: its own, and what flows in. Parents must have been worked out before. */
export function availableArguments(
  node: Node,
  edges: readonly Edge[],
  of: (node: Node) => Available,
): Available {
  // By name: which of two values is met first must not depend on the order in which contexts are written.
  const parents = edges
    .filter((edge) => edge.to !== undefined)
    .sort((one, two) => (one.context < two.context ? -1 : 1));
  const main = mainEdge(node, parents);
  const values = new Map<string, Text>(Object.entries(node.body.args ?? {}));
  const conflicts = new Map<string, Conflict>();
  const inherit = (edge: Edge, origin: Map<string, Edge>) => {
    const parent = edge.to ? of(edge.to) : NOTHING;
    for (const [name, value] of parent.values) {
      const earlier = origin.get(name);
      const unsettled = parent.conflicts.get(name);
      if (!values.has(name)) {
        values.set(name, value);
        origin.set(name, edge);
        if (unsettled) conflicts.set(name, unsettled);
      } else if (earlier && !conflicts.has(name)) {
        if (unsettled) conflicts.set(name, unsettled);
        else if (!sameValue(values.get(name), value)) {
          conflicts.set(name, { node, edges: [earlier, edge] });
        }
      }
    }
  };
  // What the main edge brings, no other edge can dispute: its origins are forgotten.
  if (main) inherit(main, new Map());
  const origin = new Map<string, Edge>();
  for (const edge of parents) if (edge !== main) inherit(edge, origin);
  return { values, conflicts };
}

/** The edge that hands on its arguments: the named one, or the only one that leads to a target. */
function mainEdge({ body: { main } }: Node, parents: readonly Edge[]): Edge | undefined {
  if (main === undefined) return parents.length === 1 ? parents[0] : undefined;
  return parents.find(({ context }) => context === main);
}

/** A `main` that names no context, or one that is no target. */
export function checkMain(node: Node, edges: readonly Edge[]): readonly Problem[] {
  const { main } = node.body;
  const parents = edges.filter(({ to }) => to !== undefined);
  if (main === undefined || mainEdge(node, parents)) return [];
  // A context that could not be resolved has been told.
  const isGiven = Object.hasOwn(node.body.contexts ?? {}, main);
  if (isGiven && edges.every(({ context }) => context !== main)) return [];
  const found = parents.map(({ context }) => `main: '${context}'`);
  return [
    {
      code: 'reference-unknown',
      summary: `"${node.name}" names "${main}" as its main context, which is no target`,
      ...(found.length > 0 ? { hint: found } : { expected: 'no main: no context is a target' }),
      ...placeOf(node.target, 'main'),
    },
  ];
}

/** The arguments that a node's Dockerfile takes and for which nobody has chosen a value. */
export function checkConflicts(
  node: Node,
  declared: readonly string[],
  { conflicts }: Available,
): readonly Problem[] {
  return declared.flatMap((name): readonly Problem[] => {
    const conflict = conflicts.get(name);
    if (!conflict) return [];
    const [one, two] = conflict.edges.map(
      ({ context, to }) => `"${to?.name}" (context ${context})`,
    );
    const here = conflict.node === node;
    const summary = here
      ? `"${node.name}" gets the argument "${name}" from ${one} and from ${two}, with different values`
      : `"${node.name}" gets the argument "${name}" through "${conflict.node.name}" from ${one} and from ${two}, with different values`;
    const { target } = conflict.node;
    return [
      {
        code: 'argument-conflict',
        summary,
        expected: `a main context of "${target.name}", or a value in args of "${node.target.name}"`,
        hint: `main: '${conflict.edges[0].context}',`,
        ...(target.declaredAt ? { at: target.declaredAt } : {}),
      },
    ];
  });
}

/** Whether two values are the same, written alike. */
export function sameValue(one: unknown, two: unknown): boolean {
  return one === two || JSON.stringify(one) === JSON.stringify(two);
}
