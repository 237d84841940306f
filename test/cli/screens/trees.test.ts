/** Screens of projects in which one tree of several has problems. */
import { expect, test } from 'vitest';
import { type Bakery, openBakery } from '../bakery.ts';
import { folded } from '../folded.ts';
import { screens } from './screen.ts';

const screen = screens({ generated: true });

const KIOSK = `import { defineTree, target, template } from 'baketree';
const newspaper = target('newspaper', { description: 'The paper', template: template('newspaper') });
export const kiosk = defineTree({
  name: 'kiosk',
  description: 'Next door',
  targets: [newspaper],
  default: [newspaper],
});
`;

/** The bakery with a second tree, generated; then that gets two problems. */
async function addBrokenKiosk(bakery: Bakery): Promise<void> {
  await bakery.write('trees/kiosk.ts', KIOSK);
  await bakery.write('templates/kiosk/newspaper.Dockerfile.hbs', 'FROM scratch\n');
  await bakery.change('baketree.config.ts', '[bakery]', '[bakery, kiosk]');
  await bakery.change(
    'baketree.config.ts',
    "'./trees/bakery.ts';",
    "'./trees/bakery.ts';\nimport { kiosk } from './trees/kiosk.ts';",
  );
  expect(await bakery.baketree('generate')).toContain('exit 0');
  await bakery.write(
    'templates/kiosk/newspaper.Dockerfile.hbs',
    'FROM scratch\n{{#if ink}}\nRUN print {{paper}}\n',
  );
}

screen('template-invalid', 'generate writes the others', async (bakery) => {
  await addBrokenKiosk(bakery);
  await bakery.change('templates/bakery/bread.Dockerfile.hbs', '{{minutes}}', '55');
  const shown = await bakery.baketree('generate');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] the block "{{#if ink}}" is not closed
            at templates/kiosk/newspaper.Dockerfile.hbs:2
    [INFO] {{/if}}
    [ERROR] "paper" is not in the data of the template "newspaper"
            at templates/kiosk/newspaper.Dockerfile.hbs:3
            expected "tree"
    [INFO] wrote docker/bakery/bread.Dockerfile
    [INFO] 8 files are as they should be
    [WARNING] the tree "kiosk" has 2 problems: its files, and those that no other tree declares, are left as they are"
  `);
  return shown;
});

screen('template-invalid', 'check looks at the others', async (bakery) => {
  await addBrokenKiosk(bakery);
  const shown = await bakery.baketree('check');
  expect(folded(shown, 'KIOSK', 'CURRENT')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [WARNING] the tree "kiosk" has 2 problems: its files, and those that no other tree declares, are left as they are
    (KIOSK)
    --- stdout
    current  bake/bakery/docker-bake.hcl
    current  docker/bakery/bread.Dockerfile
    (CURRENT)"
  `);
  return shown;
});

screen('template-invalid', 'list has the others', async (bakery) => {
  await addBrokenKiosk(bakery);
  const shown = await bakery.baketree('list');
  expect(folded(shown, 'KIOSK', 'LIST')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    (KIOSK)
    --- stdout
    (LIST)"
  `);
  return shown;
});

screen('template-invalid', 'a bake of the one that has them', async (bakery) => {
  await addBrokenKiosk(bakery);
  const shown = await bakery.baketree('bake bread newspaper --dry-run');
  expect(folded(shown, 'KIOSK')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    (KIOSK)"
  `);
  return shown;
});

screen('usage-ambiguous-target', 'a name that a tree may have', async (bakery) => {
  await addBrokenKiosk(bakery);
  await bakery.change('trees/kiosk.ts', 'targets: [newspaper]', 'targets: [undefined as never]');
  await bakery.change('baketree.config.ts', '[bakery, kiosk]', '[kiosk, bakery]');
  const shown = await bakery.baketree('bake bread --dry-run');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "bread" may be a name of "kiosk", not all of whose names can be read
    [INFO] npm run bake bakery/bread
    [ERROR] number 1 of the targets of "kiosk" is undefined, no target
            at trees/kiosk.ts:3
            a name that its module does not export is undefined, and so is one of modules that import each other
    [ERROR] group "default" has "newspaper", which the tree does not list
            at trees/kiosk.ts:3
            expected newspaper in the tree's targets"
  `);
  return shown;
});

screen('attribute-invalid', 'of one tree, at its own line and once', async (bakery) => {
  await addBrokenKiosk(bakery);
  await bakery.change(
    'trees/kiosk.ts',
    "template: template('newspaper') }",
    "template: template('newspaper'),\n  network: 'hots',\n}",
  );
  const shown = await bakery.baketree('list bread');
  expect(folded(shown, 'KIOSK')).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    (KIOSK)
    [ERROR] network of "newspaper": "hots" is no network
            at trees/kiosk.ts:3
            expected "host", of default, host, none
    --- stdout
    bakery: The bakery
    targets
      bread  A loaf"
  `);
  return shown;
});

test.each(['bake bread --dry-run', 'plan bread'])('%s goes on, and says so', async (line) => {
  const bakery = await openBakery({ generated: true });
  try {
    await addBrokenKiosk(bakery);
    const shown = await bakery.baketree(line);
    expect(shown).toContain('exit 0\n');
    const warning = '\n[WARNING] the tree "kiosk" has 2 problems: npm run check\n';
    expect(shown.split(warning)).toHaveLength(2);
    expect(shown).toContain('docker buildx bake -f bake/bakery/docker-bake.hcl bread');
  } finally {
    await bakery.close();
  }
});
