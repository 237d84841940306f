/**
 * Every reference to an argument or variable, and what it finds where it stands.
 *
 * The rule that surprises: an ARG before the first FROM counts in FROM lines only. In a stage the
 * same name is empty, in silence, until the stage says `ARG NAME`
 * (https://docs.docker.com/reference/dockerfile/#understand-how-arg-and-from-interact).
 */
import { nearest } from '../model/nearest.ts';
import { AUTOMATIC_ARGUMENTS } from './dockerfile-expand.ts';
import type { EscapeChar, Finds, Reference, Stage } from './dockerfile-facts.ts';
import type { Instruction } from './dockerfile-lines.ts';
import { assignedIn, namedIn, RUN_TIME } from './dockerfile-named.ts';
import type { DividedInstructions } from './dockerfile-stages.ts';
import { argumentsOf } from './dockerfile-stages.ts';

/** What BuildKit expands itself: no shell sets what these refer to, nor does whoever runs the image. */
const EXPANDED = new Set('ADD ARG COPY ENV EXPOSE LABEL STOPSIGNAL USER VOLUME WORKDIR'.split(' '));
/** BuildKit sets PATH in every stage, and takes these as arguments that nobody declares. */
const ALWAYS = new Set(
  ['PATH', 'HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'NO_PROXY', 'ALL_PROXY'].flatMap((name) => [
    name,
    name.toLowerCase(),
  ]),
);

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
      const finds = inGlobal(name, new Set([...seen, ...beside(one, escapeChar)]));
      const isUnset = finds === 'nothing' && EXPANDED.has(one.keyword) && !ALWAYS.has(name);
      references.push({
        name,
        operator,
        place: 'global',
        keyword: one.keyword,
        line,
        ...(isUnset ? unset(name, [...seen]) : { finds }),
      });
    }
    for (const { name } of argumentsOf(one, 'global', escapeChar)) seen.add(name);
  }
  /** Per stage: the names that are declared at its end, for the stages that are FROM it. */
  const ends: Scope[] = [];
  const triggers = new Set<number>();
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
                scope: { ...scope, args: new Set([...scope.args, ...beside(one, escapeChar)]) },
                own,
                assigned,
                keyword: one.keyword,
                global: input.globalNames,
              });
        const isUnset =
          finds === 'nothing' && scope.whole && EXPANDED.has(one.keyword) && !ALWAYS.has(name);
        const found = isUnset ? unset(name, [...scope.args, ...scope.env]) : { finds };
        references.push({ name, operator, place, keyword: one.keyword, line, ...found });
      }
      if (one.trigger !== undefined) triggers.add(place);
      for (const { name } of argumentsOf(one, place, escapeChar)) scope.args.add(name);
      if (one.keyword === 'ENV') {
        for (const { name, line } of input.stages[place]?.env ?? []) {
          if (line >= one.line && line <= one.endLine) scope.env.add(name);
        }
      }
    }
    // What an ONBUILD of it declares, its children have from outside these lines.
    ends.push({ ...scope, whole: scope.whole && !triggers.has(place) });
  });
  return references;
}

interface Scope {
  readonly args: Set<string>;
  readonly env: Set<string>;
  /** Whether these are all names that there are: from scratch, no base image brings any. */
  readonly whole: boolean;
}

/**
 * The names that one ARG declares before its last: they count from left to right. Which of them a name
 * stands behind is not looked at.
 */
function beside(one: Instruction, escapeChar: EscapeChar): readonly string[] {
  return argumentsOf(one, 'global', escapeChar)
    .slice(0, -1)
    .map(({ name }) => name);
}

function unset(name: string, names: readonly string[]): Pick<Reference, 'finds' | 'near'> {
  const near = nearest(name, names);
  return near === undefined ? { finds: 'unset' } : { finds: 'unset', near };
}

function startOf(place: number, input: ReferenceInput, ends: readonly Scope[]): Scope {
  const from = input.stages[place]?.from;
  // Where it depends, what any of the candidates declares counts: better no alarm than a false one.
  const parents =
    from?.target.is === 'stage' ? [from.target.index] : from === undefined ? [] : from.candidates;
  const all = parents.flatMap((parent) => ends[parent] ?? []);
  const is = from?.target.is;
  return {
    whole: is === 'scratch' || (is === 'stage' && all.every(({ whole }) => whole)),
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
