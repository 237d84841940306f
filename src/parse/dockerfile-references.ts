/**
 * Every reference to an argument or variable, and what it finds where it stands.
 *
 * The rule that surprises: an ARG before the first FROM counts in FROM lines only. In a stage the
 * same name is empty, in silence, until the stage says `ARG NAME`
 * (https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact).
 */
import { AUTOMATIC_ARGUMENTS } from './dockerfile-expand.ts';
import type { EscapeChar, Finds, Reference, Stage } from './dockerfile-facts.ts';
import { type Instruction, lineAt } from './dockerfile-lines.ts';
import { lexShell, referencesIn } from './dockerfile-shell.ts';
import type { DividedInstructions } from './dockerfile-stages.ts';
import { argumentsOf } from './dockerfile-stages.ts';

/** These are expanded when the image runs, from ENV alone. */
const RUN_TIME = new Set(['CMD', 'ENTRYPOINT', 'HEALTHCHECK']);
/** BuildKit expands nothing in these; an ONBUILD acts in another file's stage. */
const NEVER = new Set(['SHELL', 'ONBUILD', 'MAINTAINER']);

/** What `readReferences` works on. */
export interface ReferenceInput {
  readonly divided: DividedInstructions;
  readonly stages: readonly Stage[];
  readonly globalNames: ReadonlySet<string>;
  readonly escapeChar: EscapeChar;
}

/** All references of a file, in its order. */
export function readReferences(input: ReferenceInput): readonly Reference[] {
  const { divided, escapeChar } = input;
  const seen = new Set<string>();
  const references: Reference[] = [];
  for (const one of divided.global) {
    for (const { name, operator, line } of namedIn(one, escapeChar)) {
      references.push({
        name,
        operator,
        place: 'global',
        keyword: one.keyword,
        line,
        finds: inGlobal(name, seen),
      });
    }
    for (const { name } of argumentsOf(one, 'global', escapeChar)) seen.add(name);
  }
  /** Per stage: the names that are declared at its end, for the stages that are FROM it. */
  const ends: Scope[] = [];
  divided.stages.forEach((instructions, place) => {
    const scope = startOf(place, input, ends);
    const own = new Set(input.stages[place]?.args.map(({ name }) => name));
    for (const one of instructions) {
      const assigned = one.keyword === 'RUN' ? assignedIn(one) : new Set<string>();
      for (const { name, operator, line } of namedIn(one, escapeChar)) {
        const finds: Finds =
          one.keyword === 'FROM'
            ? inGlobal(name, input.globalNames)
            : inStage(name, {
                scope,
                own,
                assigned,
                keyword: one.keyword,
                global: input.globalNames,
              });
        references.push({ name, operator, place, keyword: one.keyword, line, finds });
      }
      for (const { name } of argumentsOf(one, place, escapeChar)) scope.args.add(name);
      if (one.keyword === 'ENV') {
        for (const { name, line } of input.stages[place]?.env ?? []) {
          if (line >= one.line && line <= one.endLine) scope.env.add(name);
        }
      }
    }
    ends.push(scope);
  });
  return references;
}

interface Scope {
  readonly args: Set<string>;
  readonly env: Set<string>;
}

function startOf(place: number, input: ReferenceInput, ends: readonly Scope[]): Scope {
  const from = input.stages[place]?.from;
  // Where it depends, what any of the candidates declares counts: better no alarm than a false one.
  const parents =
    from?.target.is === 'stage' ? [from.target.index] : from === undefined ? [] : from.candidates;
  const all = parents.flatMap((parent) => ends[parent] ?? []);
  return {
    args: new Set(all.flatMap(({ args }) => [...args])),
    env: new Set(all.flatMap(({ env }) => [...env])),
  };
}

function inGlobal(name: string, declared: ReadonlySet<string>): Finds {
  if (declared.has(name)) return 'global';
  return AUTOMATIC_ARGUMENTS.has(name) ? 'automatic' : 'nothing';
}

function inStage(
  name: string,
  at: {
    readonly scope: Scope;
    readonly own: ReadonlySet<string>;
    readonly assigned: ReadonlySet<string>;
    readonly keyword: string;
    readonly global: ReadonlySet<string>;
  },
): Finds {
  if (at.scope.env.has(name)) return 'environment';
  const isGlobal = at.global.has(name) || AUTOMATIC_ARGUMENTS.has(name);
  if (RUN_TIME.has(at.keyword)) {
    return at.scope.args.has(name) || at.own.has(name) || isGlobal ? 'run-time' : 'nothing';
  }
  if (at.scope.args.has(name)) return 'argument';
  if (at.assigned.has(name)) return 'shell';
  if (at.own.has(name)) return 'only-later';
  return isGlobal ? 'only-global' : 'nothing';
}

interface Named {
  readonly name: string;
  readonly operator: string;
  readonly line: number;
}

function namedIn(one: Instruction, escapeChar: string): readonly Named[] {
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
  const inFlags = one.flags.flatMap(({ value, offset }) =>
    value === undefined ? [] : inWords(value, escapeChar, at(offset)),
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
function assignedIn(one: Instruction): ReadonlySet<string> {
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
