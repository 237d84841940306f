/** Edges: what stands behind a named context, and what cannot. */
import {
  axis,
  defineTree,
  equals,
  folder,
  image,
  localOrTree,
  target,
  template,
  text,
  variable,
  when,
} from 'baketree';
import { expect, test } from 'vitest';
import type { AnyTarget } from '../../src/model/target.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);

const grain = axis('grain', ['oak', 'pine']);
const cut = axis('cut', ['plain', 'quarter']);
const plank = target(
  'plank',
  { axes: [grain, cut], exclude: ({ grain, cut }) => grain === 'pine' && cut === 'quarter' },
  () => ({
    description: 'A plank',
    template: sawn,
  }),
);
const sawn = template('sawn');
const built = template('built');
const FILES = { sawn: 'FROM scratch\n', built: 'FROM wood\n' };

/** Plans a chair whose context `wood` is whatever is given, as data might give it. */
function chairOf(wood: unknown, also: readonly AnyTarget[] = [plank]) {
  const chair = target('chair', {
    description: 'To sit',
    template: built,
    contexts: { wood: wood as AnyTarget },
  });
  const tree = defineTree({
    name: 'joinery',
    description: 'Wood',
    targets: [...also, chair],
    default: [chair],
  });
  const { plan, problems } = planTree(tree, FILES);
  return { chair: plan.targets.at(-1), problems: told(problems) };
}

const chairLine = line("const chair = target('chair'");

test('a pinned edge leads to that cell', () => {
  const { chair, problems } = chairOf(plank.at({ grain: 'oak', cut: 'quarter' }));
  expect(problems).toEqual([]);
  expect(chair?.attributes.contexts).toEqual({ wood: 'target:plank-oak-quarter' });
});

test('an edge to an excluded cell is a problem', () => {
  expect(chairOf(plank.at({ grain: 'pine', cut: 'quarter' })).problems).toContainEqual({
    code: 'cell-excluded',
    summary: '"chair" uses the cell (grain=pine, cut=quarter) of "plank", which is excluded',
    details: ['by the exclude of "plank" itself'],
    at: chairLine,
  });
});

test('an axis without a value is a problem that names the pin', () => {
  expect(chairOf(plank.at({ grain: 'oak' })).problems).toContainEqual({
    code: 'reference-unknown',
    summary: '"chair" uses "plank", which has the axis "cut", and does not say which',
    expected: 'one of plain, quarter',
    hint: "plank.at({ cut: 'plain' })",
    at: chairLine,
  });
});

test('a pin with a value that the axis lacks is a problem', () => {
  expect(chairOf(plank.at({ grain: 'oak', cut: 'rift' as 'plain' })).problems).toContainEqual({
    code: 'reference-unknown',
    summary: '"chair" uses "plank", which has the axis "cut", and names "rift", which is not one',
    expected: 'one of plain, quarter',
    hint: "plank.at({ cut: 'plain' })",
    at: chairLine,
  });
});

test('a pin of an axis that the parent lacks is a problem', () => {
  const pins = { grain: 'oak', cut: 'plain', colour: 'red' } as { grain: 'oak'; cut: 'plain' };
  expect(chairOf(plank.at(pins)).problems).toContainEqual({
    code: 'reference-unknown',
    summary: '"chair" pins the axis "colour" of "plank", which has no such axis',
    expected: 'one of grain, cut',
    at: chairLine,
  });
});

test('a parent that the tree does not list is a problem', () => {
  const elm = target('elm', { description: 'Wood', template: sawn });
  expect(chairOf(elm).problems).toContainEqual({
    code: 'reference-unknown',
    summary: '"chair" uses "elm", which is not among the tree\'s targets',
    expected: "elm in the tree's targets",
    at: chairLine,
  });
});

test.each([
  [undefined, 'undefined'],
  [null, 'null'],
  ['target:plank', 'target:plank'],
  [{ kind: 'planks' }, 'an object'],
])('%j is no context', (wood, shown) => {
  expect(chairOf(wood).problems).toContainEqual({
    code: 'reference-unknown',
    summary: `the context "wood" of "chair" is ${shown}`,
    expected: 'a target, image(…), folder(…) or localOrTree(…)',
    details: [
      'a name that its module does not export is undefined, and so is one of modules that import each other',
    ],
    at: chairLine,
  });
});

