/** Screens of generated files. */
import { expect } from 'vitest';
import { scriptDocker } from '../scripted-docker.ts';
import { screens } from './screen.ts';

const screen = screens({ generated: true });

const BAKE_FILE = 'bake/bakery/docker-bake.hcl';
const DOCKERFILE = 'docker/bakery/bread.Dockerfile';

screen('file-edited', 'check', async ({ baketree, change }) => {
  await change(BAKE_FILE, '"rolls:soft"', '"rolls:softer"');
  await change(DOCKERFILE, '--minutes 50', '--minutes 45');
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('file-edited', 'generate', async ({ baketree, change }) => {
  await change(BAKE_FILE, '}bread:latest"', '}bread:fresh"');
  const shown = await baketree('generate');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('file-stale', 'check', async ({ baketree, change }) => {
  await change('templates/bakery/bread.Dockerfile.hbs', 'bake "$GRAIN"', 'bake --slowly "$GRAIN"');
  await change('trees/bakery.ts', "'A loaf'", "'A good loaf'");
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('file-stale', 'bake in CI', async (bakery) => {
  await scriptDocker(bakery);
  await bakery.change('trees/bakery.ts', "'A loaf'", "'A good loaf'");
  const shown = await bakery.baketree('bake', { env: { CI: 'true' } });
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('file-missing', 'check', async ({ baketree, remove }) => {
  await remove(DOCKERFILE);
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('file-left-over', 'one as it was written, one edited', async ({ baketree, read, write }) => {
  const old = await read(DOCKERFILE);
  await write('docker/bakery/baguette.Dockerfile', old);
  await write('docker/bakery/brioche.Dockerfile', `${old}# butter\n`);
  const shown = await baketree('check');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('file-foreign', 'in the way of ours', async ({ baketree, write }) => {
  await write(DOCKERFILE, 'FROM scratch\n');
  const shown = await baketree('generate');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('bake-file-unreadable', 'an edit that cannot be parsed', async (bakery) => {
  await scriptDocker(bakery);
  await bakery.change(BAKE_FILE, 'tags = ["rolls:soft"]', 'tags = ["rolls:soft"');
  const shown = await bakery.baketree('bake rolls');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen('disk-failed', 'a folder where a file should be', async ({ baketree, write, remove }) => {
  await remove(DOCKERFILE);
  await write(`${DOCKERFILE}/crumb`, '');
  const shown = await baketree('generate');
  expect(shown).toMatchInlineSnapshot();
  return shown;
});

screen(
  'disk-failed',
  'a folder where a template should be',
  async ({ baketree, folder, write }) => {
    await write('templates/bakery/bread.Dockerfile.hbs/crumb', '');
    const shown = await baketree('generate');
    expect(shown).toMatchInlineSnapshot();
    return shown;
  },
);
