/** Screens of what was typed. */
import { expect } from 'vitest';
import { screens } from './screen.ts';

const screen = screens();

screen('usage-option', 'a misspelt option', async ({ baketree }) => {
  const shown = await baketree('bake bread --psuh');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('usage-option', 'a misspelt command', async ({ baketree }) => {
  const shown = await baketree('chekc');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('usage-option', 'no command', async ({ baketree }) => {
  const shown = await baketree([]);
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('usage-option', 'an option without its value', async ({ baketree }) => {
  const shown = await baketree('bake bread --builder');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('usage-option', 'an option that is ours to choose', async ({ baketree }) => {
  const shown = await baketree('bake bread --file other.hcl');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('usage-option', 'a setting that bake loses', async ({ baketree }) => {
  const shown = await baketree('plan bread --set bread.network=none --set bread.ulimits=core=0');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('usage-option', 'discarding what was not edited', async ({ baketree }) => {
  const shown = await baketree('generate --discard bake/bakery/docker-bake.hcl');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('usage-npm-swallowed', 'an option before the dashes', async ({ baketree }) => {
  const shown = await baketree('bake bread', {
    env: { npm_lifecycle_event: 'bake', npm_config_push: 'true', npm_config_builder: 'bench' },
  });
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('usage-unknown-target', 'a near miss, and a name like nothing', async ({ baketree }) => {
  const shown = await baketree('bake braed croissant');
  expect(shown).toMatchInlineSnapshot();
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
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

const MORE_TREES = `import { defineTree, target, template } from 'baketree';

const croissant = () => target('croissant', { description: 'A croissant', template: template('croissant') });
const [early, late] = [croissant(), croissant()];
export const morning = defineTree({ name: 'morning', description: 'Before noon', targets: [early], default: [early] });
export const evening = defineTree({ name: 'evening', description: 'After six', targets: [late], default: [late] });
`;
