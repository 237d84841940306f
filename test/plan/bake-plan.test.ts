/** The plan of one bake: its command, and what must be said before it runs. */
import { defineTree, folder, target, template, text, variable } from 'baketree';
import { expect, test } from 'vitest';
import type { BakeOptions } from '../../src/plan/bake-options.ts';
import { makeBakePlan } from '../../src/plan/bake-plan.ts';
import { makeEnvironment } from '../../src/plan/environment.ts';
import type { ResolvedPath } from '../../src/plan/paths.ts';
import { runPaths } from '../../src/plan/permissions.ts';
import type { LocalImage } from '../../src/plan/preflight.ts';
import { runTargets } from '../../src/plan/run-targets.ts';
import { asked, planTree } from './support.ts';

const REGISTRY = variable('REGISTRY', { description: 'Where', default: '' });
const ORCHARD = variable('ORCHARD', { description: 'A folder', default: 'orchard', path: true });
const press = target('press', {
  description: 'Squeezes',
  template: template('press'),
  context: ORCHARD,
  contexts: { barrel: folder('barrel') },
  tags: [text`${REGISTRY}cider:1`],
  cacheFrom: [{ type: 'local', src: 'cellar' }],
});
const { plan, problems: none } = planTree(
  defineTree({
    name: 'cider',
    description: 'Apples',
    variables: [REGISTRY, ORCHARD],
    targets: [press],
    default: [press],
  }),
  { press: 'FROM barrel\n' },
);

const there: Readonly<Record<string, ResolvedPath>> = {
  orchard: { real: '/proj/orchard', kind: 'folder' },
  barrel: { real: '/proj/barrel', kind: 'folder' },
  cellar: { real: '/proj/cellar', kind: 'folder' },
};

function bake(given: {
  readonly options?: BakeOptions;
  readonly env?: Readonly<Record<string, string>>;
  readonly disk?: Readonly<Record<string, ResolvedPath>>;
  readonly locals?: readonly LocalImage[];
  readonly hasOverride?: boolean;
  /** What bake would print for tags, where a file or a setting decides that. */
  readonly tags?: readonly string[];
  /** And for local caches. */
  readonly cacheFrom?: readonly { readonly type: string; readonly src: string }[];
}) {
  const sources = { process: {}, dotenv: given.env ?? {}, chosen: {}, forced: {} };
  const environment = makeEnvironment(plan, sources);
  const values = new Map(environment.values.map(({ name, value }) => [name, value]));
  const printed = {
    ...(given.tags ? { tags: given.tags } : {}),
    ...(given.cacheFrom ? { 'cache-from': given.cacheFrom } : {}),
  };
  const targets = runTargets(plan, ['press'], values).map((each) => ({
    ...each,
    attributes: { ...each.attributes, ...printed },
  }));
  return makeBakePlan({
    plan,
    names: ['press'],
    root: '/proj',
    options: given.options ?? {},
    environment,
    targets,
    paths: runPaths(targets),
    resolved: new Map(Object.entries({ ...there, ...given.disk })),
    locals: given.locals ?? [],
    hasOverride: given.hasOverride ?? false,
    line: asked().line,
  });
}

test('the command names the file, the options and what was asked for', () => {
  expect(none).toEqual([]);
  const { plan: made, problems } = bake({ options: { 'no-cache': true, 'dry-run': true } });
  expect(problems).toEqual([]);
  expect(made.command).toEqual({
    file: 'docker',
    args: ['buildx', 'bake', '-f', 'bake/cider/docker-bake.hcl', '--no-cache', 'press'],
    env: {},
    cwd: '/proj',
  });
  expect(made.notices).toEqual([]);
  expect(JSON.parse(JSON.stringify(made))).toEqual(made);
});

test('a run that only looks has an output that writes nothing, behind what was typed', () => {
  const { plan: made } = bake({ options: { check: true, push: true, set: ['press.args.A=1'] } });
  expect(made.command.args.slice(4)).toEqual([
    ...['--check', '--push', '--set', 'press.args.A=1', '--set=*.output=type=cacheonly', 'press'],
  ]);
  expect(made.notices).toEqual([
    { level: 'warning', line: '--push does nothing here: --check builds nothing' },
  ]);
});

test('an override file is added, and that is said', () => {
  const { plan: made } = bake({ hasOverride: true });
  expect(made.command.args.slice(2, 6)).toEqual([
    ...['-f', 'bake/cider/docker-bake.hcl'],
    ...['-f', 'bake/cider/docker-bake.override.hcl'],
  ]);
  expect(made.notices).toEqual([
    { level: 'warning', line: 'bake/cider/docker-bake.override.hcl is added to the bake file' },
  ]);
});

test('a path variable that leads out of the project gets its exact permission, and that is said', () => {
  const { plan: made, problems } = bake({
    env: { ORCHARD: '../apples' },
    disk: { '../apples': { real: '/srv/apples', kind: 'folder' } },
  });
  expect(problems).toEqual([]);
  expect(made.command.args).toContain('--allow=fs.read=/srv/apples');
  expect(made.command.args).toContain('--allow=fs.read=/apples');
  expect(made.command.env).toEqual({ ORCHARD: '../apples' });
  expect(made.notices).toContainEqual({
    level: 'info',
    line: 'reads outside the project: /srv/apples',
  });
});

