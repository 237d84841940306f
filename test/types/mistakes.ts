/**
 * Mistakes that must not compile. Each is marked with the error that the compiler gives on the next
 * line; tsc itself refuses a mark without an error, and mistakes.test.ts looks at the errors.
 */
import {
  axis,
  type Config,
  defineConfig,
  defineTree,
  equals,
  exclusion,
  expireAfterDays,
  folder,
  githubVariable,
  githubWorkflow,
  group,
  image,
  localOrTree,
  repository,
  setting,
  target,
  template,
  text,
  variable,
  when,
} from 'baketree';

const profile = axis('profile', ['dev', 'release']);
const toolchain = axis('toolchain', ['stable', 'nightly']);
const page = template('page');
const plain = { description: 'Something', template: page };

const FLAVOUR = variable('FLAVOUR', {
  description: 'Which',
  oneOf: ['alpine', 'debian'],
  default: 'alpine',
});
const FAST = variable('FAST', { description: 'Whether', default: false });
const NAMES = variable('NAMES', { description: 'Which', default: ['a'] });
const FROM = variable('FROM_WHERE', {
  description: 'Where',
  oneOf: ['tree', 'local'],
  default: 'tree',
});

const base = target('base', plain);
const rust = target('rust', { axes: [toolchain] }, () => plain);
const crate = target('crate', { axes: [profile, toolchain] }, () => ({
  ...plain,
  contexts: { rust, base },
  main: 'rust',
}));
const parents = { base, rust };

