/** The same tree gives the same bytes: again, with keys in another order, in another place of the world. */
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import { expect, test } from 'vitest';
import { TARGET_ATTRIBUTES } from '../../src/model/attributes.ts';
import type { TargetBody } from '../../src/model/target.ts';
import { renderedHashes } from './rendered.ts';
import { SEED, say } from './settings.ts';

const TREES = 100;
const here = renderedHashes(SEED, TREES);

test('rendered twice', () => {
  say(`stability: seed ${SEED}, ${TREES} trees`);
  expect(new Set(here).size).toBeGreaterThan(TREES * 0.8);
  expect(renderedHashes(SEED, TREES)).toEqual(here);
});

test('with the keys of bodies, maps and entries in another order', () => {
  let moved = 0;
  const backwards = (body: TargetBody): TargetBody => {
    const turned = turn(body) as Record<string, unknown>;
    for (const key of ['args', 'labels', 'extraHosts', 'contexts', 'resources']) {
      if (turned[key] !== undefined) turned[key] = turn(turned[key] as object);
    }
    for (const key of ['output', 'attest', 'cacheFrom', 'cacheTo', 'secret', 'ssh', 'policy']) {
      const entries = turned[key];
      if (Array.isArray(entries)) turned[key] = entries.map((entry: object) => turn(entry));
    }
    if (JSON.stringify(Object.keys(turned)) !== JSON.stringify(Object.keys(body))) moved += 1;
    return turned as unknown as TargetBody;
  };
  expect(renderedHashes(SEED, TREES, backwards)).toEqual(here);
  expect(moved).toBeGreaterThan(TREES);
  // The maps above are all that there are, with contexts.
  const maps = Object.entries(TARGET_ATTRIBUTES).filter(
    ([, { type, use }]) => type === 'map' && use === 'author',
  );
  expect(maps.map(([name]) => name)).toEqual(['args', 'labels', 'extra-hosts']);
});

test.each([
  { LC_ALL: 'C', TZ: 'UTC' },
  { LC_ALL: 'tr_TR.UTF-8', TZ: 'Asia/Kathmandu' },
  { LC_ALL: 'sv_SE.UTF-8', LANG: 'ja_JP.UTF-8', TZ: 'America/St_Johns' },
])('in a process with %o', (environment) => {
  const jiti = path.join(
    path.dirname(createRequire(import.meta.url).resolve('jiti')),
    'jiti-cli.mjs',
  );
  const program = path.join(import.meta.dirname, 'print-hashes.ts');
  const printed = execFileSync(process.execPath, [jiti, program, String(SEED), String(TREES)], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  });
  expect(JSON.parse(printed)).toEqual(here);
});

function turn(object: object): object {
  return Object.fromEntries(Object.entries(object).reverse());
}
