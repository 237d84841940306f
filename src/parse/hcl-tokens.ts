/** HCL → tokens: just enough to find where names, values and blocks begin and end. */

/** One token with its place in the text. A `mark` is punctuation that structures; a `line` is a line end. */
export interface Token {
  readonly kind: 'word' | 'string' | 'heredoc' | 'mark' | 'line';
  readonly text: string;
  /** Whether anything that is no token, such as a blank or a comment, stands before it. */
  readonly spaced: boolean;
}

/** What can stand at a place, first match wins; a string is found by `stringEnd`, as it may hold others. */
const RULES: readonly (readonly [Token['kind'] | 'nothing', RegExp])[] = [
  ['nothing', /[^\S\n]+|#.*|\/\/.*|\/\*[\s\S]*?\*\//y],
  ['line', /\n/y],
  ['heredoc', /<<-?([A-Za-z_][\w-]*)\r?\n(?:.*\n)*?[^\S\n]*\1(?=\r?\n|$)/y],
  ['word', /[=!<>]=|=>|[\p{L}_][\p{L}\p{N}_-]*/uy],
  ['mark', /[{}[\](),:=]/y],
  ['word', /[^"]/uy],
];

/** All tokens of a text, comments left out. A string that never ends goes to the end of the text. */
export function hclTokens(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let spaced = false;
  for (let at = 0; at < text.length; ) {
    const [kind, end] =
      text[at] === '"' ? (['string', stringEnd(text, at)] as const) : next(text, at);
    if (kind !== 'nothing') tokens.push({ kind, text: text.slice(at, end), spaced });
    spaced = kind === 'nothing';
    at = end;
  }
  return tokens;
}

function next(text: string, at: number): readonly [Token['kind'] | 'nothing', number] {
  for (const [kind, rule] of RULES) {
    rule.lastIndex = at;
    if (rule.test(text)) return [kind, rule.lastIndex];
  }
  return ['word', at + 1];
}

/** Behind the string that begins at a place; `${…}` and `%{…}` in it may hold strings of their own. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text[at] !== '"') {
    if (text[at] === '\\' || /^(?:\$\$|%%)\{/.test(text.slice(at, at + 3))) {
      at += text[at] === '\\' ? 2 : 3;
    } else {
      at = /^[$%]\{/.test(text.slice(at, at + 2)) ? templateEnd(text, at + 2) : at + 1;
    }
  }
  return Math.min(at + 1, text.length);
}

/** Behind the brace that closes a template. */
function templateEnd(text: string, start: number): number {
  let depth = 1;
  let at = start;
  while (at < text.length && depth > 0) {
    if (text[at] === '"') {
      at = stringEnd(text, at);
      continue;
    }
    if (text[at] === '{') depth += 1;
    if (text[at] === '}') depth -= 1;
    at += 1;
  }
  return at;
}
