import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** One running process, as far as we may see it. */
export interface Process {
  readonly pid: number;
  /** The program file; a deleted one without the kernel's " (deleted)". */
  readonly program: string;
  readonly args: readonly string[];
  readonly cgroups: string;
}

/** All processes, from /proc; those that end while we look are left out. */
export function processes(): Process[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [
          {
            pid: Number(name),
            program: readlinkSync(`/proc/${name}/exe`).replace(/ \(deleted\)$/, ''),
            args: readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0').slice(0, -1),
            cgroups: readFileSync(`/proc/${name}/cgroup`, 'utf8'),
          },
        ];
      } catch {
        return [];
      }
    });
}

/** Whether a process is ours: its program lies in our folder, or it runs in our control group. Pure. */
export function isOurs(process: Process, dir: string, cgroup: string): boolean {
  if (process.program.startsWith(`${dir}/`)) return true;
  return process.cgroups.split('\n').some((line) => {
    const path = line.split(':').slice(2).join(':');
    return path === cgroup || path.startsWith(`${cgroup}/`);
  });
}

/** Ends processes by number, at first politely, and waits until they are gone. */
export async function end(pids: readonly number[], seconds: number): Promise<void> {
  for (const name of ['SIGTERM', 'SIGKILL'] as const) {
    for (const pid of pids.filter(alive)) signal(pid, name);
    for (let tried = 0; tried < seconds * 20 && pids.some(alive); tried++) await sleep(50);
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended by itself.
  }
}

/** True while the process runs; one that ended and waits for its parent to notice does not. */
function alive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
  } catch {
    return false;
  }
}
