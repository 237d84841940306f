/** Tags, caches and images: valid, and no two of them the same, in any branch of any expression. */
import {
  and,
  axis,
  compact,
  defineTree,
  type Expression,
  equals,
  image,
  isEmpty,
  join,
  localOrTree,
  matches,
  not,
  or,
  type Text,
  target,
  template,
  text,
  variable,
  when,
} from 'baketree';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/model/attributes.ts';
import type { Validation, Variable } from '../../src/model/variable.ts';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);

interface Printed {
  readonly tags?: readonly Text[] | Expression<readonly string[]>;
  readonly cacheTo?: readonly Entry<'cache-to'>[] | Expression<readonly object[]>;
}

/** The problems of a tree with two targets that write what is given. */
function press(one: Printed, two: Printed, variables: readonly Variable[] = []) {
  const plain = template('paper');
  const shared = { description: 'Printed', template: plain };
  const morning = target('morning', { ...shared, ...(one as object) });
  const evening = target('evening', { ...shared, ...(two as object) });
  const tree = defineTree({
    name: 'press',
    description: 'News',
    variables,
    targets: [morning, evening],
    default: [morning],
  });
  return told(planTree(tree, { paper: 'FROM scratch\n' }).problems);
}
const evening = line("const evening = target('evening'");
const morning = line("const morning = target('morning'");

const collides = (where: string) => [
  {
    code: 'tag-collision',
    summary: `"morning" and "evening" have the same tag, ${where}`,
    expected: 'a tag of its own for each',
    at: evening,
  },
];

const EDITION = variable('EDITION', {
  description: 'Which',
  oneOf: ['city', 'county', 'late'],
  default: 'city',
});
const REGISTRY = variable('REGISTRY', { description: 'Where', default: '' });
const LATE = variable('LATE', { description: 'Whether', default: false });
const DAY = variable('DAY', { description: 'When', default: 'monday' });

test('different tags are fine', () => {
  expect(press({ tags: ['news:am', 'news:1'] }, { tags: ['news:pm', 'paper:1'] })).toEqual([]);
});

test.each([
  ['news:1', 'news:1'],
  ['news', 'news:latest'],
  ['news:1', 'docker.io/library/news:1'],
  ['index.docker.io/library/news', 'docker.io/news:latest'],
])('%s and %s are one tag', (one, two) => {
  expect(press({ tags: [one] }, { tags: ['other', two] })).toEqual(collides(two));
});

test('one target may have a tag twice, and empty tags are none', () => {
  expect(press({ tags: ['news:1', 'news:1', ''] }, { tags: ['', ''] })).toEqual([]);
});

test('a collision in one branch of a condition is told with its circumstances', () => {
  const found = press(
    { tags: [when(equals(EDITION, 'late'), 'news:pm', 'news:am')] },
    { tags: ['news:pm'] },
    [EDITION],
  );
  expect(found).toEqual(collides('news:pm when EDITION is "late"'));
});

test('two conditions that never hold at once do not collide', () => {
  const found = press(
    { tags: [when(equals(EDITION, 'late'), 'news:pm', '')] },
    { tags: [when(not(equals(EDITION, 'late')), 'news:pm', '')] },
    [EDITION],
  );
  expect(found).toEqual([]);
});

test('nested conditions are followed to the bottom', () => {
  const tags = [
    when(
      equals(EDITION, 'county'),
      when(LATE, when(isEmpty(REGISTRY), 'news:deep', text`${REGISTRY}/news:deep`), ''),
      'news:flat',
    ),
  ];
  expect(press({ tags }, { tags: ['news:deep'] }, [EDITION, LATE, REGISTRY])).toEqual(
    collides('news:deep when EDITION is "county" and LATE is "true"'),
  );
});

test.each([
  ['and', and(equals(EDITION, 'county'), LATE), 'EDITION is "county" and LATE is "true"'],
  ['or', not(or(equals(EDITION, 'city'), LATE)), 'EDITION is "county"'],
])('conditions joined by %s are followed', (_, condition, circumstances) => {
  const found = press({ tags: [when(condition, 'news:x', '')] }, { tags: ['news:x'] }, [
    EDITION,
    LATE,
  ]);
  expect(found).toEqual(collides(`news:x when ${circumstances}`));
});

test('an enumeration that stands in a tag is tried with all its values', () => {
  const found = press({ tags: [text`news:${EDITION}`] }, { tags: ['news:late'] }, [EDITION]);
  expect(found).toEqual(collides('news:late when EDITION is "late"'));
});

test('an empty text is tried where a condition asks for it', () => {
  const host = variable('REGISTRY', { description: 'Where', default: 'paper.example.com' });
  const prefix = when(isEmpty(host), '', text`${host}/`);
  const found = press({ tags: [text`${prefix}news:1`] }, { tags: ['news:1'] }, [host]);
  expect(found).toEqual(collides('news:1 when REGISTRY is ""'));
});

