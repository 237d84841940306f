/** Places: where in the project a problem is, as a person finds it. */
import path from 'node:path';
import type { Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';

/**
 * A problem with its file from the project's root, and at its attribute's own line where the source says
 * plainly which that is. The loader keeps lines, but not columns.
 */
export async function placed(problem: Problem, disk: Disk): Promise<Problem> {
  if (!problem.at) return problem;
  const { column: _, attribute, ...found } = problem.at;
  const at = { ...found, file: relative(disk.root, found.file) };
  if (!attribute || path.isAbsolute(at.file) || at.line === undefined) return { ...problem, at };
  // Loaded here: whole trees have no use for it.
  const { ownLine } = await import('../parse/own-line.ts');
  const line = ownLine((await disk.read(at.file)) ?? '', at.line, attribute) ?? at.line;
  return { ...problem, at: { ...at, line } };
}

/** A file as it is seen from the project's root, where it lies below that. */
export function relative(root: string, file: string): string {
  const found = path.relative(root, path.resolve(root, file));
  return found.startsWith('..') ? file : found.split(path.sep).join('/');
}
