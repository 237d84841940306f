/** What tags lead to after a push that bake calls good, against what it says that it pushed. */
import { type BakedTarget, digestOf } from '../metadata.ts';
import type { PushTag, TagFound } from './tags.ts';

/** A tag, what it led to before and leads to after, and the digest that bake has pushed for it. */
export interface ReadTag extends PushTag {
  readonly before: TagFound;
  readonly after: TagFound;
  readonly digest: string | undefined;
}

/** All of it together, a tag each. */
export function readTags(
  tags: readonly PushTag[],
  found: Readonly<Record<'before' | 'after', readonly TagFound[]>>,
  targets: readonly BakedTarget[],
): readonly ReadTag[] {
  return tags.map((tag, index) => ({
    ...tag,
    before: found.before[index] as TagFound,
    after: found.after[index] as TagFound,
    digest: digestOf(targets, tag.target),
  }));
}

/**
 * What was pushed, by digest, where the tag leads to something else: whether that is in the repository tells
 * a push that was overtaken from one that was lost. Undefined where nobody has to ask.
 */
export function doubted({ host, repository, after, digest }: ReadTag): string | undefined {
  const other = 'digest' in after && digest !== undefined && after.digest !== digest;
  return other ? `${host}/${repository}@${digest}` : undefined;
}

/** Judges a tag; `there`: what was pushed is in the repository. Undefined: it leads to what was pushed. */
export function judge(
  { reference, before, after, digest }: ReadTag,
  there: boolean,
): { readonly wrong: string } | { readonly overtaken: string } | undefined {
  if (digest === undefined) {
    return { wrong: `${reference}: bake has not said which digest it pushed` };
  }
  if (!('digest' in after)) {
    const why = 'unread' in after ? after.unread : 'it is not there';
    return { wrong: `${reference} should lead to ${digest}: ${why}` };
  }
  if (after.digest === digest) return undefined;
  // Not somebody else: what bake says has gone out has not.
  if ('digest' in before && before.digest === after.digest && !there) {
    return {
      wrong: `${reference} should lead to ${digest}, and leads to ${after.digest} as before`,
    };
  }
  return {
    overtaken: `${reference} leads to ${after.digest} by now: somebody else pushed after us, and ours is ${digest}`,
  };
}
