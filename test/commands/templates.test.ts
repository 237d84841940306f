/** Templates that are remembered: never where anything that they are made from has changed. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { check } from '../../src/commands/check.ts';
import { generate } from '../../src/commands/generate.ts';
import { type TemplateInput, templateMaker } from '../../src/commands/templates.ts';
import type { Memory } from '../../src/io/memory.ts';
import { notebook } from '../support/notebook.ts';
import { openWorkshop, problemsOf, type Workshop } from './workshop.ts';

const INPUT: TemplateInput = {
  tree: 'shop',
  template: { name: 'bread', ignore: ['*'], data: { minutes: 5, list: ['a', 'b'] } },
  file: 'templates/shop/bread.Dockerfile.hbs',
  text: 'FROM scratch AS bread\nLABEL a={{minutes}}\n{{> crumb}}\n',
  partials: new Map([['crumb', 'LABEL b=1\n']]),
  source: 'trees/shop.ts',
};

/** Makes one with a fresh maker, as the next run would, and keeps it. */
async function makeIn(memory: Memory, input: TemplateInput) {
  const maker = templateMaker(memory);
  const made = await maker.make(input);
  await maker.keep();
  return made;
}

/** Puts a mark into everything that is kept, by which a recalled template is told from a made one. */
function mark(memory: ReturnType<typeof notebook>): void {
  const text = memory.kept.get('templates') ?? '';
  memory.kept.set('templates', text.replaceAll('LABEL b=1', 'LABEL b=recalled'));
}

test('the same template is recalled, and is what it would be if it were made', async () => {
  const memory = notebook();
  const made = await makeIn(memory, INPUT);
  const recalled = await makeIn(memory, structuredClone(INPUT));
  expect(recalled).toEqual(made);
  mark(memory);
  expect((await makeIn(memory, INPUT)).dockerfile).toContain('LABEL b=recalled');
});

test.each<[string, Partial<TemplateInput>]>([
  ['its tree', { tree: 'stall' }],
  ['its name', { template: { ...INPUT.template, name: 'roll' } }],
  ['its ignore file', { template: { ...INPUT.template, ignore: ['*', '!a'] } }],
  ['its data', { template: { ...INPUT.template, data: { ...INPUT.template.data, minutes: 6 } } }],
  [
    'the order of its data',
    { template: { ...INPUT.template, data: { list: ['a', 'b'], minutes: 5 } } },
  ],
  ['its file', { file: 'templates/stall/bread.Dockerfile.hbs' }],
  ['its text', { text: `${INPUT.text}# more\n` }],
  ['a partial', { partials: new Map([['crumb', 'LABEL b=1 c=2\n']]) }],
  ['a further partial', { partials: new Map([...INPUT.partials, ['crust', '']]) }],
  ['the file that declares its tree', { source: 'trees/stall.ts' }],
])('it is made anew when %s changes', async (_, change) => {
  const memory = notebook();
  await makeIn(memory, INPUT);
  mark(memory);
  const input = { ...INPUT, ...change };
  expect(await makeIn(memory, input)).toEqual(await makeIn(notebook(), input));
});

test('data that no text can stand for is not remembered', async () => {
  const memory = notebook();
  let minutes = 5;
  const template = { ...INPUT.template, data: { minutes: () => minutes } };
  expect((await makeIn(memory, { ...INPUT, template })).dockerfile).toContain('LABEL a=5');
  minutes = 6;
  expect((await makeIn(memory, { ...INPUT, template })).dockerfile).toContain('LABEL a=6');
  expect(memory.kept.size).toBe(0);
});

test('what has problems is not remembered, and what no run uses any more is forgotten', async () => {
  const memory = notebook();
  const wrong = { ...INPUT, text: 'FROM scratch\nCOPY --from=5 a b\n' };
  expect((await makeIn(memory, wrong)).problems).not.toEqual([]);
  expect(memory.kept.size).toBe(0);
  await makeIn(memory, INPUT);
  await makeIn(memory, { ...INPUT, tree: 'stall' });
  expect(Object.keys(memory.recall('templates') as object)).toHaveLength(1);
});

test('what cannot be rendered is told whole each time, and not remembered', async () => {
  const memory = notebook();
  const wrong = { ...INPUT, text: 'FROM scratch\nLABEL a={{hours}}\n{{> crust}}\n' };
  for (const _ of ['the first time', 'the second time']) {
    const told = (await problemsOf(makeIn(memory, wrong))).map(({ summary }) => summary);
    expect(told).toEqual([
      '"hours" is not in the data of the template "bread"',
      'there is no partial "crust"',
    ]);
  }
  expect(memory.kept.size).toBe(0);
});

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
});
afterEach(() => workshop.close());

test('a project’s verbs see every change, whatever an earlier run remembers', async () => {
  const { config, disk, change } = workshop;
  const memory = notebook();
  const states = async () => (await check(config, disk, memory)).files.map(({ state }) => state);
  await generate(config, disk, { discard: [], memory });
  expect(memory.kept.has('templates')).toBe(true);
  expect(new Set(await states())).toEqual(new Set(['current']));
  await change('templates/bakery/bread.Dockerfile.hbs', '{{minutes}}', '55');
  expect(await states()).toContain('stale');
  await change('templates/bakery/bread.Dockerfile.hbs', '55', '{{seconds}}');
  const [problem] = await problemsOf(check(config, disk, memory));
  expect(problem?.code).toBe('template-invalid');
  await change('templates/bakery/bread.Dockerfile.hbs', '{{seconds}}', '{{minutes}}');
  expect(new Set(await states())).toEqual(new Set(['current']));
});