export const mistakes = [
  // Repositories as ECR does not have them.
  // @ts-expect-error TS2322
  repository('a', { encryption: 'AES' }),
  // @ts-expect-error TS2322
  repository('a', { mutability: { tags: 'immutable', except: [] } }),
  // @ts-expect-error TS2322
  repository('a', { lifecycle: [{ expire: 'all', beyondNewest: 1 }] }),
  // @ts-expect-error TS2322
  repository('a', { lifecycle: [{ expire: 'any', pulledDaysAgo: 1 }] }),
  // @ts-expect-error TS2322
  repository('a', { lifecycle: [{ archive: 'any', archivedDaysAgo: 90 }] }),
  // @ts-expect-error TS2322
  repository('a', { lifecycle: [{ expire: { patterns: [] }, beyondNewest: 1 }] }),
  // @ts-expect-error TS2322
  repository('a', { lifecycle: [{ expire: 'any' }] }),
  // @ts-expect-error TS2345
  expireAfterDays('30'),
  // Workflows that bake what is no target, and values that a variable does not have.
  // @ts-expect-error TS2741
  githubWorkflow({}),
  // @ts-expect-error TS2322
  githubWorkflow({ bakes: 'base' }),
  // @ts-expect-error TS2322
  githubWorkflow({ bakes: base.at({}) }),
  // @ts-expect-error TS2561
  githubWorkflow({ bakes: base, brnach: 'main' }),
  // @ts-expect-error TS2322
  githubWorkflow({ bakes: base, files: 'src/**' }),
  // @ts-expect-error TS2353
  githubWorkflow({ bakes: base, minutes: { psuh: 60 } }),
  // @ts-expect-error TS2322
  githubWorkflow({ bakes: base, push: { role: 'arn:aws:iam::123456789012:role/push' } }),
  // @ts-expect-error TS2741
  githubWorkflow({ bakes: base, push: { environment: 'production' } }),
  // @ts-expect-error TS2375
  githubWorkflow({ bakes: base, commit: FAST }),
  // @ts-expect-error TS2322
  githubWorkflow({ bakes: base, commit: 'BUILD_VERSION' }),
  // @ts-expect-error TS2345
  setting(FLAVOUR, 'alpyne'),
  // @ts-expect-error TS2379
  setting(FAST, 'true'),
  // @ts-expect-error TS2345
  setting('FLAVOUR', githubVariable('FLAVOUR')),
  // @ts-expect-error TS2740
  defineTree({ name: 'a', description: 'A', targets: [base], default: [base], workflow: {} }),
  // A misspelt parent.
  // @ts-expect-error TS2552
  target('child', { ...plain, contexts: { bse } }),
  // @ts-expect-error TS2339
  target('child', { ...plain, contexts: { base: parents.bsae } }),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2339
    contexts: { base: parents.bsae },
  })),
  // A parent by name is none.
  // @ts-expect-error TS2322
  target('child', { ...plain, contexts: { base: 'base' } }),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2322
    contexts: { base: 'target:base' },
  })),
  // A misspelt main context, and one where there are none.
  // @ts-expect-error TS2820
  target('child', { ...plain, contexts: { base, more: image('x') }, main: 'bse' }),
  // @ts-expect-error TS2322
  target('child', { ...plain, main: 'base' }),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2322
    contexts: { base },
    // @ts-expect-error TS2322
    main: 'bse',
  })),

  // A parent that has an axis which the child lacks, and no pin.
  // @ts-expect-error TS2322
  target('child', { ...plain, contexts: { rust } }),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2322
    contexts: { rust },
  })),
  target('child', { axes: [toolchain] }, () => ({
    ...plain,
    // @ts-expect-error TS2322
    contexts: { crate: crate.at({ toolchain: 'stable' }) },
  })),
  target('child', { axes: [toolchain] }, () => ({
    ...plain,
    contexts: {
      // @ts-expect-error TS2322
      crate: localOrTree({ choice: FROM, target: crate, image: 'crate', title: 'Crate' }),
    },
  })),
  // The same axis with values that the parent has not.
  target('child', { axes: [axis('toolchain', ['stable', 'beta'])] }, () => ({
    ...plain,
    // @ts-expect-error TS2322
    contexts: { rust },
  })),
  // A pin of an axis that is not there, with a value that is not there, or without one.
  // @ts-expect-error TS2561
  rust.at({ toolchian: 'stable' }),
  // @ts-expect-error TS2322
  rust.at({ toolchain: 'stable', profile: 'dev' }),
  // @ts-expect-error TS2820
  rust.at({ toolchain: 'nightlie' }),
  // @ts-expect-error TS2379
  rust.at({ toolchain: undefined }),
  // @ts-expect-error TS2322
  base.at({ toolchain: 'stable' }),

  // Axis and cell values.
  target('child', { axes: [profile] }, (cell) => ({
    ...plain,
    // @ts-expect-error TS2551
    args: { PROFILE: cell.profil },
  })),
  target('child', { axes: [profile] }, (cell) => ({
    ...plain,
    // @ts-expect-error TS2339
    args: { TOOLCHAIN: cell.toolchain },
  })),
  target('child', { axes: [profile] }, (cell) => ({
    ...plain,
    // @ts-expect-error TS2367
    args: { PROFILE: cell.profile === 'relase' ? 'a' : 'b' },
  })),
  // @ts-expect-error TS2367
  target('child', { axes: [profile], exclude: (cell) => cell.profile === 'debug' }, () => plain),
  // @ts-expect-error TS2339
  exclusion([profile], 'it is so', (cell) => cell.toolchain === 'stable'),
  // @ts-expect-error TS2367
  exclusion([profile, toolchain], 'it is so', (cell) => cell.toolchain === 'dev'),

  // Enumerations and other types of variables.
  // @ts-expect-error TS2345
  equals(FLAVOUR, 'alpyne'),
  // @ts-expect-error TS2379
  equals(FAST, 'true'),
  // @ts-expect-error TS2769
  variable('FLAVOUR', { description: 'Which', oneOf: ['alpine', 'debian'], default: 'arch' }),
  // @ts-expect-error TS2769
  variable('COUNT', { description: 'How many', default: 5 }),
  // @ts-expect-error TS2345
  text`flavour-${FAST}`,
  // @ts-expect-error TS2769
  when(FLAVOUR, 'yes', 'no'),
  // @ts-expect-error TS2375
  localOrTree({ choice: FLAVOUR, target: base, image: 'x', title: 'X' }),

  // Attributes.
  // @ts-expect-error TS2561
  target('child', { ...plain, tag: ['x'] }),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2322
    tag: ['x'],
  })),
  // @ts-expect-error TS2322
  target('child', { ...plain, tags: 'x' }),
  // @ts-expect-error TS2322
  target('child', { ...plain, tags: FLAVOUR }),
  // @ts-expect-error TS2322
  target('child', { ...plain, network: NAMES }),
  // @ts-expect-error TS2322
  target('child', { ...plain, args: { COUNT: 5 } }),
  // @ts-expect-error TS2322
  target('child', { ...plain, args: { FAST } }),
  // @ts-expect-error TS2322
  target('child', { ...plain, noCache: 'true' }),
  // @ts-expect-error TS2322
  target('child', { ...plain, output: ['type=docker'] }),
  // @ts-expect-error TS2322
  target('child', { ...plain, cacheFrom: 'type=gha' }),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2322
    secret: ['id=key'],
  })),
  // @ts-expect-error TS2322
  target('child', { ...plain, output: [{ type: 'docker', dest: null }] }),
  // A misspelt type of an entry, a key that no entry has, and one that another type has.
  // @ts-expect-error TS2820
  target('child', { ...plain, output: [{ type: 'dokcer' }] }),
  // @ts-expect-error TS2353
  target('child', { ...plain, output: [{ type: 'docker', dset: 'a.tar' }] }),
  // @ts-expect-error TS2353
  target('child', { ...plain, output: [{ type: 'docker', push: true }] }),
  // @ts-expect-error TS2353
  target('child', { ...plain, output: [{ type: 'cacheonly', dest: 'a.tar' }] }),
  // @ts-expect-error TS2353
  target('child', { ...plain, output: [{ type: text`${FLAVOUR}`, dset: 'a.tar' }] }),
  // @ts-expect-error TS2322
  target('child', { ...plain, output: [{ dest: 'a.tar' }] }),
  // @ts-expect-error TS2820
  target('child', { ...plain, cacheFrom: [{ type: 'registery', ref: 'a' }] }),
  // @ts-expect-error TS2322
  target('child', { ...plain, cacheFrom: [{ type: 'inline' }] }),
  // @ts-expect-error TS2353
  target('child', { ...plain, cacheFrom: [{ type: 'gha', mode: 'max' }] }),
  // @ts-expect-error TS2561
  target('child', { ...plain, cacheTo: [{ type: 'gha', scoep: 'a' }] }),
  // @ts-expect-error TS2322
  target('child', { ...plain, cacheTo: [{ type: 'gha', scope: ['a'] }] }),
  // @ts-expect-error TS2820
  target('child', { ...plain, attest: [{ type: 'provenence', disabled: true }] }),
  // @ts-expect-error TS2353
  target('child', { ...plain, secret: [{ id: 'key', file: 'a' }] }),
  // @ts-expect-error TS2322
  target('child', { ...plain, ssh: [{ paths: ['a'] }] }),
  // @ts-expect-error TS2561
  target('child', { ...plain, resources: { memroy: '1g' } }),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2820
    output: [{ type: 'dokcer' }],
  })),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2353
    output: [{ type: 'docker', dset: 'a.tar' }],
  })),
  target('child', { axes: [profile] }, (cell) => ({
    ...plain,
    // @ts-expect-error TS2353
    cacheTo: cell.profile === 'dev' ? [] : [{ type: 'gha', scoep: 'a' }],
  })),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2353
    secret: [{ id: 'key', file: 'a' }],
  })),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2322
    resources: { memroy: '1g' },
  })),
  // @ts-expect-error TS2322
  target('child', { ...plain, network: 'hots' }),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2322
    network: 'bridge',
  })),
  // @ts-expect-error TS2820
  target('child', { ...plain, call: 'chekc' }),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2322
    call: 'check,format=xml',
  })),
  // @ts-expect-error TS2820
  target('child', { ...plain, entitlements: ['network-host'] }),
  // @ts-expect-error TS2820
  target('child', { ...plain, output: [{ type: 'oci', compression: 'zip' }] }),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2820
    cacheTo: [{ type: 'registry', ref: 'a', compression: 'zip' }],
  })),
  // @ts-expect-error TS2820
  target('child', { ...plain, platform: 'linux/arm64' }),
  target('child', { axes: [profile] }, () => ({
    ...plain,
    // @ts-expect-error TS2820
    platform: 'linux/amd65',
  })),
  // @ts-expect-error TS2345
  target('child', { template: page }),
  // @ts-expect-error TS2322
  target('child', { ...plain, template: 'page' }),
  // @ts-expect-error TS2353
  target('child', { ...plain, inherits: ['base'] }),
  // @ts-expect-error TS2353
  target('child', { ...plain, dockerfileInline: 'FROM scratch' }),

  // Sources of contexts of the wrong kind.
  // @ts-expect-error TS2345
  image(base),
  // @ts-expect-error TS2345
  folder(base),
  // @ts-expect-error TS2345
  folder(text`${FLAVOUR}`),
  // @ts-expect-error TS2322
  target('child', { ...plain, contexts: { page } }),
  // @ts-expect-error TS2322
  target('child', { ...plain, context: FAST }),

  // Groups, trees and configurations.
  // @ts-expect-error TS2322
  group('all', 'All', ['base']),
  // @ts-expect-error TS2741
  defineTree({ name: 'tree', description: 'A tree', targets: [base] }),
  // @ts-expect-error TS2322
  defineTree({ name: 'tree', description: 'A tree', targets: ['base'], default: [base] }),
  // @ts-expect-error TS2375
  defineTree({ name: 'tree', description: 'A tree', targets: [rust.at({})], default: [base] }),
  // @ts-expect-error TS2322
  defineConfig({ trees: [] }),
];

