/** Attributes: their shapes, the platform, and the oldest buildx that reads them. */
import { compact, defineTree, equals, target, template, text, variable, when } from 'baketree';
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
    'a variable in a plain template literal',
    { labels: { a: `v${String({})}` } },
    'labels of "lamp": "v[object Object]" is what JavaScript makes of a variable; write text`…` instead of `…`',
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

const COLOUR = variable('COLOUR', {
  description: 'Which',
  oneOf: ['docker', 'dokcer'],
  default: 'docker',
});
const KIND = variable('KIND', {
  description: 'Which',
  default: 'docker',
  pattern: { regex: 'docker|ocl', means: 'docker or ocl' },
});
const EXPORTERS = '(https://docs.docker.com/build/exporters/)';
const BACKENDS = '(https://docs.docker.com/build/cache/backends/)';
const OUTPUTS = `image, registry, docker, oci, local, tar, cacheonly ${EXPORTERS}`;
const CACHES = `registry, local, gha, s3, azblob ${BACKENDS}`;
const GHA = 'scope, timeout, url, url_v2, token, version';

test.each<readonly [string, object, string, string]>([
  [
    'a misspelt type of an output',
    { output: [{ type: 'dokcer' }] },
    'output of "lamp": there is no type "dokcer"',
    `"docker", of ${OUTPUTS}`,
  ],
  [
    'a type that resembles none',
    { output: [{ type: 'constructor' }] },
    'output of "lamp": there is no type "constructor"',
    `one of ${OUTPUTS}`,
  ],
  [
    'a flag as a type',
    { output: [{ type: true }] },
    'output of "lamp": there is no type "true"',
    `one of ${OUTPUTS}`,
  ],
  [
    'a misspelt type in one branch',
    { output: [{ type: when(NIGHT, 'docker', 'ocl') }] },
    'output of "lamp": there is no type "ocl"',
    `"oci", of ${OUTPUTS}`,
  ],
  [
    'a misspelt type in a list in one branch',
    { cacheTo: when(NIGHT, [], [{ type: 'ghaa' }]) },
    'cache-to of "lamp": there is no type "ghaa"',
    `"gha", of inline, registry, local, gha, s3, azblob ${BACKENDS}`,
  ],
  [
    'a misspelt type in an enumeration',
    { output: [{ type: COLOUR }] },
    'output of "lamp": there is no type "dokcer"',
    `"docker", of ${OUTPUTS}`,
  ],
  [
    'a type that can be anything',
    { output: [{ type: NAME_OF }] },
    'output of "lamp": the type depends on "NAME_OF", which can be any text',
    `conditions, or a variable with oneOf: ${OUTPUTS}`,
  ],
  [
    'a type of which a part can be anything',
    { output: [{ type: text`doc${NAME_OF}` }] },
    'output of "lamp": the type depends on "NAME_OF", which can be any text',
    `conditions, or a variable with oneOf: ${OUTPUTS}`,
  ],
  [
    'a type with a pattern, which this does not read',
    { output: [{ type: when(NIGHT, 'docker', text`${KIND}`) }] },
    'output of "lamp": the type depends on "KIND", which can be any text',
    `conditions, or a variable with oneOf: ${OUTPUTS}`,
  ],
  [
    'a cache that can only be written',
    { cacheFrom: [{ type: 'inline' }] },
    'cache-from of "lamp": there is no type "inline"',
    `one of ${CACHES}`,
  ],
  [
    'a misspelt attestation, which would leave the default one',
    { attest: [{ type: 'provenence', disabled: true }] },
    'attest of "lamp": there is no type "provenence"',
    '"provenance", of provenance, sbom (https://docs.docker.com/build/metadata/attestations/)',
  ],
  [
    'a misspelt key',
    { output: [{ type: 'local', dset: 'x', dest: 'x' }] },
    'output of "lamp": the type local has no key "dset"',
    `"dest", of dest, platform-split, attestation-prefix, source-date-epoch, mode ${EXPORTERS}`,
  ],
  [
    'a key of another type',
    { output: [{ type: 'tar', push: true }] },
    'output of "lamp": the type tar has no key "push"',
    `one of dest, platform-split, attestation-prefix, source-date-epoch ${EXPORTERS}`,
  ],
  [
    'a key where the type has none',
    { output: [{ type: 'cacheonly', dest: 'x' }] },
    'output of "lamp": the type cacheonly has no key "dest"',
    `the type alone ${EXPORTERS}`,
  ],
  [
    'a key that none of the types has',
    { output: [{ type: when(NIGHT, 'tar', 'local'), dset: 'x', dest: 'x' }] },
    'output of "lamp": the type local or tar has no key "dset"',
    `"dest", of dest, platform-split, attestation-prefix, source-date-epoch, mode ${EXPORTERS}`,
  ],
  [
    'a key of a cache that is written, on one that is read',
    { cacheFrom: [{ type: 'gha', mode: 'max' }] },
    'cache-from of "lamp": the type gha has no key "mode"',
    `one of ${GHA} ${BACKENDS}`,
  ],
  [
    'a misspelt key of a cache',
    { cacheTo: [{ type: 'gha', scoep: 'a' }] },
    'cache-to of "lamp": the type gha has no key "scoep"',
    `"scope", of ${GHA}, mode, ignore-error, repository, ghtoken ${BACKENDS}`,
  ],
  [
    'a misspelt annotation',
    { output: [{ type: 'docker', 'annotation-indx.a': 'b' }] },
    'output of "lamp": the type docker has no key "annotation-indx.a"',
    `one of dest, context, tar, name, compression, compression-level, force-compression, oci-mediatypes, oci-artifact, rewrite-timestamp, source-date-epoch, attestation-inline, prefer-nondist-layers, annotation.<key> ${EXPORTERS}`,
  ],
  [
    'a misspelt network',
    { network: 'hots' },
    'network of "lamp": "hots" is no network',
    '"host", of default, host, none',
  ],
  [
    'a misspelt network in one branch',
    { network: when(NIGHT, 'host', 'bridge') },
    'network of "lamp": "bridge" is no network',
    'one of default, host, none',
  ],
  [
    'a network that is wrong by default',
    { network: NAME_OF },
    'network of "lamp": "beacon" is no network',
    'one of default, host, none',
  ],
  [
    'a misspelt call',
    { call: 'chekc' },
    'call of "lamp": "chekc" is no call',
    '"check", of build, check, outline, targets',
  ],
  [
    'a call with an option that there is not',
    { call: when(NIGHT, 'check,format=json', 'check,format=xml') },
    'call of "lamp": "check,format=xml" is no call',
    'one of build, check, outline, targets',
  ],
  [
    'a misspelt entitlement',
    { entitlements: ['security.insecure', 'network-host'] },
    'entitlements of "lamp": "network-host" is no entitlement',
    '"network.host", of network.host, security.insecure, device',
  ],
  [
    'an entitlement in one branch',
    { entitlements: when(NIGHT, ['root'], []) },
    'entitlements of "lamp": "root" is no entitlement',
    'one of network.host, security.insecure, device',
  ],
])('%s is told, with what is right', (_, attributes, summary, expected) => {
  const found = problemsOf(attributes, '0.29.0', [NIGHT, NAME_OF, COLOUR, KIND]);
  const unused = found.filter(({ code }) => code !== 'reference-unknown');
  expect(unused).toEqual([{ code: 'attribute-invalid', summary, expected, at: lamp }]);
});

