/**
 * The plain objects within declarations, each with the keys that it may have. No function makes them, so
 * that only what they hold tells what they are.
 */
import type { Location } from '../errors.ts';
import type { LocalOrTree, MadeFrom } from '../model/context.ts';
import type { Images, LifecycleRule } from '../model/lifecycle.ts';
import type {
  Deployment,
  Encryption,
  Mutability,
  Registry,
  Repository,
} from '../model/repository.ts';
import type { Pattern, Validation, Variable } from '../model/variable.ts';
import type { GithubWorkflow, Minutes, WorkflowPush } from '../model/workflow.ts';
import type { Node } from './nodes.ts';
import { placeOf } from './sound.ts';

/** One plain object as it was written; `is` ends the sentence "… is no option of …". */
export interface Part {
  readonly name: string;
  readonly is: string;
  readonly value: unknown;
  readonly keys: readonly string[];
  readonly at?: Location | undefined;
}

/** The keys of a type, all of them: one that is added to the type and not here does not compile. */
type Keys<Of> = Readonly<Record<Of extends unknown ? keyof Of : never, true>>;

/** The parts of a tree's `ecr`, without its repositories. */
export function partsOfRegistry(
  name: string,
  ecr: Registry,
  declaredAt?: Location,
): readonly Part[] {
  const at = declaredAt && { ...declaredAt, attribute: 'ecr' };
  return [
    { name: `ecr of tree "${name}"`, is: 'ecr', value: ecr, keys: listed(REGISTRY), at },
    ...listIn(ecr.deploy).map((value) => {
      const place = { name: `deploy in ecr of tree "${name}"`, is: 'deploy', at };
      return { ...place, value, keys: listed(DEPLOYMENT) };
    }),
  ];
}

/** The parts of a repository. */
export function partsOfRepository(name: string, one: Repository): readonly Part[] {
  const part = (what: string, value: unknown, keys: object) => ({
    name: `${what} of ${name}`,
    is: what.replace(/ \d+$/, ''),
    value,
    keys: listed(keys),
    at: one.declaredAt,
  });
  const { encryption, mutability } = one;
  return [
    part('encryption', encryption, ENCRYPTION),
    part('kms', heldIn(encryption, 'kms'), KMS),
    part('mutability', mutability, MUTABILITY),
    ...listIn(one.lifecycle).flatMap((rule, index) => [
      part(`lifecycle rule ${index + 1}`, rule, RULE),
      ...['expire', 'archive'].map((key) => part(key, heldIn(rule, key), IMAGES)),
    ]),
  ];
}

/** The parts of a variable. */
export function partsOfVariable({ name, at, ...variable }: Variable): readonly Part[] {
  const part = (what: string, value: unknown, keys: object) => ({
    name: `${what} of variable "${name}"`,
    is: what,
    value,
    keys: listed(keys),
    at,
  });
  return [
    part('pattern', variable.pattern, PATTERN),
    ...listIn(variable.validations).map((each) => part('validations', each, VALIDATION)),
  ];
}

/** A workflow itself, as what it is given and does not know stays in it, and its parts. */
export function partsOfWorkflow(
  name: string,
  { kind: _, declaredAt, ...workflow }: GithubWorkflow,
): readonly Part[] {
  const of = `the workflow of "${name}"`;
  const part = (what: string, value: unknown, keys: object, attribute = what) => ({
    name: `${what} of ${of}`,
    is: what,
    value,
    keys: listed(keys),
    at: declaredAt && { ...declaredAt, attribute },
  });
  return [
    { name: of, is: 'a workflow', value: workflow, keys: listed(WORKFLOW), at: declaredAt },
    part('minutes', workflow.minutes, MINUTES),
    part('push', workflow.push, PUSH),
    part('releases', workflow.push?.releases, RELEASES, 'push'),
  ];
}

/** The contexts of a node that are a target or its local image, and what they say of a record. */
export function partsOfContexts({ name, target, body }: Node): readonly Part[] {
  const { at } = placeOf(target, 'contexts');
  return Object.entries(body.contexts ?? {}).flatMap(([context, source]) => {
    if (heldIn(source, 'kind') !== 'local-or-tree') return [];
    const { kind: _, ...value } = source as LocalOrTree;
    const of = `context "${context}" of "${name}"`;
    const madeFrom = { value: value.madeFrom, keys: listed(MADE_FROM), at };
    return [
      { name: `the ${of}`, is: 'localOrTree', value, keys: listed(LOCAL_OR_TREE), at },
      { name: `madeFrom of the ${of}`, is: 'madeFrom', ...madeFrom },
    ];
  });
}

function listed(keys: object): readonly string[] {
  return Object.keys(keys);
}

/** What a key holds of something that may come out of data. */
function heldIn(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

const REGISTRY: Keys<Registry> = {
  region: true,
  account: true,
  host: true,
  cacheHost: true,
  push: true,
  deploy: true,
  repositories: true,
};
const DEPLOYMENT: Keys<Deployment> = { target: true, lines: true };
const ENCRYPTION: Keys<Exclude<Encryption, string>> = { kms: true };
const KMS: Keys<Exclude<Encryption, string>['kms']> = { key: true, dual: true };
const MUTABILITY: Keys<Exclude<Mutability, string>> = { tags: true, except: true };
const RULE: Keys<LifecycleRule> = {
  priority: true,
  description: true,
  expire: true,
  archive: true,
  pushedDaysAgo: true,
  beyondNewest: true,
  archivedDaysAgo: true,
  pulledDaysAgo: true,
};
const IMAGES: Keys<Exclude<Images, string>> = { prefixes: true, patterns: true };
const PATTERN: Keys<Pattern> = { regex: true, means: true };
const VALIDATION: Keys<Validation> = { condition: true, message: true, hint: true };
const WORKFLOW: Keys<Omit<GithubWorkflow, 'kind' | 'declaredAt'>> = {
  bakes: true,
  branch: true,
  commit: true,
  files: true,
  runner: true,
  node: true,
  settings: true,
  minutes: true,
  push: true,
};
const MINUTES: Keys<Minutes> = { check: true, build: true, push: true };
const PUSH: Keys<WorkflowPush> = { role: true, releases: true, environment: true };
const RELEASES: Keys<NonNullable<WorkflowPush['releases']>> = { prefix: true, version: true };
const LOCAL_OR_TREE: Keys<Omit<LocalOrTree, 'kind' | symbol>> = {
  choice: true,
  target: true,
  image: true,
  title: true,
  madeFrom: true,
};
const MADE_FROM: Keys<MadeFrom> = { record: true, files: true, except: true, args: true };
