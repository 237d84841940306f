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
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] no baketree.config.ts in <project> or above it
    [INFO] write baketree.config.ts:
    [INFO]   import { defineConfig } from 'baketree';
    [INFO]   import { web } from './trees/web.ts';
    [INFO]   export default defineConfig({ trees: [web] });"
  `);
  return shown;
});

screen('config-invalid', 'a module that is not there', async ({ baketree, change }) => {
  await change('baketree.config.ts', './trees/bakery.ts', './trees/baker.ts');
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] baketree.config.ts cannot be loaded: Cannot find module './trees/baker.ts'
            at baketree.config.ts:3
            none of its trees can be used before it loads"
  `);
  return shown;
});

screen('config-invalid', 'a syntax error in a tree', async ({ baketree, change }) => {
  await change(TREE, "crust', ['soft', 'hard']", "crust', ['soft', 'hard'");
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] baketree.config.ts cannot be loaded: Unexpected token, expected ","
            at trees/bakery.ts:35
            none of its trees can be used before it loads"
  `);
  return shown;
});

screen(
  'config-invalid',
  'a function that the library does not have',
  async ({ baketree, change }) => {
    await change(TREE, '  axis,', '  axes as axis,');
    const shown = await baketree('check');
    expect(shown).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      [ERROR] baketree.config.ts cannot be loaded: axes is not a function
              at trees/bakery.ts:35
              none of its trees can be used before it loads"
    `);
    return shown;
  },
);

screen('config-invalid', 'a name that is not defined', async ({ baketree, change }) => {
  await change(TREE, 'default: [bread]', 'default: [baguette]');
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] baketree.config.ts cannot be loaded: baguette is not defined
            at trees/bakery.ts:87
            none of its trees can be used before it loads"
  `);
  return shown;
});

screen('config-invalid', 'no trees', async ({ baketree, write }) => {
  await write('baketree.config.ts', 'export default { trees: [] };\n');
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] baketree.config.ts exports no trees
            at baketree.config.ts
    [INFO] export default defineConfig({ trees: [web] });"
  `);
  return shown;
});

screen('variable-invalid', 'a value that is not in the list', async ({ baketree, write }) => {
  await write('.env', 'GRAIN=spelt\n');
  const shown = await baketree('plan bread');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] GRAIN is "spelt" (from .env), which is not valid
            GRAIN must be one of: wheat, rye.
    --- stdout
    bakery
      bread      asked for             bread:latest
      Sourdough  from the local store  bakery-sourdough:latest
      GRAIN=spelt STARTER=local docker buildx bake -f bake/bakery/docker-bake.hcl bread"
  `);
  return shown;
});

screen('variable-invalid', 'a misspelt yes', async ({ baketree, change }) => {
  const night = "variable('NIGHT', { description: 'Bake at night.', default: false })";
  await change(TREE, 'const crust', `const NIGHT = ${night};\nconst crust`);
  await change(TREE, 'variables: [', 'variables: [NIGHT, ');
  await change(TREE, "equals(GRAIN, 'rye')", 'NIGHT');
  const shown = await baketree('plan pretzel', { env: { NIGHT: 'yes' } });
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] NIGHT is "yes" (from the environment), which is no bool
            expected true or false
    --- stdout
    files
      stale  bake/bakery/docker-bake.hcl

    bakery
      pretzel-soft-none    asked for          pretzel:none
      pretzel-soft-coarse  asked for          pretzel:coarse
      rolls-soft           needed by another  rolls:soft
      sourdough            needed by another  bakery-sourdough:latest
      NIGHT=yes docker buildx bake -f bake/bakery/docker-bake.hcl pretzel"
  `);
  return shown;
});

screen('platform-unsupported', 'another processor', async (bakery) => {
  const contexts = { sourdough: 'docker-image://bakery-sourdough:latest' };
  const platforms = ['linux/arm64'];
  const printed = { target: { bread: { context: '.', contexts, platforms } } };
  await scriptDocker(bakery, { bake: `echo '${JSON.stringify(printed)}'` });
  const shown = await bakery.baketree('plan bread --set bread.platform=linux/arm64');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "bread" would be built for linux/arm64
            expected linux/amd64: the images run there, and no other platform was ever built or tested
    --- stdout
    bakery
      bread      asked for
      Sourdough  from the local store  bakery-sourdough:latest
      STARTER=local docker buildx bake -f bake/bakery/docker-bake.hcl --set bread.platform=linux/arm64 bread"
  `);
  return shown;
});

screen('push-without-registry', 'a push to nowhere in particular', async ({ baketree }) => {
  const shown = await baketree('plan bread --push');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "bread" would be pushed as bread:latest, which leads to Docker Hub
            at trees/bakery.ts:60
            expected a tag with a registry in it, such as registry.example.com/bread:latest
    [INFO] REGISTRY=registry.example.com npm run plan bread -- --push
    --- stdout
    bakery
      bread      asked for             bread:latest
      Sourdough  from the local store  bakery-sourdough:latest
      STARTER=local docker buildx bake -f bake/bakery/docker-bake.hcl bread &&
      STARTER=local docker buildx bake -f bake/bakery/docker-bake.hcl --set bread.output=type=registry bread"
  `);
  return shown;
});

