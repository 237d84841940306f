/** Who gets a password of ours for build caches, and what happens where there is none. */
import { expect, test } from 'vitest';
import { withCacheLogin } from '../../src/commands/cache-login.ts';
import type { PushIo } from '../../src/commands/push.ts';
import { BaketreeError } from '../../src/errors.ts';
import type { BakePlan } from '../../src/plan/bake-plan.ts';

const ECR = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';

const planOf = (...refs: readonly string[]) =>
  ({
    targets: refs.map((ref, index) => ({
      name: `t${index}`,
      requested: true,
      attributes: { 'cache-from': [{ type: 'registry', ref }] },
    })),
  }) as unknown as BakePlan;

async function run(plan: BakePlan, ready: () => Promise<void> = async () => {}) {
  const asked: (readonly [string, string])[] = [];
  const said: string[] = [];
  const withLogin: PushIo['withLogin'] = (hosts, use) => {
    asked.push(...hosts);
    return use({ env: { DOCKER_CONFIG: '/private' }, ready, failures: () => [] });
  };
  const io = {
    push: async () => ({ withLogin }) as PushIo,
    say: ({ line }: { readonly line: string }) => said.push(line),
  };
  const env = await withCacheLogin([plan], io, async (given) => given);
  return { asked, said, env };
}

test('a registry of ECR is logged in to, once, in its own region', async () => {
  const plan = planOf(`${ECR}/caches:base-main`, `${ECR}/caches:top-main`, 'ghcr.io/me/caches:a');
  expect(await run(plan)).toEqual({
    asked: [[ECR, 'eu-central-1']],
    said: [],
    env: { DOCKER_CONFIG: '/private' },
  });
});

test('no other registry gets a password of ours, nor one that only looks like ECR', async () => {
  const plan = planOf('ghcr.io/me/caches:a', '127.0.0.1:5000/caches:a', `${ECR}.evil.example/c:a`);
  expect(await run(plan)).toEqual({ asked: [], said: [], env: {} });
});

test('without a token the run goes on with docker’s own logins, which is said', async () => {
  const refused = async () => {
    throw new BaketreeError([{ code: 'aws-denied', summary: 'not allowed' }]);
  };
  expect(await run(planOf(`${ECR}/caches:a`), refused)).toEqual({
    asked: [[ECR, 'eu-central-1']],
    said: ["no login of ours for build caches, docker's own serve: not allowed"],
    env: {},
  });
});
