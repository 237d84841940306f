/** `check`: says of every generated file whether it is as the model would write it. Writes nothing. */
import { BaketreeError, type Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Config } from '../model/tree.ts';
import type { FileState } from '../plan/files.ts';
import { fileProblem, readFiles } from './files.ts';
import { planProject } from './project.ts';

/** One generated file; `problem` is absent where it is current. */
export interface CheckedFile {
  readonly path: string;
  readonly state: FileState;
  readonly problem?: Problem;
}

/** Looks at every file. Throws {@link BaketreeError} only for input that cannot be planned. */
export async function check(config: Config, disk: Disk): Promise<readonly CheckedFile[]> {
  const trees = await planProject(config, disk);
  const files = await readFiles(trees, disk);
  const checked: CheckedFile[] = [];
  for (const file of files) {
    const problem = await fileProblem(file).catch((error: unknown): Problem | undefined => {
      // A bake file that does not parse any more is edited, and the reason is told.
      if (error instanceof BaketreeError) return error.problems[0];
      throw error;
    });
    checked.push({ path: file.path, state: file.state, ...(problem ? { problem } : {}) });
  }
  return checked;
}
