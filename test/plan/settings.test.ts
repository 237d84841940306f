/** `--set` as bake reads it, and what is refused before bake is asked. */
import { axis, defineTree, group, target, template } from 'baketree';
import { describe, expect, test } from 'vitest';
import { takesOf } from '../../src/commands/takes.ts';
import { parseDockerfile } from '../../src/parse/dockerfile.ts';
import { checkSettings } from '../../src/plan/check-settings.ts';
import { matched, readSetting } from '../../src/plan/settings.ts';
import { planTree } from './support.ts';

const stage = target('stage', { description: 'Wood', template: template('stage') });
const script = template('play');
const play = target('play', { axes: [axis('act', ['one', 'two'])] }, () => ({
  description: 'A play',
  template: script,
  args: { CAST: 'two' },
}));
const tree = defineTree({
  name: 'theatre',
  description: 'Evenings',
  targets: [stage, play],
  groups: [group('all', 'Everything', [stage, play])],
  default: [stage],
});
const files = {
  stage: 'FROM scratch\nARG PLANKS=9\n',
  play: [
    'ARG CAST=two',
    'FROM scratch AS wings',
    'FROM wings AS play-two',
    'FROM play-$CAST',
    'ARG CAST',
    'COPY --from=docker.io/library/paint:latest / /',
    'ONBUILD COPY --from=later / /',
  ].join('\n'),
};
const { plan, problems: unprovided } = planTree(tree, files);
// A context that only a setting provides is refused in a tree; here nothing else may be.
const none = unprovided.filter(({ code }) => code !== 'from-unknown');
const takes = new Map(
  Object.entries(files).map(([name, text]) => [name, takesOf(parseDockerfile(name, text))]),
);
const line = 'npm run bake stage';

/** The problems of some settings, in short. */
function check(set: readonly string[], more: { edited?: boolean; unknown?: boolean } = {}) {
  const known = { plan, takes: more.unknown ? new Map() : takes, line, edited: false };
  return checkSettings(set, { ...known, ...more }).map(({ code, summary, expected, hint }) =>
    [code, summary, expected, hint].filter(Boolean).join(' | '),
  );
}

test.each([
  ['a.tags=x', { pattern: 'a', key: 'tags', value: 'x' }],
  ['a.tags+=x=y', { pattern: 'a', key: 'tags', value: 'x=y' }],
  ['a.args.B.C+=1', { pattern: 'a', key: 'args', name: 'B.C', value: '1' }],
  ['*.args.B', { pattern: '*', key: 'args', name: 'B' }],
  ['.tags=', { pattern: '', key: 'tags', value: '' }],
])('%s is taken apart', (typed, setting) => {
  expect(readSetting(typed)).toEqual({ typed, ...setting });
});

test.each(['', 'tags', 'tags=a.b'])('%j has no key', (typed) => {
  expect(readSetting(typed)).toBeUndefined();
  expect(check([typed])).toEqual([
    `usage-option | --set ${typed}: it has no key | <target>.<key>=<value>, or <target>.<key>.<name>=<value> | npm run bake -- --help`,
  ]);
});

test.each([
  ['*', ['base', 'base-2', 'api']],
  ['b*', ['base', 'base-2']],
  ['base-?', ['base-2']],
  ['[^b]*', ['api']],
  ['b[a-c]se', ['base']],
  ['\\base', ['base']],
  ['[', []],
  ['BASE', []],
  ['as', []],
])('the pattern %s matches %j', (pattern, names) => {
  expect(matched(pattern, ['base', 'base-2', 'api'])).toEqual(names);
});

test('what is meant and does something is fine', () => {
  expect(none).toEqual([]);
  const fine = [
    ...[
      'stage.tags=a:b',
      'stage.tags+=a:c',
      'p*.args.CAST=9',
      '*.args.PLANKS=2',
      'stage.args.PLANKS',
    ],
    ...[
      'stage.labels.a.b=1',
      'stage.platform=linux/amd64',
      'play-one.contexts.wings=.',
      '*.output=',
    ],
    ...['stage.args.BUILDKIT_SYNTAX=x', 'stage.args.https_proxy=x', 'stage.secret.id=env=X'],
  ];
  expect(check(fine)).toEqual([]);
});

