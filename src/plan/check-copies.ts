/** What a Dockerfile takes from its context, against the ignore file that lies beside it. */
import { posix } from 'node:path';
import type { Location, Problem } from '../errors.ts';
import type { Template } from '../model/template.ts';
import type { DockerfileFacts } from '../parse/dockerfile-facts.ts';
import { attempt } from './attempt.ts';
import { ignoreFile } from './ignore-file.ts';

/** Paths that no build of the template can find: BuildKit says only that they are not there. */
export function checkCopies(
  { contextPaths }: DockerfileFacts,
  { name, ignore, at }: Template,
  locate: (line: number) => Location,
): readonly Problem[] {
  if (ignore.length === 0 || contextPaths.length === 0) return [];
  // A pattern that is none, docker tells.
  const file = attempt(
    () => ignoreFile(ignore),
    () => undefined,
  );
  if (!file) return [];
  return contextPaths.flatMap(({ keyword, path, line }): readonly Problem[] => {
    // No path leads out of the context: above its root is its root.
    const own = posix.resolve('/', path).slice(1);
    const hiding = own === '' ? undefined : file.hides(own);
    if (hiding === undefined) return [];
    const also = at && { also: { what: 'declared', at } };
    return [
      {
        code: 'copy-ignored',
        summary: `${keyword} takes "${path}" from the context, where "${hiding}" in ignore of template "${name}" hides it`,
        at: locate(line),
        ...also,
        expected: `'!${own}' behind it`,
      },
    ];
  });
}
