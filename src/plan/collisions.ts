/**
 * Collisions: two targets that write the same tag or cache in some branch. Each target is looked at in
 * its own branches; two of those can be true together when no variable has two values in them.
 */
import path from 'node:path';
import type { Problem } from '../errors.ts';
import type { Concrete } from '../model/evaluate.ts';
import { canonicalImage, parseImage } from '../model/image.ts';
import { type Branch, ownText, readable } from './branches.ts';
import type { PlannedTarget } from './tree-plan.ts';

/** That a target writes to a place in a branch. */
export interface Claim {
  readonly target: PlannedTarget;
  readonly kind: 'tag' | 'cache';
  /** The place under one spelling; equal keys are one place. */
  readonly key: string;
  /** The place as the target has it. */
  readonly shown: string;
  /** Which of the target's tags or caches it is. */
  readonly index: number;
  readonly branch: Branch;
}

/** The tags that a target writes in a branch; invalid and empty ones claim nothing. */
export function tagClaims(
  target: PlannedTarget,
  tags: readonly string[],
  branch: Branch,
): readonly Claim[] {
  return tags.flatMap((shown, index): readonly Claim[] => {
    const key = imageKey(shown);
    return key ? [{ target, kind: 'tag', key, shown, index, branch }] : [];
  });
}

/** The caches that a target exports to in a branch. */
export function cacheClaims(
  target: PlannedTarget,
  caches: readonly Concrete[],
  branch: Branch,
): readonly Claim[] {
  return caches.flatMap((cache, index): readonly Claim[] => {
    const entry = cache as Readonly<Record<string, Concrete>>;
    const key = cacheKey(entry);
    const shown = entry.type === 'registry' ? String(entry.ref) : key;
    return key && shown ? [{ target, kind: 'cache', key, shown, index, branch }] : [];
  });
}

/** One problem for each pair of targets whose tags or caches are the same in some branch. */
export function checkCollisions(claims: readonly Claim[]): readonly Problem[] {
  const byKey = new Map<string, Claim[]>();
  const problems: Problem[] = [];
  const told = new Set<string>();
  for (const claim of claims) {
    const kept = byKey.get(claim.key);
    if (!kept) {
      byKey.set(claim.key, [claim]);
      continue;
    }
    const found =
      kept.find((each) => each.target !== claim.target && together(each, claim)) ??
      kept.find((each) => each.kind !== claim.kind && together(each, claim));
    kept.push(claim);
    if (!found) continue;
    const pair = [found, claim].map(({ target, kind, index }) => `${target.name} ${kind} ${index}`);
    if (told.has(pair.join())) continue;
    told.add(pair.join());
    problems.push(collision(found, claim));
  }
  return problems;
}

/** Whether two branches can be true at once. */
function together({ branch: one }: Claim, { branch: two }: Claim): boolean {
  if (one.others && two.others && one.others !== two.others) return false;
  for (const [name, worth] of one.decided) {
    if (two.decided.has(name) && two.decided.get(name) !== worth) return false;
  }
  return true;
}

function collision(one: Claim, two: Claim): Problem {
  const { at } = two.target;
  const names = `"${one.target.name}" and "${two.target.name}"`;
  const shown = readable(two.shown, two.branch);
  const summary =
    one.kind === two.kind
      ? `${names} have the same ${two.kind}, ${shown}`
      : one.target === two.target
        ? `"${two.target.name}" has the same place for its cache as for a tag, ${shown}`
        : `${names} have the same place for a tag and for a cache, ${shown}`;
  return {
    code: one.kind === 'tag' && two.kind === 'tag' ? 'tag-collision' : 'cache-collision',
    summary: `${summary}${circumstances([one.branch, two.branch])}`,
    expected: `a ${two.kind} of its own for each`,
    ...(at ? { at: { ...at, attribute: two.kind === 'tag' ? 'tags' : 'cacheTo' } } : {}),
  };
}

/** " when A is x": the deciding variables that have not their default, so that the branch can be seen. */
function circumstances(branches: readonly Branch[]): string {
  const unusual = new Map(branches.flatMap((branch) => [...branch.unusual]));
  const set = [...unusual].map(([name, worth]) =>
    String(worth) === ownText({ name }) ? `${name} is any other text` : `${name} is "${worth}"`,
  );
  return set.length > 0 ? ` when ${set.join(' and ')}` : '';
}

function imageKey(reference: string): string | undefined {
  const image = parseImage(reference);
  return 'invalid' in image || image.digest ? undefined : `image ${canonicalImage(image)}`;
}

/** Where a cache export goes; a scoped cache without a scope goes where all others without one do. */
function cacheKey(cache: Readonly<Record<string, Concrete>>): string | undefined {
  const of = (key: string, absent = '') => String(cache[key] ?? absent);
  switch (cache.type) {
    case 'registry':
      // A cache in a tag's place would overwrite the image, or be overwritten by it.
      return imageKey(of('ref'));
    case 'local':
      return `local ${path.normalize(of('dest'))}`;
    case 'gha':
      return `gha ${of('scope', 'buildkit')}`;
    case 's3':
      return `s3 ${of('bucket')} ${of('prefix')}${of('name', 'buildkit')}`;
    case 'azblob':
      return `azblob ${of('account_url')} ${of('container')} ${of('prefix')}${of('name', 'buildkit')}`;
    default:
      return undefined;
  }
}
