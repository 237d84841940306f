/** Names: legal for bake, disks and environments, and each used once. */
import { axis, defineTree, group, target, template, variable } from 'baketree';
import { expect, test } from 'vitest';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);

test('names that bake, disks or environments refuse are all found', () => {
  const gull = target('gull.1', { description: 'A bird', template: template('Gull') });
  const numbered = target('7seas', { description: 'Water', template: template('seas') });
  const hidden = target('_hold', { description: 'Below deck', template: template('hold') });
  const flock = group('flock of gulls', 'Birds', [gull, numbered, hidden]);
  const tide = variable('tide', { description: 'High or low', default: 'low', runnerOnly: true });
  const harbour = defineTree({
    name: '../harbour',
    description: 'Ships',
    variables: [tide],
    targets: [gull, numbered, hidden],
    groups: [flock],
    default: [flock],
  });
  const letters = 'a letter, then letters, digits, "-" and "_"';
  const files = 'lower-case letters, digits, ".", "-" and "_"';
  expect(told(planTree(harbour, {}).problems)).toEqual([
    {
      code: 'name-illegal',
      summary: 'tree name "../harbour" is not legal',
      expected: files,
      at: line('const harbour ='),
    },
    {
      code: 'name-illegal',
      summary: 'target name "gull.1" is not legal',
      expected: letters,
      at: line('const gull ='),
    },
    {
      code: 'name-illegal',
      summary: 'target name "7seas" is not legal',
      expected: letters,
      at: line('const numbered ='),
    },
    {
      code: 'name-illegal',
      summary: 'target name "_hold" is not legal',
      expected: letters,
      at: line('const hidden ='),
    },
    {
      code: 'name-illegal',
      summary: 'group name "flock of gulls" is not legal',
      expected: letters,
      at: line('const flock ='),
    },
    {
      code: 'name-illegal',
      summary: 'template name "Gull" is not legal',
      expected: files,
      at: line('const gull ='),
    },
    {
      code: 'name-illegal',
      summary: 'variable name "tide" is not legal',
      expected: 'capital letters, digits and "_", starting with a letter',
      at: line('const tide ='),
    },
  ]);
});

test.each(['', '__proto__', 'a b', 'a/b', 'ünit', 'a.b', '-a', 'a\nb'])(
  'a target cannot be called %j',
  (name) => {
    const odd = target(name, { description: 'Odd', template: template('odd') });
    const tree = defineTree({ name: 'odd', description: 'Odd', targets: [odd], default: [odd] });
    const codes = planTree(tree, { odd: 'FROM scratch\n' }).problems.map(({ code }) => code);
    expect(codes).toEqual(['name-illegal']);
  },
);

test('a target called constructor is like any other', () => {
  const odd = target('constructor', { description: 'Builds', template: template('constructor') });
  const tree = defineTree({ name: 'odd', description: 'Odd', targets: [odd], default: [odd] });
  expect(planTree(tree, { constructor: 'FROM scratch\n' }).problems).toEqual([]);
});

test('two of one name are found, whatever they are', () => {
  const hull = axis('hull', ['oak', 'steel', 'reed']);
  const boat = target('boat', { axes: [hull] }, () => ({
    description: 'Floats',
    template: template('boat'),
  }));
  const plank = target('boat-oak', { description: 'A plank', template: template('plank') });
  const raft = target('raft', { description: 'Floats', template: template('plank') });
  const fleet = group('raft', 'All that floats', [boat, raft]);
  const ballast = target('default', { description: 'Sinks', template: template('ballast') });
  const WIND = variable('WIND', { description: 'From where', default: 'w', runnerOnly: true });
  const again = variable('WIND', { description: 'How much', default: '5', runnerOnly: true });
  const docks = defineTree({
    name: 'docks',
    description: 'Ships',
    variables: [WIND, again],
    targets: [boat, plank, raft, ballast],
    groups: [fleet],
    default: [fleet],
  });
  const found = told(planTree(docks, {}).problems);
  expect(found.filter(({ code }) => code === 'name-duplicate')).toEqual([
    {
      code: 'name-duplicate',
      summary: 'target "boat-oak" has the name of another target',
      at: line('const plank ='),
      also: `the other is at ${line('const boat =')}`,
    },
    {
      code: 'name-duplicate',
      summary: 'target "default" has the name of the default group',
      at: line('const ballast ='),
    },
    {
      code: 'name-duplicate',
      summary: 'group "raft" has the name of a target',
      at: line('const fleet ='),
      also: `the other is at ${line('const raft =')}`,
    },
    {
      code: 'name-duplicate',
      summary: 'template "boat" is made more than once, by a call in a function or a loop',
      at: line("template: template('boat')"),
      expected: 'the call outside it, and the one template that it gives used inside',
    },
    {
      code: 'name-duplicate',
      summary: 'two templates have the name "plank"',
      at: line('const raft ='),
      also: `the other is at ${line('const plank =')}`,
      expected: 'one declaration that both targets use',
    },
    {
      code: 'name-duplicate',
      summary: 'two variables have the name "WIND"',
      at: line('const again ='),
      also: `the other is at ${line('const WIND =')}`,
    },
  ]);
});

test('values that become one name in the bake file are found', () => {
  const release = axis('release', ['1.0', '1_0']);
  const boat = target('boat', { axes: [release] }, () => ({
    description: 'Floats',
    template: oak,
  }));
  const oak = template('boat');
  const tree = defineTree({
    name: 'docks',
    description: 'Ships',
    targets: [boat],
    default: [boat],
  });
  expect(told(planTree(tree, { boat: 'FROM scratch\n' }).problems)).toEqual([
    {
      code: 'name-duplicate',
      summary: 'target "boat-1_0" has the name of another target',
      at: line("const release = axis('release', ['1.0', '1_0'])").replace(/\d+$/, (n) =>
        String(Number(n) + 1),
      ),
    },
  ]);
});

test.each([
  'VERSION',
  'CI',
  'USER',
  'HOME',
  'TAG',
  'AWS_REGION',
  'GITHUB_SHA',
  'CI_COMMIT_SHA',
  'DOCKER_BUILDKIT',
  'BUILDX_BUILDER',
  'BAKE_CMD_CONTEXT',
  'GIT_COMMIT',
  'WORKSPACE',
])('environments set %s, so it is refused unless it is shared', (name) => {
  const plan = (shared: boolean) => {
    const taken = variable(name, { description: 'Taken', default: '', shared, runnerOnly: true });
    const buoy = target('buoy', { description: 'Floats', template: template('buoy') });
    const tree = defineTree({
      name: 'tide-mill',
      description: 'Turns',
      variables: [taken],
      targets: [buoy],
      default: [buoy],
    });
    return told(planTree(tree, { buoy: 'FROM scratch\n' }).problems);
  };
  expect(plan(false)).toEqual([
    {
      code: 'variable-hijacked',
      summary: `variable "${name}" has a name that environments set, and bake would read it there`,
      hint: [`call it TIDE_MILL_${name}`, 'or declare it with shared: true'],
      at: line("{ description: 'Taken'"),
    },
  ]);
  expect(plan(true)).toEqual([]);
});
