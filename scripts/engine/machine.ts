import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';
import type { Problem } from '../../src/errors.ts';
import { attempt } from './run.ts';
import { mirrorOf, parseDeb822, parseList, type Source } from './sources.ts';

/** What has to be known of a machine before an engine can be set up on it. */
export interface Machine {
  readonly system: string;
  readonly debian: boolean;
  readonly codename: string;
  readonly root: boolean;
  readonly amd64: boolean;
  readonly sources: readonly Source[];
}

/** Reads the machine's own files; changes nothing and runs nothing. */
export function readMachine(etc = '/etc'): Machine {
  const release = join(etc, 'os-release');
  const fields = existsSync(release) ? parse(readFileSync(release)) : {};
  return {
    system: fields.PRETTY_NAME ?? process.platform,
    debian: process.platform === 'linux' && fields.ID === 'debian',
    codename: fields.VERSION_CODENAME ?? '',
    root: process.getuid?.() === 0,
    amd64: process.arch === 'x64',
    sources: readSources(join(etc, 'apt')),
  };
}

/** All package sources of an apt folder (apt reads only these two endings: sources.list(5)). */
export function readSources(apt: string): Source[] {
  const parts = join(apt, 'sources.list.d');
  const names = existsSync(parts) ? readdirSync(parts).sort() : [];
  const files = [join(apt, 'sources.list'), ...names.map((name) => join(parts, name))];
  return files.filter(existsSync).flatMap((file) => {
    const read = () => readFileSync(file, 'utf8');
    if (file.endsWith('.list')) return parseList(read());
    return file.endsWith('.sources') ? parseDeb822(read()) : [];
  });
}

/** Why an engine cannot be set up on this machine, with everything that is missing; undefined where it can. Pure. */
export function obstacleOf(machine: Machine, why: string): Problem | undefined {
  const mirror = mirrorOf(machine.sources, machine.codename);
  const main = `a source of "${machine.codename}" main in /etc/apt/sources.list or sources.list.d`;
  const missing = [
    ...(machine.debian ? [] : [`Debian (this is "${machine.system}")`]),
    ...(machine.root ? [] : ['root']),
    ...(machine.amd64 ? [] : ['an amd64 processor']),
    ...(machine.debian && !mirror ? [main] : []),
  ];
  if (missing.length === 0) return undefined;
  const sudo = machine.debian && machine.amd64 && mirror ? ['sudo npm run engine'] : [];
  return {
    code: 'engine-unsupported',
    summary: `${why} takes ${missing.join(', ')}`,
    expected: 'docker 28 or newer with buildx 0.29 or newer: installed, started, and answering',
    hint: [...sudo, 'docker info', 'docker buildx version'],
  };
}

/** The source that the machine's release comes from; {@link obstacleOf} has seen that there is one. */
export function mirrorFor(machine: Machine): Source {
  const mirror = mirrorOf(machine.sources, machine.codename);
  if (!mirror) throw new Error('internal error: no package source');
  return mirror;
}

/** The machine's own `Acquire::` settings: proxies, and what apt checks. */
export async function acquireSettings(): Promise<string[]> {
  const { stdout } = await attempt('apt-config', ['dump'], { timeout: 20 });
  return stdout.split('\n').filter((line) => line.startsWith('Acquire::'));
}