const NET = variable('NET', { description: 'Which', default: 'none' });

test.each<readonly [object]>([
  [{ network: NET }],
  [{ network: when(NIGHT, 'default', NET) }],
  [{ call: 'outline,format=json' }],
  [{ call: when(NIGHT, 'check', '') }],
  [{ entitlements: ['device', 'device=vendor.org/lamp=all', when(NIGHT, 'network.host', '')] }],
  [{ entitlements: compact([when(NIGHT, 'network.host', '')]) }],
  [{ output: [{ type: 'oci', compression: 'zstd', 'compression-level': '3' }] }],
  [{ cacheTo: [{ type: 'registry', ref: 'a/b', compression: when(NIGHT, 'gzip', NET) }] }],
  [{ output: [{ type: when(equals(NET, 'none'), 'docker', 'oci'), name: NET }] }],
  [{ output: [{ type: when(NIGHT, 'docker', 'local'), dest: 'x' }] }],
  [{ output: [{ type: 'image', 'annotation-index-descriptor.org.example/a': 'b' }] }],
  [{ output: [{ type: 'oci', 'annotation-manifest[linux/amd64].a': NET }] }],
  [{ cacheFrom: [{ type: 's3', bucket: NET, use_path_style: NIGHT }] }],
  [{ attest: [{ type: 'sbom', anything: 'x' }] }],
])('%j is fine', (attributes) => {
  const found = problemsOf(attributes, '0.29.0', [NIGHT, NET]);
  expect(found.filter(({ code }) => code !== 'reference-unknown')).toEqual([]);
});

test.each([
  [{ output: [{ type: 'oci', compression: 'zip' }] }, 'output', 'compression "zip"'],
  [
    { output: [{ type: 'oci', 'compression-level': 'best' }] },
    'output',
    'compression-level "best"',
  ],
  [{ output: [{ type: 'oci', 'force-compression': 'yes' }] }, 'output', 'force-compression "yes"'],
  [{ cacheTo: [{ type: 'local', dest: 'a', compression: '' }] }, 'cache-to', 'compression ""'],
])('the wrong words of %j are told', (attributes, name, what) => {
  const [found, ...more] = problemsOf(attributes);
  expect(found?.summary).toMatch(`${name} of "lamp": the ${what} is not `);
  expect(more).toEqual([]);
});

test.each(['maxx', 'MAX', ''])('the mode %j of a cache is told', (mode) => {
  expect(problemsOf({ cacheTo: [{ type: 'gha', mode }] })).toMatchObject([
    { summary: `cache-to of "lamp": the mode "${mode}" is not min or max` },
  ]);
});

test.each<readonly [object, string]>([
  [{ labels: { a: 1 } }, 'labels of "lamp": "a": number is no value'],
  [{ args: { A: null } }, 'args of "lamp": "A": null is no value'],
  [{ tags: ['a:1', 5] }, 'tags of "lamp": number is no value'],
  [{ output: [{ type: 'docker', dest: 5 }] }, 'output of "lamp": "dest": number is no value'],
  [{ network: undefined, pull: 1 }, 'pull of "lamp": number is no value'],
])('one mistake is one problem: %j', (attributes, summary) => {
  const found = problemsOf(attributes).filter(({ code }) => code === 'attribute-invalid');
  expect(found.map((each) => each.summary)).toEqual([summary]);
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
