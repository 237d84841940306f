/** Dockerfiles against targets: arguments, secrets and stages. */
import { defineTree, equals, isEmpty, target, template, variable, when } from 'baketree';
import { expect, test } from 'vitest';
import type { Variable } from '../../src/model/variable.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);

/** The problems of a tree with one target. */
function problemsOf(dockerfile: string, more: object = {}, variables: readonly Variable[] = []) {
  const loaf = target('loaf', { description: 'Bread', template: template('loaf'), ...more });
  const bakery = defineTree({
    name: 'bakery',
    description: 'Bread',
    variables,
    targets: [loaf],
    default: [loaf],
  });
  return told(planTree(bakery, { loaf: dockerfile }).problems);
}
const loaf = line("const loaf = target('loaf'");
const oven = 'loaf.Dockerfile.hbs';

test('an argument that is passed and not declared is told at the first FROM', () => {
  expect(problemsOf('# bread\n\nFROM scratch\n', { args: { FLOUR: 'rye' } })).toEqual([
    {
      code: 'argument-undeclared',
      summary: '"loaf" passes the argument "FLOUR", which its Dockerfile does not declare',
      hint: 'ARG FLOUR',
      at: `${oven}:3`,
    },
  ]);
});

test('an argument that gets no value and has no default is told once, at its line', () => {
  const file =
    'ARG FLOUR\nFROM scratch AS dough\nARG FLOUR\nARG YEAST=fresh\nFROM dough\nARG SALT\n';
  const missing = (name: string, at: number) => ({
    code: 'argument-missing',
    summary: `"loaf" gives no value for the argument "${name}", which has no default`,
    expected: 'a value in args of "loaf", or a default',
    hint: `ARG ${name}=""`,
    at: `${oven}:${at}`,
  });
  expect(problemsOf(file)).toEqual([missing('FLOUR', 1), missing('SALT', 6)]);
  expect(problemsOf(file, { args: { FLOUR: 'rye', SALT: '' } })).toEqual([]);
});

test('a default counts in its own stage, in those built on it, and everywhere before the first FROM', () => {
  expect(problemsOf('ARG SALT=1\nFROM scratch\nARG SALT\n')).toEqual([]);
  expect(problemsOf('FROM scratch AS dough\nARG SALT=1\nFROM dough\nARG SALT\n')).toEqual([]);
  expect(problemsOf('FROM scratch\nARG SALT=\n')).toEqual([]);
  const apart = 'FROM scratch AS dough\nARG SALT=1\nFROM scratch\nARG SALT\n';
  expect(problemsOf(apart).map(({ code, at }) => [code, at])).toEqual([
    ['argument-missing', `${oven}:4`],
  ]);
});

test.each(['TARGETARCH', 'BUILDPLATFORM', 'HTTP_PROXY', 'no_proxy', 'TARGETSTAGE'])(
  'BuildKit gives %s a value itself',
  (name) => {
    expect(problemsOf(`FROM scratch\nARG ${name}\n`)).toEqual([]);
  },
);

test('a name that stays empty in a stage is told', () => {
  const found = problemsOf('ARG FLOUR=rye\nFROM scratch\nRUN knead $FLOUR\n');
  expect(found.map(({ code, summary }) => [code, summary])).toEqual([
    [
      'argument-undeclared',
      'RUN refers to "FLOUR", which is declared only before the first FROM and is empty in this stage',
    ],
  ]);
});

test.each([
  'GITHUB_TOKEN',
  'DB_PASSWORD',
  'API_KEY',
  'apikey',
  'AWS_SECRET_ACCESS_KEY',
  'npmtoken',
])('%s is no name for an argument, as those stay in the image', (name) => {
  const at = `FROM scratch\nARG ${name}\n`;
  expect(problemsOf(at, { args: { [name]: 'x' } })).toEqual([
    {
      code: 'argument-secret',
      summary: `"loaf" has the argument "${name}", and arguments stay in the image's history`,
      expected: 'a secret, and a step that reads it from /run/secrets',
      hint: [
        `secret: [{ id: '${name.toLowerCase()}', env: '${name}' }],`,
        `RUN --mount=type=secret,id=${name.toLowerCase()}`,
      ],
      at: loaf,
    },
  ]);
});

