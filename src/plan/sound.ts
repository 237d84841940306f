/**
 * Soundness: a tree that was built from data, or whose modules import each other in a circle, can hold
 * what its types rule out. What is unsound is reported and left out, so that all the rest is checked.
 */
import type { Location, Problem } from '../errors.ts';
import { ATTRIBUTE_NAMES, camelCase, TARGET_ATTRIBUTES } from '../model/attributes.ts';
import type { Axis } from '../model/axis.ts';
import { isExpression } from '../model/expression.ts';
import { nearest } from '../model/nearest.ts';
import type { AnyTarget, TargetBody } from '../model/target.ts';
import type { Template } from '../model/template.ts';
import type { Tree } from '../model/tree.ts';

/** The tree without whatever is no target, group, variable or exclusion at all. */
export function soundTree(tree: Tree, problems: Problem[]): Tree {
  const keep = <T>(list: readonly T[], what: Listed): readonly T[] =>
    list.filter((item, index) => {
      const wrong = isListed(item, what) ? undefined : shown(item);
      const hasAxes = wrong === undefined && (what === 'target' || what === 'exclusion');
      const axes = hasAxes ? (item as { readonly axes: readonly unknown[] }).axes : [];
      const axis = axes.findIndex((each) => !isAxis(each));
      if (wrong === undefined && axis < 0) return true;
      const at = tree.declaredAt ? { at: tree.declaredAt } : {};
      const place = `number ${index + 1} of the ${what}s of "${tree.name}"`;
      const summary = wrong
        ? `${place} is ${wrong}, no ${what}`
        : `${place} has an axis that is ${shown(axes[axis])}`;
      problems.push({ code: 'reference-unknown', summary, details: [CIRCLE], ...at });
      return false;
    });
  return {
    ...tree,
    targets: keep(tree.targets, 'target'),
    variables: keep(tree.variables, 'variable'),
    groups: keep(tree.groups, 'group'),
    exclusions: keep(tree.exclusions, 'exclusion'),
  };
}

/** What a tree lists. */
type Listed = 'target' | 'variable' | 'group' | 'exclusion';

/** An exclusion has no kind: over which axes it is, is all that must be known of it here. */
function isListed(item: unknown, what: Listed): boolean {
  if (what !== 'exclusion') return isOf(item, what);
  return typeof item === 'object' && item !== null && 'axes' in item && Array.isArray(item.axes);
}

function isAxis(item: unknown): boolean {
  const { name, values } = (item ?? {}) as Partial<Axis>;
  return typeof name === 'string' && Array.isArray(values);
}

/** How a value comes to be undefined. */
export const CIRCLE =
  'a name that its module does not export is undefined, and so is one of modules that import each other';

/** Whether something is one of the kinds that it should be, with what such a thing cannot be without. */
export function isOf(item: unknown, ...kinds: readonly Kind[]): boolean {
  if (typeof item !== 'object' || item === null) return false;
  const thing = item as Readonly<Record<string, unknown>>;
  return kinds.some((kind) => (thing.kind ?? thing.$) === kind && HAS[kind](thing));
}

type Kind =
  | 'tree'
  | 'target'
  | 'pinned'
  | 'local-or-tree'
  | 'image'
  | 'path'
  | 'group'
  | 'variable';

const isText = (value: unknown) => typeof value === 'string' || isExpression(value);

const HAS: Readonly<Record<Kind, (thing: Readonly<Record<string, unknown>>) => boolean>> = {
  tree: ({ name, targets, variables, groups, exclusions }) =>
    typeof name === 'string' && [targets, variables, groups, exclusions].every(Array.isArray),
  target: ({ name, axes }) => typeof name === 'string' && Array.isArray(axes),
  pinned: ({ target, pins }) => isOf(target, 'target') && typeof pins === 'object' && pins !== null,
  'local-or-tree': ({ target, choice, image }) =>
    isOf(target, 'target') && isOf(choice, 'variable') && isText(image),
  image: ({ reference }) => isText(reference),
  path: ({ path }) => isText(path),
  group: ({ name, members }) => typeof name === 'string' && Array.isArray(members),
  variable: ({ name }) => typeof name === 'string',
};

/** What stands where something else should, in a word or two. */
export function shown(item: unknown): string {
  return item === null || typeof item !== 'object' ? String(item) : 'an object';
}

/** Whether a body can be worked with; unknown attributes are problems, but no hindrance. */
export function checkBody(
  target: AnyTarget,
  name: string,
  body: TargetBody | undefined,
): { readonly sound: boolean; readonly problems: readonly Problem[] } {
  const at = target.declaredAt ? { at: target.declaredAt } : {};
  const lacking = (what: string): Problem => ({
    code: 'attribute-invalid',
    summary: `"${name}" has no ${what}`,
    ...at,
  });
  if (typeof body !== 'object' || body === null) {
    return { sound: false, problems: [lacking('body')] };
  }
  const problems: Problem[] = [];
  const template: Partial<Template> | null | undefined = body.template;
  const hasTemplate = typeof template === 'object' && typeof template?.name === 'string';
  if (!hasTemplate)
    problems.push({ ...lacking('template'), hint: `template: template('${target.name}')` });
  if (typeof body.description !== 'string') problems.push(lacking('description'));
  for (const key of Object.keys(body)) {
    if (BODY_KEYS.includes(key)) continue;
    const near = nearest(camelCase(key), BODY_KEYS);
    problems.push({
      code: 'attribute-invalid',
      summary: `"${name}" has "${key}", which is no attribute of a target`,
      ...(near ? { expected: `"${near}"` } : {}),
      ...placeOf(target, key),
    });
  }
  const noMaps = (['args', 'contexts'] as const).filter((key) => {
    const value: unknown = body[key];
    return value !== undefined && (typeof value !== 'object' || !value || Array.isArray(value));
  });
  const noTexts = (['main', 'platform'] as const).filter(
    (key) => body[key] !== undefined && typeof body[key] !== 'string',
  );
  for (const key of [...noMaps, ...noTexts]) {
    const wanted = key === 'args' || key === 'contexts' ? 'map' : 'text';
    const summary = `${key} of "${name}": expected ${wanted}, found ${shown(body[key])}`;
    problems.push({ code: 'attribute-invalid', summary, ...placeOf(target, key) });
  }
  return { sound: hasTemplate && noMaps.length + noTexts.length === 0, problems };
}

/** The place of one attribute of a target, as far as it is known. */
export function placeOf({ declaredAt }: AnyTarget, attribute: string): { readonly at?: Location } {
  return declaredAt ? { at: { ...declaredAt, attribute } } : {};
}

const BODY_KEYS: readonly string[] = [
  ...['description', 'template', 'context', 'contexts', 'main', 'platform'],
  ...ATTRIBUTE_NAMES.filter((name) => TARGET_ATTRIBUTES[name].use === 'author').map(camelCase),
];
