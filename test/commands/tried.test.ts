/** References that were tried in every branch: never taken for sound where anything that decides them has changed. */
import { equals, image, not, type Text, target, template, text, variable } from 'baketree';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { planTree } from '../../src/commands/plan-tree.ts';
import { templateMaker } from '../../src/commands/templates.ts';
import { triedBefore } from '../../src/commands/tried.ts';
import { defineTree } from '../../src/index.ts';
import { forgetful, type Memory } from '../../src/io/memory.ts';
import type { Variable } from '../../src/model/variable.ts';
import { notebook } from '../support/notebook.ts';
import { openWorkshop, type Workshop } from './workshop.ts';

const EDITIONS = { description: 'Which', default: 'am' } as const;
const EDITION = variable('EDITION', {
  ...EDITIONS,
  oneOf: ['am', 'pm', 'late'],
  validations: (self) => [{ condition: not(equals(self, 'late')), message: 'Not any more.' }],
});
const PLACE = variable('PLACE', { description: 'Where', default: 'north' });

/** What decides whether the references of a tree are sound; as they are, they are. */
interface Parts {
  readonly tag: Text;
  readonly cache: Text;
  readonly paper: string;
  readonly edition: Variable<string>;
  readonly place: Variable<string>;
}

const PARTS: Parts = {
  tag: 'news:first',
  cache: 'news:cache',
  paper: 'paper:1',
  edition: EDITION,
  place: PLACE,
};

function kiosk(parts: Partial<Parts>) {
  const { tag, cache, paper, edition, place } = { ...PARTS, ...parts };
  const body = {
    description: 'Printed',
    template: template('newspaper'),
    contexts: { paper: image(paper) },
  };
  const morning = target('morning', {
    ...body,
    tags: [tag, text`news:${edition}`, text`news:${place}`],
    cacheTo: [{ type: 'registry', ref: cache }],
  });
  const evening = target('evening', {
    ...body,
    tags: ['news:late'],
    cacheTo: [{ type: 'registry', ref: 'news:late-cache' }],
  });
  return defineTree({
    name: 'kiosk',
    description: 'News',
    variables: [edition, place],
    targets: [morning, evening],
    default: [morning],
  });
}

let workshop: Workshop;
beforeEach(async () => {
  workshop = await openWorkshop();
  await workshop.write('templates/kiosk/newspaper.Dockerfile.hbs', 'FROM paper\n');
});
afterEach(() => workshop.close());

/** The problems of the tree, as the next run would find them; what it keeps is kept. */
async function problemsOf(parts: Partial<Parts>, memory: Memory) {
  const tried = triedBefore(memory);
  const making = { maker: templateMaker(forgetful), tried };
  const { problems } = await planTree(kiosk(parts), workshop.disk, making);
  await tried.keep();
  return problems.map(({ summary }) => summary);
}

const BROKEN: readonly (readonly [string, Partial<Parts>])[] = [
  ['a tag', { tag: 'news:late' }],
  ['a cache', { cache: 'news:late-cache' }],
  ['a context', { paper: 'Paper:1' }],
  [
    'what a variable can be',
    { edition: variable('EDITION', { ...EDITIONS, oneOf: ['am', 'late'] }) },
  ],
  [
    'what bake lets it be',
    { edition: variable('EDITION', { ...EDITIONS, oneOf: ['am', 'pm', 'late'] }) },
  ],
  ['a default', { place: variable('PLACE', { description: 'Where', default: 'late' }) }],
];

test.each(BROKEN)(
  'they are tried anew when %s has changed, and what is wrong is told each time',
  async (_, parts) => {
    const memory = notebook();
    expect(await problemsOf({}, memory)).toEqual([]);
    const told = await problemsOf(parts, notebook());
    expect(told).not.toEqual([]);
    expect(await problemsOf(parts, memory)).toEqual(told);
    expect(await problemsOf(parts, memory)).toEqual(told);
    expect(await problemsOf({}, memory)).toEqual([]);
  },
);

test('they are not tried again where nothing of that has changed', async () => {
  const memory = notebook();
  const [[, parts] = []] = BROKEN;
  // As if a run had found a broken tree sound: the next one believes it, so it has not tried.
  const tried = triedBefore(memory);
  const knows = (bakeFile: string) => {
    tried.note(bakeFile);
    return false;
  };
  const making = { maker: templateMaker(forgetful), tried: { ...tried, knows } };
  expect((await planTree(kiosk(parts ?? {}), workshop.disk, making)).problems).not.toEqual([]);
  await tried.keep();
  expect(await problemsOf(parts ?? {}, memory)).toEqual([]);
});

test('what is kept and is nothing about bake files counts as nothing', async () => {
  const memory = notebook();
  const [[, parts] = []] = BROKEN;
  for (const kept of [null, 'tried', { length: 1 }, [5, null]]) {
    await memory.keep('tried', kept);
    expect(await problemsOf(parts ?? {}, memory)).toHaveLength(1);
  }
});

test('what has problems is not kept, and what no run uses any more is forgotten', async () => {
  const memory = notebook();
  for (const [, parts] of BROKEN) await problemsOf(parts, memory);
  expect(memory.kept.size).toBe(0);
  await problemsOf({}, memory);
  await problemsOf({ tag: 'news:second' }, memory);
  expect(Object.keys(memory.recall('tried') as object)).toHaveLength(1);
});
