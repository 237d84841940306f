/** `generate`: what it writes, in which order, and what keeps it from writing. */
import { mkdir, readdir, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generate } from '../../src/commands/generate.ts';
import { BaketreeError } from '../../src/errors.ts';
import { TEMPORARY } from '../../src/io/whole-file.ts';
import { bakery } from '../cli/bakery/trees/bakery.ts';
import { kiosk, openWorkshop, problemsOf, type Workshop } from './workshop.ts';

const BAKE_FILE = 'bake/bakery/docker-bake.hcl';
const DOCKERFILE = 'docker/bakery/bread.Dockerfile';
const NOTHING = { discard: [] };
const SWEEPS = ['sweep bake', 'sweep docker', 'sweep .github/workflows'];

let workshop: Workshop;
const run = (discard: readonly string[] = []) =>
  generate(workshop.config, workshop.disk, { discard });

beforeEach(async () => {
  workshop = await openWorkshop();
});
afterEach(() => workshop.close());

test('everything is written, sorted by path, and the second time nothing', async () => {
  const { written, ...first } = await run();
  expect(written).toEqual([
    'bake/bakery/docker-bake.hcl',
    'docker/bakery/bread.Dockerfile',
    'docker/bakery/bread.Dockerfile.dockerignore',
    'docker/bakery/pretzel.Dockerfile',
    'docker/bakery/pretzel.Dockerfile.dockerignore',
    'docker/bakery/rolls.Dockerfile',
    'docker/bakery/rolls.Dockerfile.dockerignore',
    'docker/bakery/sourdough.Dockerfile',
    'docker/bakery/sourdough.Dockerfile.dockerignore',
  ]);
  expect(first).toEqual({ removed: [], unchanged: [], problems: [], notices: [] });
  expect(workshop.effects).toEqual([...written.map((file) => `write ${file}`), ...SWEEPS]);
  workshop.effects.length = 0;
  expect(await run()).toMatchObject({ written: [], removed: [], unchanged: written });
  expect(workshop.effects).toEqual(SWEEPS);
});

test('a file that is as it should be stays the same file, with its time', async () => {
  await run();
  const file = path.join(workshop.folder, DOCKERFILE);
  const old = new Date('2020-02-02T02:02:02Z');
  await utimes(file, old, old);
  const { ino } = await stat(file);
  await workshop.change('templates/bakery/rolls.Dockerfile.hbs', '--crust', '--with-crust');
  expect((await run()).written).toEqual(['docker/bakery/rolls.Dockerfile']);
  const now = await stat(file);
  expect([now.ino, now.mtime]).toEqual([ino, old]);
});

describe('nothing at all is written', () => {
  test('when a template is missing', async () => {
    await workshop.disk.remove('templates/bakery/rolls.Dockerfile.hbs');
    workshop.effects.length = 0;
    const [problem] = await problemsOf(run());
    expect(problem?.code).toBe('template-missing');
    expect(workshop.effects).toEqual([]);
  });

  test('when the last file was edited and the first is stale', async () => {
    await run();
    await workshop.change('templates/bakery/bread.Dockerfile.hbs', 'bake "', 'bake --slowly "');
    await workshop.write('docker/bakery/sourdough.Dockerfile.dockerignore', '# mine\n');
    await workshop.change('docker/bakery/sourdough.Dockerfile', '--days 5', '--days 6');
    workshop.effects.length = 0;
    const problems = await problemsOf(run());
    expect(problems.map(({ code }) => code)).toEqual(['file-edited', 'file-foreign']);
    expect(workshop.effects).toEqual([]);
  });

  test('when what is to be discarded was not edited', async () => {
    await run();
    await workshop.change(DOCKERFILE, '--minutes 50', '--minutes 45');
    workshop.effects.length = 0;
    const problems = await problemsOf(
      run([DOCKERFILE, BAKE_FILE, 'docker/bakery/cake.Dockerfile']),
    );
    expect(problems.map(({ summary, expected }) => [summary, expected])).toEqual([
      [
        '--discard bake/bakery/docker-bake.hcl: no generated file of that name was edited',
        'one of docker/bakery/bread.Dockerfile',
      ],
      [
        '--discard docker/bakery/cake.Dockerfile: no generated file of that name was edited',
        'one of docker/bakery/bread.Dockerfile',
      ],
    ]);
    expect(workshop.effects).toEqual([]);
  });
});

