/** The tags of a push: which there are, and what each led to before and after. */
import { parseImage } from '../../model/image.ts';
import type { BakeOptions } from '../bake-options.ts';
import { builds } from '../looks.ts';
import type { RunTarget } from '../run-targets.ts';
import { isPushable } from './outputs.ts';

/** A tag that a push moves. */
export interface PushTag {
  readonly target: string;
  /** As bake has it: `host/repository:tag`. */
  readonly reference: string;
  readonly host: string;
  readonly repository: string;
}

/** The tags of the targets that were asked for, those with a registry in them. */
export function pushTags(targets: readonly RunTarget[]): readonly PushTag[] {
  return targets.flatMap(({ name: target, requested, attributes }) => {
    if (!requested) return [];
    return ((attributes.tags ?? []) as readonly string[]).flatMap((reference) => {
      const place = placeOf(reference);
      return place ? [{ target, reference, ...place }] : [];
    });
  });
}

/** Registry and repository of a reference; undefined where there is no registry in it. */
export function placeOf(reference: string): Pick<PushTag, 'host' | 'repository'> | undefined {
  const image = parseImage(reference);
  if ('invalid' in image || image.registry === undefined) return undefined;
  return { host: image.registry, repository: image.repository };
}

/** Targets that were asked for, and of which nothing is pushed: bake says nothing of them. */
export function unpushed(targets: readonly RunTarget[], options: BakeOptions): readonly string[] {
  return targets
    .filter((target) => target.requested && builds(target, options) && !isPushable(target))
    .map(({ name }) => name);
}

/** What a tag leads to in its registry: a digest, nothing, or nobody knows. */
export type TagFound =
  | { readonly digest: string }
  | { readonly absent: true }
  | { readonly unread: string };

/** What became of a tag in a push that did not end well. */
export type TagEnd = 'complete' | 'unchanged' | 'moved' | 'unknown';

/**
 * Judges a tag by what it led to before and after, and by the digest that was built. A registry takes a
 * manifest only when it has all that is in it, so a tag that leads to what was built is complete. `moved`:
 * to something else. With a provenance, which tells the time, each bake's digest is another one, and a bake
 * that fails says of none; so that may have been this push, or somebody else.
 */
export function tagEnd(before: TagFound, after: TagFound, built: string | undefined): TagEnd {
  if ('unread' in after) return 'unknown';
  if ('digest' in after && after.digest === built) return 'complete';
  if ('unread' in before) return 'unknown';
  return JSON.stringify(before) === JSON.stringify(after) ? 'unchanged' : 'moved';
}

/** What became of a tag, in a line. */
export function tagLine(reference: string, end: TagEnd, after: TagFound): string {
  const digest = 'digest' in after ? ` ${after.digest}` : '';
  const words: Readonly<Record<TagEnd, string>> = {
    complete: `pushed: ${reference}${digest}`,
    unchanged: `not pushed, and as it was before: ${reference}${digest || ', which is not there'}`,
    moved: `changed, by this push or by somebody else: ${reference}${digest || ', which is gone'}`,
    unknown: `not known: ${reference}${'unread' in after ? `: ${after.unread}` : digest}`,
  };
  return words[end];
}
