/** What was pushed: images by their digests. */
import type { PushedImage } from '../../model/repository.ts';
import { type BakedTarget, digestOf } from '../metadata.ts';
import type { PushTag } from './tags.ts';

/** An image with the target that made it. */
export interface TargetImage extends PushedImage {
  readonly target: string;
}

/** What was pushed, by digest: once for each repository that it is in. */
export function pinnedOf(
  targets: readonly BakedTarget[],
  tags: readonly PushTag[],
): readonly string[] {
  const all = tags.flatMap(({ target, host, repository }) => {
    const digest = digestOf(targets, target);
    return digest === undefined ? [] : [`${host}/${repository}@${digest}`];
  });
  return [...new Set(all)];
}

/** The image of each target, under the first of its tags. */
export function imagesOf(
  targets: readonly BakedTarget[],
  tags: readonly PushTag[],
): readonly TargetImage[] {
  return targets.flatMap(({ target, digest }) => {
    const own = tags.find((tag) => tag.target === target);
    if (!own || digest === undefined) return [];
    const { host: registry, repository, reference: uri } = own;
    const pinned = `${registry}/${repository}@${digest}`;
    return [{ target, uri, registry, repository, digest, pinned }];
  });
}

/**
 * For later steps of a workflow: `colony_uri`, `colony_digest`, `colony_pinned`; with the name of a tree
 * in front where several are pushed at once, as targets of two trees may have one name.
 */
export function stepOutputs(
  images: readonly TargetImage[],
  tree?: string,
): Readonly<Record<string, string>> {
  const front = tree === undefined ? '' : `${tree}_`;
  return Object.fromEntries(
    images.flatMap(({ target, uri, digest, pinned }) => [
      [`${front}${target}_uri`, uri],
      [`${front}${target}_digest`, digest],
      [`${front}${target}_pinned`, pinned],
    ]),
  );
}
