import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/**
 * The name under which `path` is made, to be renamed when whole; its folder exists afterwards. What
 * killed runs left under such names is removed; that of a living run (a cache may be shared) is not.
 */
export function halfOf(path: string): string {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const prefix = `${basename(path)}.half-`;
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(prefix))) {
    const pid = name.slice(prefix.length);
    if (pid !== String(process.pid) && existsSync(`/proc/${pid}`)) continue;
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  return `${path}.half-${process.pid}`;
}