test.each<readonly [string, ResolvedPath | undefined, string, string]>([
  [
    'nowhere',
    undefined,
    'ORCHARD (context of "press") is "nowhere", which is not there',
    'a folder',
  ],
  ['', undefined, 'ORCHARD (context of "press") is empty', 'a folder'],
  [
    'tree',
    { real: '/proj/tree', kind: 'file' },
    'ORCHARD (context of "press") is "tree", which is a file',
    'a folder',
  ],
])('a context that is %j is told', (ORCHARD, found, summary, expected) => {
  const disk: Record<string, ResolvedPath> = found ? { [ORCHARD]: found } : {};
  expect(bake({ env: { ORCHARD }, disk }).problems).toEqual([
    { code: 'path-missing', summary, expected },
  ]);
});

test('an address is told with the way to have it here', () => {
  const ORCHARD = 'https://example.com/apples.git#main';
  expect(bake({ env: { ORCHARD } }).problems).toEqual([
    {
      code: 'path-remote',
      summary: `ORCHARD (context of "press") is "${ORCHARD}", an address`,
      expected: 'a folder of this machine: an address would come without its ignore file',
      hint: [
        'git clone https://example.com/apples.git apples',
        'ORCHARD=apples npm run bake press',
      ],
    },
  ]);
});

test('a local cache is a folder, and need not be there yet', () => {
  expect(bake({ disk: { cellar: { real: '/proj/cellar', kind: 'missing' } } }).problems).toEqual(
    [],
  );
  expect(bake({ disk: { cellar: { real: '/proj/cellar', kind: 'file' } } }).problems).toMatchObject(
    [{ summary: 'cache-from of "press" is "cellar", which is a file', expected: 'a folder' }],
  );
});

test('pushing without a registry is told, with one it is fine', () => {
  expect(bake({ options: { push: true } }).problems).toEqual([
    {
      at: { ...press.declaredAt, attribute: 'tags' },
      code: 'push-without-registry',
      summary: '"press" would be pushed as cider:1, which leads to Docker Hub',
      expected: 'a tag with a registry in it, such as registry.example.com/cider:1',
      hint: 'REGISTRY=registry.example.com npm run bake press -- --push',
    },
  ]);
  const env = { REGISTRY: 'localhost:5000/' };
  expect(bake({ options: { push: true }, env }).problems).toEqual([]);
  expect(bake({ options: { push: false } }).problems).toEqual([]);
});

test('what the tree says is told where it says that, what a file or a setting says is not', () => {
  const at = (attribute: string) => ({ ...press.declaredAt, attribute });
  const cellar = { cellar: { real: '/proj/cellar', kind: 'file' } } as const;
  expect(bake({ disk: cellar }).problems.map((each) => each.at)).toEqual([at('cacheFrom')]);
  const elsewhere = { cacheFrom: [{ type: 'local', src: 'attic' }], tags: ['perry:1'] };
  const attic = { attic: { real: '/proj/attic', kind: 'file' } } as const;
  const { problems } = bake({ disk: attic, options: { push: true }, ...elsewhere });
  expect(problems.map((each) => each.at)).toEqual([undefined, undefined]);
});

test('options that cannot be meant are told, all of them', () => {
  const locals = [{ reference: 'barrel:1', title: 'Barrel', target: 'barrel' }];
  const options = {
    pull: true,
    set: ['press.network=host', '*.ulimits=x', 'press.args.network=fine', 'press.tags=x'],
    var: ['ORCHARD=my apples'],
  };
  expect(
    bake({ options, locals }).problems.map(({ code, hint, expected }) => [code, hint ?? expected]),
  ).toEqual([
    ['pull-with-local-image', 'npm run bake barrel press -- --pull'],
    ['usage-option', "ORCHARD='my apples' npm run bake press"],
    ['usage-option', 'the attribute in bake/cider/docker-bake.override.hcl'],
    ['usage-option', 'the attribute in bake/cider/docker-bake.override.hcl'],
  ]);
});

test('a tag that a variable spoils is told with the variable, and how to do without', () => {
  expect(bake({ env: { REGISTRY: 'http://shop/' } }).problems).toEqual([
    {
      code: 'image-invalid',
      summary: 'tag "http://shop/cider:1" of "press" is not valid: "http:" is no host',
      expected: 'a tag such as registry.example.com/name:1',
      details: ['REGISTRY is "http://shop/" (from .env)'],
      hint: "REGISTRY='' npm run bake press",
    },
  ]);
  expect(bake({ env: { REGISTRY: 'shop:5000/' } }).problems).toEqual([]);
});

test('an invalid tag that no variable made is told as it is, those of a kind once', () => {
  expect(bake({ tags: ['/a:1', '/b:1', '', 'c:+', 'd:1'] }).problems).toEqual([
    {
      code: 'image-invalid',
      summary: 'tag "/a:1" of "press" is not valid: "" is no lower-case path component',
      expected: 'a tag such as registry.example.com/name:1',
      details: ['and the same in 1 more tag'],
    },
    {
      code: 'image-invalid',
      summary: 'tag "c:+" of "press" is not valid: "+" is no tag',
      expected: 'a tag such as registry.example.com/name:1',
    },
  ]);
});
