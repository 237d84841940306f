/** Repositories of a registry (ECR), as a tree declares them. */
import type { Location } from '../errors.ts';
import type { Text } from './expression.ts';
import type { LifecycleRule } from './lifecycle.ts';
import { callerLocation } from './source.ts';
import type { AnyTarget } from './target.ts';
import { listOf, noListsIn, type Unknown, unknownIn } from './unknown.ts';
import type { Variable } from './variable.ts';

/** How images are encrypted. ECR cannot change it once a repository exists. */
export type Encryption =
  | 'AES256'
  /** Key: its ARN or id. Absent: the account's own key for ECR. `dual` encrypts in two layers (KMS_DSSE). */
  | { readonly kms: { readonly key?: Text; readonly dual?: boolean } };

/** Whether a tag can be moved to another image; `except` names tags for which the other holds. */
export type Mutability =
  | 'mutable'
  | 'immutable'
  | {
      readonly tags: 'mutable' | 'immutable';
      /** Up to five tags; `*` stands for any text. */
      readonly except: readonly [string, ...string[]];
    };

/** One repository. What is undefined here is left as it is in the registry. */
export interface Repository extends Unknown {
  readonly kind: 'repository';
  readonly name: Text;
  readonly scanOnPush: boolean;
  readonly encryption: Encryption;
  readonly mutability: Mutability;
  /** Tags of the repository itself, not of its images. All others are taken away. */
  readonly tags?: { readonly [key: string]: Text };
  /** An empty list: no policy, so that nothing is ever deleted. */
  readonly lifecycle?: readonly LifecycleRule[];
  readonly declaredAt?: Location | undefined;
}

/** Declares a repository. Without more: scan on push, AES256, tags that can be moved. */
export function repository(
  name: Text,
  options: {
    readonly scanOnPush?: boolean;
    readonly encryption?: Encryption;
    readonly mutability?: Mutability;
    readonly tags?: { readonly [key: string]: Text };
    readonly lifecycle?: readonly LifecycleRule[];
  } = {},
): Repository {
  return {
    kind: 'repository',
    name,
    scanOnPush: options.scanOnPush ?? true,
    encryption: options.encryption ?? 'AES256',
    mutability: options.mutability ?? 'mutable',
    ...(options.tags ? { tags: options.tags } : {}),
    ...(options.lifecycle ? { lifecycle: listOf(options.lifecycle) } : {}),
    declaredAt: callerLocation(),
    ...unknownIn(options, OPTIONS),
    ...noListsIn(options, ['lifecycle']),
  };
}

const OPTIONS = ['scanOnPush', 'encryption', 'mutability', 'tags', 'lifecycle'];

/** Where a tree's images go: the account's registry in a region, and the repositories in it. */
export interface Registry {
  /** Such as `eu-west-1`. Empty: what the AWS configuration says. */
  readonly region: Text;
  /** The account that the credentials must be for. Absent or empty: any. */
  readonly account?: Text;
  /**
   * A registry's name to use in place of the account's own. Absent or empty: the account's. A variable
   * that the tags begin with: a push sets it.
   */
  readonly host?: Text;
  /** The variable that names the registry of build caches; empty: `host`. Absent: there are none. */
  readonly cacheHost?: Variable<string>;
  /** The variable by which targets are pushed, also where bake runs alone. Absent: settings of bake do it. */
  readonly push?: Variable<boolean>;
  /** What is said after a push: how what was pushed comes to run. */
  readonly deploy?: readonly Deployment[];
  readonly repositories: readonly Repository[];
}

/** An image in its registry. */
export interface PushedImage {
  /** `host/repository:tag`, the first of its tags. */
  readonly uri: string;
  /** The host that it was pushed to. */
  readonly registry: string;
  readonly repository: string;
  /** `sha256:…` */
  readonly digest: string;
  /** `host/repository@sha256:…`, which nobody can move. */
  readonly pinned: string;
}

/** What a person should know or do once an image was pushed. */
export interface Deployment {
  /** The target whose image it is about. */
  readonly target: AnyTarget;
  /** Lines to show; those that can be typed as they stand begin with two blanks. */
  readonly lines: (image: PushedImage) => readonly string[];
}
