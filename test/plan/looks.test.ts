/** Runs that only look: no image that is there is replaced, unless a person sets outputs. */
import { expect, test } from 'vitest';
import { builds, lookGuard, lookHint } from '../../src/plan/looks.ts';
import type { RunTarget } from '../../src/plan/run-targets.ts';

const GUARD = '--set=*.output=type=cacheonly';
const of = (name: string, call?: string): RunTarget => ({
  name,
  requested: true,
  attributes: { output: [{ type: 'docker' }], ...(call === undefined ? {} : { call }) },
});
const bread = of('bread');

test.each([
  [{}, []],
  [{ check: false }, []],
  [{ call: 'build' }, []],
  [{ call: '' }, []],
  [{ call: 'format=json,build' }, []],
  [{ check: true }, [GUARD]],
  [{ check: true, call: 'build' }, [GUARD]],
  [{ call: 'check' }, [GUARD]],
  [{ call: 'outline,format=json' }, [GUARD]],
  [{ call: 'format=json,targets' }, [GUARD]],
  // What is printed is what the files say, and nothing runs.
  [{ check: true, print: true }, []],
  [{ check: true, list: 'targets' }, []],
  [{ check: true, set: ['*.args.A=.output=1', 'bread.tags=x'] }, [GUARD]],
  // Bake takes it twice.
  [{ check: true, set: ['*.output=type=cacheonly'] }, [GUARD]],
])('%j gives %j, and nothing has to be said', (options, args) => {
  expect(lookGuard([bread], options)).toEqual({ args, notices: [] });
  expect(builds(bread, options)).toBe(args.length === 0 && !('check' in options && options.check));
});

test.each([
  [['bread.output=type=docker'], '--set bread.output=type=docker'],
  [['*.output='], '--set *.output='],
  // The file's own come back with it.
  [['b*.output+=type=cacheonly'], '--set b*.output+=type=cacheonly'],
])('a person’s %j wins, and what it does is said', (set, named) => {
  const line = (all: string) =>
    `--check builds nothing, and ${all} is done all the same: a tag may come to lead to an empty image`;
  expect(lookGuard([bread], { check: true, set })).toEqual({
    args: [],
    notices: [{ level: 'warning', line: line(named) }],
  });
  const more = lookGuard([bread], { check: true, set, push: true });
  expect(more.notices).toEqual([{ level: 'warning', line: line(`${named}, --push`) }]);
  expect(lookGuard([bread], { set })).toEqual({ args: [], notices: [] });
});

test('--push and --load give way, which is said', () => {
  expect(lookGuard([bread], { call: 'outline', push: true, load: true })).toEqual({
    args: [GUARD],
    notices: ['--load', '--push'].map((flag) => ({
      level: 'warning',
      line: `${flag} does nothing here: --call=outline builds nothing`,
    })),
  });
  expect(lookGuard([bread], { push: true }).args).toEqual([]);
});

test('a target that only looks by its own attribute keeps its image, and others are built', () => {
  const targets = [of('roll', 'check'), bread, of('bun', 'build')];
  expect(lookGuard(targets, { push: true })).toEqual({
    args: ['--set=roll.output=type=cacheonly'],
    notices: [],
  });
  expect(targets.map((target) => builds(target, { call: 'build' }))).toEqual([false, true, true]);
  expect(lookGuard(targets, { set: 'roll.output=type=docker' }).notices[0]?.line).toMatch(
    /^"call" of "roll" builds nothing, and --set roll\.output=type=docker is done all the same/,
  );
});

test('where a look fails for contexts that are targets, a line goes without them', () => {
  const loaf = {
    ...of('loaf'),
    attributes: { contexts: { dough: 'target:dough', mill: 'docker-image://mill' } },
  };
  const dough = { ...of('dough'), requested: false, attributes: { contexts: { a: 'target:b' } } };
  expect(
    lookHint([dough, loaf, bread], { check: true, set: ['loaf.args.A=b c'] }, 'bake x'),
  ).toEqual([
    'where it says "unsupported context source target", look at each target by itself:',
    "  bake x -- --check --set 'loaf.args.A=b c' --set loaf.contexts.dough=docker-image://scratch",
  ]);
  expect(lookHint([dough, loaf, bread], {}, 'bake x')).toEqual([]);
  expect(lookHint([bread], { check: true }, 'bake x')).toEqual([]);
});
