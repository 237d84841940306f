/** Random whole trees as plain data; build-tree.ts makes them trees through the library. */
import fc from 'fast-check';
import { expressions, type FlagSpec, type TextSpec, type TextsSpec } from './expressions.ts';
import { environmentText, hardKey, hardText, tameText } from './strings.ts';

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
  readonly items: readonly { readonly pick: number; readonly text: TextSpec; readonly drop: boolean }[];
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
  readonly entitlements?: TextsSpec | undefined;
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
  readonly network?: TextSpec | undefined;
  readonly shmSize?: number | undefined;
  readonly call?: TextSpec | undefined;
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
  readonly groups: readonly { readonly description: string; readonly members: readonly MemberSpec[] }[];
  readonly default: readonly MemberSpec[];
  /** What the second and third environment ask for. */
  readonly asks: readonly number[];
}

const small = fc.nat({ max: 7 });
const { text, texts, flag } = expressions;

const environment: fc.Arbitrary<EnvironmentSpec> = fc.record({
  given: fc.boolean(),
  text: environmentText,
  tame: tameText,
  csv: fc.array(environmentText, { minLength: 1, maxLength: 3 }),
  spelling: small,
  number: small,
});

const variable: fc.Arbitrary<VariableSpec> = fc.record({
  kind: fc.constantFrom<VariableKind>(
    'text', 'text', 'text', 'tame', 'tame', 'enum', 'choice', 'choice', 'bool', 'bool', 'list', 'path', 'file', 'maybe-file',
  ),
  text: hardText,
  tame: tameText,
  values: fc.uniqueArray(hardText, { minLength: 1, maxLength: 4 }),
  flag: fc.boolean(),
  file: small,
  description: hardText,
  validated: fc.boolean(),
  set: fc.tuple(environment, environment),
});

const { smallFlag } = fc.letrec<{ smallFlag: SmallFlag }>((tie) => ({
  smallFlag: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fc.record({ bool: small }),
    fc.record({ enum: small, value: small }),
    fc.record({ not: tie('smallFlag') }),
  ),
}));

const tame: fc.Arbitrary<TameSpec> = fc.oneof(
  tameText,
  fc.record({ tame: small }),
  fc.record({ if: smallFlag, yes: tameText, no: tameText }),
);

const entry: fc.Arbitrary<EntrySpec> = fc.record({
  shape: small,
  texts: fc.array(text, { minLength: 3, maxLength: 3 }),
  flags: fc.array(flag, { minLength: 3, maxLength: 3 }),
  tame,
  file: small,
  keys: fc.array(hardKey.map((key) => key.toLowerCase()), { minLength: 1, maxLength: 1 }),
});

const { entries } = fc.letrec<{ entries: EntriesSpec }>((tie) => ({
  entries: fc.oneof(
    { maxDepth: 2, withCrossShrink: true, depthSize: 'small' },
    { weight: 3, arbitrary: fc.array(entry, { maxLength: 3 }) },
    {
      weight: 2,
      arbitrary: fc.record({
        if: smallFlag,
        yes: tie('entries'),
        no: tie('entries'),
        mixed: fc.nat({ max: 99 }).map((n) => n === 99),
      }),
    },
  ),
}));

const items: fc.Arbitrary<ItemsSpec> = fc.record({
  form: fc.constantFrom<ItemsSpec['form']>('list', 'choice', 'compact'),
  items: fc.array(
    fc.record({ pick: small, text, drop: fc.nat({ max: 5 }).map((n) => n === 5) }),
    { maxLength: 3 },
  ),
  if: flag,
});

const map = fc.uniqueArray(fc.tuple(hardKey, text), { maxLength: 3, selector: ([key]) => key });

const context: fc.Arbitrary<ContextSpec> = fc.record({
  kind: fc.constantFrom<ContextSpec['kind']>(
    'target', 'target', 'pinned', 'image', 'folder', 'path', 'local-or-tree', 'local-or-tree',
  ),
  name: hardKey,
  index: small,
  tame,
  digest: fc.boolean(),
});

/** Present in about one of three. */
function perhaps<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 2, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const attributes = {
  args: perhaps(map),
  labels: perhaps(map),
  extraHosts: perhaps(map),
  annotations: perhaps(items),
  ulimits: perhaps(items),
  tags: perhaps(items),
  noCacheFilter: perhaps(texts),
  entitlements: perhaps(texts),
  secret: perhaps(entries),
  ssh: perhaps(entries),
  output: perhaps(entries),
  attest: perhaps(entries),
  cacheFrom: perhaps(entries),
  cacheTo: perhaps(entries),
  policy: perhaps(entries),
  resources: perhaps(fc.array(small, { maxLength: 4 })),
  noCache: perhaps(flag),
  pull: perhaps(flag),
  network: perhaps(
    fc.oneof(text, fc.constantFrom<TextSpec>('host', 'none', 'default')),
  ),
  shmSize: perhaps(small),
  call: perhaps(text),
  target: perhaps(text),
  platform: perhaps(small),
  context: perhaps(small),
};

const body: fc.Arbitrary<BodySpec> = fc.record({
  description: hardText,
  ...attributes,
  tagPart: tame,
  smallIf: smallFlag,
  contexts: fc.uniqueArray(context, { maxLength: 4, selector: ({ name }) => name }),
  main: fc.nat({ max: 9 }).map((n) => n > 0),
});

/** A few attributes that differ in some cells, or are absent there. */
const other: fc.Arbitrary<Partial<BodySpec>> = fc.record(
  { description: hardText, ...attributes },
  { requiredKeys: [] },
);

const target: fc.Arbitrary<TargetSpec> = fc.record({
  name: fc.stringMatching(/^[a-zA-Z0-9_-]{0,6}$/),
  axes: fc.uniqueArray(fc.nat({ max: 2 }), { maxLength: 3, size: 'medium' }),
  exclude: small,
  body,
  other: fc.oneof(fc.constant({}), other),
});

const member: fc.Arbitrary<MemberSpec> = fc.record({
  kind: fc.constantFrom<MemberSpec['kind']>('target', 'target', 'cells', 'group'),
  index: small,
  value: small,
});
const members = fc.array(member, { minLength: 1, maxLength: 4 });

/** Any tree. */
export const treeSpec: fc.Arbitrary<TreeSpec> = fc.record({
  dockerfiles: fc.boolean(),
  new: fc.nat({ max: 7 }).map((n) => n === 7),
  description: hardText,
  variables: fc.array(variable, { maxLength: 6, size: 'medium' }),
  axes: fc.array(fc.uniqueArray(hardText, { minLength: 1, maxLength: 3 }), { maxLength: 3, size: 'medium' }),
  excludes: fc.boolean(),
  targets: fc.array(target, { minLength: 1, maxLength: 4, size: 'medium' }),
  groups: fc.array(fc.record({ description: hardText, members }), { maxLength: 3 }),
  default: members,
  asks: fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 3 }),
});
