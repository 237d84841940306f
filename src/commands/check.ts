/** `check`: says of every generated file whether it is as the model would write it. Writes nothing. */
import type { Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Memory } from '../io/memory.ts';
import type { Config } from '../model/tree.ts';
import type { FileState } from '../plan/files.ts';
import type { Notice } from '../plan/notice.ts';
import { fileProblems, readFiles } from './files.ts';
import { planProject, problemsOf } from './project.ts';
import { unreadFiles } from './unread-files.ts';
import { LEFT_ALONE, unsoundNotices } from './unsound.ts';

/** One generated file; `problem` is absent where it is current. */
export interface CheckedFile {
  readonly path: string;
  readonly state: FileState;
  readonly problem?: Problem;
}

/** The files of sound trees, and what is wrong with the others. */
export interface Checked {
  readonly files: readonly CheckedFile[];
  /** Of trees whose files cannot be looked at. */
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

/** Looks at every file of every sound tree. Throws where there is none. */
export async function check(config: Config, disk: Disk, memory?: Memory): Promise<Checked> {
  const project = await planProject(config, disk, memory);
  const files = await readFiles(project, disk);
  const problems = await fileProblems(files);
  return {
    files: files.map(({ path, state }) => {
      const problem = problems.get(path);
      return { path, state, ...(problem ? { problem } : {}) };
    }),
    problems: problemsOf(project),
    notices: [...unsoundNotices(project, LEFT_ALONE), ...(await unreadFiles(project, disk))],
  };
}
