/** Screens of docker: the real one where it can be made to show them, else a scripted one. */
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import { type Bakery, type Ended, start } from '../bakery.ts';
import { scriptDocker } from '../scripted-docker.ts';
import { screens } from './screen.ts';

const screen = screens({ generated: true });

screen('docker-missing', 'no docker on PATH', async ({ baketree }) => {
  const shown = await baketree('bake bread');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [ERROR] docker is not installed, or not on PATH
    [INFO] npm run engine
    [INFO] or install it: https://docs.docker.com/engine/install/"
  `);
  return shown;
});

screen('docker-unreachable', 'a daemon that does not run', async (bakery) => {
  await scriptDocker(bakery, { unreachable: 'Cannot connect. Is the docker daemon running?' });
  const shown = await bakery.baketree('bake bread');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [ERROR] the docker daemon does not answer: Cannot connect. Is the docker daemon running?
    [INFO] npm run engine"
  `);
  return shown;
});

screen(
  'docker-unreachable',
  'the real docker, with a socket that is not there',
  async ({ baketree, home }) => {
    const env = { ...REAL, DOCKER_HOST: `unix://${home}/no-such.sock` };
    const [said = ''] = (await docker(['version'], env)).stderr.trim().split('\n').reverse();
    const shown = await baketree('bake bread', { env });
    const words = said.replaceAll(home, '<home>');
    expect(shown.replace(words, "<docker's own words>")).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
      [ERROR] the docker daemon does not answer: <docker's own words>
      [INFO] npm run engine"
    `);
    return shown;
  },
  lacksPlugin,
);

screen('buildx-missing', 'docker alone', async (bakery) => {
  await scriptDocker(bakery, { buildx: null });
  const shown = await bakery.baketree('bake bread');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [ERROR] docker has no buildx plugin
    [INFO] npm run engine
    [INFO] or install it: https://docs.docker.com/build/install-buildx/"
  `);
  return shown;
});

screen(
  'buildx-missing',
  'the real docker, without the plugin of its user',
  async ({ baketree, home }) => {
    await mkdir(path.join(home, 'config'));
    const shown = await baketree('bake bread', { env: withoutPlugin(home) });
    expect(shown).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
      [ERROR] docker has no buildx plugin
      [INFO] npm run engine
      [INFO] or install it: https://docs.docker.com/build/install-buildx/"
    `);
    return shown;
  },
  async () => {
    const { exitCode } = await docker(['buildx', 'version'], withoutPlugin('/nowhere'));
    return (await lacksEngine()) ?? (exitCode === 0 ? 'buildx is installed for all' : undefined);
  },
);

screen('buildx-old', 'older than the tree needs', async (bakery) => {
  await scriptDocker(bakery, { buildx: 'v0.12.1' });
  const shown = await bakery.baketree('bake bread');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [ERROR] docker buildx 0.12.1 is too old for the tree "bakery"
            expected 0.29.0 or newer: older ones ignore attributes that the bake file has
    [INFO] npm run engine
    [INFO] or update it: https://docs.docker.com/build/install-buildx/"
  `);
  return shown;
});

screen('builder-unsuitable', 'a builder elsewhere', async (bakery) => {
  await scriptDocker(bakery, { driver: 'docker-container' });
  const shown = await bakery.baketree('bake bread rolls --builder bench');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [ERROR] builder "bench" (driver docker-container) cannot see local images, so not 'bakery-sourdough:latest' either
    [INFO] Build the sourdough in the same run:
    [INFO]   npm run bake sourdough bread rolls -- --builder bench"
  `);
  return shown;
});

/** Has the mill of the sourdough named by a variable. */
async function nameMill({ change }: Bakery): Promise<void> {
  const tree = 'trees/bakery.ts';
  const variable =
    "const MILL = variable('MILL', { description: 'The mill.', default: 'mill:1' });";
  await change(tree, 'const crust', `${variable}\nconst crust`);
  await change(tree, 'image(text`mill/${GRAIN}:1`)', 'image(MILL)');
  await change(tree, 'STARTER, PANTRY]', 'STARTER, PANTRY, MILL]');
}

screen('builder-unsuitable', 'a builder elsewhere, and a stand-in', async (bakery) => {
  await nameMill(bakery);
  await scriptDocker(bakery, { driver: 'docker-container' });
  await bakery.write('.env', 'MILL=baketree-standin/mill:trixie\n');
  const shown = await bakery.baketree('bake sourdough rolls --builder bench');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [ERROR] builder "bench" (driver docker-container) cannot see local images, so not MILL=baketree-standin/mill:trixie either
            expected a MILL that a registry has: this one is a stand-in of npm run engine
    [INFO] npm run bake sourdough rolls -- --builder default"
  `);
  return shown;
});

screen('image-missing', 'a local image that was never made', async (bakery) => {
  await scriptDocker(bakery, { images: [] });
  const shown = await bakery.baketree('bake bread');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [ERROR] Sourdough 'bakery-sourdough:latest' not found locally!
    [INFO] Please build the sourdough first:
    [INFO]   npm run bake sourdough"
  `);
  return shown;
});

screen(
  'image-missing',
  'the real docker, which has no such image',
  async ({ baketree }) => {
    const shown = await baketree('bake bread', { env: REAL });
    expect(shown).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
      [ERROR] Sourdough 'bakery-sourdough:latest' not found locally!
      [INFO] Please build the sourdough first:
      [INFO]   npm run bake sourdough"
    `);
    return shown;
  },
  lacksEngine,
);

