/**
 * Patterns: the part of regular-expression syntax on which JavaScript and Go's RE2 agree, character for
 * character. Bake checks with RE2, the runner with JavaScript; where they could differ, we refuse.
 */

/** Constructs that one of the two lacks, or that mean different things in them. */
const REFUSED: readonly (readonly [RegExp, string])[] = [
  [/\(\?(?!:)/, 'has a group other than (…) and (?:…)'],
  [/\\[1-9]/, 'has a back reference'],
  [
    /\\[bBsSwWdDpPkuxQEAzZcC0]/,
    'has an escape on which JavaScript and RE2 differ; write the characters out',
  ],
  [/(?<!\\)\[[^\]]*(?:\[|&&|--)/, 'has a bracket or a set operation inside a class'],
  [/[*+?}][+?]/, 'has a possessive or lazy quantifier'],
  [/(?<!\\)\./, 'has a "." that is not escaped; write a class such as [^/]'],
];

/** Says what is wrong with a pattern, as the end of a sentence, or gives undefined. */
export function checkPattern(pattern: string): string | undefined {
  for (const [construct, why] of REFUSED)
    if (construct.test(withoutClasses(pattern, construct))) return why;
  const repeat = /\{(\d+)(?:,(\d*))?\}/g;
  for (const [, low, high] of pattern.matchAll(repeat)) {
    // RE2 stops at 1,000.
    if (Number(low) > 1000 || Number(high ?? 0) > 1000) return 'repeats more than 1,000 times';
  }
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    return `is no regular expression: ${(error as Error).message}`;
  }
  return undefined;
}

/** A "." or a quantifier's sign inside a class is only itself. */
function withoutClasses(pattern: string, construct: RegExp): string {
  return construct.source.includes('\\[')
    ? pattern
    : pattern.replace(/\[(?:\\.|[^\]\\])*\]/g, '[]');
}
