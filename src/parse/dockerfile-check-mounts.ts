/**
 * The check that each mount says all that it should, in the words of BuildKit's own rules
 * (frontend/dockerfile/instructions/commands_runmount.go).
 */
import type { Problem } from '../errors.ts';
import { nearest } from '../model/nearest.ts';
import type { DockerfileFacts, Mount, MountOption, MountType } from './dockerfile-facts.ts';
import { MOUNT_KEYS, MOUNT_TYPES, typeOf } from './dockerfile-mounts.ts';
import { lexShell } from './dockerfile-shell.ts';

const SHARINGS = ['shared', 'private', 'locked'];
const BARE = new Set(['readonly', 'readwrite', 'required']);
/** Keys that only some types may have. */
const ONLY: Readonly<Record<string, readonly MountType[]>> = {
  required: ['secret', 'ssh'],
  size: ['tmpfs'],
  sharing: ['cache'],
  mode: ['secret', 'ssh', 'cache'],
  uid: ['secret', 'ssh', 'cache'],
  gid: ['secret', 'ssh', 'cache'],
};

/**
 * Every mount that is incomplete or that BuildKit refuses, code `mount-incomplete`: a cache without
 * an explicit id or sharing (the default `shared` lets two builds corrupt one cache), a bind, cache
 * or tmpfs without target, and unknown types, options and values.
 */
export function checkMounts(facts: DockerfileFacts): readonly Problem[] {
  return facts.mounts.flatMap((mount) => {
    const at = { file: facts.file, line: mount.line };
    return [...missingIn(mount), ...refusedIn(mount)].map(
      ({ summary, expected, hint }): Problem => ({
        code: 'mount-incomplete',
        summary,
        at,
        ...(expected === undefined ? {} : { expected }),
        ...(hint === undefined ? {} : { hint }),
      }),
    );
  });
}

interface Finding {
  readonly summary: string;
  readonly expected?: string;
  readonly hint?: string;
}

function missingIn(mount: Mount): readonly Finding[] {
  const where = `${mount.type} mount${mount.target ? ` on "${mount.target}"` : ''}`;
  // A misspelt option is a problem of its own, and what it means is not missing, too.
  const options = mount.options.map((option) => ({ ...option, key: meantBy(option.key, mount) }));
  const isMeant = (name: string) =>
    mount.unknown.some((key) => MOUNT_KEYS.get(meantBy(key, mount)) === name);
  const missing: MountOption[] = [];
  if (mount.type === 'cache') {
    if (!mount.id && !isMeant('id')) missing.push({ key: 'id', value: idFor(mount) });
    if (!mount.sharing && !isMeant('sharing')) missing.push({ key: 'sharing', value: 'locked' });
  }
  const needsTarget = mount.type === 'cache' || mount.type === 'bind' || mount.type === 'tmpfs';
  const noTarget = needsTarget && !mount.target && !isMeant('target');
  const names = [...(noTarget ? ['target'] : []), ...missing.map(({ key }) => key)];
  if (mount.type === 'secret' && !mount.id && !mount.source && !mount.target) names.push('id');
  if (names.length === 0) return [];
  const summary = `${where} has no ${names.join(' and no ')}`;
  // Without its target the line cannot be completed for the author.
  if (missing.length < names.length) return [{ summary, expected: expectedOf(names) }];
  const kept = options.filter(({ key, value }) => value !== '' || !names.includes(key));
  return [{ summary, hint: writeMount([...kept, ...missing]) }];
}

/** The option that a misspelt one probably means; else itself. */
function meantBy(key: string, { unknown }: Mount): string {
  return unknown.includes(key) ? (nearest(key, [...MOUNT_KEYS.keys()]) ?? key) : key;
}

function expectedOf(names: readonly string[]): string {
  const forms: Readonly<Record<string, string>> = {
    target: 'target=/absolute/path',
    id: 'id=name',
    sharing: 'sharing=locked',
  };
  return names.map((name) => forms[name]).join(',');
}

