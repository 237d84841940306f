/** Through npm, as a person types it: what npm does to options, and where it starts us. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Bakery, CLI, type Ended, openBakery, start } from './bakery.ts';
import { type Calls, scriptDocker } from './scripted-docker.ts';

const BAKE = 'docker buildx bake -f bake/bakery/docker-bake.hcl';

let bakery: Bakery;
let calls: Calls;

beforeAll(async () => {
  bakery = await openBakery({ generated: true });
  const verbs = ['bake', 'generate', 'check', 'plan', 'list', 'ecr'];
  const scripts = Object.fromEntries(verbs.map((verb) => [verb, `node '${CLI}' ${verb}`]));
  await bakery.write('package.json', JSON.stringify({ name: 'bakery', private: true, scripts }));
  await mkdir(path.join(bakery.folder, 'shop/window'), { recursive: true });
});
afterAll(() => bakery.close());
beforeEach(async () => {
  calls = await scriptDocker(bakery);
});

/** Types `npm run …` somewhere in the project; a scripted docker comes before the real one. */
async function npm(typed: string | readonly string[], cwd = '.'): Promise<Ended> {
  const words = typeof typed === 'string' ? typed.split(' ') : typed;
  const env = {
    ...bakery.env,
    PATH: `${bakery.env.PATH}:${process.env.PATH}`,
    npm_config_loglevel: 'silent',
    npm_config_update_notifier: 'false',
  };
  return start(['npm', ...words], { env, cwd: path.resolve(bakery.folder, cwd) });
}

test.each([
  ['run bake bread --push', 'run bake bread -- --push'],
  ['run ecr apply --yes', 'run ecr apply -- --yes'],
  ['run bake --push bread', 'run bake bread -- --push'],
  ['run bake bread --dry-run --print', 'run bake bread -- --dry-run --print'],
  ['run bake bread --builder=bench', 'run bake bread -- --builder=bench'],
  ['run bake bread --builder bench', 'run bake bread -- --builder bench'],
  ['run bake bread --set bread.tags=mine', 'run bake bread -- --set bread.tags=mine'],
  ['run bake --set bread.tags=mine bread', 'run bake bread -- --set bread.tags=mine'],
  ['run bake bread --push -- --no-cache', 'run bake bread -- --push --no-cache'],
  ['run generate --discard bake/x.hcl', 'run generate -- --discard bake/x.hcl'],
  ['run plan bread --push', 'run plan bread -- --push'],
  ['run list --json', 'run list -- --json'],
  ['run bake bread --sbom=false', 'run bake bread -- --sbom=false'],
  ['run bake bread --provenance=mode=max', 'run bake bread -- --provenance mode=max'],
  ['run bake bread --set=a.b=c --set=d.e=f', 'run bake bread -- --set=a.b=c --set=d.e=f'],
  ['run bake bread --file=x.hcl', 'run bake bread -- --file=x.hcl'],
])('npm %s is refused, with the line that was meant', async (typed, meant) => {
  const { exitCode, stdout, stderr } = await npm(typed);
  expect(exitCode).toBe(2);
  // With its own --json, npm tells how a script ended.
  if (!typed.includes('--json')) expect(stdout).toBe('');
  expect(stderr).toMatch(/^\[ERROR\] npm took --\S.* for itself, so it would do nothing here\n/);
  expect(stderr.split('\n').slice(1)).toEqual([
    '[INFO] put -- before options:',
    `[INFO]   npm ${meant}`,
    '',
  ]);
  expect(await calls()).toEqual([]);
});

test('two options that lost their values are refused without a guess', async () => {
  const { exitCode, stderr } = await npm('run bake bread --set a.b=c --builder bench');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('expected the same line with -- before the first option\n');
  expect(stderr).not.toContain('[INFO]');
});

test('two values of one option that lost them are refused without a guess', async () => {
  const { exitCode, stderr } = await npm('run bake bread --set a.b=c --set d.e=f');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('npm took --set --set for itself');
});

test('the display that npm left as a word is no target, and the line is told', async () => {
  const { exitCode, stderr } = await npm('run bake bread --progress=plain');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('[INFO]   npm run bake bread -- --progress=plain\n');
});

// What the README says of them: when npm starts to leave a trace, this is the place to look for it.
test.each(['--no-cache', '--provenance=true', '--provenance=false'])(
  'npm takes %s without a trace',
  async (option) => {
    calls = await scriptDocker(bakery, { bake: "echo '{}'" });
    const { exitCode } = await npm(`run bake bread ${option} -- --print`);
    expect(exitCode).toBe(0);
    expect((await calls()).at(-1)).not.toContain(option);
  },
);

test('behind -- options arrive', async () => {
  calls = await scriptDocker(bakery, { bake: "echo '{}'" });
  const { exitCode } = await npm('run bake bread -- --no-cache --set bread.tags=mine --print');
  expect(exitCode).toBe(0);
  expect((await calls()).at(-1)).toMatch(
    /^buildx bake .*--no-cache --print --set bread\.tags=mine/,
  );
});

test.each(['.', 'shop', 'shop/window'])(
  'a dry run in %s prints a line that works there',
  async (cwd) => {
    const { stdout } = await npm('run bake bread -- --dry-run', cwd);
    const start_ = cwd === '.' ? '' : `cd ${bakery.folder} && `;
    expect(stdout).toBe(`${start_}STARTER=local ${BAKE} bread\n`);
    await scriptDocker(bakery, { bake: 'echo "$PWD $STARTER"' });
    const there = { env: bakery.env, cwd: path.join(bakery.folder, cwd) };
    const { stdout: done } = await start(['/bin/sh', '-c', stdout], there);
    expect(done).toBe(`${bakery.folder} local\n`);
  },
);

test('from outside, with --prefix, it is still this project', async () => {
  const { exitCode, stderr } = await npm(['--prefix', bakery.folder, 'run', 'generate'], '/');
  expect([exitCode, stderr]).toEqual([0, '[INFO] 9 files are as they should be\n']);
});

test('a person’s own .npmrc is no option that was typed', async () => {
  await bakery.write('.npmrc', 'progress=false\nprovenance=true\n');
  const { exitCode } = await npm('run check');
  expect(exitCode).toBe(0);
});
