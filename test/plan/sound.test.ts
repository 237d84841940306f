/** Soundness: trees that were built from data, against their types, are problems and never crashes. */
import { axis, defineTree, exclusion, group, target, template, variable } from 'baketree';
import { expect, test } from 'vitest';
import type { AnyTarget, TargetBody } from '../../src/model/target.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);
const clay = template('clay');
const FILES = { clay: 'FROM scratch\n' };
const nothing = undefined as never;

/** The problems of a tree with one target, whose body is whatever data gave. */
function problemsOf(body: unknown) {
  const pot = target('pot', { axes: [glaze] }, () => body as TargetBody);
  const kiln = defineTree({ name: 'kiln', description: 'Pots', targets: [pot], default: [pot] });
  return told(planTree(kiln, FILES).problems);
}
const glaze = axis('glaze', ['blue']);
const pot = line("const pot = target('pot'");

test('what is undefined among targets, variables, groups and exclusions is left out and told', () => {
  const cup = target('cup', { description: 'To drink', template: clay });
  const jug = target('jug', { axes: [glaze, nothing] }, () => ({
    description: '',
    template: clay,
  }));
  // The kiln of holes.
  const kiln = defineTree({
    name: 'kiln',
    description: 'Pots',
    targets: [cup, nothing, jug],
    variables: [nothing, 'GLAZE' as never],
    groups: [nothing, clay as never],
    default: [cup],
    exclusions: [
      nothing,
      exclusion([glaze, nothing], 'it runs', () => false),
      exclusion([{ name: 'clay' } as never], 'it cracks', () => false),
      { because: 'it leaks' } as never,
    ],
  });
  const at = line('// The kiln of holes.').replace(/\d+$/, (last) => String(Number(last) + 1));
  const details = [
    'a name that its module does not export is undefined, and so is one of modules that import each other',
  ];
  expect(told(planTree(kiln, FILES).problems)).toEqual(
    [
      'number 2 of the targets of "kiln" is undefined, no target',
      'number 3 of the targets of "kiln" has an axis that is undefined',
      'number 1 of the variables of "kiln" is undefined, no variable',
      'number 2 of the variables of "kiln" is GLAZE, no variable',
      'number 1 of the groups of "kiln" is undefined, no group',
      'number 2 of the groups of "kiln" is an object, no group',
      'number 1 of the exclusions of "kiln" is undefined, no exclusion',
      'number 2 of the exclusions of "kiln" has an axis that is undefined',
      'number 3 of the exclusions of "kiln" has an axis that is an object',
      'number 4 of the exclusions of "kiln" is an object, no exclusion',
    ].map((summary) => ({
      code: 'reference-unknown',
      summary,
      details,
      at,
    })),
  );
});

test('a body that cannot be worked with is told', () => {
  expect(problemsOf(undefined)).toContainEqual({
    code: 'attribute-invalid',
    summary: '"pot-blue" has no body',
    at: pot,
  });
  expect(problemsOf({ description: 'To cook' })).toContainEqual({
    code: 'attribute-invalid',
    summary: '"pot-blue" has no template',
    hint: "template: template('pot')",
    at: pot,
  });
  expect(problemsOf({ template: clay })).toContainEqual({
    code: 'attribute-invalid',
    summary: '"pot-blue" has no description',
    at: pot,
  });
});

test('an attribute that does not exist is told, with the one that was meant', () => {
  const body = { description: 'To cook', template: clay, tag: ['pot'], 'cache-from': [], glaze: 1 };
  expect(problemsOf(body)).toEqual([
    {
      code: 'attribute-invalid',
      summary: '"pot-blue" has "tag", which is no attribute of a target',
      expected: '"tags"',
      at: pot,
    },
    {
      code: 'attribute-invalid',
      summary: '"pot-blue" has "cache-from", which is no attribute of a target',
      expected: '"cacheFrom"',
      at: pot,
    },
    {
      code: 'attribute-invalid',
      summary: '"pot-blue" has "glaze", which is no attribute of a target',
      at: pot,
    },
  ]);
});

test.each([
  ['labels', null],
  ['labels', 'a=b'],
  ['labels', ['a=b']],
  ['labels', { a: 5 }],
  ['labels', { a: null }],
  ['args', null],
  ['args', ['a']],
  ['args', { A: undefined }],
  ['contexts', []],
  ['tags', 'pot:1'],
  ['tags', [5]],
  ['tags', [['pot:1']]],
  ['output', ['type=docker']],
  ['output', [null]],
  ['output', [{ dest: 'x' }]],
  ['output', [{ type: 'local', DEST: 'x' }]],
  ['secret', [{ id: 'glaze', type: 'file' }]],
  ['secret', [{ constructor: 'x', id: 'glaze' }]],
  ['noCache', 'yes'],
  ['cacheFrom', 'type=gha'],
  ['network', ['host']],
  ['extraHosts', ['a:b']],
  ['target', 5],
  ['attest', { type: 'sbom' }],
  ['tags', [{ $: 'nonsense' }]],
  ['tags', { $: 'split', separator: '', text: 'a' }],
])('%s cannot be %j', (attribute, value) => {
  const found = problemsOf({ description: 'To cook', template: clay, [attribute]: value });
  expect(found.map(({ code }) => code)).toContain('attribute-invalid');
  for (const { at } of found) expect(at).toMatch(/^(?:sound\.test\.ts|clay\.Dockerfile\.hbs):\d+$/);
});

test('keys like those of every object are kept in all cells', () => {
  const paint = axis('paint', ['red', 'green']);
  const vase = target('vase', { axes: [paint] }, (cell) => ({
    description: 'For flowers',
    template: vases,
    args: { ['__proto__']: cell.paint, constructor: cell.paint, toString: 'same' } as Record<
      string,
      string
    >,
    labels: { ['__proto__']: 'same', hasOwnProperty: cell.paint } as Record<string, string>,
  }));
  const vases = template('vases');
  const kiln = defineTree({ name: 'kiln', description: 'Pots', targets: [vase], default: [vase] });
  const file = 'FROM scratch\nARG __proto__\nARG constructor\nARG toString\n';
  const { plan, problems } = planTree(kiln, { vases: file });
  expect(problems).toEqual([]);
  const own = (value: unknown) => Object.entries(value as object);
  expect(
    plan.targets.map(({ attributes }) => [own(attributes.args), own(attributes.labels)]),
  ).toEqual(
    ['red', 'green'].map((colour) => [
      [
        ['__proto__', colour],
        ['constructor', colour],
        ['toString', 'same'],
      ],
      [
        ['__proto__', 'same'],
        ['hasOwnProperty', colour],
      ],
    ]),
  );
});

test('the same target twice, and a target among groups, are told', () => {
  const cup = target('cup', { description: 'To drink', template: clay });
  const set = group('set', 'All', [cup, cup]);
  const SIZE = variable('SIZE', { description: 'How big', default: 'small', runnerOnly: true });
  const kiln = defineTree({
    name: 'kiln',
    description: 'Pots',
    variables: [SIZE, SIZE],
    targets: [cup, cup as AnyTarget],
    groups: [set],
    default: [set],
  });
  expect(told(planTree(kiln, FILES).problems).map(({ summary }) => summary)).toEqual([
    'target "cup" has the name of another target',
    'two variables have the name "SIZE"',
  ]);
});
