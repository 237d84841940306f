/**
 * Patterns: the part of regular-expression syntax on which JavaScript and Go's RE2 agree, character for
 * character. Bake checks with RE2, the runner with JavaScript; where they could differ, we refuse.
 */

/** Says what is wrong with a pattern, as the end of a sentence, or gives undefined. */
export function checkPattern(pattern: string): string | undefined {
  const refused = refusedIn(pattern);
  if (refused) return refused;
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    return `is no regular expression: ${(error as Error).message}`;
  }
  return undefined;
}

/** The escapes that both know with one meaning; in a class "-" as well. */
const ESCAPED = /[\^$\\.*+?()[\]{}|/tnrfv]/;
/** RE2's own limit for one repetition and for nested ones multiplied (Go's regexp/syntax). */
const MOST = 1000;

/** Goes through a pattern once. Whatever is no regular expression at all is left to the caller. */
function refusedIn(pattern: string): string | undefined {
  /** How often the longest repetition inside each open group repeats. */
  const open = [1];
  let atom = 1;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    const rest = pattern.slice(at);
    if (character === '\\') {
      const why = refusedEscape(pattern[++at], ESCAPED);
      if (why) return why;
      atom = 1;
    } else if (character === '[') {
      const found = classAt(rest);
      if ('why' in found) return found.why;
      at += found.length - 1;
      atom = 1;
    } else if (character === '(') {
      if (/^\(\?(?!:)/.test(rest)) return 'has a group other than (…) and (?:…)';
      if (rest.startsWith('(?:')) at += 2;
      open.push(1);
      atom = 1;
    } else if (character === ')') {
      atom = open.pop() ?? 1;
    } else if (character === '.') {
      return 'has a "." that is not escaped; write a class such as [^/]';
    } else {
      const [quantifier, low, high] = /^(?:[*+?]|\{(\d+)(?:,(\d*))?\})/.exec(rest) ?? [];
      if (quantifier === undefined) {
        atom = 1;
        continue;
      }
      at += quantifier.length - 1;
      if (/[?+]/.test(pattern[at + 1] ?? '')) return 'has a possessive or lazy quantifier';
      atom *= Math.max(1, Number(low ?? 1), Number(high || 1));
      if (atom > MOST) return `repeats more than ${MOST} times`;
    }
    // Whatever is open now keeps its longest repetition.
    open.push(Math.max(open.pop() ?? 1, atom));
  }
  return undefined;
}

function refusedEscape(character: string | undefined, known: RegExp): string | undefined {
  if (character === undefined || known.test(character)) return undefined;
  if (/[1-9]/.test(character)) return 'has a back reference';
  return 'has an escape on which JavaScript and RE2 differ; write the characters out';
}

/** The length of the class that a text begins with, or what is wrong with it. */
function classAt(text: string): { readonly length: number } | { readonly why: string } {
  let at = text[1] === '^' ? 2 : 1;
  if (text[at] === ']') return { why: 'has a class that begins with "]"' };
  for (; at < text.length && text[at] !== ']'; at++) {
    if (text[at] === '[' || /^(?:&&|--)/.test(text.slice(at, at + 2))) {
      return { why: 'has a bracket or a set operation inside a class' };
    }
    if (text[at] !== '\\') continue;
    const why = refusedEscape(text[++at], /[\^$\\.*+?()[\]{}|/tnrfv-]/);
    if (why) return { why };
  }
  return { length: at + 1 };
}
