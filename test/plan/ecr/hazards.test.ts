/** Which lifecycle rules delete what runs, and which do not. */
import { expect, test } from 'vitest';
import {
  expireAfterDays,
  keepNewestTagged,
  type LifecycleRule,
} from '../../../src/model/lifecycle.ts';
import { repository } from '../../../src/model/repository.ts';
import { lifecycleHazards } from '../../../src/plan/ecr/hazards.ts';
import { wantedRepositories } from '../../../src/plan/ecr/repositories.ts';

const told = (lifecycle: readonly LifecycleRule[], deployed: readonly string[] = ['latest']) => {
  const { wanted } = wantedRepositories([repository('shelf', { lifecycle })], new Map());
  return wanted.flatMap((each) => lifecycleHazards(each, deployed).map(({ line }) => line));
};

const byAge = expireAfterDays(30);
const allTagged: LifecycleRule = { expire: { patterns: ['*'] }, pushedDaysAgo: 7 };

test.each<readonly [string, readonly LifecycleRule[], number | undefined]>([
  ['any by age', [byAge], 1],
  ['everything tagged by age', [allTagged], 1],
  ['any by age behind untagged ones', [{ expire: 'untagged', pushedDaysAgo: 1 }, byAge], 2],
  ['some kept, not all', [{ expire: { prefixes: ['v'] }, beyondNewest: 5 }, byAge], 2],
  [
    'kept too late',
    [
      { ...byAge, priority: 1 },
      { ...keepNewestTagged(5), priority: 2 },
    ],
    1,
  ],
  ['archived by age', [{ archive: 'any', pushedDaysAgo: 30 }], 1],
  ['archived by pull', [{ archive: 'any', pulledDaysAgo: 30 }], 1],
  [
    'archived by pull behind what is kept',
    [keepNewestTagged(5), { archive: 'any', pulledDaysAgo: 9 }],
    undefined,
  ],
  ['deleted from the archive', [{ expire: 'any', archivedDaysAgo: 90 }], undefined],
  ['no rule', [], undefined],
  ['kept', [keepNewestTagged(5), byAge], undefined],
  ['untagged ones alone', [{ expire: 'untagged', pushedDaysAgo: 1 }], undefined],
  ['branches alone', [{ expire: { patterns: ['pr-*'] }, pushedDaysAgo: 1 }], undefined],
  ['any by number', [{ expire: 'any', beyondNewest: 10 }], undefined],
])('%s', (_, rules, priority) => {
  const lines = told(rules);
  expect(lines).toHaveLength(priority === undefined ? 0 : 1);
  if (priority !== undefined)
    expect(lines[0]).toMatch(new RegExp(`lifecycle rule ${priority} (deletes|archives) `));
});

test('the tags that the tree gives are named', () => {
  expect(told([byAge], ['latest', '1.2'])[0]).toContain('deletes "latest", "1.2", too');
  const archived = told([{ archive: 'any', pulledDaysAgo: 90 }])[0];
  expect(archived).toContain('archives "latest", too, once nobody pulled it for 90 days');
  expect(told([byAge], [])[0]).toContain('deletes the deployed image, too');
});
