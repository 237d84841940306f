/**
 * An invented tree of three axes, in the form of the large ones: profile × toolchain × features, with
 * exclusions of the tree and of a target, parents that lack axes, pins, groups of pinned cells, and a
 * diamond through which arguments flow.
 *
 *   well ── mash ── wort ──┬── ale ──── tasting
 *     └──── hops ──────────┘     (hops is pinned to one toolchain)
 */
import {
  axis,
  defineTree,
  exclusion,
  group,
  image,
  target,
  template,
  text,
  variable,
  when,
} from 'baketree';

export const profile = axis('profile', ['keg', 'bottle']);
export const toolchain = axis('toolchain', ['copper', 'steel', 'clay']);
export const features = axis('features', ['plain', 'fruit', 'smoke']);

const BREWERY = variable('BREWERY', { description: 'Whose beer it is', default: 'abbey' });
const STRONG = variable('STRONG', { description: 'Whether it is strong', default: false });

const brewing = template('brewing');
const pouring = template('pouring');

/** No axes at all. */
export const well = target('well', {
  description: 'Water',
  template: template('well'),
  contexts: { spring: image('springs.example.com/water:1') },
  args: { HARDNESS: 'soft', SOURCE: 'spring' },
});

/** One axis, of which the target itself leaves out a cell. */
export const hops = target(
  'hops',
  { axes: [toolchain], exclude: (cell) => cell.toolchain === 'clay' },
  (cell) => ({
    description: 'Hops, dried',
    template: template_hops,
    contexts: { well },
    args: { KILN: cell.toolchain },
  }),
);
const template_hops = template('hops');

/** Two axes. */
export const mash = target('mash', { axes: [toolchain, features] }, (cell) => ({
  description: 'Malt and water',
  template: brewing,
  contexts: { input: well },
  args: { KETTLE: cell.toolchain, MALT: cell.features === 'smoke' ? 'smoked' : 'pale' },
}));

/** The same axes in another order; the name of a cell follows the target, the edge does not care. */
export const wort = target('wort', { axes: [features, toolchain] }, () => ({
  description: 'Sweet and clear',
  template: brewing,
  contexts: { input: mash },
  args: { HARDNESS: 'medium' },
}));

/** All three axes; the bottom of the diamond, with its main edge named and one edge pinned. */
export const ale = target('ale', { axes: [profile, toolchain, features] }, (cell) => ({
  description: 'Beer',
  template: template_ale,
  contexts: { wort, hops: hops.at({ toolchain: 'copper' }) },
  main: 'wort',
  args: cell.profile === 'keg' ? { PRESSURE: 'high' } : { PRESSURE: 'low' },
  tags: [text`${BREWERY}/ale-${cell.profile}-${cell.toolchain}:${cell.features}`],
  labels: { strength: when(STRONG, 'strong', 'light'), profile: cell.profile },
}));
const template_ale = template('ale');

/** One axis again, with pins for the two that its parent has and it lacks. */
export const tasting = target('tasting', { axes: [features] }, () => ({
  description: 'A glass',
  template: pouring,
  contexts: { ale: ale.at({ profile: 'keg', toolchain: 'steel' }) },
}));

const kegs = group('kegs', 'All kegs', [ale.at({ profile: 'keg' })]);
const smoky = group('smoky', 'All that is smoked', [
  mash.at({ features: 'smoke' }),
  ale.at({ features: 'smoke' }),
  kegs,
]);

/** The tree. */
export const brewery = defineTree({
  name: 'brewery',
  description: 'Beer in three dimensions',
  variables: [BREWERY, STRONG],
  targets: [well, hops, mash, wort, ale, tasting],
  groups: [kegs, smoky],
  exclusions: [
    exclusion(
      [toolchain, features],
      'fruit is sour, and copper dissolves',
      (cell) => cell.toolchain === 'copper' && cell.features === 'fruit',
    ),
    exclusion(
      [profile, toolchain],
      'clay holds no pressure',
      (cell) => cell.profile === 'keg' && cell.toolchain === 'clay',
    ),
  ],
  default: [tasting],
});

/** Its Dockerfiles, by template. */
export const DOCKERFILES = {
  well: 'FROM spring\nARG HARDNESS SOURCE\n',
  hops: 'FROM well\nARG KILN SOURCE\n',
  brewing: 'FROM input\nARG KETTLE MALT HARDNESS\n',
  ale: 'FROM wort\nCOPY --from=hops / /\nARG KETTLE MALT HARDNESS SOURCE KILN PRESSURE\n',
  pouring: 'FROM ale\nARG PRESSURE\n',
};
