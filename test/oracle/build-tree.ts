/** A random tree of plain data → a tree of the library, with the facts of the Dockerfiles it would have. */
import {
  type Axis,
  axis,
  type Cell,
  defineTree,
  exclusion,
  type Group,
  group,
  image,
  type Target,
  type Tree,
  target,
  template,
  type Variable,
} from '../../src/index.ts';
import type { Exclusion } from '../../src/model/axis.ts';
import type { ContextSource } from '../../src/model/context.ts';
import { variablesIn } from '../../src/model/expression.ts';
import type { AnyTarget, Platform, TargetBody } from '../../src/model/target.ts';
import type { GroupMember } from '../../src/model/tree.ts';
import { cellsOf } from '../../src/plan/cells.ts';
import type { TemplateFacts } from '../../src/plan/make-tree-plan.ts';
import { makeAttributes } from './bodies.ts';
import { contextOf } from './contexts.ts';
import { dockerfiles } from './dockerfiles.ts';
import { pick } from './expressions.ts';
import { makeVariables, type Variables } from './scope.ts';
import type { BodySpec, MemberSpec, TargetSpec, TreeSpec } from './tree-spec.ts';

/** A tree and what is known of its templates. */
export interface BuiltTree {
  readonly tree: Tree;
  readonly templates: ReadonlyMap<string, TemplateFacts>;
}

interface Building {
  readonly spec: TreeSpec;
  readonly index: number;
  readonly variables: Variables;
  readonly axes: readonly Axis[];
  readonly exclusions: readonly Exclusion[];
  readonly arrange: Arrange;
}

/** What may be done to a body before the library sees it. */
export type Arrange = (body: TargetBody) => TargetBody;

/** Builds the tree; `index` keeps the names of trees that share a bake file apart. */
export function buildTree(
  spec: TreeSpec,
  index: number,
  arrange: Arrange = (body) => body,
): BuiltTree {
  const variables = makeVariables(spec, `T${index}`);
  const axes = spec.axes.map((values, at) =>
    axis(
      `a${at}`,
      // Characters that no name may have become "_"; the number keeps the cells' names apart.
      values.map((value, position) => `${value}${position}`),
    ),
  );
  const exclusions = exclusionsOf(spec, axes);
  const building: Building = { spec, index, variables, axes, exclusions, arrange };
  const targets: AnyTarget[] = [];
  for (const [at, each] of spec.targets.entries())
    targets.push(buildTarget(each, at, building, [...targets]));
  const groups: Group[] = [];
  const members = (all: readonly MemberSpec[]) =>
    all.map((member) => memberOf(member, targets, [...groups], exclusions));
  for (const [at, { description, members: all }] of spec.groups.entries()) {
    groups.push(group(`T${index}g${at}`, description, members(all)));
  }
  const used = new Set(usedVariables(targets, exclusions));
  for (const each of [...variables.all].reverse()) {
    // A variable's validations name variables that stand before it.
    if (used.has(each)) variablesIn(each.validations, used);
  }
  const tree = defineTree({
    name: `t${index}`,
    description: spec.description,
    ...(spec.new ? { buildx: '0.35.0' } : {}),
    // Nothing may be declared in vain.
    variables: variables.all.map((each) =>
      used.has(each) ? each : { ...each, runnerOnly: true, validations: [] },
    ),
    targets,
    groups,
    default: members(spec.default),
    exclusions,
  });
  return { tree, templates: spec.dockerfiles ? dockerfiles(spec) : new Map() };
}

function exclusionsOf(spec: TreeSpec, axes: readonly Axis[]): readonly Exclusion[] {
  const [one, two] = axes;
  const together = spec.targets.some(({ axes: own }) => own.includes(0) && own.includes(1));
  if (!spec.excludes || !one || !two || !together || one.values.length < 2) return [];
  return [
    exclusion(
      [one, two],
      'the last two do not go together',
      (cell) => cell[one.name] === one.values.at(-1) && cell[two.name] === two.values.at(-1),
    ),
  ];
}

