/**
 * Paths that steps take from the build context, where they are plain to see: a path with an argument, a
 * wildcard, a quote or an escape in it is none of these, and neither is an address.
 */
import type { ContextPath, EscapeChar, Mount } from './dockerfile-facts.ts';
import { type Instruction, lineAt } from './dockerfile-lines.ts';
import { plainWords } from './dockerfile-split.ts';

/** The paths of one instruction; `mounts` are its own. What is under ONBUILD acts in another build. */
export function contextPathsOf(
  one: Instruction,
  mounts: readonly Mount[],
  escapeChar: EscapeChar,
): readonly ContextPath[] {
  const { keyword, flags, json, rest, restOffset, trigger } = one;
  if (trigger !== undefined) return [];
  if (keyword === 'RUN') {
    return mounts.flatMap(({ type, from, source, line }) =>
      type === 'bind' && !from && source !== undefined && isPlain(source, escapeChar)
        ? [{ keyword: 'a mount', path: source, line }]
        : [],
    );
  }
  if (keyword !== 'COPY' && keyword !== 'ADD') return [];
  if (flags.some(({ name }) => name === '--from')) return [];
  const words = json.is === 'array' ? json.words : plainWords(rest);
  const line = lineAt(one, restOffset);
  return words
    .slice(0, -1)
    .filter((word) => isPlain(word, escapeChar))
    .map((path) => ({ keyword, path, line }));
}

function isPlain(word: string, escapeChar: EscapeChar): boolean {
  return !/[$*?[\]{}\\'"<]|:\/\/|@|^github\.com\//.test(word) && !word.includes(escapeChar);
}