test('what is discarded is written over, and nothing else that was edited', async () => {
  await run();
  const generated = await workshop.read(DOCKERFILE);
  await workshop.change(DOCKERFILE, '--minutes 50', '--minutes 45');
  expect(await run([DOCKERFILE])).toMatchObject({ written: [DOCKERFILE], removed: [] });
  expect(await workshop.read(DOCKERFILE)).toBe(generated);

  await workshop.change(DOCKERFILE, '--minutes 50', '--minutes 45');
  await workshop.change(BAKE_FILE, 'rolls:soft', 'rolls:softer');
  const problems = await problemsOf(run([DOCKERFILE]));
  expect(problems.map(({ summary }) => summary)).toEqual([`${BAKE_FILE}: it was edited by hand`]);
});

test('a checkout with CRLF line ends is not an edit, and is left alone', async () => {
  const { written } = await run();
  for (const file of written) {
    await workshop.write(file, (await workshop.read(file)).replaceAll('\n', '\r\n'));
  }
  workshop.effects.length = 0;
  expect(await run()).toMatchObject({ written: [], removed: [], unchanged: written });
  await workshop.change('templates/bakery/bread.Dockerfile.hbs', '{{minutes}}', '55');
  expect((await run()).written).toEqual([DOCKERFILE]);
  expect(await workshop.read(DOCKERFILE)).not.toContain('\r');
});

test('an edit in a checkout with CRLF line ends is one', async () => {
  await run();
  await workshop.write(DOCKERFILE, (await workshop.read(DOCKERFILE)).replaceAll('\n', '\r\n'));
  await workshop.change(DOCKERFILE, '--minutes 50', '--minutes 45');
  const [problem] = await problemsOf(run());
  expect(problem?.code).toBe('file-edited');
  expect(problem?.details).toEqual([
    'line 8:',
    '  -    bake "$GRAIN" --minutes 50',
    '  +    bake "$GRAIN" --minutes 45',
  ]);
});

describe('what nothing declares any more', () => {
  test('is removed, its folder with it', async () => {
    await run();
    await workshop.write('docker/old/cake.Dockerfile', await workshop.read(DOCKERFILE));
    workshop.effects.length = 0;
    expect((await run()).removed).toEqual(['docker/old/cake.Dockerfile']);
    expect(workshop.effects).toEqual(['remove docker/old/cake.Dockerfile', ...SWEEPS]);
    expect(await readdir(path.join(workshop.folder, 'docker'))).toEqual(['bakery']);
  });

  test('is removed with a whole tree', async () => {
    const both = await openWorkshop([bakery, kiosk]);
    await generate(both.config, both.disk, NOTHING);
    const { removed } = await generate({ trees: [bakery] }, both.disk, NOTHING);
    expect(removed).toEqual([
      'bake/kiosk/docker-bake.hcl',
      'docker/kiosk/newspaper.Dockerfile',
      'docker/kiosk/newspaper.Dockerfile.dockerignore',
    ]);
    await both.close();
  });

  test('stays where it was edited, until it is discarded', async () => {
    await run();
    await workshop.write(
      'docker/bakery/cake.Dockerfile',
      `${await workshop.read(DOCKERFILE)}# icing\n`,
    );
    const [problem] = await problemsOf(run());
    expect(problem).toMatchObject({
      code: 'file-left-over',
      summary:
        'docker/bakery/cake.Dockerfile: nothing declares it any more, and it was edited by hand',
    });
    expect((await run(['docker/bakery/cake.Dockerfile'])).removed).toEqual([
      'docker/bakery/cake.Dockerfile',
    ]);
  });
});

test('files that are not ours and not in the way are nobody’s business', async () => {
  await workshop.write('docker/bakery/README.md', '# Ovens\n');
  await workshop.write('bake/bakery/docker-bake.override.hcl', 'target "bread" {}\n');
  await run();
  expect(await run()).toMatchObject({ written: [], removed: [] });
  expect(await workshop.read('docker/bakery/README.md')).toBe('# Ovens\n');
});

