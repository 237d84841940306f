/** The check for references that are empty in silence. */
import type { Problem } from '../errors.ts';
import type { DockerfileFacts, Finds } from './dockerfile-facts.ts';

/**
 * References that are silently empty, code `argument-undeclared`: in a stage, to a name that only
 * the part before the first FROM declares, or that the stage declares below; in CMD, ENTRYPOINT
 * and HEALTHCHECK, to an ARG. One problem for each name and stage, at its first reference.
 */
export function checkReferences(facts: DockerfileFacts): readonly Problem[] {
  const told = new Set<string>();
  return facts.references.flatMap((reference): readonly Problem[] => {
    const { name, finds, place, keyword, line } = reference;
    const reason = EMPTY[finds];
    const key = JSON.stringify([place, name, finds]);
    if (reason === undefined || told.has(key)) return [];
    told.add(key);
    return [
      {
        code: 'argument-undeclared',
        summary: `${keyword} refers to "${name}", ${reason}`,
        at: { file: facts.file, line },
        hint: finds === 'run-time' ? `ENV ${name}=$${name}` : `ARG ${name}`,
      },
    ];
  });
}

const EMPTY: Readonly<Partial<Record<Finds, string>>> = {
  'only-global': 'which is declared only before the first FROM and is empty in this stage',
  'only-later': 'which its stage declares only below, so that it is empty here',
  'run-time': 'which is an ARG and is gone when the image runs',
};
