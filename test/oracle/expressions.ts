/**
 * Random expressions as plain data, which shrinks and prints well, and what makes them values of the
 * model through the library. Variables are named by index; an index beyond the end wraps around.
 */
import fc from 'fast-check';
import {
  and,
  compact,
  type Expression,
  equals,
  first,
  join,
  matches,
  not,
  or,
  split,
  type Text,
  text,
  type Variable,
  when,
} from '../../src/index.ts';
import type { Condition, Texts } from '../../src/model/expression.ts';
import { pattern } from './patterns.ts';
import { hardText } from './strings.ts';

/** Text: a literal, a variable, parts after each other, a choice, or a list joined. */
export type TextSpec =
  | string
  | { readonly variable: number }
  | { readonly parts: readonly TextSpec[] }
  | { readonly if: FlagSpec; readonly yes: TextSpec; readonly no: TextSpec }
  | { readonly join: string; readonly list: TextsSpec };

/** A list of texts. */
export type TextsSpec =
  | readonly TextSpec[]
  | { readonly variable: number }
  | { readonly if: FlagSpec; readonly yes: TextsSpec; readonly no: TextsSpec }
  | { readonly split: string; readonly text: TextSpec }
  | { readonly compact: TextsSpec }
  | { readonly first: number; readonly of: TextsSpec };

/** A boolean. */
export type FlagSpec =
  | boolean
  | { readonly variable: number }
  | { readonly equal: readonly [TextSpec, TextSpec] }
  | { readonly and: readonly FlagSpec[] }
  | { readonly or: readonly FlagSpec[] }
  | { readonly not: FlagSpec }
  | { readonly pattern: string; readonly text: TextSpec }
  | { readonly if: FlagSpec; readonly yes: FlagSpec; readonly no: FlagSpec };

const index = fc.nat({ max: 7 });
const separator = fc.oneof(
  fc.constantFrom(',', ':', ' ', '${', '\n', '"', '$', 'é', '\\'),
  hardText,
);

/** The three kinds of expression, each of which may hold the others. */
export const expressions = fc.letrec<{ text: TextSpec; texts: TextsSpec; flag: FlagSpec }>(
  (tie) => ({
    text: fc.oneof(
      { maxDepth: 3, depthSize: 'small', withCrossShrink: true, depthIdentifier: 'expression' },
      { weight: 4, arbitrary: hardText },
      { weight: 3, arbitrary: fc.record({ variable: index }) },
      { weight: 3, arbitrary: fc.record({ parts: fc.array(tie('text'), { maxLength: 4 }) }) },
      { weight: 2, arbitrary: fc.record({ if: tie('flag'), yes: tie('text'), no: tie('text') }) },
      { weight: 1, arbitrary: fc.record({ join: separator, list: tie('texts') }) },
    ),
    texts: fc.oneof(
      { maxDepth: 3, depthSize: 'small', withCrossShrink: true, depthIdentifier: 'expression' },
      { weight: 3, arbitrary: fc.array(tie('text'), { maxLength: 3 }) },
      { weight: 2, arbitrary: fc.record({ variable: index }) },
      { weight: 1, arbitrary: fc.record({ if: tie('flag'), yes: tie('texts'), no: tie('texts') }) },
      {
        weight: 1,
        arbitrary: fc.record({
          split: separator.map((given) => given || ','),
          text: tie('text'),
        }),
      },
      { weight: 1, arbitrary: fc.record({ compact: tie('texts') }) },
      {
        weight: 1,
        arbitrary: fc.record({ first: fc.integer({ min: 1, max: 4 }), of: tie('texts') }),
      },
    ),
    flag: fc.oneof(
      { maxDepth: 3, depthSize: 'small', withCrossShrink: true, depthIdentifier: 'expression' },
      { weight: 1, arbitrary: fc.boolean() },
      { weight: 3, arbitrary: fc.record({ variable: index }) },
      { weight: 3, arbitrary: fc.record({ equal: fc.tuple(tie('text'), tie('text')) }) },
      { weight: 1, arbitrary: fc.record({ and: fc.array(tie('flag'), { maxLength: 3 }) }) },
      { weight: 1, arbitrary: fc.record({ or: fc.array(tie('flag'), { maxLength: 3 }) }) },
      { weight: 1, arbitrary: fc.record({ not: tie('flag') }) },
      { weight: 1, arbitrary: fc.record({ pattern, text: tie('text') }) },
      { weight: 1, arbitrary: fc.record({ if: tie('flag'), yes: tie('flag'), no: tie('flag') }) },
    ),
  }),
);

/** The variables that a tree's expressions may name. */
export interface Scope {
  readonly texts: readonly Variable<string>[];
  readonly lists: readonly Variable<readonly string[]>[];
  readonly flags: readonly Variable<boolean>[];
}

/** The item that an index means, if there is any. */
export function pick<T>(items: readonly T[], at: number): T | undefined {
  return items[at % Math.max(items.length, 1)];
}

/** Parts after each other, by the library's own tag. */
export function concat(parts: readonly Text[]): Expression<string> {
  const strings = Object.assign(
    Array.from({ length: parts.length + 1 }, () => ''),
    { raw: [] },
  );
  return text(strings as unknown as TemplateStringsArray, ...parts);
}

/** A text of the model. */
export function makeText(spec: TextSpec, scope: Scope): Text {
  if (typeof spec === 'string') return spec;
  if ('variable' in spec) return pick(scope.texts, spec.variable) ?? 'no variable';
  if ('parts' in spec) return concat(spec.parts.map((part) => makeText(part, scope)));
  if ('join' in spec) return join(spec.join, makeTexts(spec.list, scope));
  return when(makeFlag(spec.if, scope), makeText(spec.yes, scope), makeText(spec.no, scope));
}

/** A list of texts of the model. */
export function makeTexts(spec: TextsSpec, scope: Scope): Texts {
  if (Array.isArray(spec)) return spec.map((item: TextSpec) => makeText(item, scope));
  const one = spec as Exclude<TextsSpec, readonly TextSpec[]>;
  if ('variable' in one) return pick(scope.lists, one.variable) ?? ['no variable'];
  if ('split' in one) return split(one.split, makeText(one.text, scope));
  if ('compact' in one) return compact(makeTexts(one.compact, scope));
  if ('first' in one) return first(one.first, makeTexts(one.of, scope));
  return when(makeFlag(one.if, scope), makeTexts(one.yes, scope), makeTexts(one.no, scope));
}

/** A boolean of the model. */
export function makeFlag(spec: FlagSpec, scope: Scope): Condition {
  if (typeof spec === 'boolean') return spec;
  if ('variable' in spec) return pick(scope.flags, spec.variable) ?? true;
  if ('equal' in spec) {
    const [left, right] = spec.equal.map((side) => makeText(side, scope));
    return equals(left as Expression<string>, right as Expression<string>);
  }
  if ('and' in spec) return and(...spec.and.map((each) => makeFlag(each, scope)));
  if ('or' in spec) return or(...spec.or.map((each) => makeFlag(each, scope)));
  if ('not' in spec) return not(makeFlag(spec.not, scope));
  if ('pattern' in spec) return matches(spec.pattern, makeText(spec.text, scope));
  return when(makeFlag(spec.if, scope), makeFlag(spec.yes, scope), makeFlag(spec.no, scope));
}
