/** What the two images are called. */
import {
  compact,
  equals,
  first,
  isEmpty,
  join,
  matches,
  split,
  type Text,
  text,
  when,
} from 'baketree';
import { ECR_BASE_REPOSITORY, ECR_REPOSITORY, REGISTRY } from './colony-registry-variables.ts';
import { BASE_IMAGE_TAG, IMAGE_TAG, IMAGE_VERSION } from './colony-variables.ts';

const prefix = when(isEmpty(REGISTRY), '', text`${REGISTRY}/`);

/** The base image in the local store, whatever the registry. */
export const localBase = text`${ECR_BASE_REPOSITORY}:${BASE_IMAGE_TAG}`;
export const baseTag = text`${prefix}${localBase}`;

const tagged = (tag: Text) => text`${prefix}${ECR_REPOSITORY}:${tag}`;
const versionUpTo = (parts: number) => join('.', first(parts, split('.', IMAGE_VERSION)));
const release = matches('^[0-9]+[.][0-9]+[.][0-9]+$', IMAGE_VERSION);
const beforeRelease = matches('^[0-9]+[.][0-9]+[.][0-9]+-[0-9A-Za-z]', IMAGE_VERSION);

/** What comes before a release moves no tag that people follow, but for one that is asked for by its name. */
export const colonyTags = when(
  release,
  [tagged(IMAGE_VERSION), tagged(versionUpTo(2)), tagged(versionUpTo(1)), tagged(IMAGE_TAG)],
  when(
    beforeRelease,
    compact([tagged(IMAGE_VERSION), when(equals(IMAGE_TAG, 'latest'), '', tagged(IMAGE_TAG))]),
    [tagged(IMAGE_TAG)],
  ),
);
