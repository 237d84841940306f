/**
 * Scale: seven axes and sixty targets, over 1,600 cells, and ten thousand targets in a row. Counts are
 * asserted; times are printed, as machines differ.
 */
import {
  axis,
  defineTree,
  exclusion,
  group,
  target,
  template,
  text,
  variable,
  when,
} from 'baketree';
import { expect, test } from 'vitest';
import type { AnyTarget } from '../../src/model/target.ts';
import type { Variable } from '../../src/model/variable.ts';
import { planTree } from '../plan/support.ts';

function timed<T>(what: string, run: () => T): { readonly result: T } {
  const started = performance.now();
  const result = run();
  const seconds = (performance.now() - started) / 1000;
  process.stdout.write(`${what}: ${seconds.toFixed(2)} s\n`);
  return { result };
}

const axes = [
  axis('profile', ['test', 'bench', 'release']),
  axis('toolchain', ['stable', 'nightly']),
  axis('features', ['none', 'default', 'all']),
  axis('machine', ['v1', 'v2', 'v3', 'v4']),
  axis('system', ['debian', 'alpine']),
  axis('release', ['stable', 'testing']),
  axis('linking', ['static', 'dynamic']),
] as const;
const [profile, toolchain, features, machine, system, release, linking] = axes;

/** Sixty stations of a railway: each line of ten adds axes as it goes, and every station uses the one before. */
function railway() {
  const EDITION = variable('EDITION', { description: 'Which', default: 'first' });
  const FAST = variable('FAST', { description: 'Whether', default: false });
  const CARGO = variable('CARGO', {
    description: 'What',
    oneOf: ['coal', 'milk'],
    default: 'coal',
  });
  const wagons = template('station');
  const first = template('terminus');
  const prefix = when(FAST, text`express-`, '');
  const targets: AnyTarget[] = [];
  for (let index = 0; index < 60; index++) {
    const before = targets.at(-1);
    // The axes grow: six stations without any, then one more axis every eight.
    const own = axes.slice(0, Math.max(0, Math.ceil((index - 5) / 8)));
    targets.push(
      target(`station-${index}`, { axes: own }, (cell) => ({
        description: `Station ${index}`,
        template: before ? wagons : first,
        contexts: before ? { before } : {},
        args: { STATION: String(index), ...(before ? {} : { GAUGE: 'broad' }) },
        tags: [
          text`${prefix}station-${String(index)}:${['x', ...Object.values(cell)].join('-')}-${CARGO}-${EDITION}`,
        ],
        labels: { index: String(index), ...cell },
      })),
    );
  }
  const tree = defineTree({
    name: 'railway',
    description: 'Seven axes',
    variables: [EDITION, FAST, CARGO],
    targets,
    groups: [group('all', 'All', targets)],
    exclusions: [
      exclusion(
        [toolchain, profile],
        'bench is nightly',
        (cell) => cell.profile === 'bench' && cell.toolchain === 'stable',
      ),
      exclusion(
        [features, profile],
        'benches have all features',
        (cell) => cell.profile === 'bench' && cell.features !== 'all',
      ),
      exclusion(
        [machine, features],
        'v4 has all features',
        (cell) => cell.machine === 'v4' && cell.features !== 'all',
      ),
      exclusion(
        [system, machine],
        'alpine is v1',
        (cell) => cell.system === 'alpine' && cell.machine !== 'v1',
      ),
      exclusion(
        [system, release],
        'alpine is stable',
        (cell) => cell.system === 'alpine' && cell.release === 'testing',
      ),
      exclusion(
        [system, linking],
        'alpine is static',
        (cell) => cell.system === 'alpine' && cell.linking === 'dynamic',
      ),
    ],
    default: targets.slice(-1),
  });
  const files = {
    terminus: 'FROM scratch\nARG STATION GAUGE\n',
    station: 'FROM before\nARG STATION GAUGE\n',
  };
  return { tree, files };
}

test('seven axes and sixty targets: every cell is planned, linked and named once', () => {
  const { tree, files } = railway();
  const { result } = timed('seven axes, sixty targets', () => planTree(tree, files));
  const { plan, problems } = result;
  expect(problems).toEqual([]);
  expect(tree.targets).toHaveLength(60);
  expect(plan.targets.length).toBeGreaterThanOrEqual(1600);
  expect(new Set(plan.targets.map(({ name }) => name)).size).toBe(plan.targets.length);
  // All but the first are linked to exactly one cell, which exists.
  const names = new Set(plan.targets.map(({ name }) => name));
  const linked = plan.targets.filter(
    ({ links }) => links.length === 1 && names.has(links[0] ?? ''),
  );
  expect(linked).toHaveLength(plan.targets.length - 1);
  const last = plan.targets.at(-1);
  expect(Object.keys(last?.cell ?? {})).toEqual(axes.map(({ name }) => name));
  expect(last?.attributes.args).toEqual({ GAUGE: 'broad', STATION: '59' });
  expect(plan.shared.length).toBeGreaterThan(50);
  process.stdout.write(`${plan.targets.length} cells, ${plan.shared.length} shared blocks\n`);
});

/** So many targets, each using the one before, with a tag of its own and a condition. */
function row(count: number) {
  const LATE: Variable<boolean> = variable('LATE', { description: 'Whether', default: false });
  const shared = template('link');
  const first = template('hook');
  const targets: AnyTarget[] = [];
  for (let index = 0; index < count; index++) {
    const before = targets.at(-1);
    targets.push(
      target(`link-${index}`, {
        description: 'A link of a chain',
        template: before ? shared : first,
        contexts: (before ? { before } : {}) as Record<string, never>,
        args: before ? {} : { STEEL: 'hard' },
        tags: [when(LATE, `chain:late-${index}`, `chain:${index}`)],
      }),
    );
  }
  const tree = defineTree({
    name: 'chain',
    description: 'Long',
    variables: [LATE],
    targets,
    groups: [group('all', 'All', targets)],
    default: targets,
  });
  return () =>
    planTree(tree, { hook: 'FROM scratch\nARG STEEL\n', link: 'FROM before\nARG STEEL\n' });
}

test('ten thousand targets in a row are planned', () => {
  const small = timed('two thousand targets', row(2_000));
  const large = timed('ten thousand targets', row(10_000));
  expect(small.result.problems).toEqual([]);
  expect(large.result.problems).toEqual([]);
  expect(large.result.plan.targets).toHaveLength(10_000);
  expect(large.result.plan.targets.at(-1)?.attributes.args).toEqual({ STEEL: 'hard' });
});
