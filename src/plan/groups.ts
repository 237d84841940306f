/** Groups: the author's, one for each target with axes, and always a default. */
import type { Location, Problem } from '../errors.ts';
import type { AnyTarget, PinnedTarget } from '../model/target.ts';
import type { Group, GroupMember, Tree } from '../model/tree.ts';
import type { Nodes } from './nodes.ts';
import { sortByDependency } from './order.ts';
import { CIRCLE, isOf, shown } from './sound.ts';
import type { PlannedGroup } from './tree-plan.ts';

/** Resolves the members of all groups; what a group cannot hold becomes a problem. */
export function planGroups(tree: Tree, nodes: Nodes, problems: Problem[]): readonly PlannedGroup[] {
  const resolve = memberResolver(tree, nodes, problems);
  const membersOf = (name: string, members: readonly GroupMember[], at: Location | undefined) => {
    const place: GroupPlace = { name, ...(at ? { at } : {}) };
    if (members.length === 0) {
      const summary = `group "${name}" has no members`;
      problems.push({ code: 'group-empty', summary, ...(at ? { at } : {}) });
    }
    return [...new Set(members.flatMap((member) => resolve(member, place)))];
  };
  const planned = [
    {
      name: 'default',
      description: 'What is baked when nothing is named',
      members: membersOf('default', tree.default, tree.declaredAt),
    },
    ...tree.groups.map(({ name, description, members, declaredAt }) => ({
      name,
      description,
      members: membersOf(name, members, declaredAt),
    })),
    ...tree.targets
      .filter(({ axes }) => axes.length > 0)
      .map((target) => ({
        name: target.name,
        description: `All cells of ${target.name}`,
        members: nodes.of(target).map(({ name }) => name),
      })),
  ];
  // Two of one name would be taken for each other here.
  const distinct = new Set(planned.map(({ name }) => name)).size === planned.length;
  const shadowed = nodes.all.some(({ name }) => planned.some((group) => group.name === name));
  if (distinct && !shadowed) problems.push(...checkCycles(planned, tree.groups));
  return planned;
}

function checkCycles(
  planned: readonly PlannedGroup[],
  declared: readonly Group[],
): readonly Problem[] {
  const members = new Map(planned.map((group) => [group.name, group.members]));
  const places = new Map(declared.map(({ name, declaredAt }) => [name, declaredAt]));
  return sortByDependency(
    [...members.keys()],
    (name) => (members.get(name) ?? []).filter((each) => members.has(each)),
    { what: 'groups', name: (name) => name, place: (name) => places.get(name) },
  ).problems;
}

interface GroupPlace {
  readonly name: string;
  readonly at?: Location;
}

/** Gives a function that gives the names which one member of a group stands for. */
function memberResolver(tree: Tree, nodes: Nodes, problems: Problem[]) {
  const groups = new Set(tree.groups);
  const targets = new Set(tree.targets);
  const unknown = ({ name, at }: GroupPlace, what: string, expected: string): readonly string[] => {
    const summary = `group "${name}" has ${what}, which the tree does not list`;
    problems.push({ code: 'reference-unknown', summary, expected, ...(at ? { at } : {}) });
    return [];
  };
  return (member: GroupMember, place: GroupPlace): readonly string[] => {
    if (!isOf(member, 'target', 'pinned', 'group')) {
      const { name, at } = place;
      const summary = `group "${name}" has ${shown(member)} among its members`;
      const where = at ? { at } : {};
      problems.push({ code: 'reference-unknown', summary, details: [CIRCLE], ...where });
      return [];
    }
    if (member.kind === 'group') {
      if (groups.has(member)) return [member.name];
      return unknown(place, `the group "${member.name}"`, `${member.name} in the tree's groups`);
    }
    const target: AnyTarget = member.kind === 'target' ? member : member.target;
    if (!targets.has(target)) {
      return unknown(place, `"${target.name}"`, `${target.name} in the tree's targets`);
    }
    if (member.kind === 'pinned') return pinned(member, nodes, { ...place, problems });
    return target.axes.length > 0 ? [target.name] : nodes.of(target).map(({ name }) => name);
  };
}

function pinned(
  { target, pins }: PinnedTarget,
  nodes: Nodes,
  { name, at, problems }: GroupPlace & { readonly problems: Problem[] },
): readonly string[] {
  const entries = Object.entries(pins);
  // A single cell is looked up, so that a group of many of them stays quick.
  const isOne = target.axes.every(({ name: axis }) => Object.hasOwn(pins, axis));
  const among = isOne ? [nodes.at(target, pins) ?? []].flat() : nodes.of(target);
  const found = among.filter(({ cell }) => entries.every(([axis, value]) => cell[axis] === value));
  if (found.length === 0 && !nodes.lost(target)) {
    const which = entries.map(([axis, value]) => `${axis} ${value}`).join(', ');
    const summary = `group "${name}" has "${target.name}" at ${which}, of which no cell exists`;
    const why = isOne && target.axes.length > 0 ? nodes.why(target, pins) : [];
    const details = why.length > 0 ? { details: why } : {};
    const expected = target.axes
      .filter(
        ({ name: axis, values }) => Object.hasOwn(pins, axis) && !values.includes(pins[axis] ?? ''),
      )
      .map(({ name: axis, values }) => `${axis} ${values.join(' or ')}`)
      .join(', ');
    problems.push({
      code: 'cell-excluded',
      summary,
      ...details,
      ...(expected ? { expected } : {}),
      ...(at ? { at } : {}),
    });
  }
  return found.map((node) => node.name);
}
