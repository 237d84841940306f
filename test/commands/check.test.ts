/** `check`: every state, and never a write. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { generate } from '../../src/commands/generate.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

const BREAD = 'docker/bakery/bread.Dockerfile';
const ROLLS = 'docker/bakery/rolls.Dockerfile';

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
  await generate(workshop.config, workshop.disk, { discard: [] });
  workshop.effects.length = 0;
});
afterEach(() => workshop.close());

async function states(): Promise<Readonly<Record<string, string>>> {
  const { files } = await check(workshop.config, workshop.disk);
  expect(workshop.effects).toEqual([]);
  const others = files.filter(({ state }) => state !== 'current');
  return Object.fromEntries(others.map(({ path, state }) => [path, state]));
}

test('after generate everything is current', async () => {
  expect(await states()).toEqual({});
});

test('each state is told, and nothing is written', async () => {
  const old = await workshop.read(BREAD);
  await workshop.change('templates/bakery/pretzel.Dockerfile.hbs', '--salt', '--with-salt');
  await workshop.change(ROLLS, '--crust', '--with-crust');
  await workshop.write('docker/bakery/cake.Dockerfile', old);
  await workshop.write('docker/bakery/tart.Dockerfile', `${old}# plums\n`);
  await workshop.write(`${BREAD}.dockerignore`, 'crumbs\n');
  await workshop.disk.remove(BREAD);
  workshop.effects.length = 0;
  expect(await states()).toEqual({
    [BREAD]: 'missing',
    [`${BREAD}.dockerignore`]: 'foreign',
    'docker/bakery/cake.Dockerfile': 'left-over',
    'docker/bakery/pretzel.Dockerfile': 'stale',
    [ROLLS]: 'edited',
    'docker/bakery/tart.Dockerfile': 'left-over-edited',
  });
});

test('a bake file that cannot be parsed any more is one problem among the others', async () => {
  await workshop.change('bake/bakery/docker-bake.hcl', 'tags = ["rolls:soft"]', 'tags = [');
  await workshop.disk.remove(BREAD);
  workshop.effects.length = 0;
  const { files } = await check(workshop.config, workshop.disk);
  expect(files.flatMap(({ problem }) => problem?.code ?? [])).toEqual([
    'bake-file-unreadable',
    'file-missing',
  ]);
});

test('only comments that differ are still an edit', async () => {
  await workshop.change('bake/bakery/docker-bake.hcl', '# A loaf\n', '# A good loaf\n');
  const { files } = await check(workshop.config, workshop.disk);
  expect(files[0]?.problem).toMatchObject({
    code: 'file-edited',
    details: ['only comments, order or layout differ'],
  });
});

test('of many changes the first twenty are told', async () => {
  const text = await workshop.read(ROLLS);
  await workshop.write(ROLLS, `${text}${'RUN crumble\n'.repeat(30)}`);
  const { files } = await check(workshop.config, workshop.disk);
  const details = files.flatMap(({ problem }) => problem?.details ?? []);
  expect(details).toHaveLength(21);
  expect(details.at(-1)).toBe('and 11 more');
});

test('an ignore file that no build reads is said, and is no problem', async () => {
  const said = async () => (await check(workshop.config, workshop.disk)).notices;
  expect(await said()).toEqual([]);
  await workshop.write('.dockerignore', 'crumbs\n');
  const line = 'no build reads .dockerignore: what a build sees, "ignore" of its template says';
  expect(await said()).toEqual([{ level: 'warning', line }]);
  const { notices } = await generate(workshop.config, workshop.disk, { discard: [] });
  expect(notices).toEqual([{ level: 'warning', line }]);
});

test('files that nothing reads are said: templates of no tree, and what is nearly an override', async () => {
  await workshop.write('templates/bakry/cake.Dockerfile.hbs', 'FROM scratch\n');
  await workshop.write('templates/cake.Dockerfile.hbs', 'FROM scratch\n');
  await workshop.write('templates/mail/cake.hbs', 'Not ours\n');
  await workshop.write('bake/bakery/docker-bake.overide.hcl', 'target "bread" {}\n');
  await workshop.write('bake/bakery/own.hcl', 'target "cake" {}\n');
  await workshop.write('bake/bakery/docker-bake.override.hcl', 'target "bread" {}\n');
  const lines = [
    'nothing reads templates/bakry/cake.Dockerfile.hbs: no tree is called "bakry"; did you mean "bakery"?',
    'nothing reads templates/cake.Dockerfile.hbs: a template is templates/<tree>/<name>.Dockerfile.hbs',
    'nothing reads bake/bakery/docker-bake.overide.hcl: an override file is bake/bakery/docker-bake.override.hcl',
  ];
  const notices = lines.map((line) => ({ level: 'warning', line }));
  expect((await check(workshop.config, workshop.disk)).notices).toEqual(notices);
  expect((await generate(workshop.config, workshop.disk, { discard: [] })).notices).toEqual(
    notices,
  );
});
