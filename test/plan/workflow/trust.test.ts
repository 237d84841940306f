/** Whom the role trusts: one repository's branch and releases, or one environment, and no pattern of names. */
import { expect, test } from 'vitest';
import { trustPolicy } from '../../../src/plan/workflow/trust.ts';
import { colonyTree } from '../../../src/trees/colony.ts';

const HERE = { account: '123456789012', repository: 'you/colony' };
const subject = 'token.actions.githubusercontent.com:sub';

const { workflow } = colonyTree;
if (!workflow?.push) throw new Error('colony has no workflow that pushes');
const { branch, push } = workflow;

const subjects = (given: Parameters<typeof trustPolicy>[0]) =>
  trustPolicy(given, HERE).Statement.flatMap(
    ({ Condition }) => Condition.StringLike[subject] ?? [],
  );

test('branch and releases, and no pull request or other branch', () => {
  expect(subjects({ branch, push })).toEqual([
    'repo:you/colony:ref:refs/heads/main',
    'repo:you/colony:ref:refs/tags/v*',
  ]);
  expect(subjects({ branch: 'trunk', push: { role: push.role } })).toEqual([
    'repo:you/colony:ref:refs/heads/trunk',
  ]);
});

test('with an environment GitHub’s token names that and no ref', () => {
  expect(subjects({ branch, push: { ...push, environment: 'production' } })).toEqual([
    'repo:you/colony:environment:production',
  ]);
});

test('the audience is asked for, too', () => {
  expect(JSON.stringify(trustPolicy({ branch, push }, HERE))).toContain(
    '"token.actions.githubusercontent.com:aud":"sts.amazonaws.com"',
  );
});
