/** What ECR takes of a repository, and what it refuses. */
import { describe, expect, test } from 'vitest';
import { text } from '../../../src/model/expression.ts';
import { type Repository, repository } from '../../../src/model/repository.ts';
import { variable } from '../../../src/model/variable.ts';
import { wantedRepositories } from '../../../src/plan/ecr/repositories.ts';

const told = (...repositories: readonly Repository[]) =>
  wantedRepositories(repositories, new Map()).problems.map(({ summary }) =>
    summary.replace(/^repository ".*?": /, ''),
  );
const BAD = 'a name is lower-case letters and digits, with single . _ - / between them';

describe('names', () => {
  test.each(['ab', 'a0', 'a-b', 'a--b', 'a__b', 'a.b', 'a/b', 'a/b-c/d_e', 'x'.repeat(256)])(
    '%s is one',
    (name) => expect(told(repository(name))).toEqual([]),
  );
  test.each(['Ab', 'a..b', 'a___b', '-ab', 'ab-', 'a//b', '/ab', 'ab/', 'a b', 'a:b', 'ä1'])(
    '%s is none',
    (name) => expect(told(repository(name))).toEqual([BAD]),
  );
  test('they have 2 to 256 characters', () => {
    expect(told(repository('a'))).toEqual(['a name has 2 to 256 characters, not 1']);
    expect(told(repository('x'.repeat(257)))).toEqual(['a name has 2 to 256 characters, not 257']);
  });
  test('they can be computed, and two must not come to the same', () => {
    const SHOP = variable('SHOP', { description: 'Which', default: 'corner' });
    const both = [repository(text`${SHOP}/bread`), repository('corner/bread')];
    const { wanted, problems } = wantedRepositories(both, new Map([['SHOP', 'corner']]));
    expect(wanted.map(({ name }) => name)).toEqual(['corner/bread', 'corner/bread']);
    expect(problems.map(({ code }) => code)).toEqual(['name-duplicate']);
  });
});

test('tags of a repository', () => {
  const tags = (all: Readonly<Record<string, string>>) => told(repository('ab', { tags: all }));
  const many = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, '']));
  expect(tags(many(50))).toEqual([]);
  expect(tags(many(51))).toEqual(['it has 51 tags; ECR takes 50']);
  expect(tags({ 'Größe 1': 'x/y:z=+-@._' })).toEqual([]);
  expect(tags({ 'aws:x': '' })).toEqual(['the tag "aws:x" begins with aws:, which is reserved']);
  expect(tags({ '': '' })).toEqual(['the tag "" has 0 characters; ECR takes 1 to 128']);
  expect(tags({ ['k'.repeat(129)]: '' })[0]).toContain('has 129 characters; ECR takes 1 to 128');
  expect(tags({ k: 'v'.repeat(257) })).toEqual([
    'the value of the tag "k" has 257 characters; ECR takes 256',
  ]);
  expect(tags({ k: '<b>' })).toEqual(['the tag "k" has characters that AWS refuses in tags']);
});

test('tags of images that are excepted', () => {
  const except = (...names: readonly [string, ...string[]]) =>
    told(repository('ab', { mutability: { tags: 'immutable', except: names } }));
  expect(except('latest', 'a*b*', 'x', 'y', 'z')).toEqual([]);
  expect(except('1', '2', '3', '4', '5', '6')).toEqual(['it excepts 6 tags; ECR takes 5']);
  expect(except('a*b*c*')).toEqual(['the excepted tag "a*b*c*" has 3 wildcards; ECR takes 2']);
  expect(except('a b')).toEqual(['no tag is like "a b"']);
});

test('a key that could not be compared is refused', () => {
  const key = (name: string) => told(repository('ab', { encryption: { kms: { key: name } } }));
  const problem = 'its KMS key must be an ARN or id: ECR does not tell by which alias it was found';
  expect(key('alias/ours')).toEqual([problem]);
  expect(key('')).toEqual([problem]);
  expect(key('arn:aws:kms:eu-west-1:1:key/1')).toEqual([]);
});

test('what is no repository, or has a rule that is none, is told', () => {
  const odd = [undefined, repository('ab', { lifecycle: [{} as never] })];
  expect(told(...(odd as readonly Repository[]))).toEqual([
    expect.stringMatching(/^it cannot be read: /),
    expect.stringMatching(/^it cannot be read: /),
  ]);
});
