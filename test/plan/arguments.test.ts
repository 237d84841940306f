/**
 * The flow of arguments: a target's own value, then what its main edge's parent has; two other edges
 * that bring different values are an error that names both, once a Dockerfile takes the argument.
 */
import { defineTree, target, template, text, variable } from 'baketree';
import { expect, test } from 'vitest';
import type { AnyTarget } from '../../src/model/target.ts';
import type { Variable } from '../../src/model/variable.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);

const spring = target('spring', {
  description: 'Where it begins',
  template: template('spring'),
  args: { FLOW: 'slow', SALT: 'none' },
});
const glacier = target('glacier', {
  description: 'Where it also begins',
  template: template('glacier'),
  args: { FLOW: 'fast', SALT: 'none', ICE: 'yes' },
});
const both = {
  spring: 'FROM scratch\nARG FLOW SALT\n',
  glacier: 'FROM scratch\nARG FLOW SALT ICE\n',
};

/** The arguments of each target of a tree, with its problems. */
function flow(
  targets: readonly AnyTarget[],
  files: Readonly<Record<string, string>>,
  variables: readonly Variable[] = [],
) {
  const river = defineTree({
    name: 'river',
    description: 'Water',
    variables,
    targets: [spring, glacier, ...targets],
    default: [spring],
  });
  const { plan, problems } = planTree(river, { ...both, ...files });
  const args = Object.fromEntries(
    plan.targets.map(({ name, attributes }) => [name, attributes.args]),
  );
  return { args, problems: told(problems) };
}

test('the only parent hands on what the child declares, through any number of targets', () => {
  const stream = target('stream', {
    description: 'Small',
    template: template('stream'),
    contexts: { spring },
  });
  const lake = target('lake', {
    description: 'Wide',
    template: template('lake'),
    contexts: { stream },
  });
  const { args, problems } = flow([stream, lake], {
    stream: 'FROM spring\n',
    lake: 'FROM stream\nARG FLOW\n',
  });
  expect(problems).toEqual([]);
  expect(args.stream).toBeUndefined();
  expect(args.lake).toEqual({ FLOW: 'slow' });
});

test("a target's own value wins over its parents', and goes on from there", () => {
  const rapids = target('rapids', {
    description: 'White',
    template: template('rapids'),
    contexts: { spring, glacier },
    args: { FLOW: 'wild' },
  });
  const fall = target('fall', {
    description: 'High',
    template: template('fall'),
    contexts: { rapids },
  });
  const { args, problems } = flow([rapids, fall], {
    rapids: 'FROM spring\nCOPY --from=glacier / /\nARG FLOW\n',
    fall: 'FROM rapids\nARG FLOW ICE\n',
  });
  expect(problems).toEqual([]);
  expect(args.rapids).toEqual({ FLOW: 'wild' });
  expect(args.fall).toEqual({ FLOW: 'wild', ICE: 'yes' });
});

test.each(['spring', 'glacier'] as const)('the main edge to %s wins over the others', (main) => {
  const delta = target('delta', {
    description: 'Where they meet',
    template: template('delta'),
    contexts: { spring, glacier },
    main,
  });
  const { args, problems } = flow([delta], {
    delta: 'FROM spring\nCOPY --from=glacier / /\nARG FLOW SALT ICE\n',
  });
  expect(problems).toEqual([]);
  const FLOW = main === 'spring' ? 'slow' : 'fast';
  expect(args.delta).toEqual({ FLOW, ICE: 'yes', SALT: 'none' });
});

const confluence = target('confluence', {
  description: 'Where they meet',
  template: template('confluence'),
  contexts: { spring, glacier },
});
const meeting = 'FROM spring\nCOPY --from=glacier / /\n';

test('two other edges with different values are an error that names both', () => {
  const { problems } = flow([confluence], { confluence: `${meeting}ARG FLOW SALT ICE\n` });
  expect(problems).toEqual([
    {
      code: 'argument-conflict',
      summary:
        '"confluence" gets the argument "FLOW" from "glacier" (context glacier) and from "spring" (context spring), with different values',
      expected: 'a main context of "confluence", or a value in args of "confluence"',
      hint: "main: 'glacier',",
      at: line('const confluence ='),
    },
  ]);
});

