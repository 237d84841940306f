/** Where things are printed and how: streams, colours, and nothing that acts on a terminal. */
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Bakery, CLI, openBakery, start } from './bakery.ts';
import { scriptDocker } from './scripted-docker.ts';

const TREE = 'trees/bakery.ts';

let bakery: Bakery;
beforeEach(async () => {
  bakery = await openBakery({ generated: true });
});
afterEach(() => bakery.close());

/** The same at a terminal, which is what `script` of util-linux makes. Both streams come as one. */
async function atTerminal(
  words: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  const env = { ...bakery.env, TERM: 'xterm', ...more };
  const { folder: cwd } = bakery;
  const line = ['-qec', `'${process.execPath}' '${CLI}' ${words}`, '/dev/null'];
  const { stdout } = await start(['/usr/bin/script', ...line], { cwd, env });
  return stdout.replaceAll('\r\n', '\n');
}

async function lacksScript(): Promise<boolean> {
  const { exitCode } = await execa('/usr/bin/script', ['--version'], { reject: false });
  return exitCode !== 0;
}

describe('colours', () => {
  const RED = '\u001b[31m[ERROR]\u001b[0m';
  const BLUE = '\u001b[34m[INFO]\u001b[0m';

  test('are for terminals', async (context) => {
    if (await lacksScript()) context.skip('there is no script of util-linux');
    expect(await atTerminal('bake braed')).toContain(`${RED} nothing is called "braed"`);
    expect(await atTerminal('generate')).toBe(`${BLUE} 9 files are as they should be\n`);
  });

  test.for([{ NO_COLOR: '1' }, { TERM: 'dumb' }])('are not for %o', async (env, context) => {
    if (await lacksScript()) context.skip('there is no script of util-linux');
    expect(await atTerminal('generate', env)).toBe('[INFO] 9 files are as they should be\n');
  });

  test('an empty NO_COLOR is none', async (context) => {
    if (await lacksScript()) context.skip('there is no script of util-linux');
    expect(await atTerminal('generate', { NO_COLOR: '' })).toContain(BLUE);
  });

  test('never go into a pipe', async () => {
    const { stdout, stderr } = await bakery.run(['bake', 'braed']);
    expect(stdout + stderr).not.toContain('\u001b');
  });
});

describe('what acts on a terminal is shown, not done', () => {
  // Clears the screen; turns the direction of text; ends the line and begins a false one; C1's CSI.
  const NASTY = '\u001b[2J\u202erye\n[INFO] all is well\u009b31m';
  const SHOWN = '\\u001b[2J\\u202erye\\u000a[INFO] all is well\\u009b31m';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not come through
  const ACTING = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/;

  test('in words that were typed', async () => {
    const { stderr } = await bakery.run(['bake', NASTY]);
    expect(stderr).not.toMatch(ACTING);
    expect(stderr).toContain(`[ERROR] nothing is called "${SHOWN}"\n`);
  });

  test('in options that were typed', async () => {
    const { stderr } = await bakery.run(['bake', `--${NASTY}`]);
    expect(stderr).not.toMatch(ACTING);
    expect(stderr).toContain('\\u001b[2J\\u202erye');
  });

  test('in values of variables, in problems and notices', async () => {
    await bakery.write('.env', 'GRAIN=wheat\n');
    const { stdout, stderr } = await bakery.run(['plan', 'bread'], { env: { GRAIN: NASTY } });
    expect(stdout + stderr).not.toMatch(ACTING);
    expect(stderr).toContain(`[ERROR] GRAIN is "${SHOWN}"`);
    expect(stdout).toContain(`note: GRAIN of .env is overridden by the environment: "${SHOWN}"`);
  });

  test('in names and descriptions of trees', async () => {
    const description = JSON.stringify(NASTY).slice(1, -1);
    await bakery.change(TREE, "description: 'The bakery'", `description: "${description}"`);
    await bakery.change(TREE, "target('bread'", `target("${description}"`);
    const { stdout, stderr } = await bakery.run(['check']);
    expect(stdout + stderr).not.toMatch(ACTING);
    expect(stderr).toContain(`[ERROR] target name "${SHOWN}" is not legal\n`);
  });

  test('in lists, as text and as JSON, which stays JSON', async () => {
    const description = JSON.stringify(NASTY).slice(1, -1);
    await bakery.change(TREE, "description: 'A loaf'", `description: "${description}"`);
    const { stdout } = await bakery.run(['list']);
    expect(stdout).not.toMatch(ACTING);
    expect(stdout).toContain(SHOWN);
    const json = (await bakery.run(['list', '--json'])).stdout;
    expect(json).not.toMatch(ACTING);
    expect(json).toContain('all is well');
    const [{ targets }] = JSON.parse(json) as [
      { targets: { name: string; description: string }[] },
    ];
    expect(targets.find(({ name }) => name === 'bread')?.description).toBe(NASTY);
  });

  test('in what docker says', async () => {
    await scriptDocker(bakery, { unreachable: `no ${NASTY.replace('\n', ' ')}` });
    const { stderr } = await bakery.run(['bake', 'bread']);
    expect(stderr).not.toMatch(ACTING);
    expect(stderr).toContain('does not answer: no \\u001b[2J\\u202erye [INFO] all is well');
  });
});

describe('streams', () => {
  test('results go to stdout, everything else to stderr', async () => {
    await scriptDocker(bakery);
    await bakery.remove('docker/bakery/bread.Dockerfile');
    const { stdout, stderr } = await bakery.run(['bake', 'bread', '--dry-run']);
    expect(stdout).toBe('STARTER=local docker buildx bake -f bake/bakery/docker-bake.hcl bread\n');
    expect(stderr).toBe('[INFO] docker/bakery/bread.Dockerfile is missing: it would be written\n');
  });

  test('--json is one JSON text on stdout', async () => {
    for (const verb of ['generate', 'check', 'list']) {
      const { stdout } = await bakery.run([verb, '--json']);
      expect(() => JSON.parse(stdout)).not.toThrow();
    }
    const { stdout } = await bakery.run(['bake', '--dry-run', '--json']);
    expect(JSON.parse(stdout)).toMatchObject([{ tree: 'bakery', targets: [] }]);
  });

  test('whoever reads us may stop reading', async () => {
    // Longer than a pipe holds.
    const description = 'x'.repeat(300_000);
    await bakery.change(TREE, "description: 'A loaf'", `description: '${description}'`);
    const line = `'${process.execPath}' '${CLI}' list --json | { read -r first; echo "$first"; }`;
    const { env, folder: cwd } = bakery;
    const { stdout, stderr } = await start(['/bin/sh', '-c', line], { env, cwd });
    expect([stdout, stderr]).toEqual(['[\n', '']);
  });
});
