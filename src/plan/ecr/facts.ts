/** What a registry says of a repository, and the calls that change one: data that io fills and obeys. */
import type { EncryptionSetting, MutabilitySetting } from './repositories.ts';

/** A repository as it is. */
export interface Found {
  readonly name: string;
  readonly arn: string;
  readonly scanOnPush: boolean;
  readonly encryption: EncryptionSetting;
  readonly mutability: MutabilitySetting;
  readonly tags: Readonly<Record<string, string>>;
  /** The text of its lifecycle policy; undefined where it has none. */
  readonly lifecycle: string | undefined;
}

/** One call that changes something, with all that it takes. */
export type Call =
  | {
      readonly operation: 'CreateRepository';
      readonly repository: string;
      readonly scanOnPush: boolean;
      readonly encryption: EncryptionSetting;
      readonly mutability: MutabilitySetting;
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      readonly operation: 'PutImageScanningConfiguration';
      readonly repository: string;
      readonly scanOnPush: boolean;
    }
  | {
      readonly operation: 'PutImageTagMutability';
      readonly repository: string;
      readonly mutability: MutabilitySetting;
    }
  | {
      readonly operation: 'PutLifecyclePolicy';
      readonly repository: string;
      readonly policy: string;
    }
  | { readonly operation: 'DeleteLifecyclePolicy'; readonly repository: string }
  | {
      readonly operation: 'TagResource';
      readonly repository: string;
      readonly arn: string;
      readonly tags: Readonly<Record<string, string>>;
    }
  | {
      readonly operation: 'UntagResource';
      readonly repository: string;
      readonly arn: string;
      readonly keys: readonly string[];
    };

/** How a call ended, where that is no failure. */
export type CallEnd = 'done' | 'exists' | 'missing';

/** Whose credentials these are, and where they are used. */
export interface Account {
  /** Twelve digits. */
  readonly id: string;
  /** Who is calling. */
  readonly arn: string;
  /** The account's own name; undefined where there is none, or it may not be asked for. */
  readonly alias: string | undefined;
  readonly region: string;
  readonly fips: boolean;
  readonly dualStack: boolean;
}
