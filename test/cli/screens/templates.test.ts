/** Screens of templates against targets. */
import { expect } from 'vitest';
import { screens } from './screen.ts';

const screen = screens();

const TREE = 'trees/bakery.ts';
const BREAD = 'templates/bakery/bread.Dockerfile.hbs';

screen('template-missing', 'a template without a file', async (bakery) => {
  await bakery.remove('templates/bakery/rolls.Dockerfile.hbs');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] the template "rolls" has no file
            at trees/bakery.ts:63
            expected the file templates/bakery/rolls.Dockerfile.hbs"
  `);
  return shown;
});

screen('copy-ignored', 'what the ignore lines of the same template hide', async (bakery) => {
  const ignore = "template('bread', { ignore: ['*', '!flour'], data: { minutes: '50' } })";
  await bakery.change(TREE, "template('bread', { data: { minutes: '50' } })", ignore);
  await bakery.change(BREAD, 'ARG GRAIN', 'COPY flour salt/sea /\nARG GRAIN');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] COPY takes "salt/sea" from the context, where "*" in ignore of template "bread" hides it
            at templates/bakery/bread.Dockerfile.hbs:2
            declared at trees/bakery.ts:50
            expected '!salt/sea' behind it"
  `);
  return shown;
});

screen('template-invalid', 'a name that the data has not', async (bakery) => {
  await bakery.change(BREAD, '{{minutes}}', '{{hours}}');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "hours" is not in the data of the template "bread"
            at templates/bakery/bread.Dockerfile.hbs:4
            expected one of tree, minutes"
  `);
  return shown;
});

screen('template-invalid', 'braces that do not close', async (bakery) => {
  await bakery.change(BREAD, '{{minutes}}', '{{minutes}');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] the braces do not fit together
            at templates/bakery/bread.Dockerfile.hbs:4
            bake "$GRAIN" --minutes {{minutes}"
  `);
  return shown;
});

screen(
  'template-invalid',
  'blocks that do not fit, and all else of all templates',
  async (bakery) => {
    await bakery.change(BREAD, 'ARG GRAIN', '{{#if crust}}\nARG GRAIN');
    await bakery.change(BREAD, '{{minutes}}', '{{minute}} {{> oven}}');
    await bakery.write(
      'templates/bakery/rolls.Dockerfile.hbs',
      'FROM sourdough\n{{/if}}\n{{#each tree}}\nRUN bake\n{{/if}}\n',
    );
    await bakery.change('templates/bakery/pretzel.Dockerfile.hbs', 'FROM rolls', 'FROM roll');
    const shown = await bakery.baketree('check');
    expect(shown).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      [ERROR] the block "{{#if crust}}" is not closed
              at templates/bakery/bread.Dockerfile.hbs:2
      [INFO] {{/if}}
      [ERROR] there is no partial "oven"
              at templates/bakery/bread.Dockerfile.hbs:5
      [ERROR] "minute" is not in the data of the template "bread"
              at templates/bakery/bread.Dockerfile.hbs:5
              expected "minutes"
      [ERROR] "{{/if}}" closes no block
              at templates/bakery/rolls.Dockerfile.hbs:2
              expected "{{#if …}}" above it, or no such line
      [ERROR] "{{/if}}" stands where the block "{{#each tree}}" of line 3 ends
              at templates/bakery/rolls.Dockerfile.hbs:5
      [INFO] {{/each}}
      [ERROR] nothing provides "roll" for "pretzel-soft-none": it is no stage and no context
              at templates/bakery/pretzel.Dockerfile.hbs:1
              and the same in one more cell
      [INFO] FROM rolls"
    `);
    return shown;
  },
);

screen('template-invalid', 'an instruction that does not exist', async (bakery) => {
  await bakery.change(BREAD, 'ARG GRAIN', 'ARGS GRAIN');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] instruction "ARGS" is unknown
            at templates/bakery/bread.Dockerfile.hbs:2
    [INFO] ARG GRAIN"
  `);
  return shown;
});

