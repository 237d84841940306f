/**
 * The one list of bake's target attributes. It drives the types an author writes against, the
 * checks, the writing order and the table in docs/attributes.md.
 *
 * Source: the bake file reference of docker/buildx, v0.29.1 to v0.37.2, and buildx's own merge code.
 */
import type {
  CALL_FORMAT,
  CALLS,
  ENTITLEMENTS,
  ListedEntry,
  NETWORKS,
  TypedAttribute,
  TypedEntry,
} from './entries.ts';
import type { Expression, Text } from './expression.ts';

/**
 * The shape of an attribute's value:
 * - `text`, `flag`: one string or boolean;
 * - `texts`: a list of strings;
 * - `map`: strings by name;
 * - `objects`: a list of objects (buildx also takes CSV strings; we never write those);
 * - `object`: one object.
 */
export type AttributeType = 'text' | 'flag' | 'texts' | 'map' | 'objects' | 'object';

/**
 * What bake does when an inherited and an own value meet: `replace` the whole, merge `by-key`, `append`
 * with duplicates dropped, append `by-id` or `by-type` with the later winning, or `none` (not inherited).
 */
export type AttributeMerge = 'replace' | 'by-key' | 'append' | 'by-id' | 'by-type' | 'none';

/** Who sets it: the `author` of a tree, baketree itself (`derived`), or nobody, as we write trees flat. */
export type AttributeUse = 'author' | 'derived' | 'never';

/** What is known of one attribute. */
export interface AttributeInfo {
  readonly type: AttributeType;
  readonly merge: AttributeMerge;
  /** First buildx that reads it; older ones drop it without a word. */
  readonly since: string;
  readonly use: AttributeUse;
  /** The object's keys, for `objects` and `object`; `true` marks the required ones. Absent: entries.ts has them. */
  readonly keys?: Readonly<Record<string, boolean>>;
}

const resourceKeys = {
  memory: false,
  'memory-swap': false,
  'cpu-shares': false,
  'cpu-period': false,
  'cpu-quota': false,
  'cpuset-cpus': false,
  'cpuset-mems': false,
} as const;

/** Every target attribute of buildx 0.29 to 0.37, in the order in which we write them. */
export const TARGET_ATTRIBUTES = {
  description: { type: 'text', merge: 'replace', use: 'derived', since: '0.20.0' },
  name: { type: 'text', merge: 'none', use: 'never', since: '0.20.0' },
  matrix: { type: 'map', merge: 'none', use: 'never', since: '0.20.0' },
  inherits: { type: 'texts', merge: 'none', use: 'derived', since: '0.20.0' },
  context: { type: 'text', merge: 'replace', use: 'derived', since: '0.20.0' },
  contexts: { type: 'map', merge: 'by-key', use: 'derived', since: '0.20.0' },
  dockerfile: { type: 'text', merge: 'replace', use: 'derived', since: '0.20.0' },
  'dockerfile-inline': { type: 'text', merge: 'replace', use: 'never', since: '0.20.0' },
  target: { type: 'text', merge: 'replace', use: 'author', since: '0.20.0' },
  platforms: { type: 'texts', merge: 'replace', use: 'derived', since: '0.20.0' },
  args: { type: 'map', merge: 'by-key', use: 'author', since: '0.20.0' },
  secret: {
    type: 'objects',
    merge: 'by-id',
    use: 'author',
    since: '0.20.0',
    keys: { id: true, src: false, env: false },
  },
  ssh: {
    type: 'objects',
    merge: 'by-id',
    use: 'author',
    since: '0.20.0',
    keys: { id: true, paths: false },
  },
  tags: { type: 'texts', merge: 'replace', use: 'author', since: '0.20.0' },
  labels: { type: 'map', merge: 'by-key', use: 'author', since: '0.20.0' },
  annotations: { type: 'texts', merge: 'append', use: 'author', since: '0.20.0' },
  output: { type: 'objects', merge: 'replace', use: 'author', since: '0.20.0' },
  attest: { type: 'objects', merge: 'by-type', use: 'author', since: '0.20.0' },
  'cache-from': { type: 'objects', merge: 'append', use: 'author', since: '0.20.0' },
  'cache-to': { type: 'objects', merge: 'replace', use: 'author', since: '0.20.0' },
  'no-cache': { type: 'flag', merge: 'replace', use: 'author', since: '0.20.0' },
  'no-cache-filter': { type: 'texts', merge: 'append', use: 'author', since: '0.20.0' },
  pull: { type: 'flag', merge: 'replace', use: 'author', since: '0.20.0' },
  network: { type: 'text', merge: 'replace', use: 'author', since: '0.20.0' },
  'extra-hosts': { type: 'map', merge: 'by-key', use: 'author', since: '0.25.0' },
  'shm-size': { type: 'text', merge: 'replace', use: 'author', since: '0.20.0' },
  ulimits: { type: 'texts', merge: 'append', use: 'author', since: '0.20.0' },
  entitlements: { type: 'texts', merge: 'append', use: 'author', since: '0.20.0' },
  call: { type: 'text', merge: 'replace', use: 'author', since: '0.20.0' },
  policy: {
    type: 'objects',
    merge: 'append',
    use: 'author',
    since: '0.31.0',
    keys: { filename: false, reset: false, disabled: false, strict: false, 'log-level': false },
  },
  resources: {
    type: 'object',
    merge: 'by-key',
    use: 'author',
    since: '0.35.0',
    keys: resourceKeys,
  },
} as const satisfies Record<string, AttributeInfo>;

