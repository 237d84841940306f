import {
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname } from 'node:path';
import { BaketreeError } from '../../src/errors.ts';
import type { Layout } from './layout.ts';
import { end, processes } from './processes.ts';
import { record } from './record.ts';

/** A process that cannot be mistaken for a later one with the same number: pid and start time (proc(5), stat 22). */
function identity(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return `${pid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`;
  } catch {
    return undefined;
  }
}

/**
 * Makes a state folder ours: takes its lock, and refuses one that holds something else.
 * @throws BaketreeError `engine-failed`
 */
export async function claim(layout: Layout): Promise<() => void> {
  const there = existsSync(layout.dir) ? readdirSync(layout.dir) : [];
  if (there.length > 0 && !there.includes(basename(layout.record))) {
    const summary = `"${layout.dir}" is not empty and was not made by this command`;
    const hint = 'BAKETREE_ENGINE_DIR=/var/lib/baketree-engine-2 npm run engine';
    throw new BaketreeError([{ code: 'engine-failed', summary, hint }]);
  }
  record(layout.record, {});
  const release = takeLock(layout.lock);
  await end(stragglers(layout.dir), 5);
  return release;
}

/**
 * What a killed run started in the very moment of its death, before it could be told to die with it.
 * We hold the lock, so nobody else's work looks like this.
 */
function stragglers(dir: string): number[] {
  return processes()
    .filter(
      ({ program, args }) => program.endsWith('/unshare') && args.includes('--kill-child=KILL'),
    )
    .filter(({ args }) => args.some((arg) => arg.startsWith(`${dir}/`)))
    .map(({ pid }) => pid);
}

/**
 * Takes the lock of a state folder and returns what gives it back. The lock of a process that is no
 * more counts for nothing, so that a killed run never stands in the way.
 * @throws BaketreeError `engine-failed` while another run holds it.
 */
export function takeLock(file: string): () => void {
  const mine = identity(process.pid) ?? `${process.pid}`;
  mkdirSync(dirname(file), { recursive: true });
  const half = `${file}.${process.pid}`;
  const handle = openSync(half, 'w');
  writeSync(handle, mine);
  closeSync(handle);
  try {
    for (let tried = 0; tried < 3; tried++) {
      try {
        // A link either is there with its content or is not: a lock is never seen empty.
        linkSync(half, file);
        return () => rmSync(file, { force: true });
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const holder = holderOf(file);
      if (holder !== undefined) throw held(file, holder);
      rmSync(file, { force: true });
    }
    throw held(file, undefined);
  } finally {
    rmSync(half, { force: true });
  }
}

function holderOf(file: string): number | undefined {
  try {
    const text = readFileSync(file, 'utf8').trim();
    const pid = Number(text.split(' ')[0]);
    return identity(pid) === text ? pid : undefined;
  } catch {
    return undefined;
  }
}

function held(file: string, pid: number | undefined): BaketreeError {
  const summary = `another run${pid ? ` (process ${pid})` : ''} is at work in the same state folder`;
  return new BaketreeError([{ code: 'engine-failed', summary, hint: `cat ${file}` }]);
}
