/**
 * What earlier runs worked out, kept in a folder of its own below `node_modules/.cache`. It is a shortcut
 * and nothing else: whatever is not there, not whole or not ours counts as never having been kept, and a
 * run that cannot keep anything works as well.
 */
import { readFileSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { hashOf } from '../model/hash.ts';
import { keep, keptFolder } from './kept.ts';

/** Values that survive JSON, by a topic such as `templates`. Neither way ever throws. */
export interface Memory {
  readonly recall: (topic: string) => unknown;
  readonly keep: (topic: string, value: unknown) => Promise<void>;
}

/** Keeps nothing. */
export const forgetful: Memory = { recall: () => undefined, keep: async () => undefined };

/** So many files stay, the newest: several projects may share one `node_modules`. */
const MOST = 32;

/**
 * The memory of one project. `build` names the code that makes the values: what another build has kept
 * is not recalled. A file is one topic of one project; its first line is the hash of all the rest.
 */
export function realMemory(root: string, build: string): Memory {
  const folder = keptFolder(root, 'baketree/runs');
  if (folder === undefined) return forgetful;
  const own = hashOf(root).slice(0, 16);
  const at = (topic: string) => path.join(folder, `${topic}-${own}.json`);
  const seal = (body: string) => hashOf(JSON.stringify([build, process.version, root, body]));
  return {
    recall: (topic) => {
      try {
        const text = readFileSync(at(topic), 'utf8');
        const end = text.indexOf('\n');
        const body = text.slice(end + 1);
        return text.slice(0, end) === seal(body) ? JSON.parse(body) : undefined;
      } catch {
        return undefined;
      }
    },
    keep: async (topic, value) => {
      const body = JSON.stringify(value);
      await keep(at(topic), `${seal(body)}\n${body}`);
      // What stays too long does no harm.
      await forget(folder).catch(() => undefined);
    },
  };
}

/** Removes the oldest files, those that killed runs left among them. */
async function forget(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= MOST) return;
  const dated = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      return { file, time: (await stat(file)).mtimeMs };
    }),
  );
  const old = dated.sort((one, two) => two.time - one.time).slice(MOST);
  for (const { file } of old) await rm(file, { force: true });
}