test('a text that is compared with is tried, and so is any other text', () => {
  const tags = (yes: string, no: string) => [when(equals(DAY, 'sunday'), yes, no)];
  expect(press({ tags: tags('news:free', 'news:am') }, { tags: ['news:free'] }, [DAY])).toEqual(
    collides('news:free when DAY is "sunday"'),
  );
  const sunday = variable('DAY', { description: 'When', default: 'sunday' });
  const other = [when(equals(sunday, 'sunday'), 'news:am', 'news:free')];
  expect(press({ tags: other }, { tags: ['news:free'] }, [sunday])).toEqual(
    collides('news:free when DAY is ""'),
  );
});

test('a text that matches is tried, even where the default does not', () => {
  const RELEASE = variable('RELEASE_NAME', { description: 'Which', default: 'none' });
  const tags = [when(matches('^v[0-9]+$', RELEASE), 'news:stable', 'news:edge')];
  expect(press({ tags }, { tags: ['news:stable'] }, [RELEASE])).toEqual(
    collides('news:stable when RELEASE_NAME is "v0"'),
  );
});

test('lists that are computed are followed', () => {
  const tags = compact([when(LATE, 'news:late', ''), join(':', ['news', when(LATE, 'pm', 'am')])]);
  expect(
    press({ tags }, { tags: ['news:pm', 'news:late'] }, [LATE]).map(({ summary }) => summary),
  ).toEqual([
    '"morning" and "evening" have the same tag, news:pm when LATE is "true"',
    '"morning" and "evening" have the same tag, news:late when LATE is "true"',
  ]);
});

test('two variables of one kind may be different, so they do not collide', () => {
  const one = variable('MORNING_TAG', { description: 'Which', default: 'am' });
  const two = variable('EVENING_TAG', { description: 'Which', default: 'pm' });
  expect(press({ tags: [text`news:${one}`] }, { tags: [text`news:${two}`] }, [one, two])).toEqual(
    [],
  );
});

test('equal defaults collide, and one variable for both always does', () => {
  const one = variable('MORNING_TAG', { description: 'Which', default: 'latest' });
  const two = variable('EVENING_TAG', { description: 'Which', default: 'latest' });
  const tagged = (each: Variable<string>) => ({ tags: [text`news:${each}`] });
  expect(press(tagged(one), tagged(two), [one, two])).toEqual(collides('news:latest'));
  expect(press(tagged(one), tagged(one), [one])).toEqual(collides('news:latest'));
});

test('values that a pattern refuses are not tried', () => {
  const NUMBER = variable('NUMBER', {
    description: 'Which',
    default: '1',
    pattern: { regex: '[0-9]+', means: 'a number' },
  });
  const tags = [text`news:${when(equals(NUMBER, '7'), 'seven', NUMBER)}`];
  expect(press({ tags }, { tags: ['news:seven'] }, [NUMBER])).toEqual(
    collides('news:seven when NUMBER is "7"'),
  );
});

test('a condition that cannot be tried both ways is told, never passed over', () => {
  const found = press(
    { tags: [when(equals(text`${DAY}-${EDITION}`, 'sunday-late'), 'news:free', 'news:am')] },
    { tags: ['news:pm'] },
    [DAY, EDITION],
  );
  expect(found).toEqual([
    {
      code: 'expression-invalid',
      summary:
        'a condition on DAY and EDITION in tags, caches or contexts of "morning" cannot be tried both ways',
      expected: 'enumerations (oneOf) in conditions',
      at: morning,
    },
  ]);
});

test('conditions on very many variables are told, for the target that has them', () => {
  const many = Array.from({ length: 13 }, (_, index) =>
    variable(`PAGE_${index}`, { description: 'A page', default: '' }),
  );
  const tags = many.map((page) => when(isEmpty(page), '', text`news:${page}`));
  expect(press({ tags }, { tags: ['news:pm'] }, many)).toEqual([
    {
      code: 'expression-invalid',
      summary:
        'the conditions in tags, caches and contexts of "morning" have too many variables to try every branch',
      expected: 'enumerations (oneOf) in conditions',
      at: morning,
    },
  ]);
});

