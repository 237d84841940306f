/** Projects in which a tree has problems: what still works for the others, and what stays untouched. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { generate } from '../../src/commands/generate.ts';
import { list } from '../../src/commands/list.ts';
import { plan } from '../../src/commands/plan.ts';
import { axis, defineTree, target, template, variable } from '../../src/index.ts';
import type { Tree } from '../../src/model/tree.ts';
import { bakery } from '../cli/bakery/trees/bakery.ts';
import { kiosk, openWorkshop, problemsOf, type Workshop } from './workshop.ts';

const KIOSK = [
  'bake/kiosk/docker-bake.hcl',
  'docker/kiosk/newspaper.Dockerfile',
  'docker/kiosk/newspaper.Dockerfile.dockerignore',
];
const TEMPLATE = 'templates/kiosk/newspaper.Dockerfile.hbs';
const BREAD = 'templates/bakery/bread.Dockerfile.hbs';
const LEFT_ALONE = {
  level: 'warning',
  line: 'the tree "kiosk" has 2 problems: its files, and those that no other tree declares, are left as they are',
};

let workshop: Workshop;
const open = async (...trees: readonly [Tree, ...Tree[]]) => {
  workshop = await openWorkshop(trees);
  await generate(workshop.config, workshop.disk, { discard: [] });
  workshop.effects.length = 0;
};
const run = (discard: readonly string[] = [], trees = workshop.config.trees) =>
  generate({ trees }, workshop.disk, { discard });
/** Two problems, one of the template's names and one of the model. */
const breakKiosk = () => workshop.write(TEMPLATE, 'FROM scratch\nRUN {{ink}}\nRUN {{paper}}\n');

beforeEach(() => open(bakery, kiosk));
afterEach(() => workshop.close());

