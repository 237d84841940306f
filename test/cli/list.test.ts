/** The text of `list`, whole. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bakery, openBakery } from './bakery.ts';

let bakery: Bakery;
beforeAll(async () => {
  bakery = await openBakery();
});
afterAll(() => bakery.close());

test('everything', async () => {
  expect(await bakery.baketree('list')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    bakery: The bakery
    groups
      default  What is baked when nothing is named
      all      Everything that is sold
    targets
      sourdough  The sourdough
      bread      A loaf
      rolls      Rolls (2 cells: rolls-<crust>)
      pretzel    Pretzels (2 of 4 cells: pretzel-<crust>-<salt>)
    axes
      crust  soft, hard
      salt   none, coarse
    exclusions
      crust, salt  because teeth break
    variables
      REGISTRY          Where bread is sold.
      GRAIN     wheat   What the dough is made of. (wheat, rye)
      STARTER   tree    Where bread takes the sourdough from. (tree, local)
      PANTRY    pantry  The folder with the flour."
  `);
});

test('one target with axes: its cells, and why others do not exist', async () => {
  expect(await bakery.baketree('list pretzel')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    bakery: The bakery
    targets
      pretzel  Pretzels (2 of 4 cells: pretzel-<crust>-<salt>)
    axes
      crust  soft, hard
      salt   none, coarse
    exclusions
      crust, salt  because teeth break
    cells of pretzel
      pretzel-soft-none
      pretzel-soft-coarse"
  `);
});

test('one group, with its members', async () => {
  expect(await bakery.baketree('list all')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    bakery: The bakery
    groups
      all  Everything that is sold (bread, rolls, pretzel)"
  `);
});
