/** Waves: what is asked for is split so that no bake of the driver docker is too large. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BakeOptions } from '../../src/plan/bake-options.ts';
import type { RunTarget } from '../../src/plan/run-targets.ts';
import { makeWaves, waveCommands, waveNotices, wavesOf } from '../../src/plan/waves.ts';

/** A target that needs some others. */
const of = (name: string, needs: readonly string[] = [], requested = true): RunTarget => ({
  name,
  requested,
  attributes: {
    contexts: Object.fromEntries([
      ['system', 'docker-image://system'],
      ...needs.map((need) => [need, `target:${need}`]),
    ]),
  },
});
const many = (count: number, needs: readonly string[] = []) =>
  Array.from({ length: count }, (_, index) => of(`t${index}`, needs));

/** A target and all that it needs, the slow way. */
function closure(name: string, targets: readonly RunTarget[]): ReadonlySet<string> {
  const target = targets.find((each) => each.name === name);
  const needs = Object.values((target?.attributes.contexts ?? {}) as Record<string, string>)
    .filter((source) => source.startsWith('target:'))
    .map((source) => source.replace('target:', ''));
  return new Set([name, ...needs.flatMap((each) => [...closure(each, targets)])]);
}

/** Targets of which each needs some of those before it; only some are asked for. */
const graph = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat({ max: 40 }), { maxLength: 3 }),
      requested: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((specs) =>
    specs
      .map(({ needs, requested }, index) => {
        const names = needs.filter((need) => need < index).map((need) => `t${need}`);
        return of(`t${index}`, [...new Set(names)], requested);
      })
      .reverse(),
  )
  // A run has what is asked for and what that needs, and nothing else.
  .map((all) => {
    const asked = all.filter(({ requested }) => requested).map(({ name }) => name);
    const used = new Set(asked.flatMap((name) => [...closure(name, all)]));
    return all.filter(({ name }) => used.has(name));
  })
  .filter((all) => all.length > 0);

test('any targets: each that is asked for is in one wave, and waves are as small as they can be', () => {
  fc.assert(
    fc.property(graph, fc.integer({ min: 1, max: 12 }), (targets, most) => {
      const waves = wavesOf(targets, most);
      const requested = targets.filter((each) => each.requested).map(({ name }) => name);
      expect(waves.flatMap(({ names }) => names).sort()).toEqual([...requested].sort());
      for (const { names, size } of waves) {
        const closures = names.map((name) => closure(name, targets));
        const all = new Set(closures.flatMap((each) => [...each]));
        expect(names.length).toBeGreaterThan(0);
        expect(all.size).toBe(size);
        // One that alone needs more is with nothing but what it needs anyway.
        if (size > most) expect(closures.some((each) => each.size === size)).toBe(true);
        expect(names).toEqual(requested.filter((name) => names.includes(name)));
      }
    }),
  );
});

test('what is needed by another that is asked for is in a wave with one that needs it', () => {
  fc.assert(
    fc.property(graph, fc.integer({ min: 1, max: 12 }), (targets, most) => {
      const requested = targets.filter((each) => each.requested).map(({ name }) => name);
      for (const { names } of wavesOf(targets, most)) {
        const others = new Set(
          names.flatMap((name) => [...closure(name, targets)].filter((each) => each !== name)),
        );
        for (const name of names) {
          const users = requested.filter(
            (each) => each !== name && closure(each, targets).has(name),
          );
          if (users.length > 0) expect(others.has(name)).toBe(true);
        }
      }
    }),
  );
});

test('waves are full, and those that share much are together', () => {
  expect(wavesOf(many(120), 50).map(({ size }) => size)).toEqual([50, 50, 20]);
  const base = of('base', [], false);
  expect(wavesOf([...many(100, ['base']), base], 50).map(({ size }) => size)).toEqual([50, 50, 3]);
  const [p, q] = ['p', 'q'].map((name) => [`${name}1`, `${name}2`, `${name}3`]);
  const parents = [...(p ?? []), ...(q ?? [])].map((name) => of(name, [], false));
  const shared = [of('p', p), of('q', q), of('r', ['q1']), ...parents];
  expect(wavesOf(shared, 6).map(({ names }) => names)).toEqual([['p'], ['q', 'r']]);
});

