/** Other versions of Node than the one that runs the tests: every verb says and writes just the same. */
import path from 'node:path';
import { afterEach, beforeEach, describe, expect } from 'vitest';
import { testThat } from '../support/needs.ts';
import { type Bakery, CLI, openBakery, screenOf, start } from './bakery.ts';

let bakery: Bakery;
beforeEach(async () => {
  bakery = await openBakery();
});
afterEach(() => bakery.close());

/** Lines that together load everything that there is to load, wrong ones among them. */
const LINES = [
  '--help',
  'generate --json',
  'check',
  'list',
  'plan bread',
  'bake bread --dry-run',
  'bake bread',
  'bake braed',
  'ecr plan',
  'sign r.example/bread:1',
];

/** What somebody sees who types all of them, one after the other, and the bake file that is there then. */
async function session(node: string): Promise<readonly string[]> {
  const { folder, env } = bakery;
  const screens: string[] = [];
  for (const line of LINES) {
    const ended = await start([node, CLI, ...line.split(' ')], { env, cwd: folder });
    screens.push(`${line}: ${screenOf(ended, folder)}`);
  }
  await bakery.change('templates/bakery/bread.Dockerfile.hbs', '{{minutes}}', '{{seconds}}');
  const wrong = await start([node, CLI, 'check'], { env, cwd: folder });
  return [...screens, screenOf(wrong, folder), await bakery.read('bake/bakery/docker-bake.hcl')];
}

describe.each(['oldest', 'newest'])('the %s', (which) => {
  testThat(
    'needs-other-nodes',
    'says what the present one says, and writes the same bytes',
    async () => {
      const present = await session(process.execPath);
      await bakery.close();
      bakery = await openBakery();
      const folder = process.env.BAKETREE_NODES ?? '';
      expect(await session(path.join(folder, which, 'bin/node'))).toEqual(present);
      const [help = ''] = present;
      expect(help).toContain('exit 0');
      expect(present.at(-2)).toContain('"seconds" is not in the data');
    },
    60_000,
  );
});
