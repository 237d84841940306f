/** Entries of object attributes, such as those of `output`, for random targets. */
import { type Text, when } from '../../src/index.ts';
import type { Entry } from '../../src/model/attributes.ts';
import { COMPRESSIONS } from '../../src/model/entries.ts';
import type { Value } from '../../src/model/expression.ts';
import { concat, makeFlag, makeText, pick, type TextSpec } from './expressions.ts';
import { makeSmallFlag, makeTame, type Variables } from './scope.ts';
import { FILES, KEYS } from './scratch.ts';
import type { EntriesSpec, EntrySpec } from './tree-spec.ts';

const DESTINATIONS = ['a.tar', 'b c.tar', 'd"${x}.tar', 'ü%{.tar'];

/** What attributes are made for. */
export interface Place {
  readonly variables: Variables;
  /** Unique for each cell of each target of each tree, and valid in an image reference. */
  readonly slug: string;
  /** Names must be such as a Dockerfile can have. */
  readonly dockerfiles: boolean;
  /** With the attributes that only buildx 0.35 reads. */
  readonly new: boolean;
}

/** Makes an entry; each attribute has one. */
export type Make = (
  entry: EntrySpec,
  place: Place,
  position: number,
) => Readonly<Record<string, Value>>;

/** A list of objects; under a condition all have the keys of one shape, as HCL wants. */
export function entries(spec: EntriesSpec | undefined, place: Place, make: Make) {
  if (spec === undefined) return undefined;
  return choose(spec, place, make);
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

/** A path: written out, behind a path variable, or one of both by a condition. */
function pathOf({ file, flags }: EntrySpec, { variables }: Place): Text {
  const found = pick(variables.of('path'), file) ?? 'out';
  if (file < 3) return `cache ${file}`;
  return file < 6 ? found : when(makeFlag(flags[0] ?? true, variables), found, 'cache');
}

const text = ({ texts }: EntrySpec, at: number, { variables }: Place): Text =>
  makeText(texts[at] ?? '', variables);
const flag = ({ flags }: EntrySpec, at: number, { variables }: Place) =>
  makeFlag(flags[at] ?? true, variables);

/** An entry of the attribute of that name. */
export const secret: Make = (entry, place) => {
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

/** An entry of the attribute of that name. */
export const ssh: Make = (entry, place, position) => {
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

/** An entry of the attribute of that name. */
export const output: Make = (entry, place, position) => {
  const dest = `${position}${pick(DESTINATIONS, entry.file)}`;
  switch (entry.shape) {
    case 0:
      return { type: 'docker' };
    case 1:
      return { type: 'docker', dest, compression: pick(COMPRESSIONS, entry.file) as string };
    case 2:
      return { type: 'image', name: text(entry, 0, place), push: flag(entry, 0, place) };
    case 3:
      return { type: 'registry', 'oci-mediatypes': true, [annotation(entry)]: 'v' };
    case 4:
      return { type: 'local', dest: when(flag(entry, 0, place), 'out', 'not there') };
    case 5:
      return { type: 'tar', dest };
    case 6:
      return { type: when(makeSmallFlag(entry.small, place.variables), 'oci', 'docker'), dest };
    default:
      return { type: 'cacheonly' };
  }
};

/** The key of an annotation, hard to write and without spaces. */
function annotation({ keys }: EntrySpec): string {
  return `annotation.${(keys[0] ?? '').replace(/\s/g, '') || 'k'}`;
}

/** An entry of the attribute of that name. */
export const attest: Make = (entry, place) => {
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

/** An entry of the attribute of that name. */
export const cacheFrom: Make = (entry, place) => {
  switch (entry.shape % 5) {
    case 0:
      return { type: 'registry', ref: text(entry, 0, place) };
    case 1:
      return { type: 'gha', scope: text(entry, 0, place), timeout: text(entry, 1, place) };
    case 2:
      return { type: 'local', src: pathOf(entry, place), tag: text(entry, 1, place) };
    case 3:
      return { type: 's3', bucket: text(entry, 0, place), use_path_style: flag(entry, 0, place) };
    default:
      return { ref: `r/${entry.file % 2}`, type: 'registry' };
  }
};

/** An entry of the attribute of that name. */
export const cacheTo: Make = (entry, place, position) => {
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
      return {
        type: 'gha',
        scope: concat([place.slug, '-', tame]),
        'ignore-error': entry.file > 3,
      };
    case 2:
      return { type: 'local', dest: `out/${place.slug}-${position}` };
    default:
      return { type: 'inline' };
  }
};

/** An entry of the attribute of that name. */
export const policy: Make = (entry, place) => {
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

/** The limits of some keys. */
export function resources(keys: readonly number[] | undefined): Entry<'resources'> | undefined {
  return (
    keys &&
    Object.fromEntries(keys.map((at) => pick(Object.entries(RESOURCES), at) as [string, string]))
  );
}
