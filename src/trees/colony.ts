/**
 * Colony: a base image with the compiled dependencies of a Rust workspace, and on top of it a small
 * image with the binaries. base → planner → builder → colony; builder is the base image that is tagged.
 */
import {
  defineTree,
  equals,
  expireAfterDays,
  group,
  image,
  isEmpty,
  localOrTree,
  repository,
  target,
  template,
  text,
  variable,
  when,
} from 'baketree';

const REGISTRY = variable('REGISTRY', {
  description: 'Where images are tagged for, such as an ECR host. Empty: local tags only.',
  default: '',
  pattern: {
    regex: '|[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*',
    means: 'a registry host such as registry.example.com:5000, or empty',
  },
});

const AWS_REGION = variable('AWS_REGION', {
  description: 'The AWS region of the ECR registry. The bake file itself does not need it.',
  default: 'eu-west-1',
  shared: true,
  runnerOnly: true,
});

const ECR_ACCOUNT = variable('ECR_ACCOUNT', {
  description: 'The AWS account, by number, that credentials must be for. Empty: any.',
  default: '',
  runnerOnly: true,
  pattern: { regex: '|[0-9]{12}', means: 'twelve digits, or empty' },
});

const ECR_REPOSITORY = variable('ECR_REPOSITORY', {
  description: "The colony image's repository.",
  default: 'distributed-colony',
});

const ECR_BASE_REPOSITORY = variable('ECR_BASE_REPOSITORY', {
  description: "The base image's repository.",
  default: 'distributed-colony-base',
});

const IMAGE_TAG = variable('IMAGE_TAG', {
  description: "The colony image's tag.",
  default: 'latest',
  pattern: { regex: '[A-Za-z0-9_][A-Za-z0-9._-]{0,127}', means: 'an image tag' },
});

const BASE_IMAGE_TAG = variable('BASE_IMAGE_TAG', {
  description: "The base image's tag.",
  default: 'latest',
  pattern: { regex: '[A-Za-z0-9_][A-Za-z0-9._-]{0,127}', means: 'an image tag' },
});

const BUILD_VERSION = variable('BUILD_VERSION', {
  description: 'What this build calls itself, in a label and in the environment of the image.',
  default: 'dev',
});

const COLONY_SOURCE = variable('COLONY_SOURCE', {
  description: 'The folder of the Rust workspace.',
  default: 'examples/colony',
  path: { holds: ['Cargo.toml'] },
});

const COLONY_BASE = variable('COLONY_BASE', {
  description: 'Where colony takes the base image from: this tree, or the local image store.',
  oneOf: ['tree', 'local'],
  default: 'tree',
});

const FLAVOUR = variable('FLAVOUR', {
  description:
    'The system that builds. On alpine binaries are linked statically, on debian to glibc.',
  oneOf: ['alpine', 'debian'],
  default: 'alpine',
});

const CHEF_IMAGE = variable('CHEF_IMAGE', {
  description: "An image of the flavour's system with Rust and cargo-chef. Empty: a published one.",
  default: '',
});

const RUNTIME_IMAGE = variable('RUNTIME_IMAGE', {
  description: 'The image under the binaries.',
  default: 'gcr.io/distroless/cc-debian12',
});

const CA_FILE = variable('CA_FILE', {
  description:
    "A bundle of certificate authorities (PEM) for the build's own downloads. Empty: the image's.",
  default: '',
  path: true,
});

const PROFILE = variable('PROFILE', {
  description: "Cargo's profile, of the dependencies and the binaries alike.",
  default: 'release',
  pattern: { regex: '[A-Za-z0-9_-]+', means: 'the name of a profile' },
});

// Lists are joined with commas, which need no quotes in a shell, in .env or in YAML. Bake's own list
// type would take the same, but refuses an empty value (buildx 0.29: "failed to parse as CSV: EOF").
const BINARIES = variable('BINARIES', {
  description: 'The binaries to build, joined with commas.',
  default: 'backend,coordinator',
  pattern: {
    regex: '[A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*',
    means: 'names with commas between them',
  },
});

const STARTED = variable('STARTED', {
  description:
    'The binary that the image starts, one of BINARIES. Any but "backend" gets no arguments.',
  default: 'backend',
  pattern: { regex: '[A-Za-z0-9_-]+', means: 'the name of a binary' },
});

const LEFT_OUT = variable('LEFT_OUT', {
  description: 'The crates that images are built without, joined with commas. Empty: none.',
  default: 'gui',
  pattern: {
    regex: '([A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*)?',
    means: 'names with commas between them, or empty',
  },
});

