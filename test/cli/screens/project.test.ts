/** Screens of the configuration, the environment, and paths. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { scriptDocker } from '../scripted-docker.ts';
import { screens } from './screen.ts';

const screen = screens({ generated: true });
const TREE = 'trees/bakery.ts';

screen('config-missing', 'a folder that is no project', async ({ baketree, remove }) => {
  await remove('baketree.config.ts');
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('config-invalid', 'a module that is not there', async ({ baketree, change }) => {
  await change('baketree.config.ts', './trees/bakery.ts', './trees/baker.ts');
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('config-invalid', 'a syntax error in a tree', async ({ baketree, change }) => {
  await change(TREE, "crust', ['soft', 'hard']", "crust', ['soft', 'hard'");
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('config-invalid', 'a name that is not defined', async ({ baketree, change }) => {
  await change(TREE, 'default: [bread]', 'default: [baguette]');
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('config-invalid', 'no trees', async ({ baketree, write }) => {
  await write('baketree.config.ts', 'export default { trees: [] };\n');
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('variable-invalid', 'a value that is not in the list', async ({ baketree, write }) => {
  await write('.env', 'GRAIN=spelt\n');
  const shown = await baketree('plan bread');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('variable-invalid', 'a misspelt yes', async ({ baketree, change }) => {
  const night = "variable('NIGHT', { description: 'Bake at night.', default: false })";
  await change(TREE, 'const crust', `const NIGHT = ${night};\nconst crust`);
  await change(TREE, 'variables: [', 'variables: [NIGHT, ');
  await change(TREE, "equals(GRAIN, 'rye')", 'NIGHT');
  const shown = await baketree('plan pretzel', { env: { NIGHT: 'yes' } });
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('platform-unsupported', 'another processor', async ({ baketree }) => {
  const shown = await baketree('plan bread --set bread.platform=linux/arm64');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('push-without-registry', 'a push to nowhere in particular', async ({ baketree }) => {
  const shown = await baketree('plan bread --push');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('pull-with-local-image', 'asking a registry for a local image', async ({ baketree }) => {
  const shown = await baketree('plan bread --pull');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('path-outside', 'a literal that leaves the project', async ({ baketree, change, home }) => {
  await mkdir(path.join(home, 'shop'));
  await change(
    TREE,
    "template: template('bread'",
    "context: '../shop',\n  template: template('bread'",
  );
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('path-missing', 'a path variable that leads nowhere', async ({ baketree }) => {
  const shown = await baketree('plan sourdough', { env: { PANTRY: 'cellar' } });
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('path-missing', 'a literal that leads nowhere', async ({ baketree, change }) => {
  await change(
    TREE,
    "template: template('bread'",
    "context: 'shop',\n  template: template('bread'",
  );
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('path-remote', 'an address for a folder', async (bakery) => {
  await scriptDocker(bakery);
  const shown = await bakery.baketree('bake sourdough', {
    env: { PANTRY: 'https://mill.example.com/flour.git' },
  });
  expect(shown).toMatchInlineSnapshot();
  return shown;
});
