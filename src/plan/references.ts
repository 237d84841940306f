/**
 * Image references that a tree writes or reads: valid in every branch, and no two targets with the same
 * tag or cache. Bake checks none of this when it reads a file; one of two equal tags is lost in silence.
 */
import type { Problem, ProblemCode } from '../errors.ts';
import { type Concrete, evaluate } from '../model/evaluate.ts';
import { isExpression, type Value } from '../model/expression.ts';
import { canonicalImage, parseImage } from '../model/image.ts';
import type { Variable } from '../model/variable.ts';
import { branchesOf } from './branches.ts';
import type { PlannedTarget } from './tree-plan.ts';

/** Checks the tags, image contexts and cache exports of a tree's targets in every branch. */
export function checkReferences(
  targets: readonly PlannedTarget[],
  variables: readonly Variable[],
): readonly Problem[] {
  const reading = targets.map((target) => references(target));
  const { environments, tooMany } = branchesOf(
    reading.flatMap(({ tags, caches, contexts }) => [tags, caches, ...contexts]),
    variables,
  );
  if (tooMany) {
    const summary = 'the conditions in tags and caches have too many variables to try every branch';
    return [
      { code: 'expression-invalid', summary, hint: 'use enumerations (oneOf) in conditions' },
    ];
  }
  const problems = new Map<string, Problem>();
  for (const environment of environments) {
    const seen = { tag: new Map<string, PlannedTarget>(), cache: new Map<string, PlannedTarget>() };
    for (const { target, tags, caches, contexts } of reading) {
      const at = target.at ? { at: target.at } : {};
      const add = (code: ProblemCode, summary: string, more: Partial<Problem> = {}) =>
        problems.set(`${code} ${target.name} ${more.expected ?? ''}`, {
          code,
          summary,
          ...at,
          ...more,
        });
      const claim = (kind: 'tag' | 'cache', key: string) => {
        const other = seen[kind].get(key);
        if (other && other !== target) {
          add(
            `${kind}-collision`,
            `"${other.name}" and "${target.name}" have the same ${kind}, ${key}${circumstances(environment, variables)}`,
            { hint: `make the ${kind} of one of them different` },
          );
        }
        seen[kind].set(key, target);
      };
      for (const tag of evaluate(tags, environment) as readonly string[]) {
        // Bake drops empty tags; that is how a condition leaves one out.
        if (tag === '') continue;
        const image = parseImage(tag);
        if ('invalid' in image)
          add('image-invalid', `tag "${tag}" of "${target.name}": ${image.invalid}`);
        else if (image.digest)
          add('image-invalid', `tag "${tag}" of "${target.name}" has a digest`);
        else claim('tag', canonicalImage(image));
      }
      for (const cache of evaluate(caches, environment) as readonly Concrete[]) {
        const key = cacheKey(cache as Readonly<Record<string, Concrete>>);
        if (key) claim('cache', key);
      }
      for (const context of contexts) {
        const reference = evaluate(context, environment);
        if (typeof reference !== 'string' || !reference.startsWith(IMAGE)) continue;
        const image = parseImage(reference.slice(IMAGE.length));
        if ('invalid' in image) {
          add(
            'image-invalid',
            `image "${reference.slice(IMAGE.length)}" of "${target.name}": ${image.invalid}`,
          );
        }
      }
    }
  }
  return [...problems.values()];
}

const IMAGE = 'docker-image://';

/** What of a target names images. */
function references(target: PlannedTarget): {
  readonly target: PlannedTarget;
  readonly tags: Value;
  readonly caches: Value;
  readonly contexts: readonly Value[];
} {
  const { attributes } = target;
  const contexts = attributes.contexts ?? {};
  return {
    target,
    tags: attributes.tags ?? [],
    caches: attributes['cache-to'] ?? [],
    contexts: Object.values(contexts as Readonly<Record<string, Value>>).filter(
      (value) => isExpression(value) || (typeof value === 'string' && value.startsWith(IMAGE)),
    ),
  };
}

/** Where a cache export goes; a scoped cache without a scope goes where all others without one do. */
function cacheKey(cache: Readonly<Record<string, Concrete>>): string | undefined {
  switch (cache.type) {
    case 'registry':
      return `registry ${String(cache.ref)}`;
    case 'local':
      return `local ${String(cache.dest)}`;
    case 'gha':
      return `gha ${String(cache.scope ?? 'buildkit')}`;
    case 's3':
    case 'azblob':
      return `${cache.type} ${String(cache.bucket ?? '')} ${String(cache.name ?? 'buildkit')}`;
    default:
      return undefined;
  }
}

/** " when A is x": the variables that have not their default, so that the branch can be seen. */
function circumstances(
  environment: ReadonlyMap<string, Concrete>,
  variables: readonly Variable[],
): string {
  const set = variables.filter(({ name, default: value, type }) => {
    const now = environment.get(name);
    return type !== 'list' && now !== value && !String(now).startsWith('own-');
  });
  if (set.length === 0) return '';
  return ` when ${set.map(({ name }) => `${name} is "${environment.get(name)}"`).join(' and ')}`;
}
