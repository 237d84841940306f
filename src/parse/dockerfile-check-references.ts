/** The check for references that are empty in silence. */
import type { Problem } from '../errors.ts';
import type { DockerfileFacts, Finds } from './dockerfile-facts.ts';

/**
 * References that are silently empty, code `argument-undeclared`: in a stage, to a name that only
 * the part before the first FROM declares, or that the stage declares below; in CMD, ENTRYPOINT
 * and HEALTHCHECK, to an ARG; and, where no base image can have it in its ENV, to a name that nothing
 * declares, unless it says what to do then (`${X:-}`). One problem for each name and stage, at its first
 * reference.
 */
export function checkReferences(facts: DockerfileFacts): readonly Problem[] {
  const told = new Set<string>();
  return facts.references.flatMap((reference): readonly Problem[] => {
    const { name, operator, finds, near, place, keyword, line } = reference;
    const reason = finds === 'unset' && /[-+?]/.test(operator) ? undefined : EMPTY[finds];
    const key = JSON.stringify([place, name, finds]);
    if (reason === undefined || told.has(key)) return [];
    told.add(key);
    return [
      {
        code: 'argument-undeclared',
        summary: `${keyword} refers to "${name}", ${reason}`,
        at: { file: facts.file, line },
        hint: hintOf(finds, name, near),
      },
    ];
  });
}

function hintOf(finds: Finds, name: string, near: string | undefined): string {
  if (near !== undefined) return `$${near}`;
  return finds === 'run-time' ? `ENV ${name}=$${name}` : `ARG ${name}`;
}

const EMPTY: Readonly<Partial<Record<Finds, string>>> = {
  'only-global': 'which is declared only before the first FROM and is empty in this stage',
  'only-later': 'which its stage declares only below, so that it is empty here',
  unset: 'which nothing before it declares, so that it is empty here',
  'run-time': 'which is an ARG and is gone when the image runs',
};
