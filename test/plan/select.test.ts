/** Selection: what the words on the command line mean. */
import { axis, defineTree, group, target, template } from 'baketree';
import { expect, test } from 'vitest';
import { typedName } from '../../src/plan/lookup.ts';
import { expand, select } from '../../src/plan/select.ts';
import { planTree } from './support.ts';

function treeOf(name: string, names: readonly string[]) {
  const shell = template('shell');
  const targets = names.map((each) => target(each, { description: each, template: shell }));
  const pair = group('pair', 'Two', targets.slice(0, 2));
  const tree = defineTree({
    name,
    description: name,
    targets,
    groups: [pair],
    default: targets.slice(0, 1),
  });
  return planTree(tree, { shell: 'FROM scratch\n' }).plan;
}
const trees = [
  treeOf('colony', ['colony', 'ant', 'queen']),
  treeOf('hive', ['bee', 'queen']),
  treeOf('nest', ['wasp']),
];
const chosen = (...words: string[]) => select(words, trees);
const said = (...words: string[]) =>
  chosen(...words).selections.map(({ tree, names }) => `${tree}: ${names.join(' ')}`);

test.each([
  [[], ['colony: default']],
  [['ant'], ['colony: ant']],
  [['colony'], ['colony: colony']],
  [['hive'], ['hive: default']],
  [['bee'], ['hive: bee']],
  [['queen'], ['colony: queen']],
  [['hive/queen'], ['hive: queen']],
  [
    ['pair', 'hive/pair'],
    ['colony: pair', 'hive: pair'],
  ],
  [
    ['nest', 'ant', 'colony/queen', 'ant'],
    ['colony: ant queen', 'nest: default'],
  ],
  [['default'], ['colony: default']],
])('%j means %j', (words, meaning) => {
  expect(said(...words)).toEqual(meaning);
  expect(chosen(...words).problems).toEqual([]);
});

test.each([
  ['queen', ['"queen" means colony/queen here; there is also hive/queen']],
  ['pair', ['"pair" means colony/pair here; there is also hive/pair, nest/pair']],
  ['ant', []],
  ['colony', []],
  ['hive/queen', []],
])('of %s it is said what else it could be', (word, lines) => {
  expect(chosen(word).notices.map(({ line }) => line)).toEqual(lines);
});

test('a word that is a target here and a tree elsewhere is said; nothing typed is nothing said', () => {
  const others = [treeOf('first', ['hive']), trees[1], trees[2]].flatMap((tree) => tree ?? []);
  const [notice] = select(['hive'], others).notices;
  expect(notice?.line).toBe('"hive" means first/hive here; there is also hive/default');
  expect(select([], trees).notices).toEqual([]);
});

test('what only files have is found like the rest, after the same rule', () => {
  const filed = new Map([
    ['colony', ['wasp']],
    ['hive', ['honey']],
  ]);
  const { selections, notices } = select(['wasp', 'honey'], trees, { filed });
  expect(selections).toEqual([
    { tree: 'colony', names: ['wasp'] },
    { tree: 'hive', names: ['honey'] },
  ]);
  expect(notices.map(({ line }) => line)).toEqual([
    '"wasp" means colony/wasp here; there is also nest/wasp',
  ]);
});

test('what is in several other trees is ambiguous', () => {
  const others = [
    treeOf('first', ['one']),
    treeOf('hive', ['wax', 'x']),
    treeOf('comb', ['wax', 'y']),
  ];
  expect(select(['wax'], others).problems).toEqual([
    {
      code: 'usage-ambiguous-target',
      summary: '"wax" is in several trees',
      hint: ['npm run bake hive/wax', 'npm run bake comb/wax'],
    },
  ]);
});

test('every word that is nothing is told, with the one that was meant', () => {
  const all =
    'one of colony/default, colony/pair, colony/colony, colony/ant, colony/queen, hive/default, hive/pair, hive/bee, hive/queen, nest/default, and 2 more';
  expect(chosen('anr', 'hive/quen', 'zebra', 'ant')).toEqual({
    selections: [{ tree: 'colony', names: ['ant'] }],
    meanings: [{ word: 'ant', tree: 'colony', name: 'ant' }],
    notices: [],
    problems: [
      {
        code: 'usage-unknown-target',
        summary: 'nothing is called "anr"',
        hint: 'npm run bake ant',
      },
      {
        code: 'usage-unknown-target',
        summary: 'nothing is called "hive/quen"',
        hint: 'npm run bake hive/queen',
      },
      {
        code: 'usage-unknown-target',
        summary: 'nothing is called "zebra"',
        expected: all,
        hint: 'npm run list',
      },
    ],
  });
});

test.each([
  '',
  '/',
  'hive/',
  '/bee',
  'hive/bee/',
  'hive/bee/more',
  'hive/wasp',
  'none/bee',
  '__proto__',
  'constructor',
  'colony/constructor',
])('%j is nothing', (word) => {
  expect(chosen(word).problems.map(({ code }) => code)).toEqual(['usage-unknown-target']);
});

test.each([
  ['plain', ['ant', 'plain']],
  ['rawjson', ['ant', 'rawjson']],
])('%s may be the value of an option that npm took', (value, words) => {
  const [problem] = select(words, trees, { verb: 'plan' }).problems;
  expect(problem?.hint).toEqual([
    'if it is a value of an option, put -- before options:',
    `  npm run plan ant -- --progress=${value}`,
  ]);
});

test('a group is its members all the way down, each once, in order', () => {
  const size = axis('size', ['s', 'm']);
  const shell = template('shell');
  const egg = target('egg', { axes: [size] }, () => ({ description: 'Egg', template: shell }));
  const nest = target('nest', { description: 'Nest', template: shell });
  const inner = group('inner', 'In', [egg.at({ size: 'm' }), nest]);
  const outer = group('outer', 'Out', [inner, egg, nest]);
  const tree = defineTree({
    name: 'tree',
    description: 'x',
    targets: [egg, nest],
    groups: [inner, outer],
    default: [outer],
  });
  const { plan } = planTree(tree, { shell: 'FROM scratch\n' });
  expect(expand(plan, 'default')).toEqual(['egg-m', 'nest', 'egg-s']);
  expect(expand(plan, 'egg')).toEqual(['egg-s', 'egg-m']);
  expect(expand(plan, 'nest')).toEqual(['nest']);
  const circle = { groups: [{ name: 'a', members: ['b', 'a', 'x'] }] };
  expect(expand(circle, 'a')).toEqual(['b', 'x']);
});

test('a name is typed as it is found: bare in the first tree, with its tree in the others', () => {
  for (const [name, tree] of [
    ['queen', 'colony'],
    ['queen', 'hive'],
  ] as const) {
    const typed = typedName(name, tree, trees);
    expect(select([typed], trees).selections).toEqual([{ tree, names: [name] }]);
  }
  expect(typedName('queen', 'colony', trees)).toBe('queen');
});
