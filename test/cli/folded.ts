/** Parts that stand on several screens: each is written out once, here, and has a name elsewhere. */
import { expect } from 'vitest';

const AXES = `axes
  crust  soft, hard
  salt   none, coarse
exclusions
  crust, salt  because teeth break`;

/** What `list` has of the healthy bakery. */
const LIST = `bakery: The bakery
groups
  default  What is baked when nothing is named
  all      Everything that is sold
targets
  sourdough  The sourdough
  bread      A loaf
  rolls      Rolls (2 cells: rolls-<crust>)
  pretzel    Pretzels (2 of 4 cells: pretzel-<crust>-<salt>)
${AXES}
variables
  REGISTRY          Where bread is sold.
  GRAIN     wheat   What the dough is made of. (wheat, rye)
  STARTER   tree    Where bread takes the sourdough from. (tree, local)
  PANTRY    pantry  The folder with the flour.`;

/** What `check` has of the files behind those of bread, where all are as they should be. */
const CURRENT = `current  docker/bakery/bread.Dockerfile.dockerignore
current  docker/bakery/pretzel.Dockerfile
current  docker/bakery/pretzel.Dockerfile.dockerignore
current  docker/bakery/rolls.Dockerfile
current  docker/bakery/rolls.Dockerfile.dockerignore
current  docker/bakery/sourdough.Dockerfile
current  docker/bakery/sourdough.Dockerfile.dockerignore`;

/** The two problems of a kiosk whose template is broken. */
const KIOSK = `[ERROR] the block "{{#if ink}}" is not closed
        at templates/kiosk/newspaper.Dockerfile.hbs:2
[INFO] {{/if}}
[ERROR] "paper" is not in the data of the template "newspaper"
        at templates/kiosk/newspaper.Dockerfile.hbs:3
        expected "tree"`;

const PARTS = { AXES, LIST, CURRENT, KIOSK } as const;

/** A screen with the name of a part for the part, which must stand there once, to the letter. */
export function folded(screen: string, ...names: readonly (keyof typeof PARTS)[]): string {
  return names.reduce((text, name) => {
    const around = text.split(PARTS[name]);
    expect(around, `${name} stands on the screen once:\n${text}`).toHaveLength(2);
    return around.join(`(${name})`);
  }, screen);
}
