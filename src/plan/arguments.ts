/**
 * Arguments: which a target passes to its Dockerfile. They flow along edges: a target's own value, then
 * what its main edge's parent has; two other edges that bring different values are an error.
 */
import type { Problem } from '../errors.ts';
import type { Text } from '../model/expression.ts';
import type { Edge } from './edges.ts';
import type { Node } from './nodes.ts';

/** The arguments a node has to give, by name, whether its Dockerfile declares them or not. */
export type Available = ReadonlyMap<string, Text>;

/** Everything a node can give: its own, and what flows in. Parents must have been worked out before. */
export function availableArguments(
  node: Node,
  edges: readonly Edge[],
  of: (node: Node) => Available,
  problems: Problem[],
): Available {
  const parents = edges.filter((edge) => edge.to !== undefined);
  const main = mainEdge(node, parents, problems);
  const available = new Map<string, Text>(Object.entries(node.body.args ?? {}));
  const inherit = (edge: Edge, origin?: Map<string, Edge>) => {
    for (const [name, value] of edge.to ? of(edge.to) : []) {
      const earlier = origin?.get(name);
      if (!available.has(name)) {
        available.set(name, value);
        origin?.set(name, edge);
      } else if (earlier && !sameValue(available.get(name), value)) {
        problems.push(conflict(node, name, [earlier, edge]));
      }
    }
  };
  if (main) inherit(main);
  const origin = new Map<string, Edge>();
  for (const edge of parents) if (edge !== main) inherit(edge, origin);
  return available;
}

function mainEdge(node: Node, parents: readonly Edge[], problems: Problem[]): Edge | undefined {
  const { main } = node.body;
  if (main === undefined) return parents.length === 1 ? parents[0] : undefined;
  const found = parents.find(({ context }) => context === main);
  if (!found) {
    problems.push({
      code: 'reference-unknown',
      summary: `"${node.name}" names "${main}" as its main context, which is no target`,
      expected: `one of ${parents.map(({ context }) => context).join(', ') || '(none)'}`,
      ...(node.target.declaredAt ? { at: node.target.declaredAt } : {}),
    });
  }
  return found;
}

function conflict(node: Node, name: string, edges: readonly Edge[]): Problem {
  const [one, two] = edges.map(({ context, to }) => `"${to?.name}" (context ${context})`);
  return {
    code: 'argument-conflict',
    summary: `"${node.name}" gets the argument "${name}" from ${one} and from ${two}, with different values`,
    hint: `give ${name} a value of its own in ${node.target.name}, or name the main context`,
    ...(node.target.declaredAt ? { at: node.target.declaredAt } : {}),
  };
}

/** Whether two values are the same, written alike. */
export function sameValue(one: unknown, two: unknown): boolean {
  return one === two || JSON.stringify(one) === JSON.stringify(two);
}