function refusedIn(mount: Mount): readonly Finding[] {
  const findings: Finding[] = [];
  const rename = (from: string, to: string) =>
    writeMount(
      mount.options.map((option) => (option.key === from ? { ...option, key: to } : option)),
    );
  for (const key of mount.unknown) {
    const near = meantBy(key, mount);
    findings.push({
      summary: `mount option "${key}" is unknown to BuildKit`,
      ...(near === key
        ? { expected: [...MOUNT_KEYS.keys()].join(', ') }
        : { hint: rename(key, near) }),
    });
  }
  for (const { key, value } of mount.options) {
    const known = MOUNT_KEYS.get(key);
    if (known === undefined) continue;
    if (value === undefined && !BARE.has(known)) {
      findings.push({ summary: `mount option "${key}" has no value`, expected: `${key}=value` });
    }
    if (isTypedTooLate(mount, known)) {
      findings.push({
        summary: `mount option "${key}" stands before "type", which BuildKit needs to know first`,
        hint: writeMount([...mount.options].sort((a, b) => rank(a) - rank(b))),
      });
    }
    const only = ONLY[known];
    if (only !== undefined && !only.includes(mount.type) && isSettled(mount)) {
      findings.push({
        summary: `${mount.type} mount has option "${key}", which only ${only.join(', ')} may have`,
        hint: writeMount(mount.options.filter((option) => option.key !== key)),
      });
    } else if (value !== undefined) findings.push(...refusedValue(known, key, value));
  }
  if (mount.type === 'secret' && mount.from) {
    findings.push({
      summary: 'secret mount has option "from"',
      expected: 'a secret without "from"',
    });
  }
  if (mount.type === 'secret' && mount.id && mount.source) {
    findings.push({ summary: 'secret mount has both "id" and "source"', expected: 'one of them' });
  }
  if (mount.type === 'ssh' && mount.source) {
    findings.push({ summary: 'ssh mount has option "source"', expected: 'option "id"' });
  }
  return findings;
}

function refusedValue(known: string, key: string, value: string): readonly Finding[] {
  const refuse = (expected: string) => [
    { summary: `mount option "${key}" has value "${value}"`, expected },
  ];
  if (value.includes('$')) {
    const lexed = lexShell(value, '\\');
    return lexed.ok ? [] : refuse(`a value that BuildKit can expand: ${lexed.reason}`);
  }
  if (known === 'type' && typeOf(value) === 'unknown') return refuse(MOUNT_TYPES.join(', '));
  if (known === 'sharing' && value !== '' && !SHARINGS.includes(value.toLowerCase())) {
    return refuse(SHARINGS.join(', '));
  }
  if (BARE.has(known) && !/^(?:1|0|t|f|true|false)$/i.test(value)) return refuse('true or false');
  if (known === 'mode' && !/^[0-7]+$/.test(value)) return refuse('octal digits, such as 0444');
  if ((known === 'uid' || known === 'gid') && !/^\d+$/.test(value)) return refuse('a number');
  return [];
}

/** BuildKit reads the fields in order and looks at the type when it meets one of these. */
function isTypedTooLate(mount: Mount, known: string): boolean {
  if (known !== 'required' && known !== 'size') return false;
  const keys = mount.options.map(({ key }) => MOUNT_KEYS.get(key));
  return keys.indexOf(known) < keys.indexOf('type');
}

function rank({ key }: MountOption): number {
  return key === 'type' ? 0 : 1;
}

function isSettled(mount: Mount): boolean {
  return mount.type !== 'unknown' && mount.type !== 'depends';
}

function idFor(mount: Mount): string {
  return (mount.target ?? '').replace(/[^A-Za-z0-9_.]+/g, '-').replace(/^-|-$/g, '') || 'cache';
}

function writeMount(options: readonly MountOption[]): string {
  const fields = options.map(({ key, value }) => (value === undefined ? key : `${key}=${value}`));
  const quoted = fields.map((field) =>
    /[",\s]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field,
  );
  const text = quoted.join(',');
  // The flag itself is read with quotes before its fields are.
  return `--mount=${/["\s]/.test(text) ? `'${text}'` : text}`;
}