screen('template-unused', 'a file that nobody uses', async (bakery) => {
  await bakery.write('templates/bakery/cake.Dockerfile.hbs', 'FROM scratch\n');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] no target of "bakery" uses this template
            at templates/bakery/cake.Dockerfile.hbs
            expected a target with template('cake'), or no such file"
  `);
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
    expect(shown).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      [ERROR] RUN refers to "TRAY", which is declared only before the first FROM and is empty in this stage
              at templates/bakery/rolls.Dockerfile.hbs:4
      [INFO] ARG TRAY
      [ERROR] "bread" passes the argument "GRAIN", which its Dockerfile does not declare
              at templates/bakery/bread.Dockerfile.hbs:1
      [INFO] ARG GRAIN"
    `);
    return shown;
  },
);

screen('argument-missing', 'declared and not passed', async (bakery) => {
  await bakery.change(BREAD, 'ARG GRAIN', 'ARG GRAIN\nARG WEIGHT');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "bread" gives no value for the argument "WEIGHT", which has no default
            at templates/bakery/bread.Dockerfile.hbs:3
            expected a value in args of "bread", or a default
    [INFO] ARG WEIGHT="""
  `);
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
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "pretzel-soft-none" gets the argument "CRUST" from "rolls-hard" (context hard) and from "rolls-soft" (context rolls), with different values
            at trees/bakery.ts:73
            expected a main context of "pretzel", or a value in args of "pretzel"
            and the same in one more cell
    [INFO] main: 'hard',"
  `);
  return shown;
});

screen('argument-secret', 'a secret in the history', async (bakery) => {
  await bakery.change(TREE, 'args: { GRAIN }', "args: { GRAIN, SHOP_TOKEN: 'abc' }");
  await bakery.change(BREAD, 'ARG GRAIN', 'ARG GRAIN\nARG SHOP_TOKEN');
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "bread" has the argument "SHOP_TOKEN", and arguments stay in the image's history
            at trees/bakery.ts:59
            expected a secret, and a step that reads it from /run/secrets
    [INFO] secret: [{ id: 'shop_token', env: 'SHOP_TOKEN' }],
    [INFO] RUN --mount=type=secret,id=shop_token"
  `);
  return shown;
});

screen('context-unused', 'a context for nothing', async (bakery) => {
  await bakery.change(TREE, 'contexts: { mill:', "contexts: { well: image('well:1'), mill:");
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "sourdough" has the context "well", which its Dockerfile does not use
            at trees/bakery.ts:44
            expected FROM well or COPY --from=well in its template"
  `);
  return shown;
});

screen('secret-unused', 'a secret that nobody reads', async (bakery) => {
  await bakery.change(
    TREE,
    "description: 'A loaf',",
    "description: 'A loaf',\n  secret: [{ id: 'recipe', src: 'pantry/recipe.txt' }],",
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "bread" gives the secret "recipe", which its Dockerfile does not use
            at trees/bakery.ts:50
            expected RUN --mount=type=secret,id=recipe in its template"
  `);
  return shown;
});

screen('secret-missing', 'a secret that nobody gives', async (bakery) => {
  await bakery.change(
    BREAD,
    'RUN --mount',
    'RUN --mount=type=secret,id=recipe,required=true \\\n    --mount',
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "bread" does not give the secret "recipe", which a step requires
            at templates/bakery/bread.Dockerfile.hbs:3
    [INFO] secret: [{ id: 'recipe', env: 'RECIPE' }],"
  `);
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
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] nothing provides "sourdoug" for "bread": it is no stage and no context
            at templates/bakery/bread.Dockerfile.hbs:1
    [INFO] FROM sourdough
    [ERROR] nothing provides "node:22-slim" for "rolls-soft": it is no stage and no context
            at templates/bakery/rolls.Dockerfile.hbs:3
            expected a stage, or a context of "rolls"
            and the same in one more cell
    [INFO] contexts: { 'node:22-slim': image('node:22-slim') },"
  `);
  return shown;
});

screen('mount-incomplete', 'a cache without id and sharing', async (bakery) => {
  await bakery.change(
    BREAD,
    'type=cache,id=bakery-oven,sharing=locked,target',
    'type=cache,target',
  );
  const shown = await bakery.baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] cache mount on "/oven" has no id and no sharing
            at templates/bakery/bread.Dockerfile.hbs:3
    [INFO] --mount=type=cache,target=/oven,id=oven,sharing=locked"
  `);
  return shown;
});