function buildTarget(
  spec: TargetSpec,
  at: number,
  building: Building,
  parents: readonly AnyTarget[],
): AnyTarget {
  const { index, axes: all, exclusions } = building;
  const name = `T${index}x${at}${spec.name}`;
  const axes = spec.axes.flatMap((each) => all[each] ?? []);
  const shape = template(`d${building.spec.dockerfiles ? at : at % 2}`);
  const templates = building.spec.dockerfiles ? shape : (SHARED[at % 2] ?? shape);
  if (axes.length === 0) {
    return target(
      name,
      bodyOf({ spec, at, building, parents, cell: {}, axes, template: templates }) as never,
    );
  }
  const left = { cells: true };
  const exclude = (cell: Cell) =>
    left.cells &&
    spec.exclude % 2 === 1 &&
    axes.every(({ name: each, values }) => cell[each] === values[0]);
  const made = target(name, { axes, exclude }, (cell) =>
    bodyOf({ spec, at, building, parents, cell, axes, template: templates }),
  ) as unknown as Target;
  left.cells = cellsOf(made, exclusions).length > 0;
  return made;
}

/** Without Dockerfiles, templates serve several targets. */
const SHARED = [template('d0'), template('d1')];

interface Body {
  readonly spec: TargetSpec;
  readonly at: number;
  readonly building: Building;
  readonly parents: readonly AnyTarget[];
  readonly cell: Cell;
  readonly axes: readonly Axis[];
  readonly template: ReturnType<typeof template>;
}

function bodyOf({ spec, at, building, parents, cell, axes, template: own }: Body): TargetBody {
  const positions = axes.map(({ name, values }) => values.indexOf(cell[name] ?? ''));
  const body: BodySpec =
    (positions[0] ?? 0) % 2 === 1 ? { ...spec.body, ...spec.other } : spec.body;
  const { variables, index } = building;
  const attributes = makeAttributes(body, {
    variables,
    slug: [`n${index}`, at, ...positions].join('-'),
    dockerfiles: building.spec.dockerfiles,
    new: building.spec.new,
  });
  const contexts = (body.contexts ?? []).map((each, position): [string, ContextSource] => [
    building.spec.dockerfiles ? `c${position}` : each.name,
    contextOf(each, { building, parents, cell, axes }) ?? image('alpine:3.20'),
  ]);
  const links = contexts.filter(([, { kind }]) => kind !== 'image' && kind !== 'path');
  const [main] = links[0] ?? [];
  const platform = pick(PLATFORMS, body.platform ?? 0);
  const paths = variables.of('path');
  const context =
    body.context === undefined ? undefined : pick([...paths, '.', 'out'], body.context);
  return building.arrange({
    ...attributes,
    description: body.description,
    template: own,
    ...(axes.length === 0
      ? {}
      : { args: { ...attributes.args, CELL: Object.values(cell).join(' ') } }),
    ...(contexts.length === 0 ? {} : { contexts: Object.fromEntries(contexts) }),
    ...(links.length > 1 && body.main && main !== undefined ? { main } : {}),
    ...(body.platform === undefined || !platform ? {} : { platform }),
    ...(context === undefined ? {} : { context }),
  } as TargetBody);
}

const PLATFORMS: readonly Platform[] = ['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v3'];

function memberOf(
  spec: MemberSpec,
  targets: readonly AnyTarget[],
  groups: readonly Group[],
  exclusions: readonly Exclusion[],
): GroupMember {
  const named = pick(groups, spec.index);
  if (spec.kind === 'group' && named) return named;
  const found = pick(targets, spec.index) as AnyTarget;
  const [first] = found.axes;
  const cell = pick(cellsOf(found, exclusions), spec.value);
  if (spec.kind !== 'cells' || !first || !cell) return found;
  const at = found.at as (pins: unknown) => GroupMember;
  return at({ [first.name]: cell[first.name] });
}

function usedVariables(
  targets: readonly AnyTarget[],
  exclusions: readonly Exclusion[],
): ReadonlySet<Variable> {
  const bodies = targets.flatMap((each) =>
    cellsOf(each, exclusions).map((cell) => bare(each.body(cell))),
  );
  return variablesIn(bodies);
}

/** A body without the targets that it links to, which are looked at by themselves. */
function bare(body: TargetBody): unknown {
  const contexts = Object.values(body.contexts ?? {}).map((source) => {
    if (source.kind === 'local-or-tree') return [source.choice, source.image];
    return source.kind === 'image' || source.kind === 'path' ? source : undefined;
  });
  return [{ ...body, contexts: undefined, template: undefined }, contexts];
}