test('what no Dockerfile takes is no conflict; equal values are none either', () => {
  const { args, problems } = flow([confluence], { confluence: `${meeting}ARG SALT ICE\n` });
  expect(problems).toEqual([]);
  expect(args.confluence).toEqual({ ICE: 'yes', SALT: 'none' });
});

test('a conflict further up is an error where it is first taken, and says where it comes from', () => {
  const sea = target('sea', {
    description: 'Big',
    template: template('sea'),
    contexts: { confluence },
  });
  const { problems } = flow([confluence, sea], {
    confluence: meeting,
    sea: 'FROM confluence\nARG FLOW\n',
  });
  expect(problems).toEqual([
    {
      code: 'argument-conflict',
      summary:
        '"sea" gets the argument "FLOW" through "confluence" from "glacier" (context glacier) and from "spring" (context spring), with different values',
      expected: 'a main context of "confluence", or a value in args of "sea"',
      hint: "main: 'glacier',",
      at: line('const confluence ='),
    },
  ]);
});

test('a diamond of one origin has no conflict, as both sides bring the same', () => {
  const left = target('left', {
    description: 'Bank',
    template: template('left'),
    contexts: { spring },
  });
  const right = target('right', {
    description: 'Bank',
    template: template('right'),
    contexts: { spring },
  });
  const bridge = target('bridge', {
    description: 'Over it',
    template: template('bridge'),
    contexts: { left, right },
  });
  const { args, problems } = flow([left, right, bridge], {
    left: 'FROM spring\n',
    right: 'FROM spring\n',
    bridge: 'FROM left\nCOPY --from=right / /\nARG FLOW\n',
  });
  expect(problems).toEqual([]);
  expect(args.bridge).toEqual({ FLOW: 'slow' });
});

test('a diamond one side of which says otherwise is a conflict, whatever the order of three', () => {
  const left = target('left', {
    description: 'Bank',
    template: template('left'),
    contexts: { spring },
    args: { FLOW: 'slower' },
  });
  const bridge = target('bridge', {
    description: 'Over it',
    template: template('bridge'),
    contexts: { spring, also: spring, left },
  });
  const { problems } = flow([left, bridge], {
    left: 'FROM spring\nARG FLOW\n',
    bridge: 'FROM left\nCOPY --from=spring / /\nCOPY --from=also / /\nARG FLOW\n',
  });
  expect(problems.map(({ summary }) => summary)).toEqual([
    '"bridge" gets the argument "FLOW" from "spring" (context also) and from "left" (context left), with different values',
  ]);
});

test('expressions are compared as they are written, so equal ones are no conflict', () => {
  const DEPTH = variable('DEPTH', { description: 'In metres', default: '5' });
  const pond = (name: string, unit: string) =>
    target(name, {
      description: 'Still water',
      template: template(name),
      args: { DEPTH: text`${DEPTH}${unit}` },
    });
  const [one, two, three] = [pond('one', 'm'), pond('two', 'm'), pond('three', 'ft')];
  const meet = (name: string, other: AnyTarget) =>
    target(name, { description: 'Wet', template: template(name), contexts: { one, other } });
  const file = 'FROM scratch\nARG DEPTH\n';
  const meets = 'FROM one\nCOPY --from=other / /\nARG DEPTH\n';
  const { args, problems } = flow(
    [one, two, three, meet('alike', two), meet('unlike', three)],
    { one: file, two: file, three: file, alike: meets, unlike: meets },
    [DEPTH],
  );
  expect(args.alike).toMatchObject({ DEPTH: { parts: [{ name: 'DEPTH' }, 'm'] } });
  expect(problems.map(({ code, summary }) => [code, summary.slice(0, 8)])).toEqual([
    ['argument-conflict', '"unlike"'],
  ]);
});

test('a main context that is no target is a problem', () => {
  const estuary = target('delta', {
    description: 'Where they meet',
    template: template('delta'),
    contexts: { spring, glacier },
    main: 'ocean' as 'spring',
  });
  const { problems } = flow([estuary], { delta: meeting });
  expect(problems).toEqual([
    {
      code: 'reference-unknown',
      summary: '"delta" names "ocean" as its main context, which is no target',
      hint: ["main: 'spring'", "main: 'glacier'"],
      at: line('const estuary ='),
    },
  ]);
});
