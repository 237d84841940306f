/** Screens of what was typed. */
import { expect } from 'vitest';
import { scriptDocker } from '../scripted-docker.ts';
import { addRepositories } from '../shop.ts';
import { screens } from './screen.ts';

const screen = screens({ generated: true });

screen('usage-option', 'a misspelt option', async ({ baketree }) => {
  const shown = await baketree('bake bread --psuh');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "--psuh": there is no such option
            expected "--push"
    [INFO] npm run bake -- --help"
  `);
  return shown;
});

screen('usage-option', 'a misspelt command', async ({ baketree }) => {
  const shown = await baketree('chekc');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "chekc": there is no such command
            expected "check"
    [INFO] npx baketree --help"
  `);
  return shown;
});

screen('usage-option', 'no command', async ({ baketree }) => {
  const shown = await baketree([]);
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] name a command: bake, generate, check, plan, list, ecr, sign
    [INFO] npx baketree --help"
  `);
  return shown;
});

screen('usage-option', 'an option without its value', async ({ baketree }) => {
  const shown = await baketree('bake bread --builder');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "--builder" has no value
    [INFO] npm run bake -- --help"
  `);
  return shown;
});

screen('usage-option', 'an option that is ours to choose', async ({ baketree }) => {
  const shown = await baketree('bake bread --file other.hcl');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "--file": which file is baked is for baketree to say
            expected experiments in bake/<tree>/docker-bake.override.hcl, which is added where it exists"
  `);
  return shown;
});

screen('usage-option', 'a setting that bake loses', async (bakery) => {
  await scriptDocker(bakery, { bake: "echo '{}'" });
  const shown = await bakery.baketree(
    'plan bread --set bread.network=none --set bread.ulimits=core=0',
  );
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] --set bread.network=none: bake loses this attribute when it is set on the command line
            expected the attribute in bake/bakery/docker-bake.override.hcl
    [ERROR] --set bread.ulimits=core=0: bake loses this attribute when it is set on the command line
            expected the attribute in bake/bakery/docker-bake.override.hcl
    --- stdout
    bakery
      STARTER=local docker buildx bake -f bake/bakery/docker-bake.hcl --set bread.network=none --set bread.ulimits=core=0 bread"
  `);
  return shown;
});

screen('usage-option', 'settings that bake would not take', async (bakery) => {
  const calls = await scriptDocker(bakery);
  const shown = await bakery.baketree(
    'bake bread --set bread.platfrom=linux/amd64 --set braed.tags=a:b --set bread.args.GRIAN=rye --set bread.contexts.sourdoug=.',
  );
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] --set bread.platfrom=linux/amd64: there is no key "platfrom"
            expected "platform"
    [INFO] npm run bake bread -- --set bread.platform=linux/amd64
    [ERROR] --set braed.tags=a:b: no target of "bakery" is called "braed"
            expected "bread"
    [INFO] npm run bake bread -- --set bread.tags=a:b
    [ERROR] --set bread.args.GRIAN=rye: no ARG "GRIAN" is in the Dockerfile of "bread", so that nothing would come of it
            expected "GRAIN"
    [INFO] npm run bake bread -- --set bread.args.GRAIN=rye
    [ERROR] --set bread.contexts.sourdoug=.: no FROM or --from names "sourdoug" in the Dockerfile of "bread", so that nothing would come of it
            expected "sourdough"
    [INFO] npm run bake bread -- --set bread.contexts.sourdough=."
  `);
  expect((await calls()).filter((call) => call.startsWith('buildx bake'))).toEqual([]);
  return shown;
});

screen('usage-unknown-target', 'a setting for no target of an override', async (bakery) => {
  await bakery.write('bake/bakery/docker-bake.override.hcl', 'target "cake" {}');
  const say = 'echo "ERROR: could not find any target matching \'braed\'" >&2; exit 1';
  await scriptDocker(bakery, { bake: say });
  const shown = await bakery.baketree('bake bread --set braed.tags=a:b');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [WARNING] bake/bakery/docker-bake.override.hcl is added to the bake file
    [ERROR] --set braed.tags=a:b: no target of "bakery" is called "braed"
            expected "bread"
    [INFO] npm run bake bread -- --set bread.tags=a:b"
  `);
  return shown;
});

