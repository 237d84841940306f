/** Whatever is there and whatever should be: when the calls have been made, nothing is left to do. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { repository } from '../../../src/model/repository.ts';
import { planRepository } from '../../../src/plan/ecr/changes.ts';
import type { Call, Found } from '../../../src/plan/ecr/facts.ts';
import { policyRules } from '../../../src/plan/ecr/policy.ts';
import {
  type EncryptionSetting,
  type Wanted,
  wantedRepositories,
} from '../../../src/plan/ecr/repositories.ts';

const ARN = 'arn:aws:ecr:eu-west-1:123456789012:repository/shelf';

/** What ECR does with a call. */
function make(found: Found | undefined, call: Call): Found {
  if (call.operation === 'CreateRepository') {
    if (found) throw new Error('it is there');
    const { scanOnPush, encryption, mutability, tags, repository: name } = call;
    return { name, arn: ARN, scanOnPush, encryption, mutability, tags, lifecycle: undefined };
  }
  if (!found) throw new Error('it is not there');
  switch (call.operation) {
    case 'PutImageScanningConfiguration':
      return { ...found, scanOnPush: call.scanOnPush };
    case 'PutImageTagMutability':
      return { ...found, mutability: call.mutability };
    case 'PutLifecyclePolicy':
      return { ...found, lifecycle: call.policy };
    case 'DeleteLifecyclePolicy':
      return { ...found, lifecycle: undefined };
    case 'TagResource':
      return { ...found, tags: { ...found.tags, ...call.tags } };
    case 'UntagResource': {
      const rest = Object.entries(found.tags).filter(([key]) => !call.keys.includes(key));
      return { ...found, tags: Object.fromEntries(rest) };
    }
  }
}

const tags = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'aws:x'), fc.constantFrom('1', '2', ''));
const encryption = fc.constantFrom<EncryptionSetting>(
  { type: 'AES256' },
  { type: 'KMS', key: 'arn:aws:kms:eu-west-1:1:key/1' },
  { type: 'KMS', key: 'arn:aws:kms:eu-west-1:1:key/2' },
);
const mutability = fc.record({
  tags: fc.constantFrom('mutable' as const, 'immutable' as const),
  except: fc.subarray(['a', 'b*', 'c']),
});
const rules = fc
  .array(fc.constantFrom('untagged' as const, 'any' as const), { maxLength: 2 })
  .map((kinds) => policyRules(kinds.map((expire) => ({ expire, beyondNewest: 3 }))));
const wanted: fc.Arbitrary<Wanted> = fc.record({
  name: fc.constant('shelf'),
  scanOnPush: fc.boolean(),
  encryption,
  mutability,
  tags: fc.option(
    tags.map(({ 'aws:x': _, ...own }) => own),
    { nil: undefined },
  ),
  lifecycle: fc.option(rules, { nil: undefined }),
});
const found: fc.Arbitrary<Found | undefined> = fc.option(
  fc.record({
    name: fc.constant('shelf'),
    arn: fc.constant(ARN),
    scanOnPush: fc.boolean(),
    encryption,
    mutability,
    tags,
    lifecycle: fc.constantFrom(undefined, '{"rules":[]}', 'odd'),
  }),
  { nil: undefined },
);

test('after its calls, in any number of steps, a plan is empty', () => {
  fc.assert(
    fc.property(wanted, found, fc.nat(9), (should, is, killed) => {
      const plan = planRepository(should, is);
      expect(['none', 'differs'].includes(plan.action)).toBe(plan.calls.length === 0);
      expect(plan.action === 'none').toBe(plan.differences.length === 0);
      // Killed after some of them, and planned anew.
      let now = is;
      for (const call of plan.calls.slice(0, killed)) now = make(now, call);
      for (const call of planRepository(should, now).calls) now = make(now, call);
      const after = planRepository(should, now);
      expect(after.calls).toEqual([]);
      expect(after.differences.every(({ changeable }) => !changeable)).toBe(true);
      if (!is) expect(after.differences).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

test('what a tree does not say is left as it is', () => {
  const { wanted: all } = wantedRepositories([repository('shelf')], new Map());
  const is: Found = {
    name: 'shelf',
    arn: ARN,
    scanOnPush: true,
    encryption: { type: 'AES256' },
    mutability: { tags: 'mutable', except: [] },
    tags: { owner: 'me' },
    lifecycle: 'whatever',
  };
  expect(all.map((each) => planRepository(each, is))).toMatchObject([
    { action: 'none', differences: [], calls: [] },
  ]);
});

test('a key is the same by its ARN and by its id', () => {
  const key = '0c9d1e1f-8f4e-4e35-a0a5-1c9d8c5f0a11';
  const arn = `arn:aws:kms:eu-west-1:1:key/${key}`;
  const is = (type: string, found?: string): Found => ({
    name: 'shelf',
    arn: ARN,
    scanOnPush: true,
    encryption: { type, ...(found ? { key: found } : {}) },
    mutability: { tags: 'mutable', except: [] },
    tags: {},
    lifecycle: undefined,
  });
  const drifts = (kms: { readonly key?: string }, there: Found) => {
    const own = repository('shelf', { encryption: { kms } });
    const { wanted: all } = wantedRepositories([own], new Map());
    return all.flatMap((each) => planRepository(each, there).differences.map(({ drift }) => drift));
  };
  expect(drifts({ key: arn }, is('KMS', arn))).toEqual([]);
  expect(drifts({ key }, is('KMS', arn))).toEqual([]);
  expect(drifts({}, is('KMS', arn))).toEqual([]);
  expect(drifts({ key: key.slice(1) }, is('KMS', arn))).toEqual(['encryption-key']);
  expect(drifts({ key }, is('KMS_DSSE', arn))).toEqual(['encryption']);
});
