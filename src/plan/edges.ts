/** Edges: what each named context of a node is, as bake reads it, and which nodes it leads to. */
import type { Problem } from '../errors.ts';
import type { Cell } from '../model/axis.ts';
import type { ContextSource } from '../model/context.ts';
import { equals, isExpression, type Text, text, type Value, when } from '../model/expression.ts';
import type { AnyTarget } from '../model/target.ts';
import type { Node, Nodes } from './nodes.ts';
import { isReference } from './path-values.ts';
import { isRemote } from './paths.ts';
import { CIRCLE, isOf, placeOf, shown } from './sound.ts';
import type { PlannedLocal } from './tree-plan.ts';

/** A resolved named context. */
export interface Edge {
  readonly context: string;
  readonly value: Value;
  /** The node it links to, in whichever branch. Absent: an image or a folder. */
  readonly to?: Node;
  readonly local?: PlannedLocal;
}

/** The edges of a node; what cannot be resolved becomes a problem and is left out. */
export function edgesOf(node: Node, nodes: Nodes, problems: Problem[]): readonly Edge[] {
  return Object.entries(node.body.contexts ?? {}).flatMap(([context, source]) =>
    resolve(context, source as ContextSource, { node, nodes, problems }),
  );
}

interface Place {
  readonly node: Node;
  readonly nodes: Nodes;
  readonly problems: Problem[];
}

function resolve(context: string, source: ContextSource, place: Place): readonly Edge[] {
  if (!isOf(source, 'target', 'pinned', 'local-or-tree', 'image', 'path')) {
    place.problems.push({
      code: 'reference-unknown',
      summary: `the context "${context}" of "${place.node.name}" is ${shown(source)}`,
      expected: 'a target, image(…), folder(…) or localOrTree(…)',
      details: [CIRCLE],
      ...placeOf(place.node.target, 'contexts'),
    });
    return [];
  }
  switch (source.kind) {
    case 'image':
      return [{ context, value: imageAddress(source.reference) }];
    case 'path':
      place.problems.push(...checkFolder(context, source.path, place.node));
      return [{ context, value: source.path }];
    case 'target':
    case 'pinned': {
      const [target, pins] = source.kind === 'target' ? [source, {}] : [source.target, source.pins];
      const to = follow(target, pins, place);
      return to ? [{ context, value: `target:${to.name}`, to }] : [];
    }
    case 'local-or-tree': {
      const to = follow(source.target, {}, place);
      if (!to) return [];
      const { choice, image, title, madeFrom } = source;
      const value = when(equals(choice, 'local'), imageAddress(image), `target:${to.name}`);
      const made = madeFrom ? { madeFrom } : {};
      place.problems.push(...checkPatterns(madeFrom?.except ?? [], place.node));
      const local = { context, variable: choice.name, target: to.name, image, title, ...made };
      return [{ context, value, to, local }];
    }
  }
}

/** Patterns are first used when an image is looked at, which is late to learn that one is none. */
function checkPatterns(patterns: readonly string[], { name, target }: Node): readonly Problem[] {
  const at = target.declaredAt ? { at: target.declaredAt } : {};
  return patterns.flatMap((pattern): readonly Problem[] => {
    try {
      new RegExp(pattern);
      return [];
    } catch (error) {
      const summary = `"${name}" has a pattern in madeFrom that is none: ${(error as Error).message}`;
      return [{ code: 'expression-invalid', summary, ...at }];
    }
  });
}

/** A folder is no way around the other kinds of context, which would then be by name. */
function checkFolder(context: string, path: unknown, { name, target }: Node): readonly Problem[] {
  if (typeof path !== 'string' || !(isReference(path) || isRemote(path))) return [];
  const at = placeOf(target, 'contexts');
  const summary = `the context "${context}" of "${name}" is said to be a folder, and is "${path}"`;
  const expected = 'a folder; a target stands for itself, and an image is image(…)';
  return [{ code: 'path-remote', summary, expected, ...at }];
}

/** `docker-image://` goes into the branches of a condition, where it reads best. */
function imageAddress(reference: Text): Text {
  if (!isExpression(reference) || reference.$ !== 'conditional') {
    return text`docker-image://${reference}`;
  }
  const [yes, no] = [reference.yes, reference.no].map((branch) => imageAddress(branch as Text));
  return when(reference.if, yes as Text, no as Text);
}

/** The parent's cell that a node's edge leads to: the pins, else the node's own value of each axis. */
function follow(target: AnyTarget, pins: Cell, { node, nodes, problems }: Place): Node | undefined {
  const at = placeOf(node.target, 'contexts');
  const given = new Map([...Object.entries(node.cell), ...Object.entries(pins)]);
  const cell: Record<string, string> = {};
  for (const pin of Object.keys(pins)) {
    if (target.axes.some(({ name }) => name === pin)) continue;
    const summary = `"${node.name}" pins the axis "${pin}" of "${target.name}", which has no such axis`;
    const expected = `one of ${target.axes.map(({ name }) => name).join(', ') || '(none)'}`;
    problems.push({ code: 'reference-unknown', summary, expected, ...at });
  }
  for (const { name, values } of target.axes) {
    // An axis without values was told.
    if (values.length === 0) return undefined;
    const value = given.get(name);
    if (value === undefined || !values.includes(value)) {
      const found =
        value === undefined ? 'does not say which' : `names "${value}", which is not one`;
      problems.push({
        code: 'reference-unknown',
        summary: `"${node.name}" uses "${target.name}", which has the axis "${name}", and ${found}`,
        expected: `one of ${values.join(', ')}`,
        hint: `${target.name}.at({ ${name}: '${values[0]}' })`,
        ...at,
      });
      return undefined;
    }
    cell[name] = value;
  }
  const found = nodes.at(target, cell);
  if (found || nodes.lost(target)) return found;
  const excluded = nodes.has(target);
  const which = Object.entries(cell)
    .map(([axis, value]) => `${axis}=${value}`)
    .join(', ');
  problems.push({
    code: excluded ? 'cell-excluded' : 'reference-unknown',
    summary: excluded
      ? `"${node.name}" uses the cell (${which}) of "${target.name}", which is excluded`
      : `"${node.name}" uses "${target.name}", which is not among the tree's targets`,
    ...(excluded
      ? { details: nodes.why(target, cell) }
      : { expected: `${target.name} in the tree's targets` }),
    ...at,
  });
  return undefined;
}
