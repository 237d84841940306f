/** Variables of colony that say where images and build caches go. */
import { equals, isEmpty, not, or, variable } from 'baketree';

const host = {
  regex: '|[A-Za-z0-9.-]+(:[0-9]+)?(/[a-z0-9._-]+)*',
  means: 'a registry host such as registry.example.com:5000, or empty',
};

const repositoryName = {
  regex: '[a-z0-9]+(([.]|_|__|-+|/)[a-z0-9]+)*',
  means: 'the name of a repository, in lower case',
};

export const REGISTRY = variable('REGISTRY', {
  description: 'Where images are tagged for, such as an ECR host. Empty: local tags only.',
  default: '',
  pattern: host,
});

export const PUSH = variable('PUSH', {
  description: 'Whether tagged images are pushed to REGISTRY; otherwise they are stored here.',
  default: false,
  validations: (self) => [
    {
      condition: or(not(self), not(isEmpty(REGISTRY))),
      message: 'PUSH needs a REGISTRY: without one, images would go to Docker Hub.',
      hint: 'export REGISTRY=registry.example.com',
    },
  ],
});

export const AWS_REGION = variable('AWS_REGION', {
  description: 'The AWS region of the ECR registry. The bake file itself does not need it.',
  default: 'eu-west-1',
  shared: true,
  runnerOnly: true,
});

export const ECR_ACCOUNT = variable('ECR_ACCOUNT', {
  description: 'The AWS account, by number, that credentials must be for. Empty: any.',
  default: '',
  runnerOnly: true,
  pattern: { regex: '|[0-9]{12}', means: 'twelve digits, or empty' },
});

export const ECR_REPOSITORY = variable('ECR_REPOSITORY', {
  description: "The colony image's repository.",
  default: 'distributed-colony',
  pattern: repositoryName,
});

export const ECR_BASE_REPOSITORY = variable('ECR_BASE_REPOSITORY', {
  description: "The base image's repository.",
  default: 'distributed-colony-base',
  pattern: repositoryName,
});

// It cannot be one of the images' own: a cache in a tag's place would be pulled as an image.
export const ECR_CACHE_REPOSITORY = variable('ECR_CACHE_REPOSITORY', {
  description: 'The repository of build caches, which holds no images.',
  default: 'distributed-colony-cache',
  pattern: repositoryName,
  validations: (self) => [
    {
      condition: not(or(equals(self, ECR_REPOSITORY), equals(self, ECR_BASE_REPOSITORY))),
      message: 'ECR_CACHE_REPOSITORY must be another repository than those of the images.',
    },
  ],
});

// Longer scopes would make tags of more than 128 characters: the longest name before it is "planner-".
export const CACHE_SCOPE = variable('CACHE_SCOPE', {
  description:
    "Whose caches: main, release, pr-12 and so on. Its own are written; main's are read, too, but by release….",
  default: '',
  pattern: {
    regex: '([a-z0-9][a-z0-9._-]{0,119})?',
    means: 'at most 120 lower-case letters, digits, dots, dashes and underscores, or empty',
  },
});

// A name of its own, so that images can have local tags while their caches are in a registry.
export const CACHE_REGISTRY = variable('CACHE_REGISTRY', {
  description: 'Where build caches are, such as an ECR host. Empty: in REGISTRY.',
  default: '',
  pattern: host,
});

export const CACHE_MODE = variable('CACHE_MODE', {
  description:
    'What is done with build caches in the registry: nothing, read them, or also write those of CACHE_SCOPE.',
  oneOf: ['off', 'read', 'write'],
  default: 'off',
  validations: (self) => [
    {
      condition: or(equals(self, 'off'), not(isEmpty(REGISTRY)), not(isEmpty(CACHE_REGISTRY))),
      message:
        'CACHE_MODE other than off needs a CACHE_REGISTRY or a REGISTRY: the caches are there.',
      hint: 'export CACHE_REGISTRY=registry.example.com',
    },
    {
      condition: or(not(equals(self, 'write')), not(isEmpty(CACHE_SCOPE))),
      message:
        'CACHE_MODE=write needs a CACHE_SCOPE, such as main or pr-12: whose caches it writes.',
      hint: 'export CACHE_SCOPE=local',
    },
  ],
});
