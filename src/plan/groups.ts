/** Groups: the author's, one for each target with axes, and always a default. */
import type { Location, Problem } from '../errors.ts';
import type { GroupMember, Tree } from '../model/tree.ts';
import type { Nodes } from './nodes.ts';
import { sortByDependency } from './order.ts';
import type { PlannedGroup } from './tree-plan.ts';

/** All groups of a tree; what is wrong with them goes into `problems`. */
export function planGroups(tree: Tree, nodes: Nodes, problems: Problem[]): readonly PlannedGroup[] {
  const membersOf = (name: string, members: readonly GroupMember[], at?: Location) => {
    const found = members.flatMap((member) => memberNames(name, member, { tree, nodes, problems }));
    if (found.length === 0) {
      const summary = `group "${name}" has no members`;
      problems.push({ code: 'group-empty', summary, ...(at ? { at } : {}) });
    }
    return [...new Set(found)];
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
  const membersByName = new Map(planned.map(({ name, members }) => [name, members]));
  const groups = (name: string) =>
    (membersByName.get(name) ?? []).filter((each) => membersByName.has(each));
  problems.push(...sortByDependency([...membersByName.keys()], groups, 'groups').problems);
  return planned;
}

interface GroupPlace {
  readonly tree: Tree;
  readonly nodes: Nodes;
  readonly problems: Problem[];
}

function memberNames(group: string, member: GroupMember, place: GroupPlace): readonly string[] {
  const unknown = (what: string, at?: Location) => {
    place.problems.push({
      code: 'reference-unknown',
      summary: `group "${group}" has ${what}, which the tree does not list`,
      ...(at ? { at } : {}),
    });
    return [];
  };
  if (member.kind === 'group') {
    const listed = place.tree.groups.includes(member);
    return listed ? [member.name] : unknown(`the group "${member.name}"`, member.declaredAt);
  }
  const target = member.kind === 'target' ? member : member.target;
  if (!place.tree.targets.includes(target)) return unknown(`"${target.name}"`, target.declaredAt);
  if (member.kind === 'target') {
    return target.axes.length > 0 ? [target.name] : place.nodes.of(target).map(({ name }) => name);
  }
  const pins = Object.entries(member.pins);
  return place.nodes
    .of(target)
    .filter(({ cell }) => pins.every(([axis, value]) => cell[axis] === value))
    .map(({ name }) => name);
}
