/** The text of `list`, whole. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Bakery, openBakery } from './bakery.ts';
import { folded } from './folded.ts';
import { scriptDocker } from './scripted-docker.ts';

const BAKE_FILE = 'bake/bakery/docker-bake.hcl';

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

describe('what only edited files and overrides have', () => {
  const BAKED = JSON.stringify([
    { name: 'bread', description: 'A loaf' },
    { name: 'feast', description: 'All at once (cake-big, cake-small)', group: true },
    { name: 'cake-big', description: 'A cake' },
    { name: 'crumbs' },
  ]);
  let edited: Bakery;
  beforeEach(async () => {
    edited = await openBakery({ generated: true });
    await edited.change(BAKE_FILE, 'group "all"', 'target "crumbs" {}\n\ngroup "all"');
    await edited.write(
      'bake/bakery/docker-bake.override.hcl',
      'group "feast" {\n  targets = ["cake-big"]\n}\ntarget "cake" {\n}\n',
    );
  });
  afterEach(() => edited.close());

  test('is shown with the files that have it', async () => {
    const calls = await scriptDocker(edited, { bake: `echo '${BAKED}'` });
    const shown = await edited.baketree('list');
    expect(shown.slice(0, shown.indexOf('axes'))).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      bakery: The bakery
      groups
        default  What is baked when nothing is named
        all      Everything that is sold
        feast    All at once (cake-big, cake-small) (only in bake/bakery/docker-bake.override.hcl)
      targets
        sourdough  The sourdough
        bread      A loaf
        rolls      Rolls (2 cells: rolls-<crust>)
        pretzel    Pretzels (2 of 4 cells: pretzel-<crust>-<salt>)
        cake-big   A cake (only in bake/bakery/docker-bake.override.hcl)
        crumbs     (only in the edited bake/bakery/docker-bake.hcl)
      "
    `);
    expect(await calls()).toHaveLength(1);
  });

  test('is found by its name, and nobody is asked for one of the model', async () => {
    const calls = await scriptDocker(edited, { bake: `echo '${BAKED}'` });
    expect(await edited.baketree('list bread')).toContain('bread  A loaf');
    expect(await calls()).toEqual([]);
    expect(await edited.baketree('list crumbs feast')).toMatchInlineSnapshot(`
      "exit 0
      --- stdout
      bakery: The bakery
      groups
        feast  All at once (cake-big, cake-small) (only in bake/bakery/docker-bake.override.hcl)
      targets
        crumbs  (only in the edited bake/bakery/docker-bake.hcl)"
    `);
  });

  test('is left out where docker does not tell, which is said', async () => {
    await scriptDocker(edited, { bake: "echo 'ERROR: no' >&2; exit 1" });
    expect(folded(await edited.baketree('list'), 'LIST')).toMatchInlineSnapshot(`
      "exit 0
      --- stderr
      [WARNING] what only edited bake files and overrides have is left out: docker buildx bake cannot read what it would run: no
      --- stdout
      (LIST)"
    `);
  });
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
