/** `check`: says of every generated file whether it is as the model would write it. Writes nothing. */
import type { Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Memory } from '../io/memory.ts';
import type { Config } from '../model/tree.ts';
import type { FileState } from '../plan/files.ts';
import { fileProblems, readFiles } from './files.ts';
import { planProject } from './project.ts';

/** One generated file; `problem` is absent where it is current. */
export interface CheckedFile {
  readonly path: string;
  readonly state: FileState;
  readonly problem?: Problem;
}

/** Looks at every file. Throws only for input that cannot be planned. */
export async function check(
  config: Config,
  disk: Disk,
  memory?: Memory,
): Promise<readonly CheckedFile[]> {
  const trees = await planProject(config, disk, memory);
  const files = await readFiles(trees, disk);
  const problems = await fileProblems(files);
  return files.map(({ path, state }) => {
    const problem = problems.get(path);
    return { path, state, ...(problem ? { problem } : {}) };
  });
}
