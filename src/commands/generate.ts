/** `generate`: writes the files of every tree, and never over an edit. */
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Memory } from '../io/memory.ts';
import type { Config } from '../model/tree.ts';
import type { FilePlan } from '../plan/files.ts';
import { fileProblems, isByHand, readFiles } from './files.ts';
import { planProject } from './project.ts';

/** What was done to each file. */
export interface GenerateResult {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
}

/**
 * Brings the generated files up to date. Stops before the first write, with exit 3, when a file that it
 * would write or remove was edited by hand and `discard` does not name it.
 */
export async function generate(
  config: Config,
  disk: Disk,
  options: { readonly discard: readonly string[]; readonly memory?: Memory },
): Promise<GenerateResult> {
  const trees = await planProject(config, disk, options.memory);
  const files = await readFiles(trees, disk);
  const kept = files.filter((file) => isByHand(file) && !options.discard.includes(file.path));
  throwIfAny([...unknownDiscards(files, options.discard), ...(await fileProblems(kept)).values()]);
  const result = await writeFiles(files, disk);
  for (const folder of ['bake', 'docker']) await disk.sweep(folder);
  return result;
}

/**
 * Writes what differs and removes what is left over; what is current is not touched. Where the disk
 * fails, the problem says how far it got.
 */
export async function writeFiles(files: readonly FilePlan[], disk: Disk): Promise<GenerateResult> {
  const result = { written: [] as string[], removed: [] as string[], unchanged: [] as string[] };
  try {
    for (const { path, state, expected } of files) {
      if (state === 'current') result.unchanged.push(path);
      else if (expected === undefined) {
        await disk.remove(path);
        result.removed.push(path);
      } else {
        await disk.write(path, expected);
        result.written.push(path);
      }
    }
  } catch (error) {
    if (!(error instanceof BaketreeError)) throw error;
    const done = result.written.length + result.removed.length;
    const all = files.filter(({ state }) => state !== 'current').length;
    const details = [`${done} of ${all} files had been brought up to date`];
    throw new BaketreeError(
      error.problems.map((problem) => (all > 1 ? { ...problem, details } : problem)),
      { cause: error },
    );
  }
  return result;
}

function unknownDiscards(files: readonly FilePlan[], discard: readonly string[]): Problem[] {
  const known = files.filter(isByHand).map(({ path }) => path);
  return discard
    .filter((path) => !known.includes(path))
    .map((path) => ({
      code: 'usage-option',
      summary: `--discard ${path}: no generated file of that name was edited`,
      ...(known.length > 0 ? { expected: `one of ${known.join(', ')}` } : {}),
    }));
}
