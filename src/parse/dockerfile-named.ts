/** The names that one instruction refers to, as it is written. What they find, its stage decides. */
import { type Instruction, lineAt } from './dockerfile-lines.ts';
import { lexShell, referencesIn } from './dockerfile-shell.ts';

/** These are expanded when the image runs, from ENV alone. */
export const RUN_TIME: ReadonlySet<string> = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);
/** BuildKit expands nothing in these; an ONBUILD acts in another file's stage. */
const NEVER = new Set(['SHELL', 'ONBUILD', 'MAINTAINER']);

/** A reference as it is written. */
export interface Named {
  readonly name: string;
  readonly operator: string;
  readonly line: number;
}

/** All references of an instruction: in its flags, its words and its heredocs. */
export function namedIn(one: Instruction, escapeChar: string): readonly Named[] {
  if (NEVER.has(one.keyword)) return [];
  const inHeredocs = one.heredocs.flatMap((heredoc) =>
    one.keyword === 'RUN' || heredoc.expand
      ? heredoc.body
          .split('\n')
          .flatMap((text, index) =>
            /^\s*#/.test(text)
              ? []
              : inScript(text).map((named) => ({ ...named, line: heredoc.line + index })),
          )
      : [],
  );
  const at = (offset: number) => lineAt(one, offset);
  const text = one.text.slice(one.restOffset);
  const inRest =
    one.keyword === 'RUN' || RUN_TIME.has(one.keyword)
      ? inScript(text).map(({ offset, ...named }) => ({
          ...named,
          line: at(one.restOffset + offset),
        }))
      : inWords(text, escapeChar, at(one.restOffset));
  const inFlags = one.flags.flatMap(({ name, value, offset }) =>
    // In the source of a COPY no names are expanded; that it has any is told elsewhere.
    value === undefined || name === '--from' ? [] : inWords(value, escapeChar, at(offset)),
  );
  return [...inFlags, ...inRest, ...inHeredocs];
}

function inWords(text: string, escapeChar: string, line: number): readonly Named[] {
  const lexed = lexShell(text, escapeChar);
  // A text that cannot be lexed whole, such as a COPY of `it's`, is still looked through.
  if (!lexed.ok) return inScript(text).map(({ offset: _, ...named }) => ({ ...named, line }));
  return referencesIn(lexed.parts)
    .filter(({ name }) => /^[\p{L}_]/u.test(name))
    .map(({ name, operator }) => ({ name, operator, line }));
}

/** References in a shell script: quotes do not count, as a quoted script may be run by a shell in turn. */
function inScript(text: string) {
  const found: { readonly name: string; readonly operator: string; readonly offset: number }[] = [];
  const pattern = /\\.|\$\$|\$(\{[#!]?)?([A-Za-z_][A-Za-z0-9_]*)(:?[-+?]|[#%/])?/g;
  for (const match of text.matchAll(pattern)) {
    const [, brace, name, operator] = match;
    if (name === undefined) continue;
    found.push({
      name,
      operator: brace === undefined ? '' : (operator ?? ''),
      offset: match.index,
    });
  }
  return found;
}

/** Names that a RUN gives a value itself: `NAME=…`, `for NAME in`, `read NAME`. */
export function assignedIn(one: Instruction): ReadonlySet<string> {
  const text = [one.text.slice(one.restOffset), ...one.heredocs.map(({ body }) => body)].join('\n');
  const names = new Set<string>();
  for (const match of text.matchAll(/\b([A-Za-z_][A-Za-z0-9_]*)(?=\+?=)|\bfor\s+(\w+)\s+in\b/g)) {
    names.add(match[1] ?? match[2] ?? '');
  }
  for (const match of text.matchAll(/\bread((?:[ \t]+[\w-]+)+)/g)) {
    for (const name of match[1]?.trim().split(/[ \t]+/) ?? []) names.add(name);
  }
  return names;
}
