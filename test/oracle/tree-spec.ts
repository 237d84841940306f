/** Whole trees as plain data, which shrinks and prints well; build-tree.ts makes them trees of the library. */
import type { FlagSpec, TextSpec, TextsSpec } from './expressions.ts';

/**
 * What a variable is for: `text` is any text, `tame` a piece of image references, `enum` one of its
 * values, `choice` decides a local-or-tree context, `path` a folder, `file` a file that exists, and
 * `maybe-file` that or empty.
 */
export type VariableKind =
  | 'text'
  | 'tame'
  | 'enum'
  | 'choice'
  | 'bool'
  | 'list'
  | 'path'
  | 'file'
  | 'maybe-file';

export interface VariableSpec {
  readonly kind: VariableKind;
  readonly text: string;
  readonly tame: string;
  readonly values: readonly string[];
  readonly flag: boolean;
  readonly file: number;
  readonly description: string;
  /** A validation or a pattern, as the kind allows. */
  readonly validated: boolean;
  /** Its values in the second and third environment; undefined: left to the default. */
  readonly set: readonly [EnvironmentSpec, EnvironmentSpec];
}

export interface EnvironmentSpec {
  readonly given: boolean;
  readonly text: string;
  readonly tame: string;
  readonly csv: readonly string[];
  readonly spelling: number;
  readonly number: number;
}

/** A condition over booleans and enumerations only: image references are tried in every branch. */
export type SmallFlag =
  | { readonly bool: number }
  | { readonly enum: number; readonly value: number }
  | { readonly not: SmallFlag };

/** A text that is part of an image reference. */
export type TameSpec =
  | string
  | { readonly tame: number }
  | { readonly if: SmallFlag; readonly yes: string; readonly no: string };

/** An entry of an object attribute; `shape` chooses among those that the attribute can have. */
export interface EntrySpec {
  readonly shape: number;
  readonly texts: readonly TextSpec[];
  readonly flags: readonly FlagSpec[];
  readonly tame: TameSpec;
  readonly small: SmallFlag;
  readonly file: number;
  readonly keys: readonly string[];
}

/** A list of entries, written out or chosen; the branches of a choice get one shape, but for `mixed`. */
export type EntriesSpec =
  | readonly EntrySpec[]
  | {
      readonly if: SmallFlag;
      readonly yes: EntriesSpec;
      readonly no: EntriesSpec;
      readonly mixed: boolean;
    };

/** A list of texts whose items have a form of their own, such as `key=value`. */
export interface ItemsSpec {
  readonly form: 'list' | 'choice' | 'compact';
  readonly items: readonly {
    readonly pick: number;
    readonly text: TextSpec;
    readonly drop: boolean;
  }[];
  readonly if: FlagSpec;
}

export interface ContextSpec {
  readonly kind: 'target' | 'pinned' | 'image' | 'folder' | 'path' | 'local-or-tree';
  readonly name: string;
  readonly index: number;
  readonly tame: TameSpec;
  readonly digest: boolean;
}

/** The attributes of a target; any may be absent. */
export interface BodySpec {
  readonly description: string;
  readonly args?: readonly (readonly [string, TextSpec])[] | undefined;
  readonly labels?: readonly (readonly [string, TextSpec])[] | undefined;
  readonly extraHosts?: readonly (readonly [string, TextSpec])[] | undefined;
  readonly annotations?: ItemsSpec | undefined;
  readonly ulimits?: ItemsSpec | undefined;
  readonly tags?: ItemsSpec | undefined;
  readonly tagPart: TameSpec;
  readonly smallIf: SmallFlag;
  readonly noCacheFilter?: TextsSpec | undefined;
  readonly entitlements?: ItemsSpec | undefined;
  readonly secret?: EntriesSpec | undefined;
  readonly ssh?: EntriesSpec | undefined;
  readonly output?: EntriesSpec | undefined;
  readonly attest?: EntriesSpec | undefined;
  readonly cacheFrom?: EntriesSpec | undefined;
  readonly cacheTo?: EntriesSpec | undefined;
  readonly policy?: EntriesSpec | undefined;
  readonly resources?: readonly number[] | undefined;
  readonly noCache?: FlagSpec | undefined;
  readonly pull?: FlagSpec | undefined;
  readonly network?: number | undefined;
  readonly shmSize?: number | undefined;
  readonly call?: number | undefined;
  readonly target?: TextSpec | undefined;
  readonly platform?: number | undefined;
  readonly context?: number | undefined;
  readonly contexts?: readonly ContextSpec[] | undefined;
  readonly main: boolean;
}

export interface TargetSpec {
  readonly name: string;
  readonly axes: readonly number[];
  readonly exclude: number;
  /** One template for itself, or one that it shares with others (then nothing is known of it). */
  readonly body: BodySpec;
  /** What some cells have in place of the body's own attributes. */
  readonly other: Partial<BodySpec>;
}

export interface MemberSpec {
  readonly kind: 'target' | 'cells' | 'group';
  readonly index: number;
  readonly value: number;
}

export interface TreeSpec {
  /** Whether Dockerfiles are written and checked; else all arguments flow, whatever their names. */
  readonly dockerfiles: boolean;
  /** Needs buildx 0.35, which alone reads policy and resources. */
  readonly new: boolean;
  readonly description: string;
  readonly variables: readonly VariableSpec[];
  readonly axes: readonly (readonly string[])[];
  readonly excludes: boolean;
  readonly targets: readonly TargetSpec[];
  readonly groups: readonly {
    readonly description: string;
    readonly members: readonly MemberSpec[];
  }[];
  readonly default: readonly MemberSpec[];
  /** What the second and third environment ask for. */
  readonly asks: readonly number[];
}
