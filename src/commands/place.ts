/** Places: where in the project a problem is, as a person finds it. */
import path from 'node:path';
import type { Location, Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';

/**
 * A problem with its file from the project's root, and at its attribute's own line where the source says
 * plainly which that is. The loader keeps lines, but not columns.
 */
export async function placed(problem: Problem, disk: Disk): Promise<Problem> {
  const { at, also } = problem;
  return {
    ...problem,
    ...(at ? { at: await found(at, disk) } : {}),
    ...(also ? { also: { ...also, at: await found(also.at, disk) } } : {}),
  };
}

async function found(place: Location, disk: Disk): Promise<Location> {
  const { column: _, attribute, ...rest } = place;
  const at = { ...rest, file: relative(disk.root, rest.file) };
  if (!attribute || path.isAbsolute(at.file) || at.line === undefined) return at;
  // Loaded here: whole trees have no use for it.
  const { ownLine } = await import('../parse/own-line.ts');
  const line = ownLine((await disk.read(at.file)) ?? '', at.line, attribute) ?? at.line;
  return { ...at, line };
}

/** A file as it is seen from the project's root, where it lies below that. */
export function relative(root: string, file: string): string {
  const found = path.relative(root, path.resolve(root, file));
  return found.startsWith('..') ? file : found.split(path.sep).join('/');
}
