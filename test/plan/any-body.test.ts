/**
 * Whatever data gives for a body: a plan says what is wrong with it and never breaks down. Expressions
 * are left out, as only our own functions make them.
 */
import { axis, defineTree, target, template } from 'baketree';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ATTRIBUTE_NAMES, camelCase } from '../../src/model/attributes.ts';
import { planTree } from './support.ts';

const size = axis('size', ['s', 'm']);
const page = template('page');
const words = [
  '',
  'a',
  'x:1',
  '../..',
  '/etc',
  'type',
  '__proto__',
  'constructor',
  '${X}',
  '\ud800',
  'https://x',
  'id',
];
const keys = [
  ...[
    '$',
    'kind',
    'name',
    'parts',
    'left',
    'right',
    'if',
    'yes',
    'no',
    'operands',
    'operand',
    'list',
  ],
  ...[
    'separator',
    'text',
    'pattern',
    'type',
    'id',
    'src',
    'dest',
    'ref',
    'paths',
    'target',
    'pins',
    'reference',
    'path',
  ],
  ...words,
];
const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, 0, Number.NaN, 5n, () => 'x', Symbol('x')),
  fc.constantFrom(...words),
  fc.constantFrom('target', 'pinned', 'image', 'path', 'local-or-tree'),
);
const anything = fc.letrec((tie) => ({
  value: fc.oneof({ depthSize: 'small' }, leaf, tie('list'), tie('object')),
  list: fc.array(tie('value'), { maxLength: 3 }),
  object: fc.dictionary(fc.constantFrom(...keys), tie('value'), {
    maxKeys: 4,
    noNullPrototype: true,
  }),
})).value;
const names = [...ATTRIBUTE_NAMES.map(camelCase), 'template', 'main', 'platform', 'constructor'];
const maps = fc.dictionary(fc.constantFrom('A', 'B', 'x', 'a-'), anything, {
  maxKeys: 3,
  noNullPrototype: true,
});
const bodies = fc
  .tuple(
    fc.dictionary(fc.constantFrom<string>(...names), anything, {
      maxKeys: 4,
      noNullPrototype: true,
    }),
    fc.record(
      { args: maps, contexts: maps, labels: maps },
      { requiredKeys: [], noNullPrototype: true },
    ),
  )
  .map(([any, more]) => ({ ...any, ...more }));

test('no body breaks a plan', () => {
  fc.assert(
    fc.property(bodies, fc.boolean(), (body, whole) => {
      const given = whole ? { description: 'Any', template: page, ...body } : body;
      const any = target('any', { axes: [size] }, () => given as never);
      const tree = defineTree({ name: 'any', description: 'Any', targets: [any], default: [any] });
      const { problems } = planTree(tree, {
        page: 'ARG A B\nFROM scratch AS a\nARG A\nFROM a-${A}\nCOPY --from=x / /\n',
      });
      for (const { summary, at } of problems) {
        expect(summary).toMatch(/./);
        expect(at?.line).toBeGreaterThan(0);
      }
    }),
    { numRuns: 4000, seed: 11 },
  );
});
