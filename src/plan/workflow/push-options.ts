/**
 * How a bake is told to push. Not by `--push`, for two reasons that were tried with buildx 0.29 and 0.37:
 *
 * - beside `--set '*.output=…'` bake applies the two in any order, and now and then the push is lost, with
 *   exit code 0 (`bake --print` shows it in one run out of twelve);
 * - to `type=docker` it adds a second output, which loads every image that is pushed, and on the driver
 *   docker the two get in each other's way ("already exists").
 *
 * An output of the type registry is one thing, and pushes.
 */
import { shellWord } from '../command.ts';
import type { PlannedTarget, TreePlan } from '../tree-plan.ts';

type Planned = Pick<TreePlan, 'groups' | 'targets'>;

/** The options that push all images behind a name, and leave what is no image as it is. */
export function pushOptions(plan: Planned, name: string): readonly string[] {
  const targets = [...new Set(targetsOf(plan, name))];
  if (targets.every(isImage)) return [option('*', 'output=type=registry')];
  return targets.flatMap((target) => {
    if (isImage(target)) return [option(target.name, 'output=type=registry')];
    // Bake adds a push where an output is one of an image, and nothing to others.
    return target.attributes.tags === undefined ? [] : [option(target.name, 'push=true')];
  });
}

function targetsOf({ groups, targets }: Planned, name: string): readonly PlannedTarget[] {
  const members = new Map(groups.map((group) => [group.name, group.members]));
  const byName = new Map(targets.map((target) => [target.name, target]));
  const behind = (word: string): readonly PlannedTarget[] => {
    const group = members.get(word);
    if (group) return group.flatMap(behind);
    const target = byName.get(word);
    return target ? [target] : [];
  };
  return behind(name);
}

/** Whether a target goes to docker as an image with tags, and nowhere else. */
function isImage({ attributes: { tags, output } }: PlannedTarget): boolean {
  return tags !== undefined && JSON.stringify(output) === '[{"type":"docker"}]';
}

function option(pattern: string, value: string): string {
  return `--set ${shellWord(`${pattern}.${value}`)}`;
}
