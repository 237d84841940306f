/**
 * Images that a variable of a run names, such as CHEF_IMAGE: they may be only in the local store. A
 * builder with another driver than docker's own does not look there, and asks a registry for them.
 */
import type { Problem } from '../errors.ts';
import type { BakePlan } from './bake-plan.ts';
import type { DockerFacts } from './docker-facts.ts';
import type { Asked } from './lookup.ts';
import type { Notice } from './notice.ts';

/** An image that the run starts from, as a variable that is not at its default says. */
export interface NamedImage {
  readonly variable: string;
  readonly reference: string;
}

/** What `npm run engine` builds is called so; no registry has it. */
const STAND_IN = 'baketree-standin/';

const SCHEME = 'docker-image://';

/** The images among the contexts of a run that a variable names, each once. */
export function namedImages({
  targets,
  command,
}: Pick<BakePlan, 'targets' | 'command'>): readonly NamedImage[] {
  const used = new Set(
    targets.flatMap(({ attributes }) => Object.values(attributes.contexts ?? {}) as string[]),
  );
  return Object.entries(command.env)
    .filter(([, value]) => used.has(SCHEME + value))
    .map(([variable, reference]) => ({ variable, reference }));
}

/**
 * Judges them for a builder that cannot see local images. A stand-in is a problem. Any other that the
 * local store has is only said, as a registry may have it, too.
 */
export function checkNamedImages(
  images: readonly NamedImage[],
  { builder, images: found }: DockerFacts,
  { names, line }: Asked,
): { readonly problems: readonly Problem[]; readonly notices: readonly Notice[] } {
  if (!('driver' in builder) || builder.driver === 'docker') return { problems: [], notices: [] };
  const who = `builder "${builder.name}" (driver ${builder.driver})`;
  const isStandIn = ({ reference }: NamedImage) => reference.startsWith(STAND_IN);
  return {
    problems: images.filter(isStandIn).map(({ variable, reference }) => ({
      code: 'builder-unsuitable',
      summary: `${who} cannot see local images, so not ${variable}=${reference} either`,
      expected: `a ${variable} that a registry has: this one is a stand-in of npm run engine`,
      hint: `${line(names)} -- --builder default`,
    })),
    notices: images
      .filter((image) => !isStandIn(image) && found.has(image.reference))
      .map(({ variable, reference }) => ({
        level: 'warning',
        line: `${who} asks a registry for ${variable}=${reference}: it cannot see the one of this machine`,
      })),
  };
}