test('many variables in many targets are no matter, as each is looked at in its own branches', () => {
  const pages = Array.from({ length: 40 }, (_, index) =>
    variable(`PAGE_${index}`, { description: 'A page', default: '' }),
  );
  const plain = template('paper');
  const targets = pages.map((page, index) => {
    // The eighth has the ninth's tag.
    const its = index === 7 ? (pages[8] ?? page) : page;
    const tags = [when(isEmpty(its), '', text`news:${its}`)];
    return target(`page-${index}`, { description: 'A page', template: plain, tags });
  });
  const tree = defineTree({
    name: 'press',
    description: 'News',
    variables: pages.filter((_, index) => index !== 7),
    targets,
    default: targets,
  });
  const { problems } = planTree(tree, { paper: 'FROM scratch\n' });
  expect(problems.map(({ summary }) => summary)).toEqual([
    '"page-7" and "page-8" have the same tag, news:${PAGE_8} when PAGE_8 is any other text',
  ]);
});

const cacheOf = (two: string) => [
  {
    code: 'cache-collision',
    summary: `"morning" and "evening" have the same cache, ${two}`,
    expected: 'a cache of its own for each',
    at: evening,
  },
];

test.each<readonly [Entry<'cache-to'>, Entry<'cache-to'>, string]>([
  [
    { type: 'registry', ref: 'a.example.com/c' },
    { type: 'registry', ref: 'a.example.com/c:latest', mode: 'max' },
    'a.example.com/c:latest',
  ],
  [
    { type: 'local', dest: 'out/cache' },
    { type: 'local', dest: './out//cache' },
    'local out/cache',
  ],
  [{ type: 'gha' }, { type: 'gha', scope: 'buildkit' }, 'gha buildkit'],
  [
    { type: 's3', bucket: 'b', name: 'n' },
    { type: 's3', bucket: 'b', name: 'n', region: 'x' },
    's3 b n',
  ],
])('%j and %j are one cache', (one, two, shown) => {
  expect(press({ cacheTo: [one] }, { cacheTo: [two] })).toEqual(cacheOf(shown));
});

test.each<readonly [Entry<'cache-to'>, Entry<'cache-to'>]>([
  [
    { type: 'registry', ref: 'a.example.com/c:1' },
    { type: 'registry', ref: 'a.example.com/c:2' },
  ],
  [
    { type: 'gha', scope: 'am' },
    { type: 'gha', scope: 'pm' },
  ],
  [
    { type: 's3', bucket: 'b', name: 'n', prefix: 'am/' },
    { type: 's3', bucket: 'b', name: 'n' },
  ],
  [{ type: 'inline' }, { type: 'inline' }],
])('%j and %j are two caches', (one, two) => {
  expect(press({ cacheTo: [one] }, { cacheTo: [two] })).toEqual([]);
});

test('a cache that collides in one branch is told with its circumstances', () => {
  const scope = (of: Text): Entry<'cache-to'> => ({ type: 'gha', scope: of });
  const found = press(
    { cacheTo: when(LATE, [scope('pm')], [scope('am')]) },
    { cacheTo: [scope(text`${EDITION}`), scope('pm')] },
    [LATE, EDITION],
  );
  expect(found).toEqual(cacheOf('gha pm when LATE is "true"'));
});

test('a cache in the place of a tag would overwrite the image', () => {
  const ref = 'a.example.com/news:1';
  const cacheTo: readonly Entry<'cache-to'>[] = [{ type: 'registry', ref }];
  expect(press({ tags: [ref] }, { cacheTo }).map(({ code, summary }) => [code, summary])).toEqual([
    [
      'cache-collision',
      `"morning" and "evening" have the same place for a tag and for a cache, ${ref}`,
    ],
  ]);
  expect(press({ tags: [ref], cacheTo }, {}).map(({ code, summary }) => [code, summary])).toEqual([
    ['cache-collision', `"morning" has the same place for its cache as for a tag, ${ref}`],
  ]);
});

test('every reference that is not valid is told, in every branch, once', () => {
  const found = press(
    {
      tags: ['News:1', 'news:+', when(LATE, 'news:a b', 'news:1'), `news@sha256:${'0'.repeat(64)}`],
      cacheTo: [{ type: 'registry', ref: 'News' }],
    },
    { tags: [text`news:${DAY}`] },
    [LATE, DAY],
  );
  const invalid = (what: string) => ({ code: 'image-invalid', summary: what, at: morning });
  expect(found).toEqual([
    invalid('tag "News:1" of "morning": "News" is no lower-case path component'),
    invalid('tag "news:+" of "morning": "+" is no tag'),
    invalid(`tag "news@sha256:${'0'.repeat(64)}" of "morning": a digest is not for writing to`),
    invalid('cache "News" of "morning": "News" is no lower-case path component'),
    invalid('tag "news:a b" of "morning": "a b" is no tag'),
  ]);
});

