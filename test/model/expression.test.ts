/** Expressions: how they are built, told from literals, and worked out. */
import {
  and,
  compact,
  equals,
  first,
  isEmpty,
  join,
  matches,
  not,
  or,
  split,
  text,
  variable,
  when,
} from 'baketree';
import { expect, test } from 'vitest';
import { evaluate } from '../../src/model/evaluate.ts';
import { isExpression, NODE_KINDS, type Value, variablesIn } from '../../src/model/expression.ts';

const WIND = variable('WIND', { description: 'From where', default: 'west' });
const STORM = variable('STORM', { description: 'Whether', default: false });
const SHIPS = variable('SHIPS', { description: 'Which', default: ['ana', ''] });
const now = new Map<string, string | boolean | readonly string[]>([
  ['WIND', 'nörth'],
  ['STORM', true],
  ['SHIPS', ['ana', '', 'bo']],
]);

test.each<readonly [string, Value, unknown]>([
  ['text', text`a${WIND}-${text`${WIND}`}`, 'anörth-nörth'],
  ['text alone', text``, ''],
  ['equals', equals(WIND, 'nörth'), true],
  ['equals, written apart', equals(WIND, 'no\u0308rth'), true],
  ['is empty', isEmpty(WIND), false],
  ['when', when(STORM, 'in', 'out'), 'in'],
  ['nested', when(not(STORM), 'a', when(equals(WIND, 'x'), 'b', 'c')), 'c'],
  ['lists in branches', when(STORM, [], ['a']), []],
  ['and', and(true, STORM, not(false)), true],
  ['and of nothing', and(), true],
  ['or', or(false, not(STORM)), false],
  ['or of nothing', or(), false],
  ['split', split(',', 'a,,b'), ['a', '', 'b']],
  ['split of nothing', split(',', ''), ['']],
  ['join', join('+', SHIPS), 'ana++bo'],
  ['join of nothing', join('+', []), ''],
  ['join of parts that compose', join('', ['e', '\u0301']), 'é'],
  ['compact', compact(SHIPS), ['ana', 'bo']],
  ['first', first(2, split('.', '1.4.2')), ['1', '4']],
  ['first of fewer', first(3, ['one']), ['one']],
  ['matches', matches('^n', WIND), true],
  ['objects', { a: [when(STORM, 'x', 'y'), { b: WIND }] }, { a: ['x', { b: 'nörth' }] }],
])('%s is worked out', (_, value, expected) => {
  expect(evaluate(value, now)).toEqual(expected);
});

test('a variable without a value is a bug of the caller, said by name', () => {
  expect(() => evaluate(WIND, new Map())).toThrow('no value for WIND');
});

test('what is written in a text is never computed', () => {
  expect(evaluate(text`${'${WIND}'} %{if}`, now)).toBe('${WIND} %{if}');
});

test.each([null, undefined, 'variable', 5, [], {}, { $: 'nonsense' }, { $: 5 }])(
  '%j is no expression',
  (value) => {
    expect(isExpression(value)).toBe(false);
  },
);

test('every kind of node is one', () => {
  expect(NODE_KINDS.map(($) => isExpression({ $ }))).toEqual(NODE_KINDS.map(() => true));
});

test('the variables of a value are found once each, in order', () => {
  const value = { a: [when(STORM, text`${WIND}`, '')], b: join(',', SHIPS), c: WIND };
  expect([...variablesIn(value)].map(({ name }) => name)).toEqual(['STORM', 'WIND', 'SHIPS']);
});

test('an expression that is shared many times over is looked at in time', () => {
  let value = when(STORM, 'a', 'b');
  for (let depth = 0; depth < 18; depth++) value = when(equals(WIND, 'x'), value, value);
  expect([...variablesIn(value)]).toHaveLength(2);
});