test.each(['TOKENIZER_VERSION', 'SECRETARY', 'KEYBOARD', 'AWS_REGION', 'PASSWORDLESS'])(
  '%s is a name like any other',
  (name) => {
    expect(problemsOf(`FROM scratch\nARG ${name}\n`, { args: { [name]: 'x' } })).toEqual([]);
  },
);

test('secrets and ssh keys are given where they are required, and used where they are given', () => {
  const RECIPE = variable('RECIPE', { description: 'A file', default: '', path: true });
  const file = [
    'FROM scratch',
    'RUN --mount=type=secret,id=recipe,required=true bake',
    'RUN --mount=type=ssh,required=true fetch',
    'RUN --mount=type=secret,id=optional bake',
    '',
  ].join('\n');
  expect(
    problemsOf(file, { secret: [{ id: 'sauce', src: 'sauce' }], ssh: [{ id: 'cellar' }] }),
  ).toEqual([
    {
      code: 'secret-missing',
      summary: '"loaf" does not give the secret "recipe", which a step requires',
      hint: "secret: [{ id: 'recipe', env: 'RECIPE' }],",
      at: `${oven}:2`,
    },
    {
      code: 'secret-unused',
      summary: '"loaf" gives the secret "sauce", which its Dockerfile does not use',
      expected: 'RUN --mount=type=secret,id=sauce in its template',
      at: loaf,
    },
    {
      code: 'secret-missing',
      summary: '"loaf" does not give the ssh key "default", which a step requires',
      hint: "ssh: [{ id: 'default' }],",
      at: `${oven}:3`,
    },
    {
      code: 'secret-unused',
      summary: '"loaf" gives the ssh key "cellar", which its Dockerfile does not use',
      expected: 'RUN --mount=type=ssh,id=cellar in its template',
      at: loaf,
    },
  ]);
  const given = {
    secret: when(isEmpty(RECIPE), [], [{ id: 'recipe', src: RECIPE }]),
    ssh: [{ id: 'default' }],
  };
  expect(problemsOf(file, given, [RECIPE])).toEqual([]);
});

test('a stage that a target names has to be there', () => {
  const CRUST = variable('CRUST', {
    description: 'How',
    oneOf: ['thin', 'thick'],
    default: 'thin',
  });
  const file = 'FROM scratch AS Dough\nFROM dough AS crust\n';
  expect(problemsOf(file, { target: 'DOUGH', noCacheFilter: ['crust'] })).toEqual([]);
  expect(problemsOf(file, { target: when(equals(CRUST, 'thin'), 'crust', '') }, [CRUST])).toEqual(
    [],
  );
  expect(problemsOf(file, { target: 'icing', noCacheFilter: ['dough', 'cream'] })).toEqual([
    {
      code: 'reference-unknown',
      summary: '"loaf" names the stage "icing", which its Dockerfile does not have',
      expected: 'one of dough, crust',
      at: loaf,
    },
    {
      code: 'reference-unknown',
      summary: '"loaf" names the stage "cream", which its Dockerfile does not have',
      expected: 'one of dough, crust',
      at: loaf,
    },
  ]);
});

test('a cache mount says its id and sharing', () => {
  expect(problemsOf('FROM scratch\nRUN --mount=type=cache,target=/yeast rise\n')).toEqual([
    {
      code: 'mount-incomplete',
      summary: 'cache mount on "/yeast" has no id and no sharing',
      hint: expect.stringContaining('sharing=locked'),
      at: 'loaf:2',
    },
  ]);
});
