/** Paths: a tree stays in its project but for path variables, whatever links lead where. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineTree, folder, isEmpty, target, template, text, variable, when } from 'baketree';
import { afterAll, expect, test } from 'vitest';
import { realDisk } from '../../src/io/disk.ts';
import type { Variable } from '../../src/model/variable.ts';
import { checkPaths, contains, isRemote, literalPaths } from '../../src/plan/paths.ts';
import { allowArguments, type RunPath } from '../../src/plan/permissions.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);

const area = realpathSync(mkdtempSync(path.join(tmpdir(), 'baketree-paths-')));
const root = path.join(area, 'proj');
afterAll(() => rmSync(area, { recursive: true, force: true }));
for (const each of ['proj/garden', 'proj/..beds', 'proj-secrets', 'elsewhere/deep']) {
  mkdirSync(path.join(area, each), { recursive: true });
}
writeFileSync(path.join(root, 'seeds'), '');
symlinkSync(path.join(area, 'elsewhere'), path.join(root, 'out'));
symlinkSync(path.join(root, 'garden'), path.join(root, 'in'));
symlinkSync('../proj-secrets', path.join(root, 'sibling'));
symlinkSync('loop', path.join(root, 'loop'));
const disk = realDisk(root);

const SHED = variable('SHED', { description: 'A folder', default: '../elsewhere', path: true });
const NAME_OF = variable('NAME_OF', { description: 'A name', default: 'rose' });

/** The problems of the paths of a target, as they are looked at when a project is planned. */
async function problemsOf(attributes: object, variables: readonly Variable[] = []) {
  const bed = target('bed', { description: 'Flowers', template: template('bed'), ...attributes });
  const tree = defineTree({
    name: 'garden',
    description: 'Flowers',
    variables,
    targets: [bed],
    default: [bed],
  });
  const { plan, problems } = planTree(tree, { bed: 'FROM plot\n' });
  const found = [...problems];
  for (const literal of literalPaths(plan)) {
    found.push(...checkPaths(literal, await disk.resolve(literal.path), await disk.resolve('.')));
  }
  return told(found).filter(({ code }) => code.startsWith('path-'));
}
const bed = line("const bed = target('bed'");
const plot = (where: string) => ({ contexts: { plot: folder(where) } });

test.each([
  'garden',
  './garden/',
  'in',
  '.',
  '..beds',
  'garden/../garden',
  path.join(root, 'garden'),
])('%s is a folder of the project', async (where) => {
  expect(await problemsOf(plot(where))).toEqual([]);
  expect(await problemsOf({ context: where })).toEqual([]);
});

test.each([
  ['..', area],
  ['out', path.join(area, 'elsewhere')],
  ['out/deep', path.join(area, 'elsewhere/deep')],
  ['out/new', path.join(area, 'elsewhere/new')],
  ['sibling', path.join(area, 'proj-secrets')],
  ['../proj-secrets', path.join(area, 'proj-secrets')],
  ['in/../../proj-secrets', path.join(area, 'proj-secrets')],
])('%s leads out of the project, to %s', async (where, real) => {
  const outside = (attribute: string) => ({
    code: 'path-outside',
    summary: `${attribute} of "bed" is "${where}", which leads to ${real}, outside the project`,
    expected: 'a path inside the project, or a path variable',
    hint: `variable('BED_${attribute.toUpperCase().replace('.', '_')}', { description: '${attribute} of bed', path: true, default: '${where}' })`,
    at: bed,
  });
  expect(await problemsOf(plot(where))).toEqual([outside('contexts.plot')]);
  expect(await problemsOf({ context: where })).toEqual([outside('context')]);
});

test('an absolute path outside is told without saying twice where it leads', async () => {
  expect(await problemsOf(plot('/etc'))).toMatchObject([
    { summary: 'contexts.plot of "bed" is "/etc", outside the project' },
  ]);
});

test('a folder has to be there and to be a folder', async () => {
  const missing = (where: string, found: string) => [
    {
      code: 'path-missing',
      summary: `contexts.plot of "bed" is "${where}", which is ${found}`,
      expected: 'a folder of the project',
      at: bed,
    },
  ];
  expect(await problemsOf(plot('meadow'))).toEqual(missing('meadow', 'not there'));
  expect(await problemsOf(plot('seeds'))).toEqual(missing('seeds', 'a file'));
  expect(await problemsOf(plot('seeds/within'))).toEqual(missing('seeds/within', 'not there'));
});

test('an address is no folder', async () => {
  expect(await problemsOf({ context: 'https://example.com/garden.git' })).toEqual([
    {
      code: 'path-remote',
      summary: 'context of "bed" is "https://example.com/garden.git", an address',
      expected: 'a folder: the ignore file beside the Dockerfile would not apply',
      at: bed,
    },
  ]);
});

