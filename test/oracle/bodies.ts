/** Attributes of random targets, by the spelling that authors use. */
import { compact, type Text, when } from '../../src/index.ts';
import type { AuthorAttributes, BakeObject } from '../../src/model/attributes.ts';
import type { Texts, Value } from '../../src/model/expression.ts';
import { concat, makeFlag, makeText, makeTexts, pick, type TextSpec } from './expressions.ts';
import { makeSmallFlag, makeTame, type Variables } from './scope.ts';
import { FILES, KEYS } from './scratch.ts';
import type { BodySpec, EntriesSpec, EntrySpec, ItemsSpec } from './tree-spec.ts';

/** What a body is made for. */
export interface Place {
  readonly variables: Variables;
  /** Unique for each cell of each target of each tree, and valid in an image reference. */
  readonly slug: string;
  /** Names must be such as a Dockerfile can have. */
  readonly dockerfiles: boolean;
  /** With the attributes that only buildx 0.35 reads. */
  readonly new: boolean;
}

const LEVELS = ['', 'index:', 'manifest:', 'index,manifest-descriptor:', 'manifest[linux/amd64]:'];
const ULIMITS = ['nofile=1024', 'nofile=1024:2048', 'nproc=64', 'core=-1', 'memlock=-1:-1'];
const SIZES = ['64m', '1g', '0', '1024', '2GB'];
const DESTINATIONS = ['a.tar', 'b c.tar', 'd"${x}.tar', 'ü%{.tar'];

