/**
 * Values of environment variables, one at a time: what the runner accepts bake accepts with the same
 * meaning, and what the runner refuses bake refuses, too.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { and, equals, join, matches, not, text, variable, when } from '../../src/index.ts';
import { renderBakeFile } from '../../src/render/bake-file.ts';
import { buildxVersion, print } from './bake.ts';
import { compareCases, type Oracle, show } from './compare.ts';
import { makeScratch } from './scratch.ts';
import { caseOf, planOf } from './single.ts';

let oracle: Oracle & { readonly remove: () => void };

beforeAll(async () => {
  const version = await buildxVersion();
  if (version === undefined) throw new Error('docker buildx cannot be run, and the oracle is bake');
  const scratch = await makeScratch();
  oracle = { scratch, version, remove: scratch.remove };
});

afterAll(() => oracle.remove());

const MODE = variable('APP_MODE', {
  description: 'An enumeration',
  oneOf: ['plain', '${x}', 'a"b', 'é'],
  default: 'plain',
});
const TAGGED = variable('APP_TAG', {
  description: 'With a pattern',
  default: 'latest',
  pattern: { regex: '[A-Za-z0-9_][A-Za-z0-9._-]{0,127}|', means: 'an image tag, or empty' },
});
const FLAG = variable('APP_FLAG', { description: 'A boolean', default: false });
const LIST = variable('APP_LIST', { description: 'A list', default: ['a', 'b'] });
const BOUND = variable('APP_BOUND', {
  description: 'With validations of others',
  default: '',
  validations: [
    {
      condition: not(and(equals(MODE, 'é'), FLAG)),
      message: 'the two do not go together: "${x}" %{',
    },
    { condition: matches('^[^!]*$', join('|', LIST)), message: 'no "!" in the list' },
  ],
});

const { plan, problems } = planOf(
  {
    args: {
      MODE: when(equals(MODE, 'é'), 'last', MODE),
      TAG: text`${TAGGED}!`,
      FLAG: when(FLAG, 'yes', 'no'),
      LIST: join('|', LIST),
      BOUND,
    },
  },
  [],
);

const VALUES: readonly Readonly<Record<string, string>>[] = [
  ...['plain', '${x}', '$${x}', 'a"b', 'é', 'e\u0301', 'Plain', '', ' plain', 'plain\n'].map(
    (value) => ({ APP_MODE: value }),
  ),
  ...['', 'v1', 'a b', '-a', 'a\n', 'ä', 'a'.repeat(128), 'a'.repeat(129)].map((value) => ({
    APP_TAG: value,
  })),
  ...['1', 't', 'T', 'true', 'TRUE', 'True', 'tRue', '0', 'f', 'False', 'no', '', ' true'].map(
    (value) => ({ APP_FLAG: value }),
  ),
  ...[
    'x',
    'x,y',
    ',',
    '"a,b",c',
    '"a""b"',
    'a"b',
    '"a"b',
    '""',
    '',
    ' a , b ',
    '"',
    'a,"b',
    'é',
    'e\u0301',
    "'a,b'",
    '"a",',
    '${x},%{',
  ].map((value) => ({ APP_LIST: value })),
  { APP_MODE: 'é', APP_FLAG: '1' },
  { APP_MODE: 'é', APP_FLAG: '0' },
  { APP_MODE: 'e\u0301', APP_FLAG: '1' },
  { APP_LIST: 'a!' },
  { APP_BOUND: '${APP_MODE} %{ if true }\\n"' },
];

test('the model accepts the tree', () => {
  expect(problems).toEqual([]);
});

test.each(VALUES.map((each) => [JSON.stringify(each), each] as const))('%s', async (_, given) => {
  const one = caseOf(plan, given);
  if (one) {
    expect(show(await compareCases([one], oracle))).toBe('');
    return;
  }
  const printed = await print({
    hcl: renderBakeFile(plan),
    names: ['default'],
    environment: given,
    scratch: oracle.scratch,
  });
  expect(printed.ok, 'the runner refuses it, so bake should').toBe(false);
});