test('where the disk fails, it is said how far it got', async () => {
  const { disk, config } = workshop;
  let writes = 0;
  const full = {
    ...disk,
    write: async (file: string, text: string) => {
      writes += 1;
      const problem = { code: 'disk-failed', summary: 'cannot write: no space' } as const;
      if (writes === 4) throw new BaketreeError([{ ...problem, at: { file } }]);
      await disk.write(file, text);
    },
  };
  expect(await problemsOf(generate(config, full, NOTHING))).toEqual([
    {
      code: 'disk-failed',
      summary: 'cannot write: no space',
      at: { file: 'docker/bakery/pretzel.Dockerfile' },
      details: ['3 of 9 files had been brought up to date'],
    },
  ]);
  expect((await run()).unchanged).toHaveLength(3);
});

test('half a file of a killed run is no edit, and goes after an hour', async () => {
  await run();
  const half = (await workshop.read(DOCKERFILE)).slice(0, 400);
  const folder = path.join(workshop.folder, 'docker/bakery');
  const [fresh, old] = ['a', 'b'].map((name) => path.join(folder, TEMPORARY + name));
  if (!fresh || !old) throw new Error('unreachable');
  for (const file of [fresh, old]) await writeFile(file, half);
  const twoHoursAgo = new Date(Date.now() - 7_200_000);
  await utimes(old, twoHoursAgo, twoHoursAgo);
  expect(await run()).toMatchObject({ written: [], removed: [] });
  expect((await readdir(folder)).filter((name) => name.startsWith(TEMPORARY))).toEqual([
    `${TEMPORARY}a`,
  ]);
});

describe('links', () => {
  test('an edit behind a link is an edit', async () => {
    await run();
    const edited = (await workshop.read(DOCKERFILE)).replace('--minutes 50', '--minutes 45');
    await workshop.write('kept/bread.Dockerfile', edited);
    await workshop.disk.remove(DOCKERFILE);
    await symlink('../../kept/bread.Dockerfile', path.join(workshop.folder, DOCKERFILE));
    const [problem] = await problemsOf(run());
    expect(problem?.code).toBe('file-edited');
    expect(await workshop.read('kept/bread.Dockerfile')).toBe(edited);
  });

  test('a link in the place of a stale file is replaced, and its target kept', async () => {
    await run();
    const old = await workshop.read(DOCKERFILE);
    await workshop.write('kept/bread.Dockerfile', old);
    await workshop.disk.remove(DOCKERFILE);
    await symlink('../../kept/bread.Dockerfile', path.join(workshop.folder, DOCKERFILE));
    await workshop.change('templates/bakery/bread.Dockerfile.hbs', '{{minutes}}', '55');
    expect((await run()).written).toEqual([DOCKERFILE]);
    expect(await workshop.read('kept/bread.Dockerfile')).toBe(old);
    expect(await workshop.read(DOCKERFILE)).toContain('--minutes 55');
  });

  test('a folder that leads out of the project is not written to', async () => {
    const outside = await openWorkshop();
    await mkdir(path.join(workshop.folder, 'docker'));
    await symlink(outside.folder, path.join(workshop.folder, 'docker/bakery'));
    const [problem] = await problemsOf(run());
    expect(problem).toMatchObject({
      code: 'disk-failed',
      summary: `a link leads out of the project, to ${outside.folder}`,
      at: { file: 'docker/bakery/bread.Dockerfile' },
    });
    expect(await readdir(outside.folder)).toEqual(['pantry', 'templates']);
    await outside.close();
  });
});

test('templates with CRLF line ends or a byte order mark give the same files', async () => {
  const { written } = await run();
  const before = await Promise.all(written.map(workshop.read));
  for (const name of ['bread', 'rolls', 'pretzel', 'sourdough']) {
    const file = `templates/bakery/${name}.Dockerfile.hbs`;
    const text = await workshop.read(file);
    await workshop.write(file, `\uFEFF${text.replaceAll('\n', '\r\n')}`);
  }
  expect(await run()).toMatchObject({ written: [], unchanged: written });
  expect(await Promise.all(written.map(workshop.read))).toEqual(before);
});
