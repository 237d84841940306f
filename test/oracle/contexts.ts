/** Named contexts of random targets, of every kind. */
import {
  type Axis,
  type Cell,
  folder,
  image,
  localOrTree,
  type Variable,
  when,
} from '../../src/index.ts';
import type { Exclusion } from '../../src/model/axis.ts';
import type { ContextSource } from '../../src/model/context.ts';
import type { Text } from '../../src/model/expression.ts';
import type { AnyTarget } from '../../src/model/target.ts';
import { cellsOf } from '../../src/plan/cells.ts';
import { concat, pick } from './expressions.ts';
import { makeSmallFlag, makeTame, type Variables } from './scope.ts';
import type { ContextSpec } from './tree-spec.ts';

/** The cell that has the context, and the targets that were made before it. */
export interface Around {
  readonly building: { readonly variables: Variables; readonly exclusions: readonly Exclusion[] };
  readonly parents: readonly AnyTarget[];
  readonly cell: Cell;
  readonly axes: readonly Axis[];
}

/** What stands behind a context; undefined where the tree has nothing of the kind. */
export function contextOf(spec: ContextSpec, around: Around): ContextSource | undefined {
  const { variables } = around.building;
  const reference: Text = concat([
    spec.digest ? 'reg.example.com:5000/r/' : 'r',
    makeTame(spec.tame, variables),
    spec.digest ? `@sha256:${'0a'.repeat(32)}` : ':1.2',
  ]);
  const parent = pick(around.parents, spec.index);
  switch (spec.kind) {
    case 'image': {
      const flag = makeSmallFlag({ bool: spec.index }, variables);
      return image(spec.index > 4 ? when(flag, reference, 'alpine:3.20') : reference);
    }
    case 'folder':
      return folder(pick(['out', './out/../out', '.', 'with space'], spec.index) ?? '.');
    case 'path': {
      const found = pick(variables.of('path'), spec.index);
      return found && folder(found);
    }
    case 'local-or-tree': {
      const choice = pick(variables.of('choice'), spec.index) as
        | Variable<'tree' | 'local'>
        | undefined;
      if (!parent || !choice) return undefined;
      if (!parent.axes.every((each) => around.axes.includes(each)))
        return edge(parent, spec, around);
      if (!exists(parent, around)) return edge(parent, spec, around);
      return localOrTree({
        choice,
        target: parent,
        image: reference,
        title: 'Image',
      }) as ContextSource;
    }
    default:
      return parent && edge(parent, spec, around);
  }
}

/** An edge: plain where the child's cell says all, else with what it lacks named. */
function edge(parent: AnyTarget, spec: ContextSpec, around: Around): ContextSource {
  if (spec.kind !== 'pinned' && exists(parent, around)) {
    const lacking = parent.axes.filter((each) => !around.axes.includes(each));
    if (lacking.length === 0) return parent as ContextSource;
    return pinned(parent, Object.fromEntries(lacking.map(({ name, values }) => [name, values[0]])));
  }
  const cells = cellsOf(parent, around.building.exclusions);
  return parent.axes.length === 0
    ? (parent as ContextSource)
    : pinned(parent, pick(cells, spec.index) ?? {});
}

function pinned(parent: AnyTarget, pins: unknown): ContextSource {
  return (parent.at as (given: unknown) => ContextSource)(pins);
}

/** Whether the parent has the cell that the child's cell leads to. */
function exists(parent: AnyTarget, { cell, building }: Around): boolean {
  return cellsOf(parent, building.exclusions).some((each) =>
    parent.axes.every(({ name, values }) => each[name] === (cell[name] ?? values[0])),
  );
}
