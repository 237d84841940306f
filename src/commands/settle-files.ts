/** Generated files before a bake: edits are said and run, stale files are written anew. */
import type { Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { FilePlan } from '../plan/files.ts';
import type { Notice } from '../plan/notice.ts';
import { changesOf, fileProblem } from './files.ts';
import { writeFiles } from './generate.ts';

/** What is to be done about the files of the trees that are baked. */
export interface Settlement {
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
  /** Writes what is stale or missing. */
  readonly write: (disk: Disk) => Promise<unknown>;
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
  const wrong = await Promise.all((ci ? [...foreign, ...old] : foreign).map(fileProblem));
  const notices: Notice[] = [];
  for (const file of files.filter(({ state }) => state === 'edited')) {
    notices.push(...(await editNotices(file)));
  }
  if (ci) return { problems: present(wrong), notices, write: async () => {} };
  for (const { path, state } of old) {
    const done = dryRun ? 'would be written' : 'written';
    const line = `${path} was ${state}: ${done}`;
    notices.push({ level: 'info', line });
  }
  return {
    problems: present(wrong),
    notices,
    write: async (disk) => (dryRun ? undefined : writeFiles(old, disk)),
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

function present(problems: readonly (Problem | undefined)[]): readonly Problem[] {
  return problems.flatMap((problem) => problem ?? []);
}