test('secrets, keys, caches and outputs are looked at, in every branch', async () => {
  const out = '../elsewhere';
  const found = await problemsOf(
    {
      secret: when(isEmpty(NAME_OF), [{ id: 'a', src: out }], [{ id: 'b', src: 'garden' }]),
      ssh: [{ id: 'default', paths: [out, 'garden'] }],
      cacheFrom: [{ type: 'local', src: out }],
      cacheTo: [{ type: 'local', dest: when(isEmpty(NAME_OF), out, 'garden') }],
      output: [{ type: 'local', dest: text`${'..'}/elsewhere` }],
    },
    [NAME_OF],
  );
  expect(found.map(({ code, summary }) => `${code} ${summary.split(' ')[0]}`)).toEqual([
    'path-outside secret',
    'path-outside ssh',
    'path-outside cache-from',
    'path-outside cache-to',
    'path-outside output',
  ]);
});

test('a path variable is the licence, alone or before the rest', async () => {
  expect(await problemsOf({ context: SHED }, [SHED])).toEqual([]);
  expect(await problemsOf({ contexts: { plot: folder(SHED) } }, [SHED])).toEqual([]);
  const secret = [{ id: 'key', src: text`${SHED}/${NAME_OF}.pem` }];
  expect(await problemsOf({ secret }, [SHED, NAME_OF])).toEqual([]);
});

test('any other variable in a path is none', async () => {
  const stranger = (attribute: string) => ({
    code: 'path-outside',
    summary: `${attribute} of "bed" depends on "NAME_OF", which is no path variable`,
    expected: 'path: true in the declaration of "NAME_OF"',
    at: bed,
  });
  expect(await problemsOf({ context: NAME_OF }, [NAME_OF])).toEqual([stranger('context')]);
  const plotOf = { contexts: { plot: folder(NAME_OF) } };
  expect(await problemsOf(plotOf, [NAME_OF])).toEqual([stranger('contexts.plot')]);
  const secret = [{ id: 'key', src: text`garden/${NAME_OF}.pem` }];
  expect(await problemsOf({ secret }, [NAME_OF])).toEqual([stranger('secret')]);
  const cacheTo = [{ type: 'local', dest: when(isEmpty(NAME_OF), 'garden', NAME_OF) }];
  expect(await problemsOf({ cacheTo }, [NAME_OF])).toEqual([stranger('cache-to')]);
});

test('an empty path is told', async () => {
  expect(await problemsOf({ context: '' })).toEqual([
    { code: 'path-missing', summary: 'context of "bed" is empty', at: bed },
  ]);
  expect(await problemsOf(plot(''))).toMatchObject([
    { summary: 'contexts.plot of "bed" is empty' },
  ]);
});

test.each([
  ['/a/proj', '/a/proj', true],
  ['/a/proj', '/a/proj/x', true],
  ['/a/proj', '/a/proj/..x', true],
  ['/a/proj', '/a/proj-secrets', false],
  ['/a/proj', '/a', false],
  ['/a/proj', '/a/projx/y', false],
  ['/a/proj', '/', false],
  ['/', '/etc', true],
])('%s contains %s: %s', (outer, inner, is) => {
  expect(contains(outer, inner)).toBe(is);
});

test.each([
  ['https://example.com/x.git', true],
  ['git@example.com:x', true],
  ['github.com/x/y', true],
  ['ssh://x', true],
  ['github.community', false],
  ['cwd://x', false],
  ['./https', false],
  ['C:', false],
])('%s is an address: %s', (text, is) => {
  expect(isRemote(text)).toBe(is);
});

test('permissions are exact, for both spellings of a path, and for nothing inside', async () => {
  const uses: readonly RunPath[] = [
    { target: 'bed', attribute: 'context', path: 'garden', access: 'read' },
    { target: 'bed', attribute: 'context', path: 'in', access: 'read' },
    { target: 'bed', attribute: 'contexts.plot', path: 'out', access: 'read' },
    { target: 'bed', attribute: 'contexts.more', path: '../proj-secrets', access: 'read' },
    { target: 'pot', attribute: 'contexts.more', path: '../proj-secrets', access: 'read' },
    { target: 'bed', attribute: 'output', path: '../elsewhere', access: 'write' },
  ];
  const resolved = new Map<string, Awaited<ReturnType<typeof disk.resolve>>>();
  for (const use of uses) resolved.set(use.path, await disk.resolve(use.path));
  expect(allowArguments(uses, resolved, root)).toEqual([
    `--allow=fs.read=${area}/elsewhere`,
    `--allow=fs.read=${area}/proj-secrets`,
    `--allow=fs.read=${root}/out`,
    `--allow=fs.write=${area}/elsewhere`,
  ]);
});

test('a link that leads to itself is a problem of the disk, with the path', async () => {
  await expect(disk.resolve('loop')).rejects.toMatchObject({
    problems: [{ code: 'disk-failed', at: { file: 'loop' } }],
  });
});