screen('image-invalid', 'a registry with its protocol', async (bakery) => {
  const calls = await scriptDocker(bakery);
  const env = { REGISTRY: 'https://shop.example.com' };
  const shown = await bakery.baketree('bake bread', { env });
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] tag "https://shop.example.com/bread:latest" of "bread" is not valid: "https:" is no host
            expected a tag such as registry.example.com/name:1
            REGISTRY is "https://shop.example.com" (from the environment)
    [INFO] REGISTRY='' npm run bake bread"
  `);
  expect((await calls()).filter((call) => call.startsWith('buildx bake'))).toEqual([]);
  return shown;
});

screen('usage-option', 'discarding what was not edited', async ({ baketree }) => {
  const shown = await baketree('generate --discard bake/bakery/docker-bake.hcl');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] --discard bake/bakery/docker-bake.hcl: no generated file of that name was edited"
  `);
  return shown;
});

screen('usage-npm-swallowed', 'an option before the dashes', async ({ baketree }) => {
  const shown = await baketree('bake bread', {
    env: { npm_lifecycle_event: 'bake', npm_config_push: 'true', npm_config_builder: 'bench' },
  });
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] npm took --builder=bench --push for itself, so it would do nothing here
    [INFO] put -- before options:
    [INFO]   npm run bake bread -- --builder=bench --push"
  `);
  return shown;
});

screen('usage-unknown-target', 'a near miss, and a name like nothing', async ({ baketree }) => {
  const shown = await baketree('bake braed croissant');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] nothing is called "braed"
    [INFO] npm run bake bread
    [ERROR] nothing is called "croissant"
            expected one of bakery/default, bakery/all, bakery/rolls, bakery/pretzel, bakery/sourdough, bakery/bread, bakery/rolls-soft, bakery/rolls-hard, bakery/pretzel-soft-none, bakery/pretzel-soft-coarse
    [INFO] npm run list"
  `);
  return shown;
});

screen('cell-excluded', 'asked for by name', async ({ baketree }) => {
  const shown = await baketree('plan pretzel-hard-none');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] the cell "pretzel-hard-none" is excluded
            at trees/bakery.ts:37
            because teeth break
    [INFO] npm run plan pretzel-soft-none
    [INFO] npm run plan pretzel-soft-coarse"
  `);
  return shown;
});

screen('usage-unknown-target', 'a cell spelt wrong', async ({ baketree }) => {
  const shown = await baketree('bake pretzel-chewy-none');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] nothing is called "pretzel-chewy-none"
            expected pretzel-<crust>-<salt>
    [INFO] npm run list pretzel"
  `);
  return shown;
});

screen('usage-option', 'a plan that is not to run', async ({ baketree }) => {
  const shown = await baketree('plan bread rolls --dry-run');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "--dry-run": a plan never runs anything
    [INFO] npm run plan bread rolls
    [INFO] npm run bake bread rolls -- --dry-run"
  `);
  return shown;
});

screen('usage-ambiguous-target', 'one name in two trees', async ({ baketree, ...bakery }) => {
  await bakery.write('trees/more.ts', MORE_TREES);
  await bakery.change(
    'baketree.config.ts',
    "from './trees/bakery.ts';",
    "from './trees/bakery.ts';\nimport { morning, evening } from './trees/more.ts';",
  );
  await bakery.change('baketree.config.ts', '[bakery]', '[bakery, morning, evening]');
  for (const tree of ['morning', 'evening']) {
    await bakery.write(`templates/${tree}/croissant.Dockerfile.hbs`, 'FROM scratch\n');
  }
  const shown = await baketree('bake croissant');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "croissant" is in several trees
    [INFO] npm run bake morning/croissant
    [INFO] npm run bake evening/croissant"
  `);
  return shown;
});

const MORE_TREES = `import { defineTree, target, template } from 'baketree';

const croissant = () => target('croissant', { description: 'A croissant', template: template('croissant') });
const [early, late] = [croissant(), croissant()];
export const morning = defineTree({ name: 'morning', description: 'Before noon', targets: [early], default: [early] });
export const evening = defineTree({ name: 'evening', description: 'After six', targets: [late], default: [late] });
`;

screen('usage-option', 'ecr without a word, or with a wrong one', async ({ baketree }) => {
  const shown = await baketree('ecr aply');
  expect(`${await baketree('ecr')}\n\n${shown}`).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] say what ecr should do: plan, apply or login
    [INFO] npm run ecr -- --help

    exit 2
    --- stderr
    [ERROR] "aply": ecr does no such thing
            expected "apply"
    [INFO] npm run ecr -- --help"
  `);
  return shown;
});

screen('usage-unknown-target', 'a tree that ecr does not know', async (bakery) => {
  await addRepositories(bakery);
  const shown = await bakery.baketree('ecr plan bakry');
  expect(`${await bakery.baketree('ecr plan bakery bread')}\n\n${shown}`).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "bread": ecr looks at one tree at a time
    [INFO] npm run ecr -- --help

    exit 2
    --- stderr
    [ERROR] no tree is called "bakry"
    [INFO] npm run ecr -- plan bakery"
  `);
  return shown;
});
