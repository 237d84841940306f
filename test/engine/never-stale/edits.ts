/** What a case does to a checkout: one edit each, with the time that the result says it is of. */
import {
  chmod,
  lutimes,
  mkdir,
  rename as move,
  readdir,
  readFile,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import path from 'node:path';

/** Changes the checkout in a folder. */
export type Edit = (folder: string) => Promise<void>;

/** The time of all files of a checkout before its first edit. */
export const EQUAL = new Date('2024-01-01T00:00:00Z');
/** Long before. */
export const OLD = new Date('2001-01-01T00:00:00Z');
/** After any clock that these tests will meet. */
export const FUTURE = new Date('2038-01-01T00:00:00Z');

/** The times that an edit may leave behind. `undefined` is the present. */
export type Time = Date | undefined;

async function stamp(file: string, time: Time): Promise<void> {
  const at = time ?? new Date();
  await lutimes(file, at, at);
}

/** Writes a file, with folders as needed; it and its folder get the time. */
export const write =
  (file: string, text: string, time: Time): Edit =>
  async (folder) => {
    const whole = path.join(folder, file);
    await mkdir(path.dirname(whole), { recursive: true });
    await rm(whole, { force: true });
    await writeFile(whole, text);
    await stamp(whole, time);
    await stamp(path.dirname(whole), time);
  };

/** Replaces a text, wherever it stands in a file; it must be there. */
export const replace =
  (file: string, from: string, to: string, time: Time): Edit =>
  async (folder) => {
    const text = await readFile(path.join(folder, file), 'utf8');
    if (!text.includes(from)) throw new Error(`${file} does not have ${from}`);
    await write(file, text.replaceAll(from, to), time)(folder);
  };

/** Removes a file or a folder; its own folder gets the time. */
export const remove =
  (file: string, time: Time): Edit =>
  async (folder) => {
    await rm(path.join(folder, file), { recursive: true });
    await stamp(path.dirname(path.join(folder, file)), time);
  };

/** Renames: what is moved keeps its time, as with `mv`; both folders get the time. */
export const rename =
  (from: string, to: string, time: Time): Edit =>
  async (folder) => {
    const [source, target] = [path.join(folder, from), path.join(folder, to)];
    await mkdir(path.dirname(target), { recursive: true });
    await move(source, target);
    await stamp(path.dirname(source), time);
    await stamp(path.dirname(target), time);
  };

/** Swaps two files or folders by three renames. */
export const swap =
  (one: string, other: string, time: Time): Edit =>
  async (folder) => {
    await rename(one, `${one}.swap`, time)(folder);
    await rename(other, one, time)(folder);
    await rename(`${one}.swap`, other, time)(folder);
  };

/** Makes a symbolic link in the place of whatever is there. */
export const link =
  (file: string, to: string, time: Time): Edit =>
  async (folder) => {
    const whole = path.join(folder, file);
    await rm(whole, { recursive: true, force: true });
    await symlink(to, whole);
    await stamp(whole, time);
    await stamp(path.dirname(whole), time);
  };

/** Changes a file's mode. */
export const mode =
  (file: string, bits: number): Edit =>
  (folder) =>
    chmod(path.join(folder, file), bits);

/** Gives everything the time, the folder itself too. */
export const allTimes =
  (time: Time): Edit =>
  async (folder) => {
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
      await stamp(path.join(entry.parentPath, entry.name), time);
    }
    await stamp(folder, time);
  };
