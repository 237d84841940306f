/**
 * The one list of what entries of `output`, `cache-from`, `cache-to` and `attest` can be: their types, and
 * the keys that each type reads. BuildKit drops a key that it does not know, without a word.
 *
 * Source: https://docs.docker.com/build/exporters/, https://docs.docker.com/build/cache/backends/ and
 * https://docs.docker.com/build/metadata/attestations/; where those pages are silent, the code that reads
 * the keys (exporter/ and cache/remotecache/ of moby/buildkit, August 2026).
 */
import type { Condition, Expression, Text, Texts } from './expression.ts';

/** A key that stands for many: `annotation.<key>`, `annotation-index.<key>` and so on. */
const ANNOTATION = 'annotation.<key>';

const compression = ['compression', 'compression-level', 'force-compression'] as const;
const layers = [
  ...['name', ...compression, 'oci-mediatypes', 'oci-artifact', 'rewrite-timestamp'],
  ...['source-date-epoch', 'attestation-inline', 'prefer-nondist-layers', ANNOTATION],
] as const;
const stored = [
  ...['push', 'push-by-digest', 'registry.insecure', 'name-canonical', 'unpack', 'store'],
  // The second one is spelt so in BuildKit.
  ...['dangling-name-prefix', 'danging-name-empty-only', ...layers],
] as const;
const files = ['dest', 'platform-split', 'attestation-prefix', 'source-date-epoch'] as const;

const gha = ['scope', 'timeout', 'url', 'url_v2', 'token', 'version'] as const;
const s3 = [
  ...['region', 'bucket', 'name', 'endpoint_url', 'prefix', 'blobs_prefix', 'manifests_prefix'],
  ...['access_key_id', 'secret_access_key', 'session_token', 'use_path_style'],
  ...['disable_accept_encoding', 'retry_mode', 'retry_max_attempts'],
] as const;
const azblob = [
  ...['name', 'account_url', 'account_name', 'container', 'prefix', 'blobs_prefix'],
  ...['manifests_prefix', 'secret_access_key'],
] as const;
const written = ['mode', 'ignore-error'] as const;
const manifest = [...written, 'image-manifest', 'oci-mediatypes', ...compression] as const;

/** The keys of each type of entry, beside `type`; `any` where BuildKit hands all of them on. */
export const ENTRY_TYPES = {
  output: {
    image: stored,
    registry: stored,
    docker: ['dest', 'context', 'tar', ...layers],
    oci: ['dest', 'tar', ...layers],
    local: [...files, 'mode'],
    tar: files,
    cacheonly: [],
  },
  'cache-from': {
    registry: ['ref', 'registry.insecure'],
    local: ['src', 'tag', 'digest'],
    gha,
    s3,
    azblob,
  },
  'cache-to': {
    inline: [],
    registry: ['ref', 'registry.insecure', ...manifest],
    local: ['dest', 'tag', 'reset', ...manifest],
    gha: [...gha, ...written, 'repository', 'ghtoken'],
    s3: [...s3, ...written, 'upload_parallelism', 'touch_refresh'],
    azblob: [...azblob, ...written],
  },
  attest: { provenance: 'any', sbom: 'any' },
} as const satisfies Record<string, Readonly<Record<string, readonly string[] | 'any'>>>;

/** An attribute whose entries have a type. */
export type TypedAttribute = keyof typeof ENTRY_TYPES;

/** Where the types of an attribute and their keys are documented. */
export const ENTRY_DOCS: Readonly<Record<TypedAttribute, string>> = {
  output: 'https://docs.docker.com/build/exporters/',
  'cache-from': 'https://docs.docker.com/build/cache/backends/',
  'cache-to': 'https://docs.docker.com/build/cache/backends/',
  attest: 'https://docs.docker.com/build/metadata/attestations/',
};

/** What `network` can be: https://docs.docker.com/reference/cli/docker/buildx/build/#network */
export const NETWORKS = ['default', 'host', 'none'] as const;

/** What `call` can be: https://docs.docker.com/reference/cli/docker/buildx/build/#call */
export const CALLS = ['build', 'check', 'outline', 'targets'] as const;

/** How the answer to a call may be wanted in another form than text. */
export const CALL_FORMAT = ',format=json';

/** What `entitlements` can hold: https://docs.docker.com/reference/cli/docker/buildx/build/#allow */
export const ENTITLEMENTS = ['network.host', 'security.insecure', 'device'] as const;

/** What `compression` of an entry can be: https://docs.docker.com/build/exporters/#compression */
export const COMPRESSIONS = ['uncompressed', 'gzip', 'estargz', 'zstd'] as const;

/** Whether a type has a key; the levels and platforms of annotations are BuildKit's. */
export function hasKey(keys: readonly string[] | 'any', key: string): boolean {
  if (keys === 'any' || keys.includes(key)) return true;
  return keys.includes(ANNOTATION) && ANNOTATION_KEY.test(key);
}

const ANNOTATION_KEY = /^annotation(?:-(?:index|manifest)(?:-descriptor)?)?(?:\[[\w/-]+\])?\.\S+$/;

/** What a key holds; bake makes text of a boolean. */
type Worth = Text | Condition;

type Keys<Key extends string> = {
  readonly [Each in Key as Each extends 'any'
    ? string
    : Each extends typeof ANNOTATION
      ? `annotation${string}.${string}`
      : Each]?: Each extends 'compression'
    ? (typeof COMPRESSIONS)[number] | Expression<string>
    : Worth;
};

type KeyOf<Listed> = Listed extends readonly (infer Key extends string)[] ? Key : Listed & 'any';

/** An entry whose type is written out has the keys of that type; a computed one may have any that there is. */
type EntryOf<Types> =
  | { [Type in keyof Types]: { readonly type: Type } & Keys<KeyOf<Types[Type]>> }[keyof Types]
  | ({ readonly type: Expression<string> } & Keys<KeyOf<Types[keyof Types]>>);

/** An entry of an attribute whose entries have a type; one that is kept in a constant needs `as const`. */
export type TypedEntry<Name extends TypedAttribute> = EntryOf<(typeof ENTRY_TYPES)[Name]>;

/** An object with listed keys, of which `true` marks the required ones; only `paths` is a list. */
export type ListedEntry<Listed> = {
  readonly [Key in keyof Listed as Listed[Key] extends true ? Key : never]: Text;
} & {
  readonly [Key in keyof Listed as Listed[Key] extends true ? never : Key]?: Key extends 'paths'
    ? Texts
    : Worth;
};
