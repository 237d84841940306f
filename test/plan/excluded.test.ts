/** Excluded cells: why they do not exist, and what there is instead. */
import { expect, test } from 'vitest';
import { cellPattern, cellsCalled } from '../../src/plan/cells.ts';
import { excludedCell, nearCells, reasonsFor } from '../../src/plan/excluded.ts';
import { select } from '../../src/plan/select.ts';
import { ale, brewery, DOCKERFILES, hops } from '../trees/brewery.ts';
import { linesOf, planTree, told } from './support.ts';

const { plan } = planTree(brewery, DOCKERFILES);
const line = linesOf(new URL('../trees/brewery.ts', import.meta.url).href);
const asked = (...words: string[]) => told(select(words, [plan], { models: [brewery] }).problems);

test('a cell that is excluded is told with its reason, its place and its neighbours', () => {
  expect(asked('ale-keg-clay-plain')).toEqual([
    {
      code: 'cell-excluded',
      summary: 'the cell "ale-keg-clay-plain" is excluded',
      at: line("'clay holds no pressure'").replace(/\d+$/, (at) => `${Number(at) - 2}`),
      details: ['because clay holds no pressure'],
      hint: [
        'npm run bake ale-keg-copper-plain',
        'npm run bake ale-keg-steel-plain',
        'npm run bake ale-bottle-clay-plain',
      ],
    },
  ]);
});

test('the exclude of a target itself has a place, and no reason', () => {
  expect(asked('brewery/hops-clay')).toEqual([
    {
      code: 'cell-excluded',
      summary: 'the cell "brewery/hops-clay" is excluded',
      at: line('export const hops = target('),
      details: ['by the exclude of "hops" itself'],
      hint: ['npm run bake hops-copper', 'npm run bake hops-steel'],
    },
  ]);
});

test('a word that begins like a cell is told how cells are spelt', () => {
  expect(asked('ale-keg')).toEqual([
    {
      code: 'usage-unknown-target',
      summary: 'nothing is called "ale-keg"',
      expected: 'ale-<profile>-<toolchain>-<features>',
      hint: 'npm run list ale',
    },
  ]);
});

test('all reasons of a cell are given', () => {
  const cell = { profile: 'keg', toolchain: 'copper', features: 'fruit' };
  expect(reasonsFor(ale, cell, brewery.exclusions).map((reason) => reason.line)).toEqual([
    'because fruit is sour, and copper dissolves',
  ]);
  const both = [...brewery.exclusions, { ...brewery.exclusions[1], excludes: () => true }];
  expect(reasonsFor(ale, cell, both as typeof brewery.exclusions)).toHaveLength(2);
});

test('a function that was made for the other points is no reason where it throws', () => {
  const cell = { profile: 'keg', toolchain: 'copper', features: 'fruit' };
  const [rule] = brewery.exclusions;
  const throws = () => {
    throw new Error('no such thing');
  };
  const odd = [...brewery.exclusions, { ...rule, excludes: throws }] as typeof brewery.exclusions;
  expect(reasonsFor({ ...ale, exclude: throws }, cell, odd)).toHaveLength(1);
});

test('every cell of a plan is called what it is called, and is not excluded', () => {
  for (const { name, target, cell } of plan.targets) {
    const model = brewery.targets.find((each) => each.name === target);
    if (model && model.axes.length > 0) expect(cellsCalled(model, name)).toEqual([cell]);
    expect(excludedCell(brewery, name)).toBeUndefined();
  }
  expect(cellPattern(hops)).toBe('hops-<toolchain>');
  expect(cellsCalled(hops, 'hops-tin')).toEqual([]);
});

test('values with a dash are told apart by what follows', () => {
  const axes = [
    { name: 'a', values: ['x', 'x-y'] },
    { name: 'b', values: ['y', 'y-y', 'z+'] },
  ];
  const odd = { ...hops, name: 'odd', axes };
  expect(cellsCalled(odd, 'odd-x-y-y')).toEqual([
    { a: 'x', b: 'y-y' },
    { a: 'x-y', b: 'y' },
  ]);
  expect(cellsCalled(odd, 'odd-x-z_')).toEqual([{ a: 'x', b: 'z+' }]);
});

test('near cells differ in as few axes as there are', () => {
  const cell = { profile: 'keg', toolchain: 'copper', features: 'fruit' };
  const near = nearCells(plan, { target: ale, cell, reasons: [] });
  expect(near).toEqual(['ale-keg-copper-plain', 'ale-keg-copper-smoke', 'ale-keg-steel-fruit']);
});