describe('generate', () => {
  test('writes the sound trees, and says what is wrong with the others', async () => {
    await breakKiosk();
    await workshop.change(BREAD, '{{minutes}}', '55');
    const result = await run();
    expect(result.written).toEqual(['docker/bakery/bread.Dockerfile']);
    expect(result.removed).toEqual([]);
    expect(result.problems.map(({ summary }) => summary)).toEqual([
      '"ink" is not in the data of the template "newspaper"',
      '"paper" is not in the data of the template "newspaper"',
    ]);
    expect(result.notices).toEqual([LEFT_ALONE]);
    for (const file of KIOSK) expect(await workshop.read(file)).toContain('kiosk');
  });

  test('tells of them before anything is written', async () => {
    await breakKiosk();
    await workshop.change(BREAD, '{{minutes}}', '55');
    await generate(workshop.config, workshop.disk, {
      discard: [],
      tell: (problems) => workshop.effects.push(`told ${problems.length}`),
    });
    expect(workshop.effects.slice(0, 2)).toEqual([
      'told 2',
      'write docker/bakery/bread.Dockerfile',
    ]);
  });

  test('removes no file of a tree that has problems, whatever is wrong with it', async () => {
    const broken: Readonly<Record<string, Tree>> = {
      'nothing in it': { ...kiosk, targets: [], default: [] },
      'another name, which is illegal': { ...kiosk, name: 'Kiosk 2' },
      'a target that is none': { ...kiosk, targets: [undefined as never] },
      'a body that throws': {
        ...kiosk,
        targets: kiosk.targets.map((each) => ({
          ...each,
          body: () => {
            throw new Error('no paper');
          },
        })),
      },
      'an exclusion that throws': {
        ...kiosk,
        targets: kiosk.targets.map((each) => ({
          ...each,
          exclude: () => {
            throw new Error('no ink');
          },
        })),
      },
    };
    for (const [what, tree] of Object.entries(broken)) {
      workshop.effects.length = 0;
      const { removed, problems } = await run([], [bakery, tree]);
      expect([what, removed, problems.length > 0]).toEqual([what, [], true]);
      expect(workshop.effects.filter((effect) => !effect.startsWith('sweep'))).toEqual([]);
      for (const file of KIOSK) expect(await workshop.read(file)).toContain('kiosk');
    }
  });

  test('nor of two trees that have one name', async () => {
    const stall = defineTree({ ...kiosk, description: 'Another' });
    const { removed, problems } = await run([], [bakery, kiosk, stall]);
    expect(removed).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['name-duplicate']);
    for (const file of KIOSK) expect(await workshop.read(file)).toContain('kiosk');
  });

  test('nor of a tree that nothing declares, as it may be the one with problems, renamed', async () => {
    const renamed = { ...kiosk, name: 'stall' };
    const { removed, problems } = await run([], [bakery, renamed]);
    expect(removed).toEqual([]);
    expect(problems.map(({ code }) => code)).toEqual(['template-missing']);
    // Once it is well, they are left over.
    await workshop.write('templates/stall/newspaper.Dockerfile.hbs', 'FROM scratch\n');
    expect((await run([], [bakery, renamed])).removed).toEqual(KIOSK);
  });

  test('removes what is left over of a sound tree', async () => {
    await breakKiosk();
    const old = await workshop.read('docker/bakery/bread.Dockerfile');
    await workshop.write('docker/bakery/cake.Dockerfile', old);
    expect((await run()).removed).toEqual(['docker/bakery/cake.Dockerfile']);
  });

  test('keeps edits of both, and says all at once when one is in its way', async () => {
    await breakKiosk();
    const edit = async (file: string) =>
      workshop.write(file, `${await workshop.read(file)}# by hand\n`);
    await edit('docker/kiosk/newspaper.Dockerfile');
    expect((await run()).written).toEqual([]);
    expect(await workshop.read('docker/kiosk/newspaper.Dockerfile')).toContain('# by hand');
    await edit('docker/bakery/bread.Dockerfile');
    workshop.effects.length = 0;
    const problems = await problemsOf(run());
    expect(problems.map(({ code }) => code)).toEqual([
      'file-edited',
      'template-invalid',
      'template-invalid',
    ]);
    expect(workshop.effects).toEqual([]);
  });

  test('discards no edit of a tree with problems', async () => {
    await breakKiosk();
    const [problem] = await problemsOf(run(['docker/kiosk/newspaper.Dockerfile']));
    expect(problem?.summary).toBe(
      '--discard docker/kiosk/newspaper.Dockerfile: what it should be is not known while a tree has problems',
    );
    expect(workshop.effects).toEqual([]);
  });

  test('with no sound tree does nothing, and says everything', async () => {
    await breakKiosk();
    await workshop.change(BREAD, '{{minutes}}', '{{hours}}');
    const problems = await problemsOf(run());
    expect(problems.map(({ at }) => `${at?.file}:${at?.line}`)).toEqual([
      `${BREAD}:4`,
      `${TEMPLATE}:2`,
      `${TEMPLATE}:3`,
    ]);
    expect(workshop.effects).toEqual([]);
  });
});

