/** `generate`: writes the files of every tree, and never over an edit. */
import { type Problem, throwIfAny } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Config } from '../model/tree.ts';
import type { FilePlan } from '../plan/files.ts';
import { fileProblem, readFiles } from './files.ts';
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
  options: { readonly discard: readonly string[] },
): Promise<GenerateResult> {
  const trees = await planProject(config, disk);
  const files = await readFiles(trees, disk);
  const problems: Problem[] = unknownDiscards(files, options.discard);
  for (const file of files) {
    if (!isByHand(file) || options.discard.includes(file.path)) continue;
    const problem = await fileProblem(file);
    if (problem) problems.push(problem);
  }
  throwIfAny(problems);
  return writeFiles(files, disk);
}

/** Writes what differs and removes what is left over; what is current is not touched. */
export async function writeFiles(files: readonly FilePlan[], disk: Disk): Promise<GenerateResult> {
  const result = { written: [] as string[], removed: [] as string[], unchanged: [] as string[] };
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
  return result;
}

/** Whether writing or removing a file would lose what a person wrote. */
export function isByHand({ state }: FilePlan): boolean {
  return state === 'edited' || state === 'foreign' || state === 'left-over-edited';
}

function unknownDiscards(files: readonly FilePlan[], discard: readonly string[]): Problem[] {
  const known = files.filter(isByHand).map(({ path }) => path);
  return discard
    .filter((path) => !known.includes(path))
    .map((path) => ({
      code: 'usage-option',
      summary: `--discard ${path}: no generated file of that name was edited`,
      expected: known.length > 0 ? `one of ${known.join(', ')}` : 'no file at all: none was edited',
    }));
}
