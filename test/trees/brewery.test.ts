/** The invented tree of three axes, cell by cell. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineTree, target, template } from 'baketree';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { readPrinted, runTargets } from '../../src/plan/run-targets.ts';
import { expand, select } from '../../src/plan/select.ts';
import { renderBakeFile } from '../../src/render/bake-file.ts';
import { hasBuildx, planTree, told } from '../plan/support.ts';
import { ale, brewery, DOCKERFILES, hops, mash, tasting, well, wort } from './brewery.ts';

const { plan, problems } = planTree(brewery, DOCKERFILES);
const named = (name: string) => {
  const found = plan.targets.find((each) => each.name === name);
  if (!found) throw new Error(`no cell ${name}`);
  return found;
};

test('it has no problems', () => {
  expect(problems).toEqual([]);
});

test('exactly these cells exist, each with exactly these edges', () => {
  expect(plan.targets.map(({ name, links }) => `${name}: ${links.join(' ')}`.trim())).toEqual([
    'well:',
    'hops-copper: well',
    'hops-steel: well',
    'mash-copper-plain: well',
    'mash-copper-smoke: well',
    'mash-steel-plain: well',
    'mash-steel-fruit: well',
    'mash-steel-smoke: well',
    'mash-clay-plain: well',
    'mash-clay-fruit: well',
    'mash-clay-smoke: well',
    'wort-plain-copper: mash-copper-plain',
    'wort-plain-steel: mash-steel-plain',
    'wort-plain-clay: mash-clay-plain',
    'wort-fruit-steel: mash-steel-fruit',
    'wort-fruit-clay: mash-clay-fruit',
    'wort-smoke-copper: mash-copper-smoke',
    'wort-smoke-steel: mash-steel-smoke',
    'wort-smoke-clay: mash-clay-smoke',
    'ale-keg-copper-plain: wort-plain-copper hops-copper',
    'ale-keg-copper-smoke: wort-smoke-copper hops-copper',
    'ale-keg-steel-plain: wort-plain-steel hops-copper',
    'ale-keg-steel-fruit: wort-fruit-steel hops-copper',
    'ale-keg-steel-smoke: wort-smoke-steel hops-copper',
    'ale-bottle-copper-plain: wort-plain-copper hops-copper',
    'ale-bottle-copper-smoke: wort-smoke-copper hops-copper',
    'ale-bottle-steel-plain: wort-plain-steel hops-copper',
    'ale-bottle-steel-fruit: wort-fruit-steel hops-copper',
    'ale-bottle-steel-smoke: wort-smoke-steel hops-copper',
    'ale-bottle-clay-plain: wort-plain-clay hops-copper',
    'ale-bottle-clay-fruit: wort-fruit-clay hops-copper',
    'ale-bottle-clay-smoke: wort-smoke-clay hops-copper',
    'tasting-plain: ale-keg-steel-plain',
    'tasting-fruit: ale-keg-steel-fruit',
    'tasting-smoke: ale-keg-steel-smoke',
  ]);
});

test('edges are what bake reads', () => {
  expect(named('ale-bottle-clay-fruit').attributes.contexts).toEqual({
    wort: 'target:wort-fruit-clay',
    hops: 'target:hops-copper',
  });
  expect(named('tasting-smoke').attributes.contexts).toEqual({ ale: 'target:ale-keg-steel-smoke' });
});

test('arguments flow down the main edge, are given anew, and cross the diamond', () => {
  expect(named('well').attributes.args).toEqual({ HARDNESS: 'soft', SOURCE: 'spring' });
  expect(named('hops-steel').attributes.args).toEqual({ KILN: 'steel', SOURCE: 'spring' });
  expect(named('mash-steel-smoke').attributes.args).toEqual({
    HARDNESS: 'soft',
    KETTLE: 'steel',
    MALT: 'smoked',
  });
  expect(named('wort-smoke-steel').attributes.args).toEqual({
    HARDNESS: 'medium',
    KETTLE: 'steel',
    MALT: 'smoked',
  });
  expect(named('ale-bottle-clay-fruit').attributes.args).toEqual({
    HARDNESS: 'medium',
    KETTLE: 'clay',
    KILN: 'copper',
    MALT: 'pale',
    PRESSURE: 'low',
    SOURCE: 'spring',
  });
  expect(named('tasting-fruit').attributes.args).toEqual({ PRESSURE: 'high' });
});

test('without a main edge the two sides of the diamond disagree, and both are named', () => {
  const stout = target('stout', {
    description: 'Beer',
    template: template('stout'),
    contexts: {
      wort: wort.at({ features: 'smoke', toolchain: 'steel' }),
      hops: hops.at({ toolchain: 'steel' }),
    },
  });
  const tree = defineTree({ ...brewery, targets: [well, hops, mash, wort, ale, tasting, stout] });
  const files = {
    ...DOCKERFILES,
    stout: 'FROM wort\nCOPY --from=hops / /\nARG HARDNESS KILN SOURCE\n',
  };
  expect(told(planTree(tree, files).problems).map(({ code, summary }) => [code, summary])).toEqual([
    [
      'argument-conflict',
      '"stout" gets the argument "HARDNESS" from "hops-steel" (context hops) and from "wort-smoke-steel" (context wort), with different values',
    ],
  ]);
});

test('what all cells of a target share is in one block, and nothing else is', () => {
  expect(
    plan.shared.map(({ name, attributes }) => [name, Object.keys(attributes).join(' ')]),
  ).toEqual([
    ['_hops', 'description context contexts dockerfile platforms args output attest'],
    ['_mash', 'description context contexts dockerfile platforms args output attest'],
    ['_wort', 'description context dockerfile platforms args output attest'],
    ['_ale', 'description context contexts dockerfile platforms args labels output attest'],
    ['_tasting', 'description context dockerfile platforms args output attest'],
  ]);
  const block = plan.shared.find(({ name }) => name === '_ale');
  expect(block?.attributes).toMatchObject({
    contexts: { hops: 'target:hops-copper' },
    args: { HARDNESS: 'medium', KILN: 'copper', SOURCE: 'spring' },
    labels: { strength: { $: 'conditional' } },
  });
});

test('groups are cells, other groups and all cells of a target', () => {
  const of = (name: string) => expand(plan, name).join(' ');
  expect(of('kegs')).toBe(
    'ale-keg-copper-plain ale-keg-copper-smoke ale-keg-steel-plain ale-keg-steel-fruit ale-keg-steel-smoke',
  );
  expect(of('smoky').split(' ')).toEqual([
    ...['mash-copper-smoke', 'mash-steel-smoke', 'mash-clay-smoke'],
    ...['ale-keg-copper-smoke', 'ale-keg-steel-smoke', 'ale-bottle-copper-smoke'],
    ...['ale-bottle-steel-smoke', 'ale-bottle-clay-smoke'],
    ...['ale-keg-copper-plain', 'ale-keg-steel-plain', 'ale-keg-steel-fruit'],
  ]);
  expect(of('hops')).toBe('hops-copper hops-steel');
  expect(of('default')).toBe('tasting-plain tasting-fruit tasting-smoke');
  expect(select(['ale-keg-clay-plain'], [plan]).problems).toMatchObject([
    { code: 'usage-unknown-target' },
  ]);
});

test('the exclusions keep edges from cells that do not exist, and say so', () => {
  const hot = target('mulled', {
    description: 'Hot',
    template: template('mulled'),
    contexts: { ale: ale.at({ profile: 'keg', toolchain: 'clay', features: 'plain' }) },
  });
  const cold = target('iced', {
    description: 'Cold',
    template: template('iced'),
    contexts: { hops: hops.at({ toolchain: 'clay' }) },
  });
  const tree = defineTree({ ...brewery, targets: [...brewery.targets, hot, cold] });
  const files = { ...DOCKERFILES, mulled: 'FROM ale\n', iced: 'FROM hops\n' };
  const found = told(planTree(tree, files).problems).filter(({ code }) => code === 'cell-excluded');
  expect(found.map(({ summary }) => summary)).toEqual([
    '"mulled" uses the cell (profile=keg, toolchain=clay, features=plain) of "ale", which is excluded',
    '"iced" uses the cell (toolchain=clay) of "hops", which is excluded',
  ]);
});

test.skipIf(!hasBuildx)('bake reads the written file as the plan has it, cell by cell', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'baketree-brewery-'));
  const file = path.join(folder, 'docker-bake.hcl');
  writeFileSync(file, renderBakeFile(plan));
  const args = ['buildx', 'bake', '-f', file, '--print', ...plan.targets.map(({ name }) => name)];
  const { stdout } = execaSync('docker', args, { env: { STRONG: 'true' } });
  rmSync(folder, { recursive: true });
  const now = new Map<string, string | boolean>([
    ['BREWERY', 'abbey'],
    ['STRONG', true],
  ]);
  const ours = runTargets(
    plan,
    plan.targets.map(({ name }) => name),
    now,
  );
  const shown = (targets: ReturnType<typeof runTargets>) =>
    Object.fromEntries(
      targets.map(({ name, attributes: { args, contexts, labels, tags, platforms } }) => [
        name,
        { args, contexts, labels, tags, platforms },
      ]),
    );
  expect(shown(readPrinted(stdout, []))).toEqual(shown(ours));
});
