/** Attributes: their shapes, the platform, and the oldest buildx that reads them. */
import { defineTree, target, template, text, variable, when } from 'baketree';
import { expect, test } from 'vitest';
import { TARGET_ATTRIBUTES } from '../../src/model/attributes.ts';
import type { Variable } from '../../src/model/variable.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);

function problemsOf(attributes: object, buildx?: string, variables: readonly Variable[] = []) {
  const lamp = target('lamp', { description: 'Light', template: template('lamp'), ...attributes });
  const tower = defineTree({
    name: 'tower',
    description: 'A lighthouse',
    variables,
    targets: [lamp],
    default: [lamp],
    ...(buildx ? { buildx } : {}),
  });
  return told(planTree(tower, { lamp: 'FROM scratch\n' }).problems);
}
const lamp = line("const lamp = target('lamp'");
const tower = line('const tower =');

const everything = {
  policy: [{ filename: 'light.rego' }],
  resources: { memory: '1g' },
  extraHosts: { beacon: '10.0.0.1' },
};

test('attributes that are newer than the tree’s buildx are told, each of them', () => {
  const tooNew = (attribute: string, since: string) => ({
    code: 'attribute-too-new',
    summary: `"lamp" has ${attribute}, which buildx 0.29.0 drops without a word`,
    expected: `a tree for buildx ${since} or newer (https://docs.docker.com/build/bake/reference/#target${attribute})`,
    hint: `buildx: '${since}',`,
    at: lamp,
  });
  expect(problemsOf(everything)).toEqual([
    tooNew('policy', '0.31.0'),
    tooNew('resources', '0.35.0'),
  ]);
  expect(problemsOf(everything, '0.31.0')).toMatchObject(
    [{ summary: /resources/ }].map(() => ({ code: 'attribute-too-new' })),
  );
  expect(problemsOf(everything, '0.35.0')).toEqual([]);
  expect(problemsOf(everything, '1.0.0')).toEqual([]);
  expect(problemsOf({ extraHosts: everything.extraHosts }, '0.24.9')).toHaveLength(1);
});

test.each(['latest', 'v0.29.1', '0.29', '', '0.29.1-rc1'])('buildx: %j is no version', (buildx) => {
  const summary = `buildx of the tree "tower" is "${buildx}", which is no version`;
  const hint = "buildx: '0.29.0'";
  const tree = defineTree({
    name: 'tower',
    description: 'A lighthouse',
    buildx,
    targets: [dark],
    default: [dark],
  });
  expect(told(planTree(tree, { dark: 'FROM scratch\n' }).problems)).toEqual([
    { code: 'attribute-invalid', summary, hint, at: line('  const tree = defineTree({') },
  ]);
});
const dark = target('dark', { description: 'No light', template: template('dark') });

test.each(['linux/arm64', 'linux/amd64,linux/arm64', '', 'windows/amd64', 'linux/amd64/v9'])(
  'the platform %j is refused',
  (platform) => {
    expect(problemsOf({ platform })).toEqual([
      {
        code: 'platform-unsupported',
        summary: `"lamp" is for the platform "${platform}"`,
        expected: 'linux/amd64, or linux/amd64/v2, v3 or v4',
        at: lamp,
      },
    ]);
  },
);

test.each(['linux/amd64', 'linux/amd64/v2', 'linux/amd64/v3', 'linux/amd64/v4'])(
  'the platform %s is fine',
  (platform) => {
    expect(problemsOf({ platform })).toEqual([]);
  },
);

const NIGHT = variable('NIGHT', { description: 'Whether', default: false });
const COLOURS = variable('COLOURS', { description: 'Which', default: ['red'] });
const NAME_OF = variable('NAME_OF', { description: 'Which', default: 'beacon' });

test.each<readonly [string, object, string]>([
  [
    'a list where text should be',
    { network: ['host'] },
    'network of "lamp": expected text, found texts',
  ],
  ['text where a list should be', { tags: NAME_OF }, 'tags of "lamp": expected texts, found text'],
  ['a flag in text', { args: { X: NIGHT } }, 'args of "lamp": "X" is not text'],
  [
    'a list in text',
    { tags: [text`lamp:${COLOURS as never}`] },
    'tags of "lamp": concat takes text, not texts',
  ],
  [
    'branches that differ',
    { tags: when(NIGHT, ['a'], NAME_OF as never) },
    'tags of "lamp": the branches of a conditional differ: texts and text',
  ],
  [
    'a computed map',
    { labels: when(NIGHT, 'a', 'b') },
    'labels of "lamp": expected map, found text',
  ],
  [
    'objects with other keys',
    { output: when(NIGHT, [{ type: 'docker' }], [{ type: 'local', dest: 'x' }]) },
    'output of "lamp": the branches of a conditional hold objects with other keys',
  ],
  [
    'half a surrogate pair',
    { labels: { a: '\ud83d' } },
    'labels of "lamp": "\\ud83d" holds half of a surrogate pair',
  ],
  [
    'text that bake would change',
    { labels: { a: 'e\u0301' } },
    'labels of "lamp": "e\u0301" is not in Unicode normal form C, into which bake would change it',
  ],
  [
    'an unknown key',
    { secret: [{ id: 'key', file: 'x' }] },
    'secret of "lamp": "file" is not a key of it: id, src, env',
  ],
  ['a missing key', { ssh: [{ paths: ['x'] }] }, 'ssh of "lamp": an entry lacks "id"'],
  [
    'a key in capitals',
    { output: [{ type: 'local', Dest: 'x' }] },
    'output of "lamp": the key "Dest" must be lower case',
  ],
])('%s is told', (_, attributes, summary) => {
  const found = problemsOf(attributes, '0.29.0', [NIGHT, COLOURS, NAME_OF]);
  expect(found).toContainEqual({ code: 'attribute-invalid', summary, at: lamp });
});

test('every attribute that an author can write has a place in bake’s list', () => {
  const names = Object.entries(TARGET_ATTRIBUTES);
  expect(names).toHaveLength(31);
  for (const [name, { since }] of names) {
    expect(name).toMatch(/^[a-z-]+$/);
    expect(since).toMatch(/^0\.\d+\.0$/);
  }
});

test('what is wrong with the tree itself is told at the tree', () => {
  expect(problemsOf({}, '0.29').map(({ at }) => at)).toEqual([tower]);
});
