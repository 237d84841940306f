/** FROM, --from and from= against stages and contexts. */
import { defineTree, equals, image, isEmpty, target, template, variable, when } from 'baketree';
import { expect, test } from 'vitest';
import type { ContextSource } from '../../src/model/context.ts';
import type { Variable } from '../../src/model/variable.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);

const clay = image('pit.example.com/clay:1');

/** The problems of a tree with one target. */
function problemsOf(
  dockerfile: string,
  contexts: Readonly<Record<string, ContextSource<Record<never, never>>>>,
  { args = {}, variables = [] }: { args?: object; variables?: readonly Variable[] } = {},
) {
  const urn = target('urn', {
    description: 'A pot',
    template: template('urn'),
    contexts,
    args: { ...args },
  });
  const kiln = defineTree({
    name: 'kiln',
    description: 'Pots',
    variables,
    targets: [urn],
    default: [urn],
  });
  return told(planTree(kiln, { urn: dockerfile }).problems);
}
const urn = line("const urn = target('urn'");
const file = 'urn.Dockerfile.hbs';

test('stages, contexts and scratch provide; numbers of stages and all three forms count', () => {
  const text = [
    'FROM clay AS Base',
    'FROM scratch AS glaze',
    'COPY --from=base /a /a',
    'COPY --from=0 /a /a',
    'FROM glaze',
    'RUN --mount=type=bind,from=paint,target=/paint true',
    'COPY --from=brush /b /b',
    '',
  ].join('\n');
  expect(problemsOf(text, { clay, paint: clay, brush: clay })).toEqual([]);
});

test('what nothing provides is told with the line, each form of it', () => {
  const text =
    'FROM clay\nCOPY --from=sand /a /a\nRUN --mount=type=bind,from=water/sea:2,target=/w true\n';
  const unknown = (name: string, at: number, key: string) => ({
    code: 'from-unknown',
    summary: `nothing provides "${name}" for "urn": it is no stage and no context`,
    expected: 'a stage, or a context of "urn"',
    hint: `contexts: { ${key}: image('${name}') },`,
    at: `${file}:${at}`,
  });
  expect(problemsOf(text, {})).toEqual([
    unknown('clay', 1, 'clay'),
    unknown('sand', 2, 'sand'),
    unknown('water/sea:2', 3, "'water/sea:2'"),
  ]);
});

test('a slip of the pen is one problem, with the name that was meant', () => {
  const text =
    'FROM clai\nCOPY --from=wheal /a /a\nRUN --mount=type=bind,from=krug,target=/k true\n';
  const problems = problemsOf(text, { clay, wheel: clay, kruk: clay });
  expect(problems.map(({ hint }) => hint)).toEqual(['FROM clay', '--from=wheel', 'from=kruk']);
});

test('a context that nothing uses is told at the target', () => {
  expect(problemsOf('FROM clay\n', { clay, wheel: clay })).toEqual([
    {
      code: 'context-unused',
      summary: '"urn" has the context "wheel", which its Dockerfile does not use',
      expected: 'FROM wheel or COPY --from=wheel in its template',
      at: urn,
    },
  ]);
});

test('a context goes by the name under which BuildKit looks for it', () => {
  expect(problemsOf('FROM docker.io/library/clay:latest\n', { clay })).toEqual([]);
  expect(problemsOf('FROM clay:2\n', { 'clay:2': clay })).toEqual([]);
  const found = problemsOf('FROM Clay\nCOPY --from=sand:latest / /\n', {
    Clay: clay,
    'sand:latest': clay,
  });
  expect(found.filter(({ code }) => code === 'name-illegal')).toEqual([
    {
      code: 'name-illegal',
      summary: 'context name "Clay" of "urn" is not legal: no FROM can mean it',
      expected: 'lower-case letters, digits, ".", "-" and "_"',
      at: urn,
    },
    {
      code: 'name-illegal',
      summary: 'context name "sand:latest" of "urn" is not legal: no FROM can mean it',
      expected: '"sand"',
      at: urn,
    },
  ]);
});

test('a FROM with an argument is followed into every value of its enumeration', () => {
  const COLOUR = variable('COLOUR', {
    description: 'Which',
    oneOf: ['red', 'blue', 'gold'],
    default: 'red',
  });
  const text =
    'ARG COLOUR\nFROM clay AS paint-red\nFROM clay AS paint-blue\nFROM paint-${COLOUR}\n';
  const more = { args: { COLOUR }, variables: [COLOUR] };
  expect(problemsOf(text, { clay }, more)).toEqual([
    {
      code: 'from-unknown',
      summary: 'nothing provides "paint-gold" for "urn": it is no stage and no context',
      expected: 'a stage, or a context of "urn"',
      hint: "contexts: { 'paint-gold': image('paint-gold') },",
      at: `${file}:4`,
    },
  ]);
  expect(
    problemsOf(
      `${text}FROM clay AS paint-gold\n`.replace(/(FROM paint-\$.*\n)(.*\n)/, '$2$1'),
      { clay },
      more,
    ),
  ).toEqual([]);
});

test('a FROM with an argument is followed into the branches of a condition', () => {
  const GLAZE = variable('GLAZE', { description: 'Which', default: '' });
  const args = { FINISH: when(isEmpty(GLAZE), 'matt', 'glossy') };
  const text = 'ARG FINISH\nFROM scratch AS matt\nFROM ${FINISH}\n';
  const found = problemsOf(text, {}, { args, variables: [GLAZE] });
  expect(found.map(({ summary }) => summary)).toEqual([
    'nothing provides "glossy" for "urn": it is no stage and no context',
  ]);
});

test('a FROM that is whatever a person writes cannot be checked, and that is said', () => {
  const BASE = variable('BASE', { description: 'Anything', default: 'clay' });
  expect(problemsOf('ARG BASE\nFROM ${BASE}\n', {}, { args: { BASE }, variables: [BASE] })).toEqual(
    [
      {
        code: 'from-unknown',
        summary:
          '"${BASE}" depends on an argument whose values are not known when "urn" is planned',
        expected: 'a variable with oneOf',
        at: `${file}:2`,
      },
    ],
  );
});

test('defaults of the Dockerfile count in a FROM', () => {
  expect(problemsOf('ARG BASE=clay\nFROM ${BASE}\n', { clay })).toEqual([]);
  expect(problemsOf('ARG BASE=sand\nFROM ${BASE:-x}\n', {}).map(({ code }) => code)).toEqual([
    'from-unknown',
  ]);
});

test('a variable that the tree does not list is told, and nothing crashes', () => {
  const LOST = variable('LOST', { description: 'Unlisted', oneOf: ['a', 'b'], default: 'a' });
  const args = { BASE: when(equals(LOST, 'a'), 'clay', 'sand') };
  const found = problemsOf('ARG BASE\nFROM ${BASE}\n', { clay, sand: clay }, { args });
  expect(found.map(({ code, summary }) => [code, summary])).toEqual([
    ['reference-unknown', 'variable "LOST" is used and is not among the tree\'s variables'],
  ]);
});

test('what is under ONBUILD happens in another build', () => {
  expect(problemsOf('FROM clay\nONBUILD COPY --from=later / /\n', { clay })).toEqual([]);
});
