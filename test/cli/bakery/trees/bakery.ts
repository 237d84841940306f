/** A bakery: sourdough that takes long, bread on top of it, and rolls with two crusts. */
import {
  axis,
  defineTree,
  equals,
  exclusion,
  group,
  image,
  isEmpty,
  localOrTree,
  target,
  template,
  text,
  variable,
  when,
} from 'baketree';

const REGISTRY = variable('REGISTRY', { description: 'Where bread is sold.', default: '' });
const GRAIN = variable('GRAIN', {
  description: 'What the dough is made of.',
  oneOf: ['wheat', 'rye'],
  default: 'wheat',
});
const STARTER = variable('STARTER', {
  description: 'Where bread takes the sourdough from.',
  oneOf: ['tree', 'local'],
  default: 'tree',
});
const PANTRY = variable('PANTRY', {
  description: 'The folder with the flour.',
  default: 'pantry',
  path: true,
});

const crust = axis('crust', ['soft', 'hard']);
const salt = axis('salt', ['none', 'coarse']);
const tooHard = exclusion([crust, salt], 'teeth break', (cell) => cell.crust !== 'soft');
const prefix = when(isEmpty(REGISTRY), '', text`${REGISTRY}/`);

const sourdough = target('sourdough', {
  description: 'The sourdough',
  template: template('sourdough'),
  context: PANTRY,
  contexts: { mill: image(text`mill/${GRAIN}:1`) },
  tags: ['bakery-sourdough:latest'],
});

const bread = target('bread', {
  description: 'A loaf',
  template: template('bread', { data: { minutes: '50' } }),
  contexts: {
    sourdough: localOrTree({
      choice: STARTER,
      target: sourdough,
      image: 'bakery-sourdough:latest',
      title: 'Sourdough',
    }),
  },
  args: { GRAIN },
  tags: [text`${prefix}bread:latest`],
});

const rollsTemplate = template('rolls');
const rolls = target('rolls', { axes: [crust] }, (cell) => ({
  description: 'Rolls',
  template: rollsTemplate,
  contexts: { sourdough },
  args: { CRUST: cell.crust },
  tags: [text`rolls:${cell.crust}`],
}));

const pretzelTemplate = template('pretzel');
const pretzel = target('pretzel', { axes: [crust, salt] }, (cell) => ({
  description: 'Pretzels',
  template: pretzelTemplate,
  contexts: { rolls },
  args: { SALT: when(equals(GRAIN, 'rye'), 'none', cell.salt) },
  tags: [text`pretzel:${cell.salt}`],
}));

export const bakery = defineTree({
  name: 'bakery',
  description: 'The bakery',
  variables: [REGISTRY, GRAIN, STARTER, PANTRY],
  targets: [sourdough, bread, rolls, pretzel],
  groups: [group('all', 'Everything that is sold', [bread, rolls, pretzel])],
  default: [bread],
  exclusions: [tooHard],
});
