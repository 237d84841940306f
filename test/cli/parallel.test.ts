/** Several commands at the same time in one folder, and a folder that may not be written to. */
import { chmod, chown, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { authorshipOf } from '../../src/render/header.ts';
import { type Bakery, openBakery } from './bakery.ts';

let bakery: Bakery;
beforeEach(async () => {
  bakery = await openBakery({ generated: true });
});
afterEach(() => bakery.close());

test('ten at once, which do not agree: readers see whole files only, and nothing is left', async () => {
  const minutes = "minutes: process.env.MINUTES ?? '50'";
  await bakery.change('trees/bakery.ts', "minutes: '50'", minutes);
  const folder = path.join(bakery.folder, 'docker/bakery');
  const names = await readdir(folder);
  let running = true;
  let reads = 0;
  const reader = (async () => {
    for (; running; reads++) {
      for (const name of names) {
        const text = await readFile(path.join(folder, name), 'utf8');
        expect([name, authorshipOf(text)]).toEqual([name, 'generated']);
      }
    }
  })();
  const runs = Array.from({ length: 10 }, (_, index) =>
    bakery.run(['generate'], { env: { MINUTES: String(40 + index) } }),
  );
  const ended = await Promise.all(runs);
  running = false;
  await reader;
  expect(ended.map(({ exitCode }) => exitCode)).toEqual(Array(10).fill(0));
  expect(reads).toBeGreaterThan(10);
  expect(await readdir(folder)).toEqual(names);
  expect(await bakery.read('docker/bakery/bread.Dockerfile')).toMatch(/--minutes 4\d$/m);
});

test('a folder that may not be written to', async () => {
  await bakery.change('templates/bakery/bread.Dockerfile.hbs', '{{minutes}}', '55');
  // Root may write anywhere, so somebody else does it then.
  const nobody = { uid: 65_534, gid: 65_534 };
  const somebody = process.getuid?.() === 0 ? nobody : {};
  if (somebody === nobody) {
    for (const each of ['', 'tmp', 'bakery', 'bakery/node_modules']) {
      await chown(path.join(bakery.home, each), nobody.uid, nobody.gid);
    }
  }
  await chmod(path.join(bakery.folder, 'docker/bakery'), 0o555);
  expect(await bakery.baketree('generate', somebody)).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [ERROR] cannot write: permission denied
            at docker/bakery/bread.Dockerfile
    [INFO] ls -ld docker/bakery docker/bakery/bread.Dockerfile"
  `);
  await chmod(path.join(bakery.folder, 'docker/bakery'), 0o755);
});
