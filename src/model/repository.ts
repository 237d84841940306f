/** Repositories of a registry (ECR), as a tree declares them. */
import type { Location } from '../errors.ts';
import type { Text } from './expression.ts';
import type { LifecycleRule } from './lifecycle.ts';
import { callerLocation } from './source.ts';

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
export interface Repository {
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
    ...(options.lifecycle ? { lifecycle: options.lifecycle } : {}),
    declaredAt: callerLocation(),
  };
}

/** Where a tree's images go: the account's registry in a region, and the repositories in it. */
export interface Registry {
  /** Such as `eu-west-1`. Empty: what the AWS configuration says. */
  readonly region: Text;
  /** The account that the credentials must be for. Absent or empty: any. */
  readonly account?: Text;
  /** A registry's name to use in place of the account's own. Absent or empty: the account's. */
  readonly host?: Text;
  readonly repositories: readonly Repository[];
}
