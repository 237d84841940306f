/** Groups: what their members stand for, and members that cannot be. */
import { axis, defineTree, group, target, template } from 'baketree';
import { expect, test } from 'vitest';
import type { Group } from '../../src/model/tree.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);
const page = template('page');
const FILES = { page: 'FROM scratch\n' };
const tongue = axis('tongue', ['latin', 'greek']);
const binding = axis('binding', ['cloth', 'leather']);
const body = () => ({ description: 'To read', template: page });
const atlas = target('atlas', { description: 'Maps', template: page });
const bible = target(
  'bible',
  {
    axes: [tongue, binding],
    exclude: (cell) => cell.tongue === 'greek' && cell.binding === 'cloth',
  },
  body,
);

test('a target with axes stands for all its cells, a pinned one for those, a group for itself', () => {
  const leather = group('leather', 'Bound', [bible.at({ binding: 'leather' }), atlas, atlas]);
  const all = group('all', 'Everything', [leather, bible]);
  const library = defineTree({
    name: 'library',
    description: 'Books',
    targets: [atlas, bible],
    groups: [leather, all],
    default: [all],
  });
  const { plan, problems } = planTree(library, FILES);
  expect(problems).toEqual([]);
  expect(plan.groups.map(({ name, members }) => [name, members])).toEqual([
    ['default', ['all']],
    ['leather', ['bible-latin-leather', 'bible-greek-leather', 'atlas']],
    ['all', ['leather', 'bible']],
    ['bible', ['bible-latin-cloth', 'bible-latin-leather', 'bible-greek-leather']],
  ]);
});

test('members that are not there are found at the place of the group', () => {
  const diary = target('diary', { description: 'Secrets', template: page });
  const lent = group('lent', 'Away', [atlas]);
  const lost = undefined as unknown as Group;
  const shelf = group('shelf', 'Books', [
    atlas,
    diary,
    lent,
    lost,
    bible.at({ tongue: 'greek', binding: 'cloth' }),
  ]);
  const bare = group('bare', 'Nothing', []);
  const library = defineTree({
    name: 'library',
    description: 'Books',
    targets: [atlas, bible],
    groups: [shelf, bare],
    default: [shelf],
  });
  expect(told(planTree(library, FILES).problems)).toEqual([
    {
      code: 'reference-unknown',
      summary: 'group "shelf" has "diary", which the tree does not list',
      expected: "diary in the tree's targets",
      at: line('const shelf ='),
    },
    {
      code: 'reference-unknown',
      summary: 'group "shelf" has the group "lent", which the tree does not list',
      expected: "lent in the tree's groups",
      at: line('const shelf ='),
    },
    {
      code: 'reference-unknown',
      summary: 'group "shelf" has undefined among its members',
      details: [
        'a name that its module does not export is undefined, and so is one of modules that import each other',
      ],
      at: line('const shelf ='),
    },
    {
      code: 'cell-excluded',
      summary: 'group "shelf" has "bible" at tongue greek, binding cloth, of which no cell exists',
      details: ['by the exclude of "bible" itself'],
      at: line('const shelf ='),
    },
    { code: 'group-empty', summary: 'group "bare" has no members', at: line('const bare =') },
  ]);
});

test('groups that hold each other are a cycle with a place', () => {
  const members: Group[] = [];
  const inner = group('inner', 'Within', members);
  const outer = group('outer', 'Without', [inner]);
  members.push(outer);
  const library = defineTree({
    name: 'library',
    description: 'Books',
    targets: [atlas],
    groups: [inner, outer],
    default: [outer],
  });
  expect(told(planTree(library, FILES).problems)).toEqual([
    {
      code: 'cycle',
      summary: 'groups form a cycle: "outer" uses "inner" uses "outer"',
      at: line('const outer ='),
    },
  ]);
});

test('a pin to a value that its axis does not have is told with those that it has', () => {
  const library = defineTree({
    name: 'library',
    description: 'Books',
    targets: [bible],
    default: [bible.at({ tongue: 'greak' as 'greek' }), bible.at({ binding: 'cloth' })],
  });
  expect(told(planTree(library, FILES).problems)).toMatchObject([
    {
      code: 'cell-excluded',
      summary: 'group "default" has "bible" at tongue greak, of which no cell exists',
      expected: 'tongue latin or greek',
    },
  ]);
});
