/** Screens of generated files. */
import { expect } from 'vitest';
import { folded } from '../folded.ts';
import { scriptDocker } from '../scripted-docker.ts';
import { screens } from './screen.ts';

const screen = screens({ generated: true });

const BAKE_FILE = 'bake/bakery/docker-bake.hcl';
const DOCKERFILE = 'docker/bakery/bread.Dockerfile';

screen('file-edited', 'check', async ({ baketree, change }) => {
  await change(BAKE_FILE, '"rolls:soft"', '"rolls:softer"');
  await change(DOCKERFILE, '--minutes 50', '--minutes 45');
  const shown = await baketree('check');
  expect(folded(shown, 'CURRENT')).toMatchInlineSnapshot(`
    "exit 3
    --- stderr
    [ERROR] bake/bakery/docker-bake.hcl: it was edited by hand
            target.rolls-soft.tags = ["rolls:softer"], not ["rolls:soft"]
    [ERROR] docker/bakery/bread.Dockerfile: it was edited by hand
            line 8:
              -    bake "$GRAIN" --minutes 50
              +    bake "$GRAIN" --minutes 45
    [INFO] to lose what was written by hand:
    [INFO]   npm run generate -- --discard bake/bakery/docker-bake.hcl --discard docker/bakery/bread.Dockerfile
    --- stdout
    edited   bake/bakery/docker-bake.hcl
    edited   docker/bakery/bread.Dockerfile
    (CURRENT)"
  `);
  return shown;
});

screen('file-edited', 'generate', async ({ baketree, change }) => {
  await change(BAKE_FILE, '}bread:latest"', '}bread:fresh"');
  const shown = await baketree('generate');
  expect(shown).toMatchInlineSnapshot(`
    "exit 3
    --- stderr
    [ERROR] bake/bakery/docker-bake.hcl: it was edited by hand
            target.bread.tags = ["\${REGISTRY == "" ? "" : "\${REGISTRY}/"}bread:fresh"], not ["\${REGISTRY == "" ? "" : "\${REGISTRY}/"}bread:latest"]
    [INFO] to lose what was written by hand:
    [INFO]   npm run generate -- --discard bake/bakery/docker-bake.hcl"
  `);
  return shown;
});

screen('file-stale', 'check', async ({ baketree, change }) => {
  await change('templates/bakery/bread.Dockerfile.hbs', 'bake "$GRAIN"', 'bake --slowly "$GRAIN"');
  await change('trees/bakery.ts', "'A loaf'", "'A good loaf'");
  const shown = await baketree('check');
  expect(folded(shown, 'CURRENT')).toMatchInlineSnapshot(`
    "exit 3
    --- stderr
    [ERROR] bake/bakery/docker-bake.hcl: the model would now write it differently
    [ERROR] docker/bakery/bread.Dockerfile: the model would now write it differently
    [INFO] npm run generate
    --- stdout
    stale    bake/bakery/docker-bake.hcl
    stale    docker/bakery/bread.Dockerfile
    (CURRENT)"
  `);
  return shown;
});

screen('file-stale', 'bake in CI', async (bakery) => {
  await scriptDocker(bakery);
  await bakery.change('trees/bakery.ts', "'A loaf'", "'A good loaf'");
  const shown = await bakery.baketree('bake', { env: { CI: 'true' } });
  expect(shown).toMatchInlineSnapshot(`
    "exit 3
    --- stderr
    [ERROR] bake/bakery/docker-bake.hcl: the model would now write it differently
    [INFO] npm run generate"
  `);
  return shown;
});

screen('file-missing', 'check', async ({ baketree, remove }) => {
  await remove(DOCKERFILE);
  const shown = await baketree('check');
  expect(folded(shown, 'CURRENT')).toMatchInlineSnapshot(`
    "exit 3
    --- stderr
    [ERROR] docker/bakery/bread.Dockerfile: it is not there
    [INFO] npm run generate
    --- stdout
    current  bake/bakery/docker-bake.hcl
    missing  docker/bakery/bread.Dockerfile
    (CURRENT)"
  `);
  return shown;
});

screen('file-left-over', 'one as it was written, one edited', async ({ baketree, read, write }) => {
  const old = await read(DOCKERFILE);
  await write('docker/bakery/baguette.Dockerfile', old);
  await write('docker/bakery/brioche.Dockerfile', `${old}# butter\n`);
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot(`
    "exit 3
    --- stderr
    [ERROR] docker/bakery/baguette.Dockerfile: nothing declares it any more; generate removes it
    [INFO] npm run generate
    [ERROR] docker/bakery/brioche.Dockerfile: nothing declares it any more, and it was edited by hand
    [INFO] to lose what was written by hand:
    [INFO]   npm run generate -- --discard docker/bakery/brioche.Dockerfile
    --- stdout
    current           bake/bakery/docker-bake.hcl
    left-over         docker/bakery/baguette.Dockerfile
    current           docker/bakery/bread.Dockerfile
    current           docker/bakery/bread.Dockerfile.dockerignore
    left-over-edited  docker/bakery/brioche.Dockerfile
    current           docker/bakery/pretzel.Dockerfile
    current           docker/bakery/pretzel.Dockerfile.dockerignore
    current           docker/bakery/rolls.Dockerfile
    current           docker/bakery/rolls.Dockerfile.dockerignore
    current           docker/bakery/sourdough.Dockerfile
    current           docker/bakery/sourdough.Dockerfile.dockerignore"
  `);
  return shown;
});

screen('file-foreign', 'in the way of ours', async ({ baketree, write }) => {
  await write(DOCKERFILE, 'FROM scratch\n');
  const shown = await baketree('generate');
  expect(shown).toMatchInlineSnapshot(`
    "exit 3
    --- stderr
    [ERROR] docker/bakery/bread.Dockerfile: a file that baketree did not write is in its place
    [INFO] to lose what was written by hand:
    [INFO]   npm run generate -- --discard docker/bakery/bread.Dockerfile"
  `);
  return shown;
});

screen('bake-file-unreadable', 'an edit that cannot be parsed', async (bakery) => {
  await scriptDocker(bakery);
  await bakery.change(BAKE_FILE, 'tags = ["rolls:soft"]', 'tags = ["rolls:soft"');
  const shown = await bakery.baketree('bake rolls');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] the edit of bake/bakery/docker-bake.hcl cannot be read: missing item separator
            at bake/bakery/docker-bake.hcl:116:1
            Expected a comma to mark the beginning of the next item.
    [INFO] to lose it:
    [INFO]   npm run generate -- --discard bake/bakery/docker-bake.hcl"
  `);
  return shown;
});

screen('disk-failed', 'a folder where a file should be', async ({ baketree, write, remove }) => {
  await remove(DOCKERFILE);
  await write(`${DOCKERFILE}/crumb`, '');
  const shown = await baketree('generate');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [ERROR] cannot write: illegal operation on a directory
            at docker/bakery/bread.Dockerfile
    [INFO] ls -ld docker/bakery/bread.Dockerfile"
  `);
  return shown;
});