screen('pull-with-local-image', 'asking a registry for a local image', async ({ baketree }) => {
  const shown = await baketree('plan bread --pull');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] --pull would ask a registry for 'bakery-sourdough:latest', which is only ever taken from here
    [INFO] npm run plan sourdough bread -- --pull
    --- stdout
    bakery
      bread      asked for             bread:latest
      Sourdough  from the local store  bakery-sourdough:latest
      STARTER=local docker buildx bake -f bake/bakery/docker-bake.hcl --pull bread"
  `);
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
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] context of "bread" is "../shop", which leads to <home>/shop, outside the project
            at trees/bakery.ts:50
            expected a path inside the project, or a path variable
    [INFO] variable('BREAD_CONTEXT', { description: 'context of bread', path: true, default: '../shop' })"
  `);
  return shown;
});

screen('path-missing', 'a path variable that leads nowhere', async ({ baketree }) => {
  const shown = await baketree('plan sourdough', { env: { PANTRY: 'cellar' } });
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] PANTRY (context of "sourdough") is "cellar", which is not there
            expected a folder
    --- stdout
    bakery
      sourdough  asked for  bakery-sourdough:latest
      PANTRY=cellar docker buildx bake -f bake/bakery/docker-bake.hcl sourdough"
  `);
  return shown;
});

screen('path-missing', 'a folder without what it must hold', async ({ baketree, change }) => {
  await change(TREE, 'path: true', "path: { holds: ['recipe.txt', 'flour.txt', 'salt.txt'] }");
  const shown = await baketree('plan sourdough');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] PANTRY (context of "sourdough") is "pantry", which has no flour.txt and no salt.txt
            expected a folder with recipe.txt and flour.txt and salt.txt
    --- stdout
    bakery
      sourdough  asked for  bakery-sourdough:latest
      docker buildx bake -f bake/bakery/docker-bake.hcl sourdough"
  `);
  return shown;
});

screen('path-missing', 'a literal that leads nowhere', async ({ baketree, change }) => {
  await change(
    TREE,
    "template: template('bread'",
    "context: 'shop',\n  template: template('bread'",
  );
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] context of "bread" is "shop", which is not there
            at trees/bakery.ts:50
            expected a folder of the project"
  `);
  return shown;
});

screen('config-invalid', 'an option that no config has', async (bakery) => {
  const options = "{ trees: [bakery], default: 'bread' } as never";
  await bakery.change('baketree.config.ts', '{ trees: [bakery] }', options);
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] the config has "default", which is no option of it
            at baketree.config.ts
            expected "trees""
  `);
  return shown;
});

screen('path-missing', 'a secret whose file is not there', async (bakery) => {
  await scriptDocker(bakery);
  await bakery.change(
    TREE,
    "  template: template('bread'",
    "  secret: [{ id: 'recipe', src: 'recipe.txt' }],\n  template: template('bread'",
  );
  await bakery.change(
    'templates/bakery/bread.Dockerfile.hbs',
    'RUN ',
    'RUN --mount=type=secret,id=recipe ',
  );
  const shown = await bakery.baketree('plan bread');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] secret of "bread" is "recipe.txt", which is not there
            at trees/bakery.ts:50
            expected a file
    --- stdout
    files
      stale  bake/bakery/docker-bake.hcl
      stale  docker/bakery/bread.Dockerfile

    bakery
      bread      asked for             bread:latest
      Sourdough  from the local store  bakery-sourdough:latest
      STARTER=local docker buildx bake -f bake/bakery/docker-bake.hcl bread"
  `);
  return shown;
});

screen('path-remote', 'an address for a folder', async (bakery) => {
  await scriptDocker(bakery);
  const shown = await bakery.baketree('bake sourdough', {
    env: { PANTRY: 'https://mill.example.com/flour.git' },
  });
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] PANTRY (context of "sourdough") is "https://mill.example.com/flour.git", an address
            expected a folder of this machine: an address would come without its ignore file
    [INFO] git clone https://mill.example.com/flour.git flour
    [INFO] PANTRY=flour npm run bake sourdough"
  `);
  return shown;
});