// By number, which means the same on every runtime image: distroless has no names to look up.
const RUN_AS = variable('RUN_AS', {
  description: 'The user and group that the image runs as, by number.',
  default: '65532:65532',
  pattern: { regex: '[0-9]+:[0-9]+', means: 'two numbers with a colon between them' },
});

const COMPILE_CACHE = variable('COMPILE_CACHE', {
  description:
    'The name of the compile cache. Checkouts that are built in turn are quicker with one each.',
  default: 'common',
  pattern: { regex: '[A-Za-z0-9_.-]+', means: 'a name without spaces and slashes' },
});

const COMPILE_CACHE_LIMIT = variable('COMPILE_CACHE_LIMIT', {
  description:
    'The MiB by which the compile cache may outgrow the base image before it is begun again.',
  default: '4096',
  pattern: { regex: '[0-9]{1,9}', means: 'a whole number' },
});

const prefix = when(isEmpty(REGISTRY), '', text`${REGISTRY}/`);
const localBase = text`${ECR_BASE_REPOSITORY}:${BASE_IMAGE_TAG}`;
const baseTag = text`${prefix}${localBase}`;
const colonyTag = text`${prefix}${ECR_REPOSITORY}:${IMAGE_TAG}`;

const publishedChef = when(
  equals(FLAVOUR, 'alpine'),
  'lukemathwalker/cargo-chef:latest-rust-1.87-alpine',
  'lukemathwalker/cargo-chef:latest-rust-1.87-bookworm',
);

const withCa = { secret: when(isEmpty(CA_FILE), [], [{ id: 'ca', src: CA_FILE }]) };
// Provenance holds times: with it no two builds would have the same digest.
const plain = { attest: [{ type: 'provenance', disabled: true }] } as const;
const inTheTreeOnly = { ...plain, output: [{ type: 'cacheonly' }] } as const;
const inTheStore = { ...plain, output: [{ type: 'docker' }] } as const;

const chef = when(isEmpty(CHEF_IMAGE), publishedChef, CHEF_IMAGE);

const packages = when(
  equals(FLAVOUR, 'alpine'),
  'binutils git musl-dev openssl-dev openssl-libs-static pkgconfig',
  'binutils ca-certificates gcc git libc6-dev libssl-dev pkg-config',
);

/** The arguments that decide what is cooked, beside the files. */
const settings = ['BASE_RUSTFLAGS', 'CHEF_IMAGE', 'FLAVOUR', 'LEFT_OUT', 'PACKAGES', 'PROFILE'];

/** Left by builds and editors, at any depth; a folder "target" of sources stays. */
const notSources = [
  '.git',
  'target',
  '**/target/debug',
  '**/target/release',
  '**/node_modules',
  '**/.DS_Store',
];

/** The files that decide what is cooked. */
const manifests = [
  '**',
  '!**/Cargo.toml',
  '!Cargo.lock',
  '!.cargo/config',
  '!.cargo/config.toml',
  '!rust-toolchain',
  '!rust-toolchain.toml',
  ...notSources,
];

/** The rest of a line, and lines up to the next one that begins with "[". */
const [lineEnd, lines] = ['[^\\n]*\\n', '(?:(?![ \\t]*\\[)[^\\n]*\\n)*'];

/**
 * The versions of the workspace's own packages: cargo-chef masks them, so the cook is the same without.
 * templates/colony/_list-inputs.hbs leaves out the same, and a test compares the two.
 */
const ownVersions = [
  // Of a dependency on one line with its path, then of a package, or of a dependency with a table of
  // its own and a path in it, and at last in the lock file, where they are the packages without a source.
  `(?=")(?<=(?<![^\\n])(?=[^\\n]*[{,][ \\t]*path[ \\t]*=)[^\\n]*[{,][ \\t]*version[ \\t]*=[ \\t]*)"[^"\\n]*"`,
  `(?=")(?<=(?<![^\\n])[ \\t]*\\[(?:(?:workspace\\.)?package\\]${lineEnd}|[^\\]\\n]*dependencies\\.[^\\]\\n]*\\]${lineEnd}(?=${lines}[ \\t]*path[ \\t]*=))${lines}[ \\t]*version[ \\t]*=[ \\t]*)"[^"\\n]*"`,
  `(?=")(?<=(?<![^\\n])\\[\\[package\\]\\]\\r?\\nname = ${lineEnd}[ \\t]*version[ \\t]*=[ \\t]*)"[^"\\n]*"(?=${lineEnd}(?!source = ))`,
];