const STALE = `title: 'Sourdough',
      madeFrom: { record: '/made-from', files: ['**', '!pantry/*'], args: ['GRAIN'] },`;

screen('image-stale', 'a local image that was made from something else', async (bakery) => {
  await bakery.change('trees/bakery.ts', "title: 'Sourdough',", STALE);
  await bakery.write('pantry/salt', 'coarse');
  await scriptDocker(bakery, {
    file: `${'0'.repeat(64)}  pantry/flour\n${'0'.repeat(64)}  pantry/water\nGRAIN=rye\n`,
  });
  const shown = await bakery.baketree('bake bread');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] Sourdough 'bakery-sourdough:latest' is stale: since it was made, these changed: GRAIN, pantry/flour, pantry/recipe.txt, pantry/salt, pantry/water
            GRAIN was "rye" and is "wheat"
            pantry/flour is gone
            pantry/recipe.txt is new
            pantry/salt is new
            pantry/water is gone
    [INFO] npm run bake sourdough bread"
  `);
  return shown;
});

screen('image-stale', 'a local image that does not say what it was made from', async (bakery) => {
  await bakery.change('trees/bakery.ts', "title: 'Sourdough',", STALE);
  await scriptDocker(bakery);
  const shown = await bakery.baketree('bake bread');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] Sourdough 'bakery-sourdough:latest' does not say what it was made from: Error response from daemon: Could not find the file
    [INFO] npm run bake sourdough bread"
  `);
  return shown;
});

screen('bake-failed', 'a step that fails', async (bakery) => {
  await scriptDocker(bakery, { bake: "echo 'ERROR: target bread: burnt' >&2; exit 17" });
  const shown = await bakery.baketree('bake bread');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    ERROR: target bread: burnt
    [ERROR] docker buildx bake ended with exit code 17; its own output is above"
  `);
  return shown;
});

screen('bake-failed', 'a check of targets that others are contexts of', async (bakery) => {
  await scriptDocker(bakery, {
    bake: "echo 'ERROR: target rolls-soft: unsupported context source target' >&2; exit 1",
  });
  const shown = await bakery.baketree('bake rolls bread --check --progress=plain');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    ERROR: target rolls-soft: unsupported context source target
    [ERROR] docker buildx bake ended with exit code 1; its own output is above
    [INFO] where it says "unsupported context source target", look at each target by itself:
    [INFO]   npm run bake rolls bread -- --check --progress=plain --set rolls-soft.contexts.sourdough=docker-image://scratch --set rolls-hard.contexts.sourdough=docker-image://scratch"
  `);
  return shown;
});

screen('bake-failed', 'a wave of many targets', async (bakery) => {
  const crusts = "['soft', 'hard', ...Array.from({ length: 58 }, (_, at) => `crust${at}`)]";
  await bakery.change('trees/bakery.ts', "['soft', 'hard']", crusts);
  await scriptDocker(bakery, { bake: "echo 'ERROR: target rolls-soft: burnt' >&2; exit 1" });
  const shown = await bakery.baketree('bake rolls');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [INFO] bake/bakery/docker-bake.hcl was stale: written
    [INFO] 61 targets in 2 waves: at most 50 at once on the driver docker
    [INFO] wave 1 of 2: rolls-soft, rolls-hard, rolls-crust0, rolls-crust1, rolls-crust2, rolls-crust3, rolls-crust4, rolls-crust5, rolls-crust6 and 40 more, and 1 that they need
    ERROR: target rolls-soft: burnt
    [ERROR] docker buildx bake ended with exit code 1; its own output is above
            it was wave 1 of 2; not baked: rolls-soft, rolls-hard, rolls-crust0, rolls-crust1, rolls-crust2, rolls-crust3, rolls-crust4, rolls-crust5, rolls-crust6 and 51 more"
  `);
  return shown;
});

screen('bake-failed', 'a setting with a value that bake refuses', async (bakery) => {
  await scriptDocker(bakery, {
    bake: "echo 'ERROR: invalid value crumb for boolean key no-cache' >&2; exit 1",
  });
  const shown = await bakery.baketree('bake bread --set bread.no-cache=crumb');
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [ERROR] docker buildx bake cannot read what it would run: invalid value crumb for boolean key no-cache"
  `);
  return shown;
});

screen('interrupted', 'Ctrl-C while docker bakes', async (bakery) => {
  await scriptDocker(bakery, {
    bake: "trap 'kill $!; exit 130' INT; /bin/sleep 60 & echo baking; wait",
  });
  const shown = await bakery.baketree('bake bread', {
    running: (child) => child.stdout?.once('data', () => child.kill('SIGINT')),
  });
  expect(shown).toMatchInlineSnapshot(`
    "exit 130
    --- stderr
    [ERROR] interrupted
    --- stdout
    baking"
  `);
  return shown;
});

/** The docker of whoever runs the tests. */
const REAL = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' };

function withoutPlugin(home: string) {
  return { ...REAL, HOME: home, DOCKER_CONFIG: path.join(home, 'config') };
}

async function docker(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Ended> {
  const missing = { exitCode: 127, stdout: '', stderr: '' };
  return start(['docker', ...words], { env, cwd: '.' }).catch(() => missing);
}

async function lacksPlugin(): Promise<string | undefined> {
  const { exitCode } = await docker(['buildx', 'version'], REAL);
  return exitCode === 0 ? undefined : 'there is no docker with buildx';
}

async function lacksEngine(): Promise<string | undefined> {
  const { exitCode } = await docker(['version'], REAL);
  return (await lacksPlugin()) ?? (exitCode === 0 ? undefined : 'no docker daemon answers');
}