/** All attributes that an author may write, but for tags' uniqueness left to chance. */
export function makeAttributes(spec: BodySpec, place: Place): AuthorAttributes {
  const { variables } = place;
  const map = (pairs: BodySpec['labels']) =>
    pairs && Object.fromEntries(pairs.map(([key, value]) => [key, makeText(value, variables)]));
  const argument = (key: string) => (place.dockerfiles ? argumentName(key) : key);
  const given = {
    args: map(spec.args?.map(([key, value]) => [argument(key), value] as const)),
    labels: map(spec.labels),
    extraHosts: map(spec.extraHosts),
    annotations: items(spec.annotations, place, ({ pick: at, text }) =>
      concat([LEVELS[at % LEVELS.length] ?? '', `org.k${at}=`, makeText(text, variables)]),
    ),
    ulimits: items(spec.ulimits, place, (item) => pick(ULIMITS, item.pick) as string),
    tags: tags(spec, place),
    noCacheFilter: spec.noCacheFilter && stages(makeTexts(spec.noCacheFilter, variables), place),
    entitlements: spec.entitlements && makeTexts(spec.entitlements, variables),
    secret: entries(spec.secret, place, secret),
    ssh: entries(spec.ssh, place, ssh),
    output: entries(spec.output, place, output),
    attest: entries(spec.attest, place, attest),
    cacheFrom: entries(spec.cacheFrom, place, cacheFrom),
    cacheTo: entries(spec.cacheTo, place, cacheTo),
    policy: place.new ? entries(spec.policy, place, policy) : undefined,
    resources: place.new ? resources(spec.resources) : undefined,
    noCache: spec.noCache === undefined ? undefined : makeFlag(spec.noCache, variables),
    pull: spec.pull === undefined ? undefined : makeFlag(spec.pull, variables),
    network: spec.network === undefined ? undefined : makeText(spec.network, variables),
    shmSize: spec.shmSize === undefined ? undefined : size(spec.shmSize, spec, variables),
    call: spec.call === undefined ? undefined : makeText(spec.call, variables),
    target: spec.target === undefined ? undefined : stage(makeText(spec.target, variables), place),
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as AuthorAttributes;
}

/** One of a few names that a Dockerfile can declare, so that arguments of several targets meet. */
export function argumentName(key: string): string {
  return `P${[...key].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0) % 7}`;
}

/** The name of a stage; one that is written out must be in the Dockerfile, if there is one. */
function stage(name: Text, { dockerfiles }: Place): Text {
  return dockerfiles && typeof name === 'string' ? 'second' : name;
}

function stages(names: Texts, place: Place): Texts {
  return Array.isArray(names) ? names.map((name: Text) => stage(name, place)) : names;
}

/** A path: written out, behind a path variable, or one of both by a condition. */
function pathOf({ file, flags }: EntrySpec, { variables }: Place): Text {
  const found = pick(variables.of('path'), file) ?? 'out';
  if (file < 3) return `cache ${file}`;
  return file < 6 ? found : when(makeFlag(flags[0] ?? true, variables), found, 'cache');
}

function size(at: number, spec: BodySpec, variables: Variables): Text {
  const one = pick(SIZES, at) as string;
  return at < 4 ? one : when(makeSmallFlag(spec.smallIf, variables), one, '8m');
}

function items(
  spec: ItemsSpec | undefined,
  { variables }: Place,
  make: (item: ItemsSpec['items'][number]) => Text,
): Texts | undefined {
  if (!spec) return undefined;
  const flag = makeFlag(spec.if, variables);
  const list = spec.items.map((item) => (item.drop ? when(flag, make(item), '') : make(item)));
  if (spec.form === 'compact') return compact(list);
  return spec.form === 'choice' ? when(flag, list, []) : list;
}

function tags(spec: BodySpec, place: Place): Texts | undefined {
  if (!spec.tags) return undefined;
  const { variables, slug } = place;
  const flag = makeSmallFlag(spec.smallIf, variables);
  const list = spec.tags.items.map(({ pick: at, drop }) => {
    const tag = concat([
      at > 4 ? 'reg.example.com:5000/' : 'img/',
      makeTame(spec.tagPart, variables),
      `-${slug}:v${at}`,
    ]);
    return drop ? when(flag, tag, '') : tag;
  });
  if (spec.tags.form === 'compact') return compact(list);
  return spec.tags.form === 'choice' ? when(flag, list, []) : list;
}

type Make = (entry: EntrySpec, place: Place, position: number) => Readonly<Record<string, Value>>;

/** A list of objects; under a condition all have the keys of one shape, as HCL wants. */
function entries(spec: EntriesSpec | undefined, place: Place, make: Make) {
  if (spec === undefined) return undefined;
  return choose(spec, place, make) as readonly BakeObject[];
}

function choose(spec: EntriesSpec, place: Place, make: Make, shape?: number): Value {
  if (!('if' in spec)) {
    return spec.map((entry: EntrySpec, position: number) =>
      // Under a condition the keys must be alike.
      make(shape === undefined ? entry : { ...entry, shape, keys: ['k'] }, place, position),
    );
  }
  const one = spec.mixed ? undefined : (shape ?? firstShape(spec));
  const condition = makeSmallFlag(spec.if, place.variables);
  const [yes, no] = [spec.yes, spec.no].map((branch) => choose(branch, place, make, one));
  return when(condition, yes as readonly object[] as never, no as readonly object[] as never);
}

function firstShape(spec: EntriesSpec): number | undefined {
  if ('if' in spec) return firstShape(spec.yes) ?? firstShape(spec.no);
  return spec[0]?.shape;
}

/** Text after a piece that is never empty, for values that bake refuses empty. */
function after(start: string, spec: TextSpec | undefined, { variables }: Place): Text {
  return concat([start, makeText(spec ?? '', variables)]);
}

const text = ({ texts }: EntrySpec, at: number, { variables }: Place): Text =>
  makeText(texts[at] ?? '', variables);
const flag = ({ flags }: EntrySpec, at: number, { variables }: Place) =>
  makeFlag(flags[at] ?? true, variables);

const secret: Make = (entry, place) => {
  const id = place.dockerfiles
    ? `s${entry.file}`
    : entry.file < 4
      ? `s${entry.file}`
      : after('s', entry.texts[0], place);
  const env = after('E', entry.texts[1], place);
  const files = place.variables.of('file');
  const src = entry.file % 2 === 0 ? pick(FILES, entry.file) : pick(files, entry.file);
  const given = src ?? FILES[0];
  if (entry.shape % 3 === 0) return { id, env };
  return entry.shape % 3 === 1 ? { id, src: given } : { id, src: given, env };
};

const ssh: Make = (entry, place, position) => {
  const id = entry.shape > 5 ? after('k', entry.texts[0], place) : `k${position}`;
  const key = pick(KEYS, entry.file) as string;
  const chosen = when(flag(entry, 0, place), key, KEYS[0]);
  switch (entry.shape % 5) {
    case 0:
      return { id };
    case 1:
      return { id, paths: [key] };
    case 2:
      return { paths: [chosen, KEYS[1]], id };
    case 3:
      return { id, paths: [] };
    default:
      return { id, paths: when(flag(entry, 1, place), [key, KEYS[2]], [chosen]) };
  }
};

const output: Make = (entry, place, position) => {
  const dest = `${position}${pick(DESTINATIONS, entry.file)}`;
  switch (entry.shape) {
    case 0:
      return { type: 'docker' };
    case 1:
      return { type: 'docker', dest, compression: text(entry, 0, place) };
    case 2:
      return { type: 'image', name: text(entry, 0, place), push: flag(entry, 0, place) };
    case 3:
      return { type: 'registry', 'oci-mediatypes': true, [entry.keys[0] ?? 'k']: 'v' };
    case 4:
      return { type: 'local', dest: when(flag(entry, 0, place), 'out', 'not there') };
    case 5:
      return { type: 'tar', dest };
    case 6:
      return { type: 'oci', dest, tar: true };
    default:
      return { type: 'cacheonly' };
  }
};

const attest: Make = (entry, place) => {
  const type = entry.file % 2 === 0 ? 'provenance' : 'sbom';
  switch (entry.shape % 4) {
    case 0:
      return { type, mode: text(entry, 0, place) };
    case 1:
      return { type, generator: text(entry, 0, place), builder: text(entry, 1, place) };
    case 2:
      return { type, disabled: flag(entry, 0, place) };
    default:
      return { type, disabled: entry.file > 3 ? 'true' : false };
  }
};

const cacheFrom: Make = (entry, place) => {
  switch (entry.shape % 5) {
    case 0:
      return { type: 'registry', ref: text(entry, 0, place) };
    case 1:
      return { type: 'gha', scope: text(entry, 0, place), 'ignore-error': flag(entry, 0, place) };
    case 2:
      return { type: 'local', src: pathOf(entry, place), tag: text(entry, 1, place) };
    case 3:
      return { type: 's3', [entry.keys[0] ?? 'k']: text(entry, 0, place) };
    default:
      return { ref: `r/${entry.file % 2}`, type: 'registry' };
  }
};

const cacheTo: Make = (entry, place, position) => {
  const tame = makeTame(entry.tame, place.variables);
  switch (entry.shape % 4) {
    case 0:
      return {
        type: 'registry',
        ref: concat([`reg/${place.slug}-`, tame, `:c${position}`]),
        mode: entry.file > 3 ? 'max' : 'min',
        'image-manifest': entry.file % 2 === 0,
      };
    case 1:
      return { type: 'gha', scope: concat([place.slug, '-', tame]) };
    case 2:
      return { type: 'local', dest: `out/${place.slug}-${position}` };
    default:
      return { type: 'inline' };
  }
};

const policy: Make = (entry, place) => {
  switch (entry.shape % 3) {
    case 0:
      return { filename: after('p', entry.texts[0], place) };
    case 1:
      return { filename: 'p.rego', reset: flag(entry, 0, place), strict: flag(entry, 1, place) };
    default:
      return { disabled: flag(entry, 0, place), 'log-level': entry.file > 3 ? 'debug' : 'warn' };
  }
};

const RESOURCES = {
  memory: '512m',
  'memory-swap': '1g',
  'cpu-shares': '512',
  'cpu-period': '100000',
  'cpu-quota': '50000',
  'cpuset-cpus': '0-1',
  'cpuset-mems': '0',
} as const;

function resources(keys: readonly number[] | undefined): BakeObject | undefined {
  return (
    keys &&
    Object.fromEntries(keys.map((at) => pick(Object.entries(RESOURCES), at) as [string, string]))
  );
}