const base = target('base', {
  description: 'The toolchain with the packages that building colony needs',
  template: template('base', { ignore: ['*'] }),
  contexts: { chef: image(chef) },
  args: { BASE_RUSTFLAGS: '-C link-arg=-s', FLAVOUR, PACKAGES: packages },
  ...withCa,
  ...inTheTreeOnly,
});

const planner = target('planner', {
  description: "The recipe of the workspace's dependencies, from its manifests alone",
  template: template('planner', { ignore: manifests, data: { settings } }),
  context: COLONY_SOURCE,
  contexts: { base },
  args: { CHEF_IMAGE: chef, LEFT_OUT, PROFILE },
  ...withCa,
  ...inTheTreeOnly,
});

const builder = target('builder', {
  description: 'The base image: toolchain and compiled dependencies',
  template: template('builder', { ignore: ['*'] }),
  contexts: { base, planner },
  main: 'base',
  tags: [baseTag],
  labels: {
    'org.opencontainers.image.title': ECR_BASE_REPOSITORY,
    'org.opencontainers.image.description':
      'Toolchain and compiled dependencies of DistributedColony',
  },
  ...withCa,
  ...inTheStore,
});

const colony = target('colony', {
  description: 'The image that runs: the binaries on a minimal runtime',
  template: template('colony', {
    ignore: notSources,
    data: {
      settings,
      command: ['/usr/local/bin/backend', '0.0.0.0', '8082', 'aws'],
      ports: ['8082', '8083'],
      environment: {
        SERVICE_TYPE: 'backend',
        COORDINATOR_HOST: 'localhost',
        COORDINATOR_PORT: '8083',
        BACKEND_HOST: '0.0.0.0',
        BACKEND_PORT: '8082',
      },
    },
  }),
  context: COLONY_SOURCE,
  contexts: {
    builder: localOrTree({
      choice: COLONY_BASE,
      target: builder,
      // Without the registry: what is pushed there is for reference, and nothing ever pulls it.
      image: localBase,
      title: 'Base image',
      madeFrom: {
        record: '/plan/inputs',
        files: manifests,
        except: ownVersions,
        args: settings,
      },
    }),
    runtime: image(RUNTIME_IMAGE),
  },
  args: {
    BINARIES,
    BUILD_VERSION,
    COMPILE_CACHE,
    COMPILE_CACHE_LIMIT,
    // Command, ports and environment of the image are those of backend, and of nothing else.
    COMMAND: when(equals(STARTED, 'backend'), 'own', 'other'),
    RUN_AS,
    STARTED,
    SOURCE_DATE_EPOCH: '0',
  },
  tags: [colonyTag],
  labels: {
    'org.opencontainers.image.title': ECR_REPOSITORY,
    'org.opencontainers.image.description': 'Backend and coordinator of DistributedColony',
    'org.opencontainers.image.version': BUILD_VERSION,
    'org.opencontainers.image.base.name': RUNTIME_IMAGE,
  },
  ...inTheStore,
});

// As specified. It deletes a deployed image, too, when nothing was pushed for a month; keepNewestTagged(10)
// in front of it would keep the last ten.
const asSpecified = {
  scanOnPush: true,
  encryption: 'AES256',
  tags: { project: 'distributed-colony' },
  lifecycle: [expireAfterDays(30)],
} as const;

/** The colony tree. */
export const colonyTree = defineTree({
  name: 'colony',
  description: 'DistributedColony: the base image, and the image that runs on AWS',
  variables: [
    AWS_REGION,
    ECR_ACCOUNT,
    REGISTRY,
    ECR_REPOSITORY,
    ECR_BASE_REPOSITORY,
    IMAGE_TAG,
    BASE_IMAGE_TAG,
    BUILD_VERSION,
    COLONY_SOURCE,
    COLONY_BASE,
    FLAVOUR,
    CHEF_IMAGE,
    RUNTIME_IMAGE,
    CA_FILE,
    PROFILE,
    BINARIES,
    STARTED,
    LEFT_OUT,
    RUN_AS,
    COMPILE_CACHE,
    COMPILE_CACHE_LIMIT,
  ],
  targets: [base, planner, builder, colony],
  groups: [group('all', 'The base image and the colony image', [builder, colony])],
  default: [colony],
  ecr: {
    region: AWS_REGION,
    account: ECR_ACCOUNT,
    host: REGISTRY,
    repositories: [
      repository(ECR_REPOSITORY, asSpecified),
      repository(ECR_BASE_REPOSITORY, asSpecified),
    ],
  },
});
