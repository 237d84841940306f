/** The attributes of a target against what bake knows of them. */
import type { Problem } from '../errors.ts';
import {
  ATTRIBUTE_NAMES,
  attributeDocs,
  camelCase,
  TARGET_ATTRIBUTES,
} from '../model/attributes.ts';
import type { Tree } from '../model/tree.ts';
import { checkEntries } from './check-entries.ts';
import { checkAttribute } from './check-shapes.ts';
import type { PlannedTarget } from './tree-plan.ts';

/** Every attribute: its shape, its words, its platform, and whether the tree's oldest buildx knows it. */
export function checkAttributes(tree: Tree, target: PlannedTarget): readonly Problem[] {
  const { name, attributes } = target;
  const shapes = ATTRIBUTE_NAMES.flatMap((attribute): readonly Problem[] => {
    const value = attributes[attribute];
    if (value === undefined) return [];
    const { since } = TARGET_ATTRIBUTES[attribute];
    const at = target.at && { ...target.at, attribute: camelCase(attribute) };
    const written = { target: name, name: attribute, value, at };
    const shape = checkAttribute(written);
    const found = shape.length > 0 ? shape : checkEntries(written);
    if (!VERSION.test(tree.buildx) || compareVersions(since, tree.buildx) <= 0) return found;
    const tooNew: Problem = {
      code: 'attribute-too-new',
      summary: `"${name}" has ${attribute}, which buildx ${tree.buildx} drops without a word`,
      expected: `a tree for buildx ${since} or newer (${attributeDocs(attribute)})`,
      hint: `buildx: '${since}',`,
      ...(at ? { at } : {}),
    };
    return [...found, tooNew];
  });
  return [...shapes, ...checkPlatform(target)];
}

/** There is one platform, in four levels. */
function checkPlatform({ name, attributes, at }: PlannedTarget): readonly Problem[] {
  const [platform] = (attributes.platforms ?? []) as readonly string[];
  if (/^linux\/amd64(?:\/v[234])?$/.test(platform ?? '')) return [];
  return [
    {
      code: 'platform-unsupported',
      summary: `"${name}" is for the platform "${platform}"`,
      expected: 'linux/amd64, or linux/amd64/v2, v3 or v4',
      ...(at ? { at: { ...at, attribute: 'platform' } } : {}),
    },
  ];
}

const VERSION = /^\d+\.\d+\.\d+$/;

/** Attributes are compared with the tree's buildx, so that has to be a version. */
export function checkVersion({ name, buildx, declaredAt }: Tree): readonly Problem[] {
  if (VERSION.test(buildx)) return [];
  const summary = `buildx of the tree "${name}" is "${buildx}", which is no version`;
  const at = declaredAt ? { at: declaredAt } : {};
  return [{ code: 'attribute-invalid', summary, hint: "buildx: '0.29.0'", ...at }];
}

function compareVersions(one: string, two: string): number {
  const [a, b] = [one, two].map((version) => version.split('.').map(Number));
  for (const index of [0, 1, 2]) {
    const difference = (a?.[index] ?? 0) - (b?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
