/** Variables: each one used is declared, each declared one is used, and defaults pass their own checks. */
import {
  defineTree,
  equals,
  matches,
  not,
  repository,
  target,
  template,
  text,
  variable,
} from 'baketree';
import { expect, test } from 'vitest';
import type { Variable } from '../../src/model/variable.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);

function problemsOf(declared: readonly Variable[], used: readonly Variable<string>[]) {
  const brew = target('brew', {
    description: 'Tea',
    template: template('brew'),
    labels: Object.fromEntries(used.map((each, index) => [`l${index}`, text`x${each}`])),
  });
  const tree = defineTree({
    name: 'tea',
    description: 'Tea',
    variables: declared,
    targets: [brew],
    default: [brew],
  });
  return told(planTree(tree, { brew: 'FROM scratch\n' }).problems);
}

const LEAF = variable('LEAF', { description: 'Which', default: 'black' });
const CUP = variable('CUP', { description: 'How big', default: 'small' });

test('used and declared is fine; runnerOnly is declared and not used', () => {
  const SIP = variable('SIP', { description: 'How', default: 'slow', runnerOnly: true });
  expect(problemsOf([LEAF, SIP], [LEAF])).toEqual([]);
});

test('what is used and not declared, and the other way round, is told', () => {
  expect(problemsOf([CUP], [LEAF])).toEqual([
    {
      code: 'reference-unknown',
      summary: 'variable "LEAF" is used and is not among the tree\'s variables',
      expected: "LEAF in the tree's variables",
      at: line('const LEAF ='),
    },
    {
      code: 'reference-unknown',
      summary: 'variable "CUP" is declared and nothing uses it',
      expected: 'a use, or runnerOnly: true',
      at: line('const CUP ='),
    },
  ]);
});

test('a registry may use variables that are for the runner only, and declared', () => {
  const SHELF = variable('SHELF', { description: 'Which', default: 'tea', runnerOnly: true });
  const brew = target('brew', { description: 'Tea', template: template('brew') });
  const problems = (variables: readonly Variable[]) => {
    const ecr = { region: 'eu-west-1', repositories: [repository(text`shop/${SHELF}`)] };
    const tree = { name: 'tea', description: 'Tea', targets: [brew], default: [brew] };
    return told(
      planTree(defineTree({ ...tree, variables, ecr }), { brew: 'FROM scratch\n' }).problems,
    );
  };
  expect(problems([SHELF])).toEqual([]);
  expect(problems([]).map(({ summary }) => summary)).toEqual([
    'variable "SHELF" is used and is not among the tree\'s variables',
  ]);
});

test('what is said to be for the runner only and is used is told', () => {
  const SIP = variable('SIP', { description: 'How', default: 'slow', runnerOnly: true }); // used
  expect(problemsOf([SIP], [SIP])).toEqual([
    {
      code: 'reference-unknown',
      summary: 'variable "SIP" is said to be for the runner only, and a target uses it',
      expected: 'no runnerOnly',
      at: line('// used'),
    },
  ]);
});

test('a twin of a declared variable is told, as bake would take it for the declared one', () => {
  const twin = variable('LEAF', { description: 'Another', default: 'green' });
  expect(problemsOf([LEAF], [twin])).toEqual([
    {
      code: 'name-duplicate',
      summary: 'a variable "LEAF" is used that is not the one among the tree\'s variables',
      expected: 'one declaration that all share',
      at: line('const twin ='),
      also: `the other is at ${line('const LEAF =')}`,
    },
  ]);
  expect(problemsOf([LEAF], [LEAF, twin])).toHaveLength(1);
});

test('a variable that only a validation needs is used', () => {
  const MILK = variable('MILK', { description: 'Whether', oneOf: ['yes', 'no'], default: 'no' });
  const POT = variable('POT', {
    description: 'Which',
    default: 'china',
    validations: [{ condition: not(equals(MILK, 'yes')), message: 'No milk here.' }],
  });
  expect(problemsOf([MILK, POT], [POT])).toEqual([]);
  expect(problemsOf([POT], [POT]).map(({ summary }) => summary)).toEqual([
    'variable "MILK" is used and is not among the tree\'s variables',
  ]);
});

test('a variable that only its own validation names is not used', () => {
  const POT = variable('POT', {
    description: 'Which',
    default: 'china',
    validations: (self) => [{ condition: not(equals(self, 'tin')), message: 'No tin.' }],
  });
  expect(problemsOf([POT], [POT])).toEqual([]);
  expect(problemsOf([POT], []).map(({ summary }) => summary)).toEqual([
    'variable "POT" is declared and nothing uses it',
  ]);
});

test('a default that its own checks refuse is told', () => {
  const bad = [
    variable('KIND', { description: 'x', oneOf: ['green'], default: 'black' as 'green' }),
    variable('GRAMS', {
      description: 'x',
      default: 'few',
      pattern: { regex: '[0-9]+', means: 'a number' },
    }),
    variable('WATER', {
      description: 'x',
      default: '',
      validations: [{ condition: not(equals(LEAF, 'black')), message: 'No.' }],
    }),
  ];
  const found = problemsOf([LEAF, ...bad], [LEAF, ...(bad as Variable<string>[])]);
  expect(found).toEqual(
    [
      ['KIND', 'black', 'KIND must be one of: green.'],
      ['GRAMS', 'few', 'GRAMS must be a number.'],
      ['WATER', '', 'No.'],
    ].map(([name, value, message]) => ({
      code: 'expression-invalid',
      summary: `a validation of "${name}": it refuses the default "${value}"`,
      details: [message],
      at: line(`variable('${name}'`),
    })),
  );
});

test.each<readonly [string, object, string]>([
  [
    'a pattern on which engines differ',
    { pattern: { regex: '\\d+', means: 'digits' } },
    'the pattern "^(?:\\d+)$" has an escape on which JavaScript and RE2 differ; write the characters out',
  ],
  [
    'a validation that is no condition',
    { validations: [{ condition: text`yes`, message: 'No.' }] },
    'its condition is no condition',
  ],
  [
    'a message that bake would change',
    { validations: [{ condition: matches('x', LEAF), message: 'e\u0301' }] },
    '"e\u0301" is not in Unicode normal form C, into which bake would change it',
  ],
])('%s is told', (_, options, what) => {
  const odd = variable('ODD', { description: 'Odd', default: '1', ...options });
  const found = problemsOf([LEAF, odd], [LEAF, odd]);
  expect(found).toContainEqual({
    code: 'expression-invalid',
    summary: `a validation of "ODD": ${what}`,
    at: line("const odd = variable('ODD'"),
  });
});

test.each<[string, unknown]>([
  ['regex', '[a-z]+'],
  ['regex', { regex: /[a-z]+/, means: 'a word' }],
  ['means', { regex: '[a-z]+' }],
])('a pattern without a text for %s is told: %j', (lacks, pattern) => {
  const CUP = variable('CUP', { description: 'Which', default: 'tin', pattern: pattern as never }); // cup
  expect(problemsOf([CUP], [CUP])).toEqual([
    {
      code: 'expression-invalid',
      summary: `the pattern of "CUP" has no text for ${lacks}`,
      expected: "{ regex: '[a-z]+', means: 'lower-case letters' }",
      at: line('// cup'),
    },
  ]);
});
