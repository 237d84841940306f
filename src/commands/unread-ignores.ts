/** Ignore files of contexts, which no build reads: each Dockerfile has one of its own beside it. */
import path from 'node:path';
import type { Disk } from '../io/disk.ts';
import { asVariable } from '../model/expression.ts';
import type { Notice } from '../plan/notice.ts';
import type { Project } from './project.ts';

/** A warning for each `.dockerignore` at the root of a context, as far as contexts are known before a run. */
export async function unreadIgnores(
  { trees }: Pick<Project, 'trees'>,
  disk: Pick<Disk, 'resolve'>,
): Promise<readonly Notice[]> {
  const contexts = trees.flatMap(({ plan }) =>
    plan.targets.map(({ attributes: { context } }) => asVariable(context)?.default ?? context),
  );
  const folders = new Set(contexts.filter((context) => typeof context === 'string'));
  const files = [...folders].map((folder) => path.posix.join(folder, '.dockerignore')).sort();
  const found = await Promise.all(
    files.map(async (file) => ((await disk.resolve(file)).kind === 'file' ? [file] : [])),
  );
  return found.flat().map((file) => ({
    level: 'warning',
    line: `no build reads ${file}: what a build sees, "ignore" of its template says`,
  }));
}