test('check looks at the files of sound trees, and has the problems of the others', async () => {
  await breakKiosk();
  await workshop.change(BREAD, '{{minutes}}', '55');
  const { files, problems, notices } = await check(workshop.config, workshop.disk);
  expect(files.filter(({ path }) => !/^(bake|docker)\/bakery\//.test(path))).toEqual([]);
  expect(files.flatMap(({ problem }) => problem?.code ?? [])).toEqual(['file-stale']);
  expect(problems).toHaveLength(2);
  expect(notices).toEqual([LEFT_ALONE]);
});

test('list has the sound trees, and the problems of the others', async () => {
  await breakKiosk();
  const { trees, problems } = await list(workshop.config, workshop.disk);
  expect(trees.map(({ tree }) => tree)).toEqual(['bakery']);
  expect(problems).toHaveLength(2);
});

describe('bake and plan', () => {
  const WARNING = 'the tree "kiosk" has 2 problems: npm run check';
  const planned = async (...words: readonly string[]) =>
    plan(workshop.config, workshop.request(words), workshop);

  test('of a sound tree run, and say so in one line', async () => {
    await breakKiosk();
    await workshop.bake(['bread']);
    expect(workshop.effects.filter((effect) => /^(warning|bake|write)/.test(effect))).toEqual([
      `warning: ${WARNING}`,
      'bake bread',
    ]);
    const { trees, notices } = await planned('bread');
    expect(trees.map(({ command }) => command)).toEqual([
      'STARTER=local docker buildx bake -f bake/bakery/docker-bake.hcl bread',
    ]);
    expect(notices).toEqual([{ level: 'warning', line: WARNING }]);
  });

  test('of the other one, by whichever name, are refused with its problems', async () => {
    await breakKiosk();
    for (const words of [['newspaper'], ['kiosk'], ['kiosk/newspaper'], ['bread', 'kiosk']]) {
      for (const run of [workshop.bake, (all: readonly string[]) => planned(...all)]) {
        const problems = await problemsOf(run(words));
        expect(problems.map(({ code }) => code)).toEqual(['template-invalid', 'template-invalid']);
      }
    }
    expect(workshop.effects).toEqual([]);
  });

  test('of what nobody has are refused with all that is wrong', async () => {
    await breakKiosk();
    const problems = await problemsOf(workshop.bake(['cake']));
    expect(problems.map(({ code }) => code)).toEqual([
      'usage-unknown-target',
      'template-invalid',
      'template-invalid',
    ]);
  });

  test('do not warn of variables in .env that are the other one’s', async () => {
    await workshop.close();
    const INK = variable('INK', { description: 'Its colour', default: 'black' });
    workshop = await openWorkshop([bakery, { ...kiosk, variables: [INK] }]);
    await breakKiosk();
    await workshop.bake(['bread'], { dotenv: { INK: 'blue' } });
    expect(workshop.effects.filter((effect) => effect.startsWith('warning'))).toEqual([
      'warning: the tree "kiosk" has 3 problems: npm run check',
    ]);
  });
});

describe('a bare name', () => {
  const size = axis('size', ['big', 'small']);
  const roll = (body: () => never) =>
    target('rolls', { axes: [size] }, () => body()) as unknown as Tree['targets'][number];
  const broken = (...targets: readonly unknown[]): Tree =>
    defineTree({
      name: 'shop',
      description: 'The first tree, and broken',
      targets: targets as never,
      default: targets as never,
    });
  const throws = () => {
    throw new Error('no flour');
  };
  const bakeIn = async (first: Tree, word: string) => {
    const both = await openWorkshop([first, bakery]);
    try {
      await both.bake([word]);
      return both.effects.filter((effect) => effect.startsWith('bake'));
    } catch (error) {
      return (error as { problems?: readonly { code: string; hint?: unknown }[] }).problems?.map(
        ({ code, hint }) => [code, ...[hint ?? []].flat()].join(' '),
      );
    } finally {
      await both.close();
    }
  };

  test('of a cell that a broken tree has is never taken for another tree’s', async () => {
    const shop = broken(target('bread', { description: 'x', template: template('gone') }));
    expect(await bakeIn(shop, 'bread')).toEqual(['template-missing']);
    expect(await bakeIn(broken(roll(throws)), 'rolls')).toEqual(['attribute-invalid']);
  });

  test('of another tree is taken where all names of the broken one are known', async () => {
    expect(await bakeIn(broken(roll(throws)), 'bread')).toEqual(['bake bread']);
    expect(await bakeIn(broken(roll(throws)), 'bakery')).toEqual(['bake default']);
  });

  test('is refused where they are not, and its whole name is not', async () => {
    const shop = broken(undefined);
    expect((await bakeIn(shop, 'bread'))?.[0]).toBe(
      'usage-ambiguous-target npm run bake bakery/bread',
    );
    expect(await bakeIn(shop, 'bakery/bread')).toEqual(['bake bread']);
  });
});

test('what is no tree at all is told, and nothing else can be', async () => {
  const problems = await problemsOf(run([], [bakery, undefined as never]));
  expect(problems).toEqual([
    {
      code: 'config-invalid',
      summary: 'number 2 of the trees is undefined, no tree',
      at: { file: 'baketree.config.ts' },
      details: [
        'a name that its module does not export is undefined, and so is one of modules that import each other',
      ],
    },
  ]);
  expect(workshop.effects).toEqual([]);
});
