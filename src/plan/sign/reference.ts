/** What can be signed: an image by its digest. A tag can be moved, so a tag is never signed. */
import { formatImage, parseImage } from '../../model/image.ts';

/** One image. */
export interface Signable {
  readonly host: string;
  /** `host/repository@sha256:…` */
  readonly pinned: string;
}

/** A word as an image; or, of a tag, what would have to be looked up; or what is wrong with it. */
export function signable(
  word: string,
): Signable | { readonly tagged: string; readonly host: string } | { readonly invalid: string } {
  const image = parseImage(word);
  if ('invalid' in image) return image;
  const { registry: host, repository, digest } = image;
  if (host === undefined) return { invalid: 'it names no registry' };
  // A tag beside a digest says nothing that is signed.
  if (digest !== undefined)
    return { host, pinned: formatImage({ registry: host, repository, digest }) };
  return { host, tagged: formatImage({ tag: 'latest', ...image }) };
}
