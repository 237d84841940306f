/**
 * `RUN --mount=` flags → mounts. What is wrong with one is for `checkMounts` to say.
 *
 * dockerfile-ast (0.7.1) splits a mount at every comma, quoted or not; the fields are CSV, and the
 * keys and rules are those of BuildKit (frontend/dockerfile/instructions/commands_runmount.go).
 */
import type { Credential, Mount, MountOption, MountType } from './dockerfile-facts.ts';

/** The types that BuildKit has. */
export const MOUNT_TYPES = ['bind', 'cache', 'tmpfs', 'secret', 'ssh'] as const;
/** Every key that BuildKit knows → the one that it means. */
export const MOUNT_KEYS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    type: 'type',
    from: 'from',
    source: 'source',
    src: 'source',
    target: 'target',
    dst: 'target',
    destination: 'target',
    readonly: 'readonly',
    ro: 'readonly',
    readwrite: 'readwrite',
    rw: 'readwrite',
    required: 'required',
    size: 'size',
    id: 'id',
    sharing: 'sharing',
    mode: 'mode',
    uid: 'uid',
    gid: 'gid',
    env: 'env',
  }),
);
const TRUE = /^(?:1|t|true)$/i;

/** Where a mount stands. */
export interface MountPlace {
  readonly line: number;
  readonly stage: number;
  readonly onbuild: boolean;
}

/** Reads the value of one `--mount=`; never throws, and keeps what BuildKit would refuse. */
export function parseMount(value: string, place: MountPlace): Mount {
  const options = csvFields(value).map(({ text, odd }): MountOption => {
    const equals = text.indexOf('=');
    return equals < 0 || odd
      ? { key: text.toLowerCase() }
      : { key: text.slice(0, equals).toLowerCase(), value: text.slice(equals + 1) };
  });
  const given = new Map<string, string | undefined>();
  for (const { key, value: text } of options) {
    const known = MOUNT_KEYS.get(key);
    if (known !== undefined) given.set(known, text);
  }
  const type = typeOf(given.get('type'));
  const switched = (key: string) => given.has(key) && TRUE.test(given.get(key) ?? 'true');
  const readonly = given.has('readonly')
    ? switched('readonly')
    : given.has('readwrite')
      ? !switched('readwrite')
      : type !== 'cache' && type !== 'tmpfs';
  const texts = ['id', 'target', 'source', 'from', 'sharing', 'mode', 'uid', 'gid', 'size', 'env'];
  return {
    type,
    ...Object.fromEntries(
      texts.flatMap((key) => {
        const text = given.get(key);
        return text === undefined ? [] : [[key, text]];
      }),
    ),
    required: switched('required'),
    readonly,
    options,
    unknown: options.map(({ key }) => key).filter((key) => !MOUNT_KEYS.has(key)),
    ...place,
  };
}

/** The secret or ssh id that the build must provide for a mount, or none. */
export function credentialOf(mount: Mount): Credential | undefined {
  const { required, line, stage } = mount;
  if (mount.type === 'ssh') return { id: mount.id || 'default', required, line, stage };
  if (mount.type !== 'secret') return undefined;
  const id = mount.source || mount.id || mount.target?.split('/').findLast((part) => part !== '');
  return id === undefined ? undefined : { id, required, line, stage };
}

/** The type that a `type=` value means. */
export function typeOf(value: string | undefined): MountType {
  if (value === undefined) return 'bind';
  if (value.includes('$')) return 'depends';
  return MOUNT_TYPES.find((type) => type === value.toLowerCase()) ?? 'unknown';
}

/**
 * The fields of a CSV line, as BuildKit reads them. One with a quote in the wrong place, which
 * BuildKit refuses, is kept whole, so that it is reported as an unknown option.
 */
function csvFields(text: string): readonly MountField[] {
  const fields: MountField[] = [];
  let at = 0;
  while (at <= text.length) {
    const quoted = /"((?:[^"]|"")*)"(?=,|$)/y;
    quoted.lastIndex = at;
    const match = quoted.exec(text);
    const comma = match === null ? text.indexOf(',', at) : at + match[0].length;
    const end = comma < 0 ? text.length : comma;
    const written = text.slice(at, end);
    fields.push({
      text: match?.[1]?.replaceAll('""', '"') ?? written,
      odd: match === null && written.includes('"'),
    });
    at = end + 1;
  }
  return fields;
}

interface MountField {
  readonly text: string;
  readonly odd: boolean;
}
