/** The text of `list`, whole. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bakery, openBakery } from './bakery.ts';
import { folded } from './folded.ts';

let bakery: Bakery;
beforeAll(async () => {
  bakery = await openBakery();
});
afterAll(() => bakery.close());

test('everything', async () => {
  expect(folded(await bakery.baketree('list'), 'LIST')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    (LIST)"
  `);
});

test('one target with axes: its cells, and why others do not exist', async () => {
  expect(folded(await bakery.baketree('list pretzel'), 'AXES')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    bakery: The bakery
    targets
      pretzel  Pretzels (2 of 4 cells: pretzel-<crust>-<salt>)
    (AXES)
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