describe('keys', () => {
  test.each([
    [
      'stage.platfrom=x',
      'there is no key "platfrom" | "platform" | npm run bake stage -- --set stage.platform=x',
    ],
    [
      'stage.platforms=x',
      'there is no key "platforms" | "platform" | npm run bake stage -- --set stage.platform=x',
    ],
    [
      'stage.tag+=x y',
      `there is no key "tag" | "tags" | npm run bake stage -- --set 'stage.tags+=x y'`,
    ],
    ['stage.args=1', '"args" goes by name | <target>.args.<name>=<value>'],
    [
      'stage.tags.x=1',
      '"tags" has no names in it: bake would pass over "x" | <target>.tags=<value>',
    ],
    ['stage.tags', 'it has no value | <target>.tags=<value>'],
  ])('%s', (typed, said) => {
    expect(check([typed])).toEqual([`usage-option | --set ${typed}: ${said}`]);
    expect(check([typed], { edited: true })).toHaveLength(1);
  });

  test('like none get them all', () => {
    expect(check(['stage.inherits=x', 'stage.toString=1'])).toEqual([
      expect.stringContaining(
        'bake sets no "inherits" from the command line | one of annotations, args',
      ),
      expect.stringContaining('bake sets no "toString" from the command line'),
    ]);
  });
});

describe('targets', () => {
  test.each([
    [
      'stgae.tags=x',
      'no target of "theatre" is called "stgae" | "stage" | npm run bake stage -- --set stage.tags=x',
    ],
    [
      'zz*.tags=x',
      'no target of "theatre" is called "zz*" | one of stage, play-one, play-two | npm run list',
    ],
    [
      'all.tags=x',
      '"all" is a group, and settings go by targets | one of stage, play-one, play-two | npm run list theatre',
    ],
  ])('%s', (typed, said) => {
    expect(check([typed])).toEqual([`usage-unknown-target | --set ${typed}: ${said}`]);
  });

  test('of an edited file or an override are bake’s to know', () => {
    expect(check(['encore.tags=x', 'stage.args.NOPE=1'], { edited: true })).toEqual([]);
  });
});

describe('arguments that nobody declares', () => {
  test.each([
    [
      'stage.args.PLANK=1',
      'no ARG "PLANK" is in the Dockerfile of "stage", so that nothing would come of it | "PLANKS" | npm run bake stage -- --set stage.args.PLANKS=1',
    ],
    ['play-*.args.NOPE=1', 'no ARG "NOPE" is in a Dockerfile of theirs, so'],
  ])('%s', (typed, said) => {
    const [first = '', ...more] = check([typed]);
    expect(more).toEqual([]);
    expect(first).toContain(`argument-undeclared | --set ${typed}: ${said}`);
  });

  test('are no problem where another Dockerfile may be read, or an edited one', () => {
    expect(check(['stage.args.NOPE=1', 'sta*.dockerfile=Other'])).toEqual([]);
    expect(check(['stage.args.NOPE=1', 'play-one.context=x'])).toHaveLength(1);
    expect(check(['stage.args.NOPE=1'], { unknown: true })).toEqual([]);
  });
});

describe('contexts that no Dockerfile names', () => {
  test.each([
    [
      'play-one.contexts.wigns=.',
      'the Dockerfile of "play-one"',
      '"wings" | npm run bake stage -- --set play-one.contexts.wings=.',
    ],
    ['play-*.contexts.attic=x', 'a Dockerfile of theirs', 'one of wings, play-two, paint'],
    ['play-one.contexts.later=x', 'the Dockerfile of "play-one"', 'one of wings, play-two, paint'],
    ['play-one.contexts.Wings=x', 'the Dockerfile of "play-one"', '"wings" | '],
    ['stage.contexts.wings=x', 'the Dockerfile of "stage"', 'no contexts: it names none'],
  ])('%s', (typed, whose, rest) => {
    const [first = '', ...more] = check([typed]);
    expect(more).toEqual([]);
    const name = readSetting(typed)?.name;
    const said = `no FROM or --from names "${name}" in ${whose}, so that nothing would come of it`;
    expect(first).toContain(`context-unused | --set ${typed}: ${said} | ${rest}`);
  });

  test.each([
    'play-one.contexts.wings=x',
    'play-one.contexts.paint=x',
    'play-one.contexts.paint::linux/amd64=x',
    '*.contexts.wings=x',
  ])('%s is named', (typed) => {
    expect(check([typed])).toEqual([]);
  });

  test('are no problem where another Dockerfile or frontend may be read, or an edited one', () => {
    expect(check(['stage.contexts.NOPE=1', 'sta*.dockerfile=Other'])).toEqual([]);
    expect(check(['stage.contexts.NOPE=1'], { unknown: true })).toEqual([]);
    expect(check(['stage.contexts.NOPE=1'], { edited: true })).toEqual([]);
    const other = takesOf(parseDockerfile('own', '# syntax=own/frontend:1\nFROM scratch\n'));
    expect(other.isOpen).toBe(true);
  });

  test('are no problem where an argument makes another name of a FROM', () => {
    const seven = 'play-one.contexts.play-seven=x';
    expect(check([seven])).toHaveLength(1);
    expect(check([seven, 'play-*.args.CAST=seven'])).toEqual([]);
    expect(check([seven, 'play-two.args.CAST=seven'])).toHaveLength(1);
    expect(check(['play-one.contexts.opera=x', 'play-one.args.CAST=seven'])).toHaveLength(1);
  });
});
