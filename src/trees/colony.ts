/**
 * Colony: a base image with the compiled dependencies of a Rust workspace, and on top of it a small
 * image with the binaries. base → planner → builder → colony; builder is the base image that is tagged.
 */
import {
  defineTree,
  equals,
  githubVariable,
  githubWorkflow,
  group,
  image,
  isEmpty,
  localOrTree,
  target,
  template,
  when,
} from 'baketree';
import { caches } from './colony-caches.ts';
import { deployLines } from './colony-deploy.ts';
import { manifests, notSources, ownVersions, settings } from './colony-inputs.ts';
import {
  AWS_REGION,
  CACHE_REGISTRY,
  ECR_ACCOUNT,
  ECR_BASE_REPOSITORY,
  ECR_REPOSITORY,
  PUSH,
  REGISTRY,
} from './colony-registry-variables.ts';
import { repositories } from './colony-repositories.ts';
import { baseTag, colonyTags, localBase } from './colony-tags.ts';
import {
  BINARIES,
  BUILD_VERSION,
  CA_FILE,
  CHEF_IMAGE,
  COLONY_BASE,
  COLONY_SOURCE,
  COMPILE_CACHE,
  COMPILE_CACHE_LIMIT,
  FEATURES,
  FLAVOUR,
  IMAGE_VERSION,
  LEFT_OUT,
  PROFILE,
  RUN_AS,
  RUNTIME_IMAGE,
  STARTED,
  variables,
} from './colony-variables.ts';

const publishedChef = when(
  equals(FLAVOUR, 'alpine'),
  'lukemathwalker/cargo-chef:latest-rust-1.87-alpine',
  'lukemathwalker/cargo-chef:latest-rust-1.87-bookworm',
);

const withCa = { secret: when(isEmpty(CA_FILE), [], [{ id: 'ca', src: CA_FILE }]) };
// Provenance holds times: with it no two builds would have the same digest.
const plain = { attest: [{ type: 'provenance', disabled: true }] } as const;
const inTheTreeOnly = { ...plain, output: [{ type: 'cacheonly' }] } as const;
// PUSH, not bake's `--push`: that keeps the output of type docker and adds another one with the same
// names, which the driver docker refuses.
const stored = {
  ...plain,
  output: [{ type: when(PUSH, 'registry', 'docker') }],
} as const;

const chef = when(isEmpty(CHEF_IMAGE), publishedChef, CHEF_IMAGE);

const packages = when(
  equals(FLAVOUR, 'alpine'),
  'binutils git musl-dev openssl-dev openssl-libs-static pkgconfig',
  'binutils ca-certificates gcc git libc6-dev libssl-dev pkg-config',
);

const base = target('base', {
  description: 'The toolchain with the packages that building colony needs',
  template: template('base', { ignore: ['*'] }),
  contexts: { chef: image(chef) },
  args: { BASE_RUSTFLAGS: '-C link-arg=-s', FLAVOUR, PACKAGES: packages },
  ...withCa,
  ...caches('base'),
  ...inTheTreeOnly,
});

const planner = target('planner', {
  description: "The recipe of the workspace's dependencies, from its manifests alone",
  template: template('planner', { ignore: manifests, data: { settings } }),
  context: COLONY_SOURCE,
  contexts: { base },
  args: { CHEF_IMAGE: chef, FEATURES, LEFT_OUT, PROFILE },
  ...withCa,
  ...caches('planner'),
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
  ...caches('builder'),
  ...stored,
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
  tags: colonyTags,
  labels: {
    'org.opencontainers.image.title': ECR_REPOSITORY,
    'org.opencontainers.image.description': 'Backend and coordinator of DistributedColony',
    'org.opencontainers.image.version': when(isEmpty(IMAGE_VERSION), BUILD_VERSION, IMAGE_VERSION),
    'org.opencontainers.image.base.name': RUNTIME_IMAGE,
  },
  ...caches('colony'),
  ...stored,
});

const all = group('all', 'The base image and the colony image', [builder, colony]);

/** The colony tree. */
export const colonyTree = defineTree({
  name: 'colony',
  description: 'DistributedColony: the base image, and the image that runs on AWS',
  variables,
  targets: [base, planner, builder, colony],
  groups: [all],
  default: [colony],
  ecr: {
    region: AWS_REGION,
    account: ECR_ACCOUNT,
    host: REGISTRY,
    push: PUSH,
    cacheHost: CACHE_REGISTRY,
    deploy: [{ target: colony, lines: deployLines }],
    repositories,
  },
  workflow: githubWorkflow({
    bakes: all,
    commit: BUILD_VERSION,
    // The workspace, and what writes the generated files.
    files: ['examples/colony/**', 'src/**', 'scripts/build.ts'],
    push: {
      role: githubVariable('AWS_ROLE_ARN'),
      releases: { prefix: 'v', version: IMAGE_VERSION },
    },
  }),
});
