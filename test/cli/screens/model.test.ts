/** Screens of the model: what a tree says that cannot be. */
import { expect } from 'vitest';
import { screens } from './screen.ts';

const screen = screens();

const TREE = 'trees/bakery.ts';

screen('name-illegal', 'names that bake or an environment refuse', async (bakery) => {
  await bakery.change(TREE, "target('bread'", "target('rye bread'");
  await bakery.change(TREE, "variable('GRAIN'", "variable('grain'");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] target name "rye bread" is not legal
            at trees/bakery.ts:48
            expected a letter, then letters, digits, "-" and "_"
    [ERROR] variable name "grain" is not legal
            at trees/bakery.ts:19
            expected capital letters, digits and "_", starting with a letter"
  `);
  return shown;
});

screen('name-duplicate', 'a group like a target', async (bakery) => {
  await bakery.change(TREE, "group('all'", "group('bread'");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] group "bread" has the name of a target
            at trees/bakery.ts:86
            the other is at trees/bakery.ts:48"
  `);
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
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] targets form a cycle: "sourdough" uses "bread" uses "sourdough"
            at trees/bakery.ts:41"
  `);
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
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "pretzel-soft-none" uses "rolls", which is not among the tree's targets
            at trees/bakery.ts:77
            expected rolls in the tree's targets
            and the same in one more cell
    [ERROR] variable "YEAST" is declared and nothing uses it
            at trees/bakery.ts:35
            expected a use, or runnerOnly: true
    [ERROR] group "all" has "rolls", which the tree does not list
            at trees/bakery.ts:87
            expected rolls in the tree's targets"
  `);
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
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "bread" uses "rolls", which has the axis "crust", and does not say which
            at trees/bakery.ts:51
            expected one of soft, hard
    [INFO] rolls.at({ crust: 'soft' })"
  `);
  return shown;
});

screen('reference-unknown', 'an exclusion that is none', async (bakery) => {
  await bakery.change(TREE, 'exclusions: [tooHard]', 'exclusions: [[tooHard][1] as never]');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] number 1 of the exclusions of "bakery" is undefined, no exclusion
            at trees/bakery.ts:81
            a name that its module does not export is undefined, and so is one of modules that import each other
    [ERROR] "pretzel-soft-none" and "pretzel-hard-none" have the same tag, pretzel:none
            at trees/bakery.ts:78
            expected a tag of its own for each
    [ERROR] "pretzel-soft-coarse" and "pretzel-hard-coarse" have the same tag, pretzel:coarse
            at trees/bakery.ts:78
            expected a tag of its own for each"
  `);
  return shown;
});

screen('group-empty', 'a group of nothing', async (bakery) => {
  await bakery.change(TREE, "sold', [bread, rolls, pretzel]", "sold', []");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] group "all" has no members
            at trees/bakery.ts:86"
  `);
  return shown;
});

screen('axis-empty', 'an axis without values', async (bakery) => {
  await bakery.change(TREE, "axis('salt', ['none', 'coarse'])", "axis('salt', [])");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] axis "salt" has no values
            at trees/bakery.ts:36"
  `);
  return shown;
});

screen('axis-duplicate', 'a value twice', async (bakery) => {
  await bakery.change(
    TREE,
    "axis('salt', ['none', 'coarse'])",
    "axis('salt', ['none', 'coarse', 'none'])",
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] axis "salt" has the value "none" twice
            at trees/bakery.ts:36"
  `);
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
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "pretzel-soft-none" uses the cell (crust=hard) of "rolls", which is excluded
            at trees/bakery.ts:76
            by the exclude of "rolls" itself
            and the same in one more cell"
  `);
  return shown;
});

screen('cell-none', 'everything is excluded', async (bakery) => {
  await bakery.change(TREE, "cell.crust !== 'soft'", "cell.crust !== 'tender'");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] the exclusions leave target "pretzel" without any cell
            at trees/bakery.ts:73"
  `);
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
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "bread" and "rolls-soft" have the same tag, shop/rolls:soft when REGISTRY is "shop"
            at trees/bakery.ts:69
            expected a tag of its own for each"
  `);
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
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "sourdough" and "bread" have the same cache, local cellar
            at trees/bakery.ts:51
            expected a cache of its own for each"
  `);
  return shown;
});

screen('image-invalid', 'a tag that no registry takes', async (bakery) => {
  await bakery.change(TREE, 'bread:latest', 'Bread:latest');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] tag "Bread:latest" of "bread": "Bread" is no lower-case path component
            at trees/bakery.ts:60"
  `);
  return shown;
});

