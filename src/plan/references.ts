/**
 * Image references that a tree writes or reads: valid in every branch, and no two targets with the same
 * tag or cache. Bake checks none of this when it reads a file; one of two equal tags is lost in silence.
 */
import type { Location, Problem } from '../errors.ts';
import { type Concrete, evaluatorOf } from '../model/evaluate.ts';
import { isExpression, type Value, variablesIn } from '../model/expression.ts';
import { parseImage } from '../model/image.ts';
import { type Branch, branchesOf, decisionsOf, readable, untried } from './branches.ts';
import { type Claim, cacheClaims, checkCollisions, tagClaims } from './collisions.ts';
import type { PlannedTarget } from './tree-plan.ts';

/** Checks the tags, image contexts and caches of some targets, whose values must be sound, in every branch. */
export function checkReferences(targets: readonly PlannedTarget[]): readonly Problem[] {
  const reading = targets.map((target) => ({ target, value: referencesOf(target) }));
  const decisions = decisionsOf(reading.map(({ value }) => Object.values(value)));
  const problems: Problem[] = [];
  const claims: Claim[] = [];
  for (const { target, value } of reading) {
    const invalid = new Set<string>();
    const parts = Object.values(value);
    const branches = branchesOf(parts, decisions);
    if (!branches) {
      const summary = `the conditions in tags, caches and contexts of "${target.name}" have too many variables to try every branch`;
      problems.push(problem(target, 'expression-invalid', summary, ENUMERATE));
      continue;
    }
    for (const condition of untried(parts, branches)) {
      const names = [...variablesIn(condition)].map(({ name }) => name).join(' and ');
      const summary = `a condition on ${names} in tags, caches or contexts of "${target.name}" cannot be tried both ways`;
      problems.push(problem(target, 'expression-invalid', summary, ENUMERATE));
    }
    const [tagsIn, cachesIn] = [evaluatorOf(value.tags), evaluatorOf(value.caches)];
    const contextsIn = value.contexts.map(evaluatorOf);
    for (const branch of branches) {
      const tags = tagsIn(branch.environment) as readonly string[];
      const caches = cachesIn(branch.environment) as readonly Concrete[];
      const contexts = contextsIn.map((context) => context(branch.environment));
      const found = { tags, caches, branch, contexts };
      problems.push(...checkImages(target, found, invalid));
      claims.push(...tagClaims(target, tags, branch), ...cacheClaims(target, caches, branch));
    }
  }
  return [...problems, ...checkCollisions(claims)];
}

const ENUMERATE = 'enumerations (oneOf) in conditions';
const IMAGE = 'docker-image://';

/** Which attribute names an image. */
const ATTRIBUTE_OF = { tag: 'tags', cache: 'cacheTo', image: 'contexts' } as const;

/** What of a target names images. */
function referencesOf({ attributes }: PlannedTarget): {
  readonly tags: Value;
  readonly caches: Value;
  readonly contexts: readonly Value[];
} {
  const contexts = Object.values((attributes.contexts ?? {}) as Readonly<Record<string, Value>>);
  return {
    tags: attributes.tags ?? [],
    caches: attributes['cache-to'] ?? [],
    contexts: contexts.filter(
      (value) => isExpression(value) || (typeof value === 'string' && value.startsWith(IMAGE)),
    ),
  };
}

function checkImages(
  target: PlannedTarget,
  found: {
    readonly tags: readonly string[];
    readonly caches: readonly Concrete[];
    readonly contexts: readonly Concrete[];
    readonly branch: Branch;
  },
  told: Set<string>,
): readonly Problem[] {
  const problems: Problem[] = [];
  const check = (what: keyof typeof ATTRIBUTE_OF, reference: string) => {
    const image = parseImage(reference);
    const wrong =
      'invalid' in image
        ? image.invalid
        : image.digest && what !== 'image'
          ? 'a digest is not for writing to'
          : undefined;
    // What is wrong in one branch is wrong in the next, too.
    if (wrong === undefined || told.has(`${what} ${wrong}`)) return;
    told.add(`${what} ${wrong}`);
    const shown = readable(reference, found.branch);
    const reason = readable(wrong, found.branch);
    const summary = `${what} "${shown}" of "${target.name}": ${reason}`;
    const at = target.at && { ...target.at, attribute: ATTRIBUTE_OF[what] };
    problems.push(problem({ at }, 'image-invalid', summary, patternsFor(reason, wrong)));
  };
  // Bake drops empty tags; that is how a condition leaves one out.
  for (const tag of found.tags) if (tag !== '') check('tag', tag);
  for (const cache of found.caches as readonly Readonly<Record<string, Concrete>>[]) {
    if (cache.type === 'registry') check('cache', String(cache.ref ?? ''));
  }
  for (const reference of found.contexts) {
    if (typeof reference === 'string' && reference.startsWith(IMAGE)) {
      check('image', reference.slice(IMAGE.length));
    }
  }
  return problems;
}

/** What is missing where a variable may be anything: the name of each stands in the reason, and not in the text. */
function patternsFor(reason: string, text: string): string | undefined {
  if (reason === text) return undefined;
  const names = [...new Set([...reason.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name))];
  return `a pattern of ${names.join(' and ')} that lets through only what fits, and a default that does`;
}

function problem(
  { at }: { readonly at?: Location | undefined },
  code: 'expression-invalid' | 'image-invalid',
  summary: string,
  expected?: string,
): Problem {
  return { code, summary, ...(expected ? { expected } : {}), ...(at ? { at } : {}) };
}
