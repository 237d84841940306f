/** Cells and axes: products, exclusions, and what can be wrong with them. */
import { axis, defineTree, exclusion, target, template } from 'baketree';
import { expect, test } from 'vitest';
import { cellName, cellsOf, product } from '../../src/plan/cells.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);

const size = axis('size', ['small', 'large']);
const metal = axis('metal', ['brass', 'silver']);
const wax = template('wax');

test('the product lists cells with the last axis changing fastest', () => {
  expect(product([size, metal])).toEqual([
    { size: 'small', metal: 'brass' },
    { size: 'small', metal: 'silver' },
    { size: 'large', metal: 'brass' },
    { size: 'large', metal: 'silver' },
  ]);
  expect(product([])).toEqual([{}]);
});

test('exclusions of a tree hold for targets that have all their axes, and for no others', () => {
  const rare = exclusion(
    [metal, size],
    'there is not enough silver',
    (cell) => cell.metal === 'silver' && cell.size === 'large',
  );
  const body = () => ({ description: 'A bell', template: wax });
  const bell = target('bell', { axes: [size, metal] }, body);
  const clapper = target('clapper', { axes: [metal] }, body);
  expect(cellsOf(bell, [rare])).toEqual([
    { size: 'small', metal: 'brass' },
    { size: 'small', metal: 'silver' },
    { size: 'large', metal: 'brass' },
  ]);
  expect(cellsOf(clapper, [rare])).toEqual([{ metal: 'brass' }, { metal: 'silver' }]);
});

test('a target excludes cells of its own, and is never asked about what the tree has excluded', () => {
  const asked: string[] = [];
  const none = exclusion([metal], 'silver is out', (cell) => cell.metal === 'silver');
  const bell = target(
    'bell',
    {
      axes: [size, metal],
      exclude: (cell) => {
        asked.push(`${cell.size} ${cell.metal}`);
        return cell.size === 'small';
      },
    },
    () => ({ description: 'A bell', template: wax }),
  );
  expect(cellsOf(bell, [none])).toEqual([{ size: 'large', metal: 'brass' }]);
  expect(asked).toEqual(['small brass', 'large brass']);
});

test('exclusions cut a product short before it is multiplied out', () => {
  const wheel = Array.from({ length: 12 }, (_, index) =>
    axis(`wheel-${index}`, ['0', '1', '2', '3', '4', '5']),
  );
  // Twelve wheels have 2,176,782,336 cells; every wheel has to show what the first one shows.
  const alike = wheel.slice(1).map((each, index) =>
    exclusion([wheel[index] ?? each, each], 'the wheels turn together', (cell) => {
      const [one, two] = Object.entries(cell).slice(index, index + 2);
      return one?.[1] !== two?.[1];
    }),
  );
  const lock = target('lock', { axes: wheel }, () => ({ description: 'A lock', template: wax }));
  expect(cellsOf(lock, alike)).toHaveLength(6);
});

test('a cell is named after its target and values, in the order of its axes', () => {
  const bell = target('bell', { axes: [metal, size] }, () => ({
    description: 'A bell',
    template: wax,
  }));
  expect(cellName(bell, { size: 'small', metal: 'brass' })).toBe('bell-brass-small');
  expect(cellName(bell, { size: '1.0', metal: 'br/ass' })).toBe('bell-br_ass-1_0');
});

test('what is wrong with axes is found at their places', () => {
  const empty = axis('tone', []);
  const twice = axis('weight', ['1', '2', '1']);
  const twin = axis('size', ['tiny']);
  const odd = axis('__proto__', ['x']);
  const stray = axis('stray', ['a']);
  const lost = exclusion([stray], 'nobody has it', () => true);
  const apart = exclusion([size, metal], 'no target has both', () => true);
  const body = () => ({ description: 'A bell', template: wax });
  const silent = target('silent', { axes: [empty] }, body);
  const double = target('double', { axes: [size, size] }, body);
  const carillon = defineTree({
    name: 'carillon',
    description: 'Bells',
    targets: [
      silent,
      double,
      target('heavy', { axes: [twice] }, body),
      target('tiny', { axes: [twin] }, body),
      target('odd', { axes: [odd] }, body),
      target('shiny', { axes: [metal] }, body),
    ],
    exclusions: [lost, apart],
    default: [silent],
  });
  const found = told(planTree(carillon, { wax: 'FROM scratch\n' }).problems);
  expect(found.filter(({ code }) => code !== 'name-duplicate')).toEqual([
    {
      code: 'axis-duplicate',
      summary: 'target "double" has the axis "size" twice',
      at: line('const double ='),
    },
    {
      code: 'reference-unknown',
      summary: 'an exclusion (nobody has it) is over "stray", and no target has it',
      at: line('const lost ='),
    },
    {
      code: 'reference-unknown',
      summary:
        'an exclusion (no target has both) is over "size" and "metal", and no target has them all',
      at: line('const apart ='),
    },
    { code: 'axis-empty', summary: 'axis "tone" has no values', at: line('const empty =') },
    {
      code: 'axis-duplicate',
      summary: 'axis "weight" has the value "1" twice',
      at: line('const twice ='),
    },
    {
      code: 'axis-duplicate',
      summary: 'two axes have the name "size"',
      expected: 'one declaration that all share',
      at: line('const twin ='),
    },
    {
      code: 'name-illegal',
      summary: 'axis name "__proto__" is not legal',
      expected: 'a letter, then letters, digits, "-" and "_"',
      at: line('const odd ='),
    },
  ]);
});

test('a target that loses all its cells is a problem', () => {
  const bell = target('bell', { axes: [size], exclude: () => true }, () => ({
    description: 'A bell',
    template: wax,
  }));
  const tree = defineTree({
    name: 'tower',
    description: 'Bells',
    targets: [bell],
    default: [bell],
  });
  expect(told(planTree(tree, { wax: 'FROM scratch\n' }).problems)).toEqual([
    {
      code: 'cell-none',
      summary: 'the exclusions leave target "bell" without any cell',
      at: line("target('bell', { axes: [size], exclude: () => true }"),
    },
  ]);
});

test('an axis may be called constructor', () => {
  const odd = axis('constructor', ['one', 'two']);
  const body = () => ({ description: 'A bell', template: wax });
  const mould = target('mould', { axes: [odd] }, body);
  const bell = target('bell', {
    description: 'A bell',
    template: cast,
    contexts: { mould: mould.at({ constructor: 'two' }) },
  });
  const tree = defineTree({
    name: 'tower',
    description: 'x',
    targets: [mould, bell],
    default: [bell],
  });
  const { plan, problems } = planTree(tree, { wax: 'FROM scratch\n', cast: 'FROM mould\n' });
  expect(problems).toEqual([]);
  expect(plan.targets.at(-1)?.links).toEqual(['mould-two']);
});

const cast = template('cast');

test('an exclusion in the place of a function of a cell is a problem, not a crash', () => {
  const size = axis('size', ['small', 'large']);
  const bell = target(
    'bell',
    { axes: [size], exclude: exclusion([size], 'too heavy', () => true) as never },
    () => ({ description: 'A bell', template: template('wax') }),
  );
  const tree = defineTree({
    name: 'tower',
    description: 'A tower',
    targets: [bell],
    default: [bell],
  });
  const { problems } = planTree(tree, { wax: 'FROM scratch\n' });
  expect(problems.map(({ code, summary }) => `${code}: ${summary}`)).toContain(
    'attribute-invalid: exclude of "bell" is no function of a cell',
  );
});