test('a chain is one wave, however long it is', () => {
  const chain = Array.from({ length: 5000 }, (_, index) =>
    of(`t${index}`, index > 0 ? [`t${index - 1}`] : []),
  ).reverse();
  expect(wavesOf(chain, 50).map(({ names, size }) => [names.length, size])).toEqual([[5000, 5000]]);
});

test('a circle, which bake refuses, is no crash here', () => {
  expect(wavesOf([of('a', ['b']), of('b', ['a'])], 1)).toEqual([{ names: ['a', 'b'], size: 2 }]);
});

test.each<readonly [string, readonly RunTarget[], BakeOptions]>([
  ['50 targets', many(50), {}],
  ['a bake that prints', many(60), { print: true }],
  ['a bake that lists', many(60), { list: 'targets' }],
  ['a check', many(60), { check: true }],
  ['a call', many(60), { call: 'outline' }],
  [
    'one target that needs 59',
    [
      of(
        'top',
        many(59).map(({ name }) => name),
      ),
      ...unasked(59),
    ],
    {},
  ],
])('%s is not split, and is asked for as it was typed', (_, targets, options) => {
  expect(makeWaves(['all'], targets, options)).toEqual([{ names: ['all'], size: targets.length }]);
});

function unasked(count: number): readonly RunTarget[] {
  return many(count).map((target) => ({ ...target, requested: false }));
}

test('51 targets are, on the driver docker and where nobody knows the driver', () => {
  const waves = makeWaves(['all'], many(51), { call: 'build' });
  expect(waves.map(({ size }) => size)).toEqual([50, 1]);
  const command = {
    file: 'docker',
    args: ['buildx', 'bake', '--pull', 'all', 'more'],
    env: {},
    cwd: '/',
  };
  const plan = { command, names: ['all', 'more'], waves };
  expect(waveCommands(plan, 'docker').map(({ args }) => args.slice(0, 4))).toEqual([
    ['buildx', 'bake', '--pull', 't0'],
    ['buildx', 'bake', '--pull', 't50'],
  ]);
  expect(waveCommands(plan, undefined)).toEqual(waveCommands(plan, 'docker'));
  expect(waveCommands(plan, 'docker-container')).toEqual([command]);
});

test('what waves do otherwise than one bake is said', () => {
  const targets = many(60);
  const lines = (options: BakeOptions, driver?: string) =>
    waveNotices({ waves: makeWaves(['all'], targets, options), targets }, { options, driver }).map(
      ({ level, line }) => `${level}: ${line}`,
    );
  const first = 'info: 60 targets in 2 waves: at most 50 at once on the driver docker';
  expect(lines({}, 'docker')).toEqual([first]);
  expect(lines({})).toEqual([`${first}; on any other driver all at once`]);
  expect(lines({ 'no-cache': true, 'metadata-file': 'x' }, 'docker')).toEqual([
    first,
    'warning: --no-cache: what several waves need is built anew in each of them',
  ]);
  expect(lines({ 'metadata-file': 'x' }).slice(1)).toEqual([
    'warning: --metadata-file: each line writes it anew; npm run bake puts all waves into one file',
  ]);
  expect(lines({}, 'remote')).toEqual([]);
  expect(lines({ check: true }, 'docker')).toEqual([]);
});

test('a target that needs more than a bake can be trusted with is named', () => {
  const targets = [
    of(
      'top',
      many(100).map(({ name }) => name),
    ),
    ...unasked(100),
  ];
  const notices = (options: BakeOptions, driver: string) =>
    waveNotices({ waves: makeWaves(['all'], targets, options), targets }, { options, driver });
  expect(notices({}, 'docker')).toEqual([
    {
      level: 'warning',
      line: '"all" needs 101 targets at once, and bake on the driver docker may fail with more than 100',
    },
  ]);
  expect(notices({ print: true }, 'docker')).toEqual([]);
  expect(notices({}, 'remote')).toEqual([]);
});
