/** Screens of the model: what a tree says that cannot be. */
import { expect } from 'vitest';
import { screens } from './screen.ts';

const screen = screens();

const TREE = 'trees/bakery.ts';

screen('name-illegal', 'names that bake or an environment refuse', async (bakery) => {
  await bakery.change(TREE, "target('bread'", "target('rye bread'");
  await bakery.change(TREE, "variable('GRAIN'", "variable('grain'");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('name-duplicate', 'a group like a target', async (bakery) => {
  await bakery.change(TREE, "group('all'", "group('bread'");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('cycle', 'a target that needs itself in the end', async (bakery) => {
  await bakery.change(TREE, 'contexts: { mill:', 'contexts: Object.assign(later, { mill:');
  await bakery.change(TREE, ':1`) },', ':1`) }),');
  await bakery.change(TREE, 'const sourdough', 'const later = {};\nconst sourdough');
  await bakery.change(
    TREE,
    'export const',
    'Object.assign(later, { crumbs: bread });\nexport const',
  );
  await bakery.change(
    'templates/bakery/sourdough.Dockerfile.hbs',
    'COPY',
    'COPY --from=crumbs / /\nCOPY',
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('reference-unknown', 'not listed, and not used', async (bakery) => {
  await bakery.change(
    TREE,
    'variables: [REGISTRY, GRAIN, STARTER, PANTRY]',
    'variables: [REGISTRY, GRAIN, STARTER, PANTRY, YEAST]',
  );
  await bakery.change(
    TREE,
    'const crust',
    "const YEAST = variable('YEAST', { description: 'Fresh or dry.', default: 'fresh' });\nconst crust",
  );
  await bakery.change(TREE, 'targets: [sourdough, bread, rolls,', 'targets: [sourdough, bread,');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('reference-unknown', 'an edge that does not say which cell', async (bakery) => {
  await bakery.change(
    TREE,
    '  contexts: {\n    sourdough: localOrTree',
    '  contexts: {\n    rolls,\n    sourdough: localOrTree',
  );
  await bakery.change(TREE, 'const bread = ', 'const makeBread = () => ');
  await bakery.change(TREE, 'export const', 'const bread = makeBread();\nexport const');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('group-empty', 'a group of nothing', async (bakery) => {
  await bakery.change(TREE, "sold', [bread, rolls, pretzel]", "sold', []");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('axis-empty', 'an axis without values', async (bakery) => {
  await bakery.change(TREE, "axis('salt', ['none', 'coarse'])", "axis('salt', [])");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('axis-duplicate', 'a value twice', async (bakery) => {
  await bakery.change(
    TREE,
    "axis('salt', ['none', 'coarse'])",
    "axis('salt', ['none', 'coarse', 'none'])",
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('cell-excluded', 'an edge to what does not exist', async (bakery) => {
  await bakery.change(
    TREE,
    'contexts: { rolls }',
    "contexts: { rolls: rolls.at({ crust: 'hard' }) }",
  );
  await bakery.change(
    TREE,
    "target('rolls', { axes: [crust] }",
    "target('rolls', { axes: [crust], exclude: (cell) => cell.crust === 'hard' }",
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('cell-none', 'everything is excluded', async (bakery) => {
  await bakery.change(TREE, "cell.crust !== 'soft'", "cell.crust !== 'tender'");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('tag-collision', 'two targets with one tag, for some registries', async (bakery) => {
  await bakery.change(
    TREE,
    'tags: [text`rolls:${cell.crust}`]',
    'tags: [text`shop/rolls:${cell.crust}`]',
  );
  await bakery.change(TREE, '${prefix}bread:latest', '${prefix}rolls:soft');
  await bakery.change(
    TREE,
    "description: 'Where bread is sold.', default: ''",
    "description: 'Where bread is sold.', oneOf: ['', 'shop'], default: ''",
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('cache-collision', 'two targets with one cache', async (bakery) => {
  await bakery.change(
    TREE,
    "description: 'A loaf',",
    "description: 'A loaf',\n  cacheTo: [{ type: 'local', dest: 'cellar' }],",
  );
  await bakery.change(
    TREE,
    "description: 'The sourdough',",
    "description: 'The sourdough',\n  cacheTo: [{ type: 'local', dest: './cellar' }],",
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('image-invalid', 'a tag that no registry takes', async (bakery) => {
  await bakery.change(TREE, 'bread:latest', 'Bread:latest');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('variable-hijacked', "a shell's own variable", async (bakery) => {
  await bakery.change(TREE, "variable('PANTRY'", "variable('HOME'");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('expression-invalid', 'a default that is not allowed', async (bakery) => {
  await bakery.change(TREE, "default: 'wheat',", "default: 'spelt',");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('attribute-invalid', 'a key that does not exist', async (bakery) => {
  await bakery.change(
    TREE,
    "description: 'A loaf',",
    "description: 'A loaf',\n  secret: [{ id: 'recipe', source: 'recipe.txt' }],",
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('attribute-too-new', 'newer than the buildx of the tree', async (bakery) => {
  await bakery.change(
    TREE,
    "description: 'A loaf',",
    "description: 'A loaf',\n  policy: [{ filename: 'policy.rego' }],",
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});
