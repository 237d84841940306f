/** Lines that can be typed as they stand: what somebody has set for one command is in the next one, too. */
import { target, template, text, variable } from 'baketree';
import { expect, test } from 'vitest';
import type { BakeRequest } from '../../src/commands/plan-bake.ts';
import { lineOf, typedLine } from '../../src/commands/typed-line.ts';
import { defineTree } from '../../src/index.ts';
import { planTree } from '../plan/support.ts';

const PLACE = variable('PLACE', { description: 'Where', default: 'oven' });
const HOT = variable('HOT', { description: 'Whether', default: false });
const LIST = variable('LIST', { description: 'Which', default: ['a', 'b'] });
const loaf = target('loaf', {
  description: 'Bread',
  template: template('loaf'),
  tags: [text`loaf:${PLACE}`],
});
const { plan } = planTree(
  defineTree({
    name: 'bakery',
    description: 'Bread',
    variables: [PLACE, HOT, LIST],
    targets: [loaf],
    default: [loaf],
  }),
  { loaf: 'FROM scratch\n' },
);
const trees = [plan];
const request = (
  environment: Record<string, string> = {},
  {
    dotenv = {},
    options = {},
  }: { dotenv?: Record<string, string>; options?: BakeRequest['options'] } = {},
) => ({ words: ['loaf'], options, environment, dotenv, folder: '/' });

test.each<[string, ReturnType<typeof request>, string]>([
  ['nothing is set', request(), 'npm run bake loaf'],
  ['one is', request({ PLACE: 'stove' }), 'PLACE=stove npm run bake loaf'],
  [
    'to what a shell would read',
    request({ PLACE: "it's $HOT" }),
    `PLACE='it'\\''s $HOT' npm run bake loaf`,
  ],
  ['to nothing', request({ PLACE: '' }), "PLACE='' npm run bake loaf"],
  ['to its default', request({ PLACE: 'oven', HOT: 'false', LIST: 'a,b' }), 'npm run bake loaf'],
  [
    'to its default, over .env',
    request({ PLACE: 'oven' }, { dotenv: { PLACE: 'stove' } }),
    'PLACE=oven npm run bake loaf',
  ],
  ['in .env only', request({}, { dotenv: { PLACE: 'stove' } }), 'npm run bake loaf'],
  ['by somebody else', request({ HOME: '/root' }), 'npm run bake loaf'],
])('%s', (_, asked, line) => {
  expect(lineOf('bake', plan, { trees, request: asked })(['loaf'])).toBe(line);
  expect(typedLine('bake', asked, { trees })).toBe(line);
});

test('what a hint sets takes the place of what was set', () => {
  const line = lineOf('plan', plan, { trees, request: request({ PLACE: 'stove', HOT: 'true' }) });
  expect(line(['loaf'], { PLACE: 'grill' })).toBe('PLACE=grill HOT=true npm run plan loaf');
});

test('options stay, and a push is asked for by its option', () => {
  const asked = request({ PLACE: 'stove' }, { options: { 'no-cache': true } });
  expect(typedLine('bake', asked, { trees, pushes: true })).toBe(
    'PLACE=stove npm run bake loaf -- --no-cache --push',
  );
});
