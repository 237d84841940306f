/** What became of the images that were to be signed. */
import type { Problem } from '../../errors.ts';
import { shellWord } from '../command.ts';

/** How it ended for one image; absent `failed`: it is signed. */
export interface SignEnd {
  readonly pinned: string;
  /** Cosign's words. */
  readonly failed?: string;
}

/** A line for each. */
export function endLines(ends: readonly SignEnd[]): readonly string[] {
  return ends.map(({ pinned, failed }) =>
    failed === undefined ? `signed: ${pinned}` : `not signed: ${pinned}: ${failed}`,
  );
}

/** The problem of those that are not signed; undefined where all are. */
export function unsigned(ends: readonly SignEnd[]): Problem | undefined {
  const left = ends.filter(({ failed }) => failed !== undefined);
  if (left.length === 0) return undefined;
  return {
    code: 'sign-failed',
    summary: `${left.length} of ${ends.length} images could not be signed`,
    details: endLines(ends),
    hint: [
      'what is in the registry stays there; this signs the rest:',
      `  npm run sign -- ${left.map(({ pinned }) => shellWord(pinned)).join(' ')}`,
    ],
  };
}
