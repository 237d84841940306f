/** Trees and groups: a named set of targets with edges, one bake file, one system. */
import type { Location } from '../errors.ts';
import type { Exclusion } from './axis.ts';
import type { Registry } from './repository.ts';
import { callerLocation } from './source.ts';
import type { AnyTarget, PinnedTarget } from './target.ts';
import { listOf, noListsIn, type Unknown, unknownIn } from './unknown.ts';
import type { Variable } from './variable.ts';
import type { GithubWorkflow } from './workflow.ts';

/** A named list of targets or groups. A target with axes stands for all of its cells. */
export interface Group {
  readonly kind: 'group';
  readonly name: string;
  readonly description: string;
  readonly members: readonly GroupMember[];
  readonly declaredAt?: Location | undefined;
}

/** What a group may hold. */
// biome-ignore lint/suspicious/noExplicitAny: the phantom axis type is of no interest here
export type GroupMember = AnyTarget | PinnedTarget<any> | Group;

/** Declares a group; its members are the values themselves, so a misspelt one does not compile. */
export function group(name: string, description: string, members: readonly GroupMember[]): Group {
  return { kind: 'group', name, description, members, declaredAt: callerLocation() };
}

/** One system: one bake file and the Dockerfiles it names. */
export interface Tree extends Unknown {
  readonly kind: 'tree';
  readonly name: string;
  readonly description: string;
  /** The oldest buildx that may bake it; attributes that are newer are errors. */
  readonly buildx: string;
  readonly variables: readonly Variable[];
  readonly targets: readonly AnyTarget[];
  readonly groups: readonly Group[];
  /** What is baked when nothing is named. */
  readonly default: readonly GroupMember[];
  readonly exclusions: readonly Exclusion[];
  /** Where its images are pushed, and what must be there; `ecr` sees to it. */
  readonly ecr?: Registry;
  /** The workflow of GitHub Actions that bakes it; `generate` writes its file. */
  readonly workflow?: GithubWorkflow;
  readonly declaredAt?: Location | undefined;
}

/** Declares a tree. It is checked when a plan is made of it, with all problems at once. */
export function defineTree(definition: {
  readonly name: string;
  readonly description: string;
  readonly buildx?: string;
  readonly variables?: readonly Variable[];
  readonly targets: readonly AnyTarget[];
  readonly groups?: readonly Group[];
  readonly default: readonly GroupMember[];
  readonly exclusions?: readonly Exclusion[];
  readonly ecr?: Registry;
  readonly workflow?: GithubWorkflow;
}): Tree {
  return {
    kind: 'tree',
    name: definition.name,
    description: definition.description,
    buildx: definition.buildx ?? '0.29.0',
    variables: listOf(definition.variables ?? []),
    targets: listOf(definition.targets),
    groups: listOf(definition.groups ?? []),
    default: listOf(definition.default),
    exclusions: listOf(definition.exclusions ?? []),
    ...(definition.ecr ? { ecr: definition.ecr } : {}),
    ...(definition.workflow ? { workflow: definition.workflow } : {}),
    declaredAt: callerLocation(),
    ...unknownIn(definition, PARTS),
    ...noListsIn(definition, LISTS),
  };
}

const LISTS = ['variables', 'targets', 'groups', 'default', 'exclusions'];
const PARTS = ['name', 'description', 'buildx', ...LISTS, 'ecr', 'workflow'];

/** What `baketree.config.ts` exports: the trees of a project; the first is the default tree. */
export interface Config {
  readonly trees: readonly [Tree, ...Tree[]];
}

/** Declares a project's configuration. */
export function defineConfig(config: Config): Config {
  return config;
}
