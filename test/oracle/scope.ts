/** The variables of a random tree, and the values that its three environments give them. */
import {
  equals,
  isEmpty,
  join,
  matches,
  not,
  or,
  type Variable,
  variable,
  when,
} from '../../src/index.ts';
import type { Condition, Text } from '../../src/model/expression.ts';
import type { Validation } from '../../src/model/variable.ts';
import { pick, type Scope } from './expressions.ts';
import { FILES } from './scratch.ts';
import type { SmallFlag, TameSpec, TreeSpec, VariableKind, VariableSpec } from './tree-spec.ts';

/** The variables by what they are for. */
export interface Variables extends Scope {
  readonly all: readonly Variable[];
  readonly of: (kind: VariableKind) => readonly Variable<string>[];
}

/** Declares the variables of a tree; `prefix` keeps apart the names of trees that share a file. */
export function makeVariables({ variables }: TreeSpec, prefix: string): Variables {
  const made: { readonly spec: VariableSpec; readonly made: Variable }[] = [];
  for (const [index, spec] of variables.entries()) {
    made.push({ spec, made: declare(spec, `${prefix}_V${index}`, made.at(-1)?.made) });
  }
  const of = (...kinds: readonly VariableKind[]) =>
    made.filter(({ spec }) => kinds.includes(spec.kind)).map((each) => each.made);
  return {
    all: made.map((each) => each.made),
    of: (kind) => of(kind) as readonly Variable<string>[],
    texts: of('text', 'tame', 'enum', 'choice', 'path', 'file', 'maybe-file') as Variable<string>[],
    lists: of('list') as Variable<readonly string[]>[],
    flags: of('bool') as Variable<boolean>[],
  };
}

function declare(spec: VariableSpec, name: string, before: Variable | undefined): Variable {
  const { kind, description, validated } = spec;
  switch (kind) {
    case 'bool':
      return variable(name, { description, default: spec.flag });
    case 'list':
      return variable(name, { description, default: spec.values });
    case 'enum':
      return variable(name, { description, oneOf: spec.values, default: spec.values[0] ?? '' });
    case 'choice':
      return variable(name, { description, oneOf: ['tree', 'local'], default: 'tree' });
    case 'path':
      return variable(name, { description, path: true, default: spec.validated ? 'out' : '.' });
    case 'file':
      return variable(name, { description, path: true, default: pick(FILES, spec.file) ?? '' });
    case 'maybe-file':
      return variable(name, { description, path: true, default: '' });
    case 'tame':
      return variable(name, {
        description,
        default: spec.tame,
        ...(validated ? { pattern: { regex: '[a-z][a-z0-9]*', means: spec.text } } : {}),
      });
    case 'text':
      return variable(name, {
        description,
        default: spec.text,
        ...(validated && before ? { validations: [validation(before, description)] } : {}),
      });
  }
}

/** Something that holds of a variable's default, and of most other values. */
function validation(of: Variable, message: string): Validation {
  if (of.type === 'bool') return { condition: or(of as Variable<boolean>, true), message };
  if (of.type === 'list') {
    return { condition: not(equals(join('|', of as Variable<readonly string[]>), '|!')), message };
  }
  const self = of as Variable<string>;
  const condition = or(
    not(equals(self, `${String(of.default)}!`)),
    matches('^[a-z]{2,}$', self),
    isEmpty(self),
  );
  return { condition, message };
}

const YES = ['true', '1', 't', 'T', 'TRUE', 'True'] as const;
const NO = ['false', '0', 'f', 'F', 'FALSE', 'False'] as const;

/**
 * What the process's environment says in one round. Round 0 sets nothing. Round 1 flips every boolean
 * and choice, takes the last value of enumerations and sets all else; round 2 sets some at random.
 */
export function environmentOf(
  { variables }: TreeSpec,
  prefix: string,
  round: 0 | 1 | 2,
): Readonly<Record<string, string>> {
  if (round === 0) return {};
  return Object.fromEntries(
    variables.flatMap((spec, index) => {
      const set = spec.set[round - 1];
      if (!set || (round === 2 && !set.given)) return [];
      const value = settingOf(spec, set, round);
      // No process can be given a NUL, which a value of an enumeration may have.
      return value.includes('\u0000') ? [] : [[`${prefix}_V${index}`, value]];
    }),
  );
}

function settingOf(spec: VariableSpec, set: VariableSpec['set'][number], round: 1 | 2): string {
  const last = round === 1;
  switch (spec.kind) {
    case 'bool':
      return pick((last ? !spec.flag : set.given) ? YES : NO, set.spelling) as string;
    case 'enum':
      return (last ? spec.values.at(-1) : pick(spec.values, set.number)) ?? '';
    case 'choice':
      return last || set.number % 2 === 0 ? 'local' : 'tree';
    case 'list':
      return set.csv.map(csvField).join(',');
    case 'file':
      return pick(FILES, set.number) as string;
    case 'maybe-file':
      return last || set.number % 2 === 0 ? (pick(FILES, set.number) as string) : '';
    case 'path':
      // `-` is standard input, which bake refuses as a context.
      return set.text === '-' ? 'out' : set.text;
    case 'tame':
      return spec.validated ? set.tame : set.text;
    case 'text':
      return set.text;
  }
}

/** A field of CSV; line breaks are not for environments. */
function csvField(text: string): string {
  const line = text.replace(/[\r\n]/g, ' ');
  return line === '' || /[",]/.test(line) ? `"${line.replaceAll('"', '""')}"` : line;
}

/** A condition over booleans and enumerations. */
export function makeSmallFlag(spec: SmallFlag, variables: Variables): Condition {
  if ('not' in spec) return not(makeSmallFlag(spec.not, variables));
  if ('bool' in spec) return pick(variables.flags, spec.bool) ?? false;
  const found = pick(variables.of('enum'), spec.enum);
  return found ? equals(found, pick(found.oneOf ?? [], spec.value) ?? '') : true;
}

/** A piece of an image reference. */
export function makeTame(spec: TameSpec, variables: Variables): Text {
  if (typeof spec === 'string') return spec;
  if ('tame' in spec) return pick(variables.of('tame'), spec.tame) ?? 'none';
  return when(makeSmallFlag(spec.if, variables), spec.yes, spec.no);
}
