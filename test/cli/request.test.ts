/** What is typed, and what docker is then run with: the built command line with a scripted docker. */
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bakery, openBakery, start } from './bakery.ts';
import { type Calls, scriptDocker } from './scripted-docker.ts';

const BAKE = 'buildx bake -f bake/bakery/docker-bake.hcl';

let bakery: Bakery;
let calls: Calls;
beforeEach(async () => {
  bakery = await openBakery({ generated: true });
  calls = await scriptDocker(bakery);
});
afterEach(() => bakery.close());

/** The words of the one bake that was run, without the private metadata file. */
async function bakes(): Promise<readonly string[]> {
  const all = (await calls()).filter((call) => call.startsWith('buildx bake'));
  return all.map((call) => call.replace(/ --metadata-file=\S+\/metadata\.json$/, ''));
}

test.each([
  ['bake', 'default'],
  ['bake bread', 'bread'],
  ['bake bread rolls-soft', 'bread rolls-soft'],
  ['bake bakery/bread', 'bread'],
  ['bake --no-cache bread', '--no-cache bread'],
  ['bake bread --push=false', 'bread'],
  ['bake bread --builder a --builder=b', '--builder=b bread'],
  ['bake bread --progress plain --progress quiet', '--progress=quiet bread'],
  ['bake bread --provenance=false', '--provenance=false bread'],
  [
    'bake bread --allow network.host --allow security.insecure',
    '--allow network.host --allow security.insecure bread',
  ],
  // Who has learnt that options stand behind -- types it here, too.
  ['bake bread -- --no-cache', '--no-cache bread'],
  ['bake -- rolls', 'rolls'],
])('baketree %s', async (typed, run) => {
  const { exitCode, stderr } = await bakery.run(typed.split(' '));
  // The report is there, and no notice.
  expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^\ntarget [^[]*$/)]);
  expect(await bakes()).toEqual([`${BAKE} ${run}`]);
});

test.each([
  ['--check', '--check --set=*.output=type=cacheonly'],
  ['--call=outline', '--call=outline --set=*.output=type=cacheonly'],
])('baketree bake bread -- %s writes no output and reports no image', async (typed, run) => {
  // As buildx writes it then.
  const metadata = '{"bread":{"result.statuscode":"0","result.txt":""}}';
  const file = 'for word in "$@"; do case "$word" in --metadata-file=*) m=${word#*=} ;; esac; done';
  calls = await scriptDocker(bakery, { bake: `${file}; printf '%s' '${metadata}' > "$m"` });
  const { exitCode, stdout, stderr } = await bakery.run(['bake', 'bread', '--', typed]);
  expect([exitCode, stdout, stderr]).toEqual([0, '', '']);
  expect(await bakes()).toEqual([`${BAKE} ${run} bread`]);
  const dry = await bakery.run(['bake', 'bread', '--dry-run', '--', typed]);
  expect(dry.stdout).toContain(`'--set=*.output=type=cacheonly' bread`);
});

test('a dry run behind a second -- is still one', async () => {
  const { stdout } = await bakery.run(['bake', '--', 'bread', '--dry-run']);
  expect(stdout).toBe(`STARTER=local docker ${BAKE} bread\n`);
  expect(await calls()).toEqual([]);
});

test('a metadata file is meant from where the person is', async () => {
  await mkdir(path.join(bakery.folder, 'counter'));
  const metadata = '{"bread":{"containerimage.digest":"sha256:1"}}';
  const last =
    'for word in "$@"; do case "$word" in --metadata-file=*) file=${word#*=} ;; esac; done';
  calls = await scriptDocker(bakery, { bake: `${last}; printf '%s' '${metadata}' > "$file"` });
  const options = { cwd: 'counter' };
  const { stderr } = await bakery.run(['bake', 'bread', '--metadata-file', 'm.json'], options);
  expect(await readFile(path.join(bakery.folder, 'counter/m.json'), 'utf8')).toBe(metadata);
  expect(stderr).toContain('sha256:1');
});

describe('a printed command', () => {
  /** What a line does in a folder: docker's calls, and its environment in the first of them. */
  async function pasted(line: string, cwd: string): Promise<readonly string[]> {
    await scriptDocker(bakery, { bake: 'echo "$PWD $STARTER $GRAIN"' });
    const { env } = bakery;
    const { stdout } = await start(['/bin/sh', '-c', line], { env, cwd });
    return [stdout.trim()];
  }

  test.each(['.', 'pantry'])('does the same when pasted in %s', async (cwd) => {
    const nasty = "rye'; touch /tmp/never # \u001b[2J";
    await bakery.change('trees/bakery.ts', "oneOf: ['wheat', 'rye'],", '');
    await bakery.run(['generate']);
    await bakery.write('.env', `GRAIN="${nasty}"\n`);
    const { stdout } = await bakery.run(['bake', 'bread', '--dry-run'], { cwd });
    const folder = path.join(bakery.folder, cwd);
    expect(await pasted(stdout, folder)).toEqual([`${bakery.folder} local ${nasty}`]);
  });
});

describe('signals', () => {
  const LONG = "trap 'kill $!; echo stopped >&2; exit 130' INT; /bin/sleep 60 & echo $$; wait";

  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends docker, then us', async (signal) => {
    await scriptDocker(bakery, { bake: LONG });
    const ended = await bakery.run(['bake', 'bread'], {
      running: (child) => child.stdout?.once('data', () => child.kill(signal)),
    });
    expect(ended).toMatchObject({ exitCode: 130, stderr: 'stopped\n[ERROR] interrupted\n' });
    expect(() => process.kill(Number(ended.stdout), 0)).toThrow('ESRCH');
  });

  test('a configuration that never ends can be left', async () => {
    await bakery.write('baketree.config.ts', "process.stdout.write('loading');\nfor (;;);\n");
    const { exitCode, stdout } = await bakery.run(['check'], {
      running: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
    });
    // By the signal itself.
    expect([exitCode, stdout]).toEqual([null, 'loading']);
  });
});