screen('variable-hijacked', "a shell's own variable", async (bakery) => {
  await bakery.change(TREE, "variable('PANTRY'", "variable('HOME'");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] variable "HOME" has a name that environments set, and bake would read it there
            at trees/bakery.ts:29
    [INFO] call it BAKERY_HOME
    [INFO] or declare it with shared: true"
  `);
  return shown;
});

screen('expression-invalid', 'a default that is not allowed', async (bakery) => {
  await bakery.change(TREE, "default: 'wheat',", "default: 'spelt',");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] a validation of "GRAIN": it refuses the default "spelt"
            at trees/bakery.ts:19
            GRAIN must be one of: wheat, rye."
  `);
  return shown;
});

screen('attribute-invalid', 'a key that does not exist', async (bakery) => {
  await bakery.change(
    TREE,
    "description: 'A loaf',",
    "description: 'A loaf',\n  secret: [{ id: 'recipe', source: 'recipe.txt' }],",
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] secret of "bread": "source" is not a key of it: id, src, env
            at trees/bakery.ts:50
    [ERROR] "bread" gives the secret "recipe", which its Dockerfile does not use
            at trees/bakery.ts:50
            expected RUN --mount=type=secret,id=recipe in its template"
  `);
  return shown;
});

screen(
  'attribute-invalid',
  'words that BuildKit does not know, at their own lines',
  async (bakery) => {
    await bakery.change(
      TREE,
      "description: 'A loaf',",
      "description: 'A loaf',\n  output: [{ type: 'dokcer' }],\n  cacheTo: [{ type: 'gha', scoep: 'a' }],\n  network: 'hots',\n  labels: { a: 1 },\n  tag: [],",
    );
    const shown = await bakery.baketree('check');
    expect(shown).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      [ERROR] "bread" has "tag", which is no attribute of a target
              at trees/bakery.ts:54
              expected "tags"
      [ERROR] labels of "bread": "a": number is no value
              at trees/bakery.ts:53
      [ERROR] output of "bread": there is no type "dokcer"
              at trees/bakery.ts:50
              expected "docker", of image, registry, docker, oci, local, tar, cacheonly (https://docs.docker.com/build/exporters/)
      [ERROR] cache-to of "bread": the type gha has no key "scoep"
              at trees/bakery.ts:51
              expected "scope", of scope, timeout, url, url_v2, token, version, mode, ignore-error, repository, ghtoken (https://docs.docker.com/build/cache/backends/)
      [ERROR] network of "bread": "hots" is no network
              at trees/bakery.ts:52
              expected "host", of default, host, none"
    `);
    return shown;
  },
);

screen('attribute-too-new', 'newer than the buildx of the tree', async (bakery) => {
  await bakery.change(
    TREE,
    "description: 'A loaf',",
    "description: 'A loaf',\n  policy: [{ filename: 'policy.rego' }],",
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "bread" has policy, which buildx 0.29.0 drops without a word
            at trees/bakery.ts:50
            expected a tree for buildx 0.31.0 or newer (https://docs.docker.com/build/bake/reference/#targetpolicy)
    [INFO] buildx: '0.31.0',"
  `);
  return shown;
});

screen('workflow-invalid', 'a workflow that bakes and pushes what it cannot', async (bakery) => {
  await bakery.change(
    TREE,
    "} from 'baketree';",
    "  githubVariable,\n  githubWorkflow,\n} from 'baketree';",
  );
  await bakery.change(
    TREE,
    "  name: 'bakery',",
    "  name: 'bakery',\n  workflow: githubWorkflow({\n    bakes: group('none', 'None', []),\n    runner: 'my box',\n    push: { role: githubVariable('AWS_ROLE_ARN') },\n  }),",
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] the workflow of "bakery" bakes "none", which the tree does not list
            at trees/bakery.ts:85
            expected none in the tree's groups
    [ERROR] the workflow of "bakery" has "my box" as the runner
            at trees/bakery.ts:85
            expected a label such as ubuntu-24.04
    [ERROR] the workflow of "bakery" pushes, and the tree has no registry
            at trees/bakery.ts:85
            expected ecr: { region, host, repositories } in the tree"
  `);
  return shown;
});