test.each([
  'target:plank-oak-plain',
  'docker-image://alpine',
  'https://example.com/wood.git',
  'git@example.com:wood',
  'github.com/wood/wood',
  'oci-layout:///etc',
])('folder(%j) is no way to name another kind of context', (address) => {
  expect(chairOf(folder(address), []).problems).toEqual([
    {
      code: 'path-remote',
      summary: `the context "wood" of "chair" is said to be a folder, and is "${address}"`,
      expected: 'a folder; a target stands for itself, and an image is image(…)',
      at: chairLine,
    },
  ]);
});

test('an image is an address, and goes into the branches of a condition', () => {
  const WOOD = variable('WOOD', { description: 'Which', oneOf: ['oak', 'elm'], default: 'oak' });
  const of = when(
    equals(WOOD, 'oak'),
    'forest.example.com/oak:1',
    text`forest.example.com/${WOOD}:2`,
  );
  const chair = target('chair', {
    description: 'To sit',
    template: built,
    contexts: { wood: image(of) },
  });
  const tree = defineTree({
    name: 'joinery',
    description: 'Wood',
    variables: [WOOD],
    targets: [chair],
    default: [chair],
  });
  const { plan, problems } = planTree(tree, FILES);
  expect(problems).toEqual([]);
  expect(plan.targets[0]?.attributes.contexts).toMatchObject({
    wood: {
      $: 'conditional',
      yes: { $: 'concat', parts: ['docker-image://', 'forest.example.com/oak:1'] },
      no: {
        $: 'concat',
        parts: ['docker-image://', 'forest.example.com/', { name: 'WOOD' }, ':2'],
      },
    },
  });
});

test('what does not count in the inputs of a local image is said in patterns', () => {
  const SOURCE = variable('WOOD_FROM', {
    description: 'Where',
    oneOf: ['tree', 'local'],
    default: 'tree',
  });
  const seat = target('seat', { description: 'Wood', template: sawn, tags: ['seat'] });
  const planned = (except: readonly string[]) => {
    const madeFrom = { record: '/from', files: ['*'], args: [], except };
    const wood = localOrTree({ choice: SOURCE, target: seat, image: 'seat', title: 'S', madeFrom });
    const chair = target('chair', { description: 'To sit', template: built, contexts: { wood } });
    const tree = defineTree({
      name: 'joinery',
      description: 'Wood',
      variables: [SOURCE],
      targets: [seat, chair],
      default: [chair],
    });
    return planTree(tree, FILES);
  };
  const { plan, problems } = planned(['\\d+']);
  expect(problems).toEqual([]);
  expect(plan.targets[1]?.locals[0]?.madeFrom).toEqual({
    record: '/from',
    files: ['*'],
    args: [],
    except: ['\\d+'],
  });
  expect(planned(['a', '(']).problems).toMatchObject([
    {
      code: 'expression-invalid',
      summary: expect.stringMatching(/^"chair" has a pattern in madeFrom that is none: .*\(/),
    },
  ]);
});

test('a target or its local image is a condition, a link and a local', () => {
  const SOURCE = variable('WOOD_FROM', {
    description: 'Where',
    oneOf: ['tree', 'local'],
    default: 'tree',
  });
  const seat = target('seat', { description: 'Wood', template: sawn, tags: ['seat'] });
  const wood = localOrTree({ choice: SOURCE, target: seat, image: 'seat', title: 'Seat' });
  const chair = target('chair', { description: 'To sit', template: built, contexts: { wood } });
  const tree = defineTree({
    name: 'joinery',
    description: 'Wood',
    variables: [SOURCE],
    targets: [seat, chair],
    default: [chair],
  });
  const { plan, problems } = planTree(tree, FILES);
  expect(problems).toEqual([]);
  expect(plan.targets[1]).toMatchObject({
    links: ['seat'],
    locals: [
      { context: 'wood', variable: 'WOOD_FROM', target: 'seat', image: 'seat', title: 'Seat' },
    ],
    attributes: {
      contexts: {
        wood: {
          $: 'conditional',
          if: { $: 'equals', right: 'local' },
          yes: { parts: ['docker-image://', 'seat'] },
          no: 'target:seat',
        },
      },
    },
  });
});