/** The name of a target attribute, as bake spells it. */
export type AttributeName = keyof typeof TARGET_ATTRIBUTES;

/** All attribute names, in writing order. */
export const ATTRIBUTE_NAMES = Object.keys(TARGET_ATTRIBUTES) as readonly AttributeName[];

/** Where bake documents an attribute. */
export function attributeDocs(name: AttributeName): string {
  return `https://docs.docker.com/build/bake/reference/#target${name.replaceAll('-', '')}`;
}

/** `cache-from` becomes `cacheFrom`: the spelling of an attribute in TypeScript. */
export type CamelCase<Name extends string> = Name extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<CamelCase<Tail>>}`
  : Name;

/** The spelling of an attribute in TypeScript, as a value. */
export function camelCase<Name extends string>(name: Name): CamelCase<Name> {
  return name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase()) as CamelCase<Name>;
}

interface ValueOfType {
  readonly text: Text;
  readonly flag: boolean | Expression<boolean>;
  readonly texts: readonly Text[] | Expression<readonly string[]>;
  readonly map: Readonly<Record<string, Text>>;
}

/** An entry of an attribute, or its only object: known keys, in lower case, no nulls (a null crashes bake). */
export type Entry<Name extends AttributeName> = Name extends TypedAttribute
  ? TypedEntry<Name>
  : (typeof TARGET_ATTRIBUTES)[Name] extends { readonly keys: infer Listed }
    ? ListedEntry<Listed>
    : never;

/** Attributes that hold words of a closed list. */
interface Words {
  readonly network: (typeof NETWORKS)[number] | Expression<string>;
  readonly call: `${(typeof CALLS)[number]}${typeof CALL_FORMAT | ''}` | Expression<string>;
  readonly entitlements:
    | readonly ((typeof ENTITLEMENTS)[number] | `device=${string}` | Expression<string>)[]
    | Expression<readonly string[]>;
}

type ValueOf<Name extends AttributeName> = Name extends keyof Words
  ? Words[Name]
  : (typeof TARGET_ATTRIBUTES)[Name]['type'] extends infer Type
    ? Type extends keyof ValueOfType
      ? ValueOfType[Type]
      : Type extends 'object'
        ? Entry<Name>
        : readonly Entry<Name>[] | Expression<readonly object[]>
    : never;

type AuthorAttribute = {
  [Name in AttributeName]: (typeof TARGET_ATTRIBUTES)[Name]['use'] extends 'author' ? Name : never;
}[AttributeName];

/** The attributes an author may write on a target; everything else is derived from the model. */
export type AuthorAttributes = {
  readonly [Name in AuthorAttribute as CamelCase<Name>]?: ValueOf<Name>;
};

/** What one entry of an attribute is, by the attribute's spelling in TypeScript. */
export type AuthorEntries = {
  readonly [Name in AuthorAttribute as [Entry<Name>] extends [never]
    ? never
    : CamelCase<Name>]: Entry<Name>;
};
