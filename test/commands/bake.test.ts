/** `bake`: what it asks, writes and runs, in which order, and what keeps it from doing so. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generate } from '../../src/commands/generate.ts';
import { BaketreeError } from '../../src/errors.ts';
import { bakery } from '../cli/bakery/trees/bakery.ts';
import { HEALTHY, kiosk, openWorkshop, problemsOf, type Workshop } from './workshop.ts';

const BAKE_FILE = 'bake/bakery/docker-bake.hcl';
const OVERRIDE = 'bake/bakery/docker-bake.override.hcl';
const DOCKERFILE = 'docker/bakery/bread.Dockerfile';
const FACTS = 'ask for facts and bakery-sourdough:latest';
const RUN = ['make a private folder', 'bake bread', 'read /private/metadata.json'];
const END = 'remove the private folder';
const LOCAL = { sourdough: 'docker-image://bakery-sourdough:latest' };
const PRINTED = JSON.stringify({
  target: { bread: { context: '.', contexts: LOCAL, tags: ['bread:printed'] } },
});

let workshop: Workshop;
let effects: string[];

beforeEach(async () => {
  workshop = await openWorkshop();
  await generate(workshop.config, workshop.disk, { discard: [] });
  effects = workshop.effects;
  effects.length = 0;
});
afterEach(() => workshop.close());

const makeStale = () =>
  workshop.change('templates/bakery/bread.Dockerfile.hbs', '{{minutes}}', '55');

test('docker is looked at, then it bakes, and the metadata is read', async () => {
  workshop.answers.metadata = JSON.stringify({
    bread: { 'containerimage.digest': 'sha256:1', 'image.name': 'docker.io/library/bread:latest' },
  });
  expect(await workshop.bake(['bread'])).toEqual([
    {
      tree: 'bakery',
      command: 'STARTER=local docker buildx bake -f bake/bakery/docker-bake.hcl bread',
      targets: [{ target: 'bread', tags: ['bread:latest'], digest: 'sha256:1' }],
      seconds: 1.5,
    },
  ]);
  expect(effects).toEqual([FACTS, ...RUN, END]);
  expect(workshop.commands).toEqual([
    {
      file: 'docker',
      args: [
        ...['buildx', 'bake', '-f', BAKE_FILE, 'bread'],
        '--metadata-file=/private/metadata.json',
      ],
      env: { BUILDX_METADATA_PROVENANCE: 'disabled', STARTER: 'local' },
      cwd: workshop.folder,
    },
  ]);
});

test('what is asked for by name is built, so whoever uses it uses that', async () => {
  await workshop.bake(['sourdough', 'bread'], { environment: { STARTER: 'local' } });
  expect(workshop.commands[0]?.env.STARTER).toBe('tree');
  expect(effects.slice(0, 2)).toEqual([
    'warning: STARTER is "tree" for this run, not "local": the request decides it',
    'ask for facts and no images',
  ]);
});

describe('stale and missing files', () => {
  test('are written after all checks and before the bake, and only then said', async () => {
    await makeStale();
    await workshop.disk.remove(`${DOCKERFILE}.dockerignore`);
    effects.length = 0;
    await workshop.bake(['bread']);
    expect(effects).toEqual([
      FACTS,
      `write ${DOCKERFILE}`,
      `write ${DOCKERFILE}.dockerignore`,
      `info: ${DOCKERFILE} was stale: written`,
      `info: ${DOCKERFILE}.dockerignore was missing: written`,
      ...RUN,
      END,
    ]);
  });

  test('of other trees are left alone', async () => {
    const both = await openWorkshop([bakery, kiosk]);
    await both.bake(['newspaper']);
    expect(both.effects.filter((effect) => effect.startsWith('write'))).toEqual([
      'write bake/kiosk/docker-bake.hcl',
      'write docker/kiosk/newspaper.Dockerfile',
      'write docker/kiosk/newspaper.Dockerfile.dockerignore',
    ]);
    await both.close();
  });

  test.each(['true', '1', 'yes'])('with CI=%s are an error, and nothing runs', async (CI) => {
    await makeStale();
    const problems = await problemsOf(workshop.bake(['bread'], { environment: { CI } }));
    expect(problems.map(({ code }) => code)).toEqual(['file-stale']);
    expect(effects).toEqual([FACTS]);
  });

  test.each(['', '0', 'false'])('with CI=%s are written as ever', async (CI) => {
    await makeStale();
    await workshop.bake(['bread'], { environment: { CI } });
    expect(effects).toContain(`write ${DOCKERFILE}`);
  });

  test('are not written where the machine cannot bake', async () => {
    await makeStale();
    workshop.answers.facts = { ...HEALTHY, images: new Map() };
    const problems = await problemsOf(workshop.bake(['bread']));
    expect(problems.map(({ code }) => code)).toEqual(['image-missing']);
    expect(effects).toEqual([FACTS]);
  });
});

test('all that is wrong comes at once: variables, files, docker', async () => {
  await workshop.write(DOCKERFILE, 'FROM scratch\n');
  workshop.answers.facts = { ...HEALTHY, client: undefined };
  const environment = { GRAIN: 'spelt', PANTRY: 'cellar' };
  const problems = await problemsOf(workshop.bake(['sourdough', 'bread'], { environment }));
  expect(problems.map(({ code }) => code)).toEqual([
    'file-foreign',
    'variable-invalid',
    'path-missing',
    'docker-missing',
  ]);
  expect(effects).toEqual(['ask for facts and no images']);
});

describe('an edited bake file', () => {
  beforeEach(async () => {
    await workshop.change(BAKE_FILE, 'rolls:soft', 'rolls:softer');
    workshop.answers.printed = PRINTED;
  });

  test('runs as it is: bake itself says what that is, and the edit is told', async () => {
    await workshop.bake(['bread']);
    expect(effects).toEqual([
      'ask buildx bake --print',
      `warning: ${BAKE_FILE} was edited by hand and runs as it is:`,
      'warning:   target.rolls-soft.tags = ["rolls:softer"], not ["rolls:soft"]',
      `warning:   to discard the edit: npm run generate -- --discard ${BAKE_FILE}`,
      FACTS,
      ...RUN,
      END,
    ]);
    expect(workshop.commands[0]?.args).toEqual([
      ...['buildx', 'bake', '--print', '--progress=quiet', '--allow=fs=*', '-f', BAKE_FILE],
      ...['--set', '*.output=type=cacheonly', '--set', '*.secrets=', '--set', '*.ssh='],
      'bread',
    ]);
  });

  test('and stale files beside it are written before bake is asked', async () => {
    await makeStale();
    await workshop.bake(['bread']);
    expect(effects.slice(0, 3)).toEqual([
      `write ${DOCKERFILE}`,
      `info: ${DOCKERFILE} was stale: written`,
      'ask buildx bake --print',
    ]);
  });

  test('in CI it runs, too: it is what was committed', async () => {
    await workshop.bake(['bread'], { environment: { CI: 'true' } });
    expect(effects).toContain('bake bread');
  });

  test('that bake cannot read stops everything', async () => {
    const summary = 'docker buildx bake cannot read what it would run: boom';
    workshop.answers.printed = new BaketreeError([{ code: 'bake-failed', summary }]);
    const problems = await problemsOf(workshop.bake(['bread']));
    expect(problems.map((problem) => problem.summary)).toEqual([summary]);
    expect(effects).not.toContain('bake bread');
  });

  test('on a machine without docker, that alone is the reason', async () => {
    const summary = 'docker buildx bake cannot read what it would run: no docker';
    workshop.answers.printed = new BaketreeError([{ code: 'bake-failed', summary }]);
    workshop.answers.facts = { ...HEALTHY, client: undefined };
    const problems = await problemsOf(workshop.bake(['bread']));
    expect(problems.map(({ code }) => code)).toEqual(['docker-missing']);
  });

  test('that cannot be parsed stops everything, and says how to lose the edit', async () => {
    await workshop.change(BAKE_FILE, 'tags = ["rolls:hard"]', 'tags = [');
    const [problem] = await problemsOf(workshop.bake(['bread']));
    expect(problem).toMatchObject({
      code: 'bake-file-unreadable',
      hint: ['to lose it:', `  npm run generate -- --discard ${BAKE_FILE}`],
    });
    expect(effects).toEqual([]);
  });
});

test('an edited Dockerfile runs as it is, and the lines are told', async () => {
  await workshop.change(DOCKERFILE, '--minutes 50', '--minutes 45');
  await workshop.bake(['bread']);
  expect(effects.slice(0, 6)).toEqual([
    `warning: ${DOCKERFILE} was edited by hand and runs as it is:`,
    'warning:   line 8:',
    'warning:     -    bake "$GRAIN" --minutes 50',
    'warning:     +    bake "$GRAIN" --minutes 45',
    `warning:   to discard the edit: npm run generate -- --discard ${DOCKERFILE}`,
    FACTS,
  ]);
});

test('a file that is not ours is never written over, and never baked', async () => {
  await workshop.write(DOCKERFILE, 'FROM scratch\n');
  const [problem] = await problemsOf(workshop.bake(['bread']));
  expect(problem?.code).toBe('file-foreign');
  expect(await workshop.read(DOCKERFILE)).toBe('FROM scratch\n');
  expect(effects).toEqual([FACTS]);
});

test('an override file is added behind the bake file, and said', async () => {
  await workshop.write(OVERRIDE, 'target "bread" {\n  tags = ["bread:mine"]\n}\n');
  workshop.answers.printed = PRINTED;
  await workshop.bake(['bread']);
  expect(effects[0]).toBe('ask buildx bake --print');
  expect(effects).toContain(`warning: ${OVERRIDE} is added to the bake file`);
  const files = ['-f', BAKE_FILE, '-f', OVERRIDE];
  expect(
    workshop.commands.map(({ args }) => args.filter((_, at) => files.includes(args[at] ?? ''))),
  ).toEqual([files, files]);
});

describe('--set', () => {
  const set = ['bread.tags=bread:mine', 'bread.output=type=local,dest=out', 'bread.secrets=id=x'];

  test('goes to bake whole, and to the question without what would write or need secrets', async () => {
    workshop.answers.printed = PRINTED;
    await workshop.bake(['bread'], { options: { set } });
    const settings = workshop.commands.map(({ args }) =>
      args.filter((_, at) => args[at - 1] === '--set'),
    );
    expect(settings).toEqual([
      ['bread.tags=bread:mine', '*.output=type=cacheonly', '*.secrets=', '*.ssh='],
      set,
    ]);
  });

  test('with a tag that leads nowhere is found before a push', async () => {
    workshop.answers.printed = PRINTED;
    const options = { set: ['bread.tags=bread:printed'], push: true };
    const [problem] = await problemsOf(workshop.bake(['bread'], { options }));
    expect(problem?.summary).toContain('bread:printed');
    expect(effects).not.toContain('bake bread');
  });
});

describe('what only the edited file or the override has', () => {
  const ASK = 'ask buildx bake --progress=quiet';

  test('is looked up in bake’s own list, baked, and said', async () => {
    await workshop.write(OVERRIDE, 'target "cake" {}\n');
    workshop.answers.listed = JSON.stringify([{ name: 'bread' }, { name: 'cake' }]);
    workshop.answers.printed = JSON.stringify({
      target: { cake: { context: '.', tags: ['cake:1'] } },
    });
    workshop.answers.metadata = '{"cake":{"containerimage.digest":"sha256:3"}}';
    const [result] = await workshop.bake(['cake'], { dotenv: { GRAIN: 'rye' } });
    expect(result?.targets.map(({ target, digest }) => [target, digest])).toEqual([
      ['cake', 'sha256:3'],
    ]);
    expect(effects.slice(0, 3)).toEqual([
      ASK,
      `info: "cake" is not in the model: it comes from ${OVERRIDE}`,
      'ask buildx bake --print',
    ]);
    expect(workshop.commands[0]).toMatchObject({
      args: ['buildx', 'bake', '--progress=quiet', '--list=type=targets,format=json'].concat(
        ...['-f', BAKE_FILE, '-f', OVERRIDE],
      ),
      env: { GRAIN: 'rye' },
    });
    expect(workshop.commands.at(-1)?.args).toContain('cake');
  });

  test('is not looked up where the model is sure', async () => {
    await workshop.write(OVERRIDE, 'target "cake" {}\n');
    workshop.answers.printed = PRINTED;
    await workshop.bake(['bread']);
    expect(effects).not.toContain(ASK);
  });

  test('is a group, whose members are what was asked for, base image and all', async () => {
    await workshop.change(BAKE_FILE, 'group "all" {', 'group "mine" {}\ngroup "all" {');
    workshop.answers.listed = JSON.stringify([{ name: 'mine' }]);
    workshop.answers.printed = JSON.stringify({
      group: { default: { targets: ['mine'] }, mine: { targets: ['sourdough', 'bread'] } },
      target: { sourdough: { context: '.' }, bread: { context: '.' } },
    });
    await workshop.bake(['mine'], { environment: { STARTER: 'local' } });
    expect(effects).toContain(
      `info: "mine" is not in the model: it comes from the edited ${BAKE_FILE}`,
    );
    // Asked once more: with the members known, bread has to take the sourdough of this run.
    const asked = workshop.commands.filter(({ args }) => args.includes('--print'));
    expect(asked.map(({ env }) => env.STARTER)).toEqual(['local', 'tree']);
    expect(workshop.commands.at(-1)?.env.STARTER).toBe('tree');
  });

  test('with the local base image in it is never pulled either', async () => {
    await workshop.write(OVERRIDE, 'target "cake" {}\n');
    workshop.answers.listed = JSON.stringify([{ name: 'cake' }]);
    workshop.answers.printed = JSON.stringify({
      target: { cake: { context: '.', contexts: LOCAL } },
    });
    workshop.answers.facts = { ...HEALTHY, images: new Map() };
    const environment = { STARTER: 'local' };
    const problems = await problemsOf(workshop.bake(['cake'], { environment }));
    expect(problems.map(({ code }) => code)).toEqual(['image-missing']);
  });

  test('has no longer is told as such, with the way back', async () => {
    await workshop.change(BAKE_FILE, 'target "bread"', 'target "loaf"');
    const summary = 'docker buildx bake cannot read what it would run: failed to find target bread';
    workshop.answers.printed = new BaketreeError([{ code: 'bake-failed', summary }]);
    expect(await problemsOf(workshop.bake(['bread']))).toEqual([
      {
        code: 'usage-unknown-target',
        summary: `"bread" is in the model, and no longer in ${BAKE_FILE}, which was edited by hand`,
        hint: ['to discard the edit:', `  npm run generate -- --discard ${BAKE_FILE}`],
      },
    ]);
  });

  test('and has not either is unknown, and so is why bake cannot say', async () => {
    await workshop.write(OVERRIDE, 'target "cake" {}\n');
    workshop.answers.listed = JSON.stringify([{ name: 'cake' }]);
    const [problem] = await problemsOf(workshop.bake(['cakk']));
    expect(problem).toMatchObject({ code: 'usage-unknown-target', hint: 'npm run bake cake' });
    const summary = 'docker buildx bake cannot read what it would run: boom';
    workshop.answers.listed = new BaketreeError([{ code: 'bake-failed', summary }]);
    const problems = await problemsOf(workshop.bake(['cake']));
    expect(problems.map(({ code }) => code)).toEqual(['usage-unknown-target', 'bake-failed']);
  });
});

test('a word that means something in two trees is baked, and the other is said', async () => {
  const both = await openWorkshop([bakery, kiosk]);
  await generate(both.config, both.disk, { discard: [] });
  await both.write(OVERRIDE, 'target "newspaper" {}\n');
  const summary = 'docker buildx bake cannot read what it would run: boom';
  both.answers.listed = new BaketreeError([{ code: 'bake-failed', summary }]);
  await both.bake(['newspaper']);
  expect(both.effects).toContain(`warning: ${summary}`);
  both.effects.length = 0;
  both.answers.listed = JSON.stringify([{ name: 'newspaper' }]);
  both.answers.printed = JSON.stringify({ target: { newspaper: { context: '.' } } });
  await both.bake(['newspaper']);
  expect(both.effects[1]).toBe(
    'info: "newspaper" means bakery/newspaper here; there is also kiosk/newspaper',
  );
  await both.disk.remove(OVERRIDE);
  both.effects.length = 0;
  await both.bake(['default']);
  expect(both.effects[0]).toBe(
    'info: "default" means bakery/default here; there is also kiosk/default',
  );
  await both.close();
});

test('a target that only looks, by --set, is not among those that were made', async () => {
  workshop.answers.printed = JSON.stringify({
    target: { bread: { context: '.', call: 'check' }, 'rolls-soft': { context: '.' } },
  });
  workshop.answers.metadata =
    '{"bread":{"result.statuscode":"0"},"rolls-soft":{"containerimage.digest":"sha256:4"}}';
  const options = { set: ['bread.call=check'] };
  const [result] = await workshop.bake(['bread', 'rolls-soft'], { options });
  expect(result?.targets.map(({ target }) => target)).toEqual(['rolls-soft']);
  expect(workshop.commands.at(-1)?.args).toContain('--set=bread.output=type=cacheonly');
});

describe('the metadata file', () => {
  test('that somebody asks for is bake’s own affair, and is read', async () => {
    workshop.answers.metadata = '{"bread":{"containerimage.digest":"sha256:2"}}';
    const options = { 'metadata-file': 'meta.json' };
    const [result] = await workshop.bake(['bread'], { options });
    expect(result?.targets[0]?.digest).toBe('sha256:2');
    expect(effects).toContain('read meta.json');
    expect(workshop.commands[0]).toMatchObject({
      args: ['buildx', 'bake', '-f', BAKE_FILE, '--metadata-file=meta.json', 'bread'],
      env: { STARTER: 'local' },
    });
    expect(workshop.commands[0]?.env).not.toHaveProperty('BUILDX_METADATA_PROVENANCE');
  });

  test.each([
    ['is not there', undefined, 'there is no such file'],
    ['is no JSON', '{"bread":', 'Unexpected end of JSON input'],
    ['is no object', '[]', 'it holds no object'],
    ['holds something else', '{"bread":"sha256:1"}', '"bread" is no object in it'],
  ])('that %s after a good bake is said, and is no failure', async (_, metadata, why) => {
    workshop.answers.metadata = metadata;
    const [result] = await workshop.bake(['bread']);
    expect(result?.targets).toEqual([]);
    expect(effects.slice(-2)).toEqual([
      `warning: the bake is done, but what it says of its images cannot be read: ${why}`,
      END,
    ]);
  });

  test('of our own is removed even when bake fails', async () => {
    workshop.answers.ends = [{ exitCode: 1, signal: undefined, missing: false }];
    const [problem] = await problemsOf(workshop.bake(['bread']));
    expect(problem?.summary).toBe(
      'docker buildx bake ended with exit code 1; its own output is above',
    );
    expect(effects.at(-1)).toBe(END);
  });
});

describe('.env', () => {
  test('goes into the environment of bake, and the environment of the caller wins', async () => {
    const dotenv = { GRAIN: 'rye', PANTRY: 'pantry', STARTER: 'tree' };
    await workshop.bake(['bread'], { dotenv, environment: { GRAIN: 'wheat' } });
    expect(workshop.commands[0]?.env).toMatchObject({
      GRAIN: 'wheat',
      PANTRY: 'pantry',
      STARTER: 'tree',
    });
    expect(effects).toContain('info: GRAIN of .env is overridden by the environment: "wheat"');
  });

  test('names that do nothing are said', async () => {
    await workshop.bake(['bread'], { dotenv: { GRIAN: 'rye' }, environment: { REGISTRI: 'shop' } });
    expect(effects.slice(0, 2)).toEqual([
      'warning: GRIAN of .env is no variable of bakery; did you mean GRAIN?',
      'warning: REGISTRI of the environment is no variable of bakery; did you mean REGISTRY?',
    ]);
  });
});

describe('a dry run', () => {
  const options = { 'dry-run': true };

  test('asks nothing, writes nothing, runs nothing, and gives the line', async () => {
    await makeStale();
    const [result] = await workshop.bake(['bread'], { options, folder: '/elsewhere' });
    expect(result?.command).toBe(
      `cd ${workshop.folder} && STARTER=local docker buildx bake -f ${BAKE_FILE} bread`,
    );
    expect(effects).toEqual([`info: ${DOCKERFILE} is stale: it would be written`]);
  });

  test('with an edited file asks bake what it is, and writes nothing either', async () => {
    await makeStale();
    await workshop.change(BAKE_FILE, 'rolls:soft', 'rolls:softer');
    workshop.answers.printed = PRINTED;
    await workshop.bake(['bread'], { options });
    expect(effects.filter((effect) => !/^(?:info|warning):/.test(effect))).toEqual([
      'ask buildx bake --print',
    ]);
  });

  test('still refuses what a bake would refuse', async () => {
    const environment = { GRAIN: 'spelt' };
    const [problem] = await problemsOf(workshop.bake(['bread'], { options, environment }));
    expect(problem?.code).toBe('variable-invalid');
  });
});

test.each([{ print: true }, { list: 'targets' }])(
  'for %o no machine is needed',
  async (options) => {
    workshop.answers.facts = { ...HEALTHY, client: undefined };
    workshop.answers.metadata = undefined;
    await workshop.bake(['bread'], { options });
    expect(effects).toEqual(['make a private folder', expect.stringMatching(/^bake/), END]);
  },
);

describe('two trees in one request', () => {
  let both: Workshop;
  beforeEach(async () => {
    both = await openWorkshop([bakery, kiosk]);
    await generate(both.config, both.disk, { discard: [] });
    both.effects.length = 0;
  });
  afterEach(() => both.close());

  test('are checked together, then baked one after the other, the default tree first', async () => {
    const results = await both.bake(['kiosk/newspaper', 'bread', 'rolls']);
    expect(results.map(({ tree }) => tree)).toEqual(['bakery', 'kiosk']);
    expect(both.effects.filter((effect) => /^(?:ask|bake)/.test(effect))).toEqual([
      FACTS,
      'bake rolls',
      'bake newspaper',
    ]);
    expect(both.commands.map(({ args }) => args.slice(3, -1))).toEqual([
      ['bake/bakery/docker-bake.hcl', 'bread', 'rolls'],
      ['bake/kiosk/docker-bake.hcl', 'newspaper'],
    ]);
  });

  test('a problem of the second keeps the first from starting', async () => {
    await both.write('docker/kiosk/newspaper.Dockerfile', 'FROM scratch\n');
    await problemsOf(both.bake(['bread', 'newspaper']));
    expect(both.effects).toEqual([FACTS]);
  });

  test('a first that fails keeps the second from starting', async () => {
    both.answers.ends = [{ exitCode: 1, signal: undefined, missing: false }];
    await problemsOf(both.bake(['bread', 'newspaper']));
    expect(both.effects).not.toContain('bake newspaper');
  });
});

test('an unknown word stops before any file is looked at', async () => {
  const problems = await problemsOf(workshop.bake(['croissant', 'braed']));
  expect(problems.map(({ code }) => code)).toEqual([
    'usage-unknown-target',
    'usage-unknown-target',
  ]);
  expect(effects).toEqual([]);
});
