/** `generate`: writes the files of every sound tree, and never over an edit. */
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Memory } from '../io/memory.ts';
import type { Config } from '../model/tree.ts';
import { type FilePlan, GENERATED_FOLDERS, treeOf } from '../plan/files.ts';
import type { Notice } from '../plan/notice.ts';
import { fileProblems, isByHand, readFiles } from './files.ts';
import { type Project, planProject, problemsOf } from './project.ts';
import { unreadFiles } from './unread-files.ts';
import { LEFT_ALONE, unsoundNotices } from './unsound.ts';

/** What was done to each file. */
export interface GenerateResult {
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly unchanged: readonly string[];
}

/** The same, with what kept some trees from being written. */
export interface ProjectResult extends GenerateResult {
  /** Of trees that were left as they are. */
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

/**
 * Brings the generated files up to date. Stops before the first write, with exit 3, when a file that it
 * would write or remove was edited by hand and `discard` does not name it. A tree with problems is left
 * as it is; throws where there is no other.
 */
export async function generate(
  config: Config,
  disk: Disk,
  options: {
    readonly discard: readonly string[];
    /** Gets the problems of trees that are left out, before anything is written. */
    readonly tell?: (problems: readonly Problem[]) => void;
    readonly memory?: Memory;
  },
): Promise<ProjectResult> {
  const project = await planProject(config, disk, options.memory);
  const files = await readFiles(project, disk);
  const kept = files.filter((file) => isByHand(file) && !options.discard.includes(file.path));
  const found = [
    ...unknownDiscards(files, options.discard, project),
    ...(await fileProblems(kept)).values(),
  ];
  if (found.length > 0) throwIfAny([...found, ...problemsOf(project)]);
  options.tell?.(problemsOf(project));
  const result = await writeFiles(files, disk);
  for (const folder of GENERATED_FOLDERS) await disk.sweep(folder);
  const unread = await unreadFiles(project, disk);
  const notices = [...unsoundNotices(project, LEFT_ALONE), ...unread];
  return { ...result, problems: problemsOf(project), notices };
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

function unknownDiscards(
  files: readonly FilePlan[],
  discard: readonly string[],
  { trees, unsound }: Project,
): Problem[] {
  const isSound = (path: string) => trees.some(({ plan }) => plan.name === treeOf(path));
  const known = files.filter(isByHand).map(({ path }) => path);
  return discard
    .filter((path) => !known.includes(path))
    .map((path) =>
      unsound.length > 0 && !isSound(path)
        ? {
            code: 'usage-option',
            summary: `--discard ${path}: what it should be is not known while a tree has problems`,
          }
        : {
            code: 'usage-option',
            summary: `--discard ${path}: no generated file of that name was edited`,
            ...(known.length > 0 ? { expected: `one of ${known.join(', ')}` } : {}),
          },
    );
}
