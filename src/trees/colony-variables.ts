/** What a run of colony can be told: the variables of its bake file. */
import { variable } from 'baketree';
import {
  AWS_REGION,
  CACHE_MODE,
  CACHE_REGISTRY,
  CACHE_SCOPE,
  ECR_ACCOUNT,
  ECR_BASE_REPOSITORY,
  ECR_CACHE_REPOSITORY,
  ECR_REPOSITORY,
  PUSH,
  REGISTRY,
} from './colony-registry-variables.ts';

export const IMAGE_TAG = variable('IMAGE_TAG', {
  description: "The colony image's tag.",
  default: 'latest',
  pattern: { regex: '[A-Za-z0-9_][A-Za-z0-9._-]{0,127}', means: 'an image tag' },
});

export const IMAGE_VERSION = variable('IMAGE_VERSION', {
  description:
    'A version of the colony image: 1.4.2 tags it 1.4.2, 1.4 and 1 beside IMAGE_TAG. Empty: IMAGE_TAG alone.',
  default: '',
  pattern: {
    regex:
      '((0|[1-9][0-9]*)[.](0|[1-9][0-9]*)[.](0|[1-9][0-9]*)(-[0-9A-Za-z][0-9A-Za-z-]*([.][0-9A-Za-z-]+)*)?)?',
    means: 'a version such as 1.4.2, or 1.4.2-rc.1 for one before it, or empty',
  },
});

export const BASE_IMAGE_TAG = variable('BASE_IMAGE_TAG', {
  description: "The base image's tag.",
  default: 'latest',
  pattern: { regex: '[A-Za-z0-9_][A-Za-z0-9._-]{0,127}', means: 'an image tag' },
});

export const BUILD_VERSION = variable('BUILD_VERSION', {
  description: 'What this build calls itself, in a label and in the environment of the image.',
  default: 'dev',
});

export const COLONY_SOURCE = variable('COLONY_SOURCE', {
  description: 'The folder of the Rust workspace.',
  default: 'examples/colony',
  path: { holds: ['Cargo.toml'] },
});

export const COLONY_BASE = variable('COLONY_BASE', {
  description: 'Where colony takes the base image from: this tree, or the local image store.',
  oneOf: ['tree', 'local'],
  default: 'tree',
});

export const FLAVOUR = variable('FLAVOUR', {
  description:
    'The system that builds. On alpine binaries are linked statically, on debian to glibc.',
  oneOf: ['alpine', 'debian'],
  default: 'alpine',
});

export const CHEF_IMAGE = variable('CHEF_IMAGE', {
  description: "An image of the flavour's system with Rust and cargo-chef. Empty: a published one.",
  default: '',
});

export const RUNTIME_IMAGE = variable('RUNTIME_IMAGE', {
  description: 'The image under the binaries.',
  default: 'gcr.io/distroless/cc-debian12',
  // Empty, it would fail as "invalid reference format", of what is not said.
  pattern: { regex: '[^ ]+', means: 'the name of an image' },
});

export const CA_FILE = variable('CA_FILE', {
  description:
    "A bundle of certificate authorities (PEM) for the build's own downloads. Empty: the image's.",
  default: '',
  path: true,
});

export const PROFILE = variable('PROFILE', {
  description: "Cargo's profile, of the dependencies and the binaries alike.",
  default: 'release',
  pattern: { regex: '[A-Za-z0-9_-]+', means: 'the name of a profile' },
});

// Lists are joined with commas, which need no quotes in a shell, in .env or in YAML. Bake's own list
// type would take the same, but refuses an empty value (buildx 0.29: "failed to parse as CSV: EOF").
export const BINARIES = variable('BINARIES', {
  description: 'The binaries to build, joined with commas.',
  default: 'backend,coordinator',
  pattern: {
    regex: '[A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*',
    means: 'names with commas between them',
  },
});

export const STARTED = variable('STARTED', {
  description:
    'The binary that the image starts, one of BINARIES. Any but "backend" gets no arguments.',
  default: 'backend',
  pattern: { regex: '[A-Za-z0-9_-]+', means: 'the name of a binary' },
});

export const LEFT_OUT = variable('LEFT_OUT', {
  description: 'The crates that images are built without, joined with commas. Empty: none.',
  default: 'gui',
  pattern: {
    regex: '([A-Za-z0-9_-]+(,[A-Za-z0-9_-]+)*)?',
    means: 'names with commas between them, or empty',
  },
});

export const FEATURES = variable('FEATURES', {
  description:
    'Features of crates of the workspace, as crate/feature, joined with commas. Empty: their defaults.',
  default: '',
  pattern: {
    regex: '([A-Za-z0-9_-]+/[A-Za-z0-9_+.-]+(,[A-Za-z0-9_-]+/[A-Za-z0-9_+.-]+)*)?',
    means: 'crate/feature with commas between them, or empty',
  },
});

// By number, which means the same on every runtime image: distroless has no names to look up.
export const RUN_AS = variable('RUN_AS', {
  description: 'The user and group that the image runs as, by number.',
  default: '65532:65532',
  pattern: { regex: '[0-9]+:[0-9]+', means: 'two numbers with a colon between them' },
});

export const COMPILE_CACHE = variable('COMPILE_CACHE', {
  description:
    'The name of the compile cache. Checkouts that are built in turn are quicker with one each.',
  default: 'common',
  pattern: { regex: '[A-Za-z0-9_.-]+', means: 'a name without spaces and slashes' },
});

export const COMPILE_CACHE_LIMIT = variable('COMPILE_CACHE_LIMIT', {
  description:
    'The MiB by which the compile cache may outgrow the base image before it is begun again.',
  default: '4096',
  pattern: { regex: '[0-9]{1,9}', means: 'a whole number' },
});

/** All of them, in the order of the bake file. */
export const variables = [
  AWS_REGION,
  ECR_ACCOUNT,
  REGISTRY,
  PUSH,
  ECR_REPOSITORY,
  ECR_BASE_REPOSITORY,
  IMAGE_TAG,
  IMAGE_VERSION,
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
  FEATURES,
  RUN_AS,
  COMPILE_CACHE,
  COMPILE_CACHE_LIMIT,
  CACHE_MODE,
  CACHE_SCOPE,
  CACHE_REGISTRY,
  ECR_CACHE_REPOSITORY,
];
