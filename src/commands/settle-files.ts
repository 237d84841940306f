/** Generated files before a bake: edits are said and run, stale files are written anew. */
import type { Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { FilePlan } from '../plan/files.ts';
import type { Notice } from '../plan/notice.ts';
import { changesOf, fileProblems } from './files.ts';
import { writeFiles } from './generate.ts';

/** What is to be done about the files of the trees that are baked. */
export interface Settlement {
  readonly problems: readonly Problem[];
  /** The edits that will run. */
  readonly notices: readonly Notice[];
  /** Writes what is stale or missing; gives what is to be said of it then. */
  readonly write: (disk: Disk) => Promise<readonly Notice[]>;
}

/**
 * Decides. An edited file runs as it is; a stale one is written anew, but in CI it is a problem instead,
 * as what runs there must be what was committed. A file that is not ours is never written over.
 */
export async function settleFiles(
  files: readonly FilePlan[],
  { dryRun, ci }: { readonly dryRun: boolean; readonly ci: boolean },
): Promise<Settlement> {
  const old = files.filter(({ state }) => state === 'stale' || state === 'missing');
  const foreign = files.filter(({ state }) => state === 'foreign');
  const wrong = await fileProblems(ci ? [...foreign, ...old] : foreign);
  const problems = [...wrong.values()];
  const notices: Notice[] = [];
  for (const file of files.filter(({ state }) => state === 'edited')) {
    notices.push(...(await editNotices(file)));
  }
  if (ci) return { problems, notices, write: async () => [] };
  return {
    problems,
    notices,
    write: async (disk) => {
      if (!dryRun) await writeFiles(old, disk);
      return old.map(({ path, state }) => ({
        level: 'info',
        line: dryRun ? `${path} is ${state}: it would be written` : `${path} was ${state}: written`,
      }));
    },
  };
}

async function editNotices(file: FilePlan): Promise<readonly Notice[]> {
  const lines = [
    `${file.path} was edited by hand and runs as it is:`,
    ...(await changesOf(file)).map((change) => `  ${change}`),
    `  to discard the edit: npm run generate -- --discard ${file.path}`,
  ];
  return lines.map((line) => ({ level: 'warning', line }));
}