test('a variable that may be anything is named by its name, and what it lacks is said', () => {
  const DIGEST = variable('API_DIGEST', {
    description: 'Which',
    default: `sha256:${'0'.repeat(64)}`,
  });
  const sheet = (of: Variable<string>) => {
    const morning = target('morning', {
      description: 'Printed',
      template: template('paper'),
      contexts: { api: image(text`registry.example.com/api@${of}`) },
    });
    const tree = defineTree({
      name: 'press',
      description: 'News',
      variables: [of],
      targets: [morning],
      default: [morning],
    });
    const { problems } = planTree(tree, { paper: 'FROM api\n' });
    return problems.map(({ summary, expected }) => [summary, expected]);
  };
  expect(sheet(DIGEST)).toEqual([
    [
      'image "registry.example.com/api@${API_DIGEST}" of "morning": "${API_DIGEST}" is no digest',
      'a pattern of API_DIGEST that lets through only what fits, and a default that does',
    ],
  ]);
  const pattern = { regex: 'sha256:[0-9a-f]{64}', means: 'a digest' };
  expect(sheet({ ...DIGEST, pattern })).toEqual([]);
});

test('images and local images are checked in their branches', () => {
  const FROM = variable('INK_FROM', {
    description: 'Where',
    oneOf: ['tree', 'local'],
    default: 'tree',
  });
  const plain = template('ink');
  const ink = target('ink', { description: 'Black', template: plain });
  const sheet = target('sheet', {
    description: 'Paper',
    template: template('sheet'),
    contexts: {
      ink: localOrTree({ choice: FROM, target: ink, image: 'Ink', title: 'Ink' }),
      pulp: image(when(isEmpty(REGISTRY), 'pulp:', text`${REGISTRY}/pulp`)),
    },
  });
  const tree = defineTree({
    name: 'press',
    description: 'News',
    variables: [FROM, REGISTRY],
    targets: [ink, sheet],
    default: [sheet],
  });
  const { problems } = planTree(tree, {
    ink: 'FROM scratch\n',
    sheet: 'FROM ink\nCOPY --from=pulp / /\n',
  });
  expect(told(problems)).toEqual([
    {
      code: 'image-invalid',
      summary: 'image "pulp:" of "sheet": "" is no tag',
      at: line("const sheet = target('sheet'"),
    },
    {
      code: 'image-invalid',
      summary: 'image "Ink" of "sheet": "Ink" is no lower-case path component',
      at: line("const sheet = target('sheet'"),
    },
  ]);
});

test('a tag without the axis collides for every cell, and is told once', () => {
  const page = axis(
    'page',
    Array.from({ length: 200 }, (_, index) => `p${index}`),
  );
  const sheet = target('sheet', { axes: [page] }, () => ({
    description: 'Paper',
    template: paper,
    tags: [text`news:${EDITION}`],
  }));
  const paper = template('paper');
  const tree = defineTree({
    name: 'press',
    description: 'News',
    variables: [EDITION],
    targets: [sheet],
    default: [sheet],
  });
  const { problems } = planTree(tree, { paper: 'FROM scratch\n' });
  expect(problems).toHaveLength(1);
  expect(problems[0]?.details).toEqual(['and the same in 198 more cells']);
});

test('other problems do not keep collisions from being told', () => {
  const found = press({ tags: ['news:1'] }, {
    tags: ['news:1'],
    network: ['host'],
    cacheTo: [{ type: 'gha' }],
  } as Printed);
  expect(found.map(({ code }) => code)).toEqual(['attribute-invalid']);
  const unused = variable('UNUSED', { description: 'Nothing', default: '' });
  expect(
    press({ tags: ['news:1'] }, { tags: ['news:1'] }, [unused]).map(({ code }) => code),
  ).toEqual(['tag-collision', 'reference-unknown']);
});

describe('values that bake refuses together', () => {
  const HOST = variable('HOST_OF_NEWS', { description: 'Where', default: '' });
  const keeping = (validations: (self: Expression<'no' | 'yes'>) => readonly Validation[]) =>
    variable('KEEP', { description: 'Whether', oneOf: ['no', 'yes'], default: 'no', validations });
  const kept = (KEEP: Variable<'no' | 'yes'>) => ({
    cacheTo: when(
      equals(KEEP, 'yes'),
      [{ type: 'registry', ref: text`${HOST}/archive:morning`, 'ignore-error': true }],
      [],
    ),
  });

  test('are no branch', () => {
    const yes = keeping((self) => [
      { condition: or(equals(self, 'no'), not(isEmpty(HOST))), message: 'KEEP needs a host.' },
    ]);
    expect(press(kept(yes), {}, [HOST, yes])).toEqual([]);
  });

  test('are one where nothing refuses them', () => {
    const yes = keeping(() => []);
    expect(press(kept(yes), {}, [HOST, yes])).toEqual([
      {
        code: 'image-invalid',
        summary: 'cache "/archive:morning" of "morning": "" is no lower-case path component',
        at: morning,
      },
    ]);
  });
});
