import { expect, test } from 'vitest';
import { plainText } from '../../src/model/plain.ts';

test('plain data has a text that tells it apart, the order of its keys included', () => {
  expect(plainText({ b: [1, 'x', null, true], a: {} })).toBe('{"b":[1,"x",null,true],"a":{}}');
  expect(plainText({ a: {}, b: [1] })).not.toBe(plainText({ b: [1], a: {} }));
  const shared = { a: 1 };
  expect(plainText([shared, shared])).toBe('[{"a":1},{"a":1}]');
});

const circle: unknown[] = [];
circle.push(circle);

test.each([
  ['a function', () => 1],
  ['undefined', undefined],
  ['a number that JSON has not', Number.NaN],
  ['a zero with a sign', -0],
  ['a large number', 1n],
  ['a symbol', Symbol('x')],
  ['an object of a class', new Date(0)],
  ['a map', new Map([['a', 1]])],
  ['an object without a prototype', Object.create(null)],
  ['a getter', Object.defineProperty({}, 'a', { get: () => 1, enumerable: true })],
  ['a hidden key', Object.defineProperty({}, 'a', { value: 1 })],
  ['a symbol for a key', { [Symbol('x')]: 1 }],
  ['a list with a hole', new Array(1)],
  ['a list with a name', Object.assign([1], { a: 1 })],
  ['what holds itself', circle],
])('%s has none, at any depth', (_, value) => {
  expect(plainText(value)).toBeUndefined();
  expect(plainText({ a: [{ b: value }] })).toBeUndefined();
});
