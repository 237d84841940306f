/** Screens of templates against targets. */
import { expect } from 'vitest';
import { screens } from './screen.ts';

const screen = screens();

const TREE = 'trees/bakery.ts';
const BREAD = 'templates/bakery/bread.Dockerfile.hbs';

screen('template-missing', 'a template without a file', async (bakery) => {
  await bakery.remove('templates/bakery/rolls.Dockerfile.hbs');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('template-invalid', 'a name that the data has not', async (bakery) => {
  await bakery.change(BREAD, '{{minutes}}', '{{hours}}');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('template-invalid', 'braces that do not close', async (bakery) => {
  await bakery.change(BREAD, '{{minutes}}', '{{minutes}');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('template-invalid', 'an instruction that does not exist', async (bakery) => {
  await bakery.change(BREAD, 'ARG GRAIN', 'ARGS GRAIN');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('template-unused', 'a file that nobody uses', async (bakery) => {
  await bakery.write('templates/bakery/cake.Dockerfile.hbs', 'FROM scratch\n');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen(
  'argument-undeclared',
  'passed and not declared, and used and not declared',
  async (bakery) => {
    await bakery.change(BREAD, 'ARG GRAIN\n', '');
    await bakery.change(
      'templates/bakery/rolls.Dockerfile.hbs',
      'FROM sourdough',
      'ARG TRAY=oak\nFROM sourdough',
    );
    await bakery.change('templates/bakery/rolls.Dockerfile.hbs', 'RUN bake', 'RUN bake --on $TRAY');
    const shown = await bakery.baketree('check');
    expect(shown).toMatchInlineSnapshot();
    return shown;
  },
);

screen('argument-missing', 'declared and not passed', async (bakery) => {
  await bakery.change(BREAD, 'ARG GRAIN', 'ARG GRAIN\nARG WEIGHT');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('argument-conflict', 'two parents that do not agree', async (bakery) => {
  await bakery.change(
    TREE,
    'contexts: { rolls }',
    "contexts: { rolls: rolls.at({ crust: 'soft' }), hard: rolls.at({ crust: 'hard' }) }",
  );
  await bakery.change(
    'templates/bakery/pretzel.Dockerfile.hbs',
    'RUN',
    'COPY --from=hard /crumbs /crumbs\nRUN',
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('argument-secret', 'a secret in the history', async (bakery) => {
  await bakery.change(TREE, 'args: { GRAIN }', "args: { GRAIN, SHOP_TOKEN: 'abc' }");
  await bakery.change(BREAD, 'ARG GRAIN', 'ARG GRAIN\nARG SHOP_TOKEN');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('context-unused', 'a context for nothing', async (bakery) => {
  await bakery.change(TREE, 'contexts: { mill:', "contexts: { well: image('well:1'), mill:");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('secret-unused', 'a secret that nobody reads', async (bakery) => {
  await bakery.change(
    TREE,
    "description: 'A loaf',",
    "description: 'A loaf',\n  secret: [{ id: 'recipe', src: 'pantry/recipe.txt' }],",
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('secret-missing', 'a secret that nobody gives', async (bakery) => {
  await bakery.change(
    BREAD,
    'RUN --mount',
    'RUN --mount=type=secret,id=recipe,required=true \\\n    --mount',
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('from-unknown', 'sources that lead nowhere', async (bakery) => {
  await bakery.change(BREAD, 'FROM sourdough', 'FROM sourdoug');
  await bakery.change(
    'templates/bakery/rolls.Dockerfile.hbs',
    'RUN',
    'COPY --from=node:22-slim / /\nRUN',
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('mount-incomplete', 'a cache without id and sharing', async (bakery) => {
  await bakery.change(
    BREAD,
    'type=cache,id=bakery-oven,sharing=locked,target',
    'type=cache,target',
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});