/** And what must compile, in the same words. */
export const config: Config = defineConfig({
  trees: [
    defineTree({
      name: 'tree',
      description: 'A tree',
      workflow: githubWorkflow({
        bakes: crate,
        branch: 'trunk',
        commit: FROM,
        files: ['src/**'],
        minutes: { build: 5 },
        settings: [setting(FLAVOUR, 'debian'), setting(FROM, githubVariable('FROM'))],
        push: { role: githubVariable('ROLE'), releases: { prefix: 'v', version: FLAVOUR } },
      }),
      variables: [FLAVOUR, FAST, NAMES, FROM],
      targets: [
        base,
        rust,
        crate,
        target('pinned', { ...plain, contexts: { rust: rust.at({ toolchain: 'nightly' }) } }),
        target('narrow', { axes: [toolchain] }, (cell) => ({
          ...plain,
          contexts: {
            crate: crate.at({ profile: 'release' }),
            rust,
            base,
            ...(cell.toolchain === 'stable' ? { more: image(text`${FLAVOUR}`) } : {}),
          },
          main: 'crate',
          tags: when(FAST, NAMES, []),
          platform: 'linux/amd64/v3',
          output: [{ type: 'docker' }],
        })),
        target('outputs', {
          ...plain,
          output: [
            { type: 'image', push: FAST, 'annotation-index.org.example': text`${FLAVOUR}` },
            { type: when(FAST, 'oci', 'docker'), dest: 'a.tar' },
            { type: 'local', dest: when(FAST, 'a', 'b') },
            { type: 'oci', compression: when(FAST, 'zstd', 'gzip') },
            { type: 'oci', compression: 'estargz' },
          ],
          cacheFrom: [{ type: 'registry', ref: text`cache:${FLAVOUR}` }],
          cacheTo: when(FAST, [], [{ type: 'inline' }]),
          attest: [{ type: 'sbom', generator: 'a', anything: 'b' }],
          network: when(FAST, 'host', 'none'),
          call: 'outline,format=json',
          entitlements: ['network.host', 'device=vendor.org/a', when(FAST, 'device', '')],
          ssh: [{ id: 'a', paths: when(FAST, ['a'], []) }],
        }),
        target('entries', { axes: [profile] }, (cell) => ({
          ...plain,
          output: [
            { type: 'image', push: FAST, 'annotation.org.example': text`${FLAVOUR}` },
            { type: when(FAST, 'oci', 'docker'), dest: 'a.tar' },
          ],
          cacheTo: cell.profile === 'dev' ? [] : [{ type: 'gha', scope: cell.profile }],
          attest: [{ type: 'sbom', anything: 'b' }],
          secret: when(FAST, [], [{ id: 'key', src: FLAVOUR }]),
          network: 'none',
          call: 'check',
          entitlements: ['security.insecure'],
        })),
        target('either', { axes: [profile] }, ({ profile: which }) => {
          if (which === 'dev') return plain;
          return { ...plain, tags: ['x'], contexts: { base }, main: 'base' };
        }),
      ],
      groups: [group('some', 'Some', [rust, crate.at({ profile: 'dev' })])],
      exclusions: [exclusion([profile], 'so', (cell) => cell.profile === 'dev')],
      default: [base],
    }),
  ],
});
