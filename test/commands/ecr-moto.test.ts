/** `ecr` against moto, which nobody here wrote, with every request counted on the way. */
import * as sdk from '@aws-sdk/client-ecr';
import { ECRClient, type ECRClientConfig } from '@aws-sdk/client-ecr';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import { realEcr } from '../../src/io/ecr.ts';
import { expireAfterDays } from '../../src/model/lifecycle.ts';
import { type Repository, repository } from '../../src/model/repository.ts';
import { DRIFTS, type Drift } from '../../src/plan/ecr/changes.ts';
import { type AwsServer, forwardTo, startAws } from '../support/aws-server.ts';
import { fakeEcr } from '../support/fake-ecr.ts';
import { type Moto, startMoto } from '../support/moto.ts';
import { has, testThat } from '../support/needs.ts';
import { runEcr, withAwsEnvironment } from './ecr-bench.ts';
import { SPECIFICATIONS } from './ecr-specifications.ts';

let moto: Moto;
let server: AwsServer;
beforeAll(async () => {
  if (!has('needs-moto')) return;
  moto = await startMoto();
  server = await startAws(forwardTo(moto.url));
});
withAwsEnvironment(() => server?.url ?? '');
afterAll(async () => {
  await server?.stop();
  await moto?.stop();
});

testThat('needs-moto', 'what was applied is not written a second time', async () => {
  expect(SPECIFICATIONS.length).toBeGreaterThanOrEqual(40);
  await moto.reset();
  server.forget();
  const first = await runEcr(SPECIFICATIONS);
  expect(first.problems).toEqual([]);
  expect(server.writes().filter((name) => name === 'CreateRepository')).toHaveLength(
    SPECIFICATIONS.length,
  );
  expect(first.result?.made.map(({ operation }) => operation)).toEqual(server.writes());

  server.forget();
  const second = await runEcr(SPECIFICATIONS);
  expect(server.writes()).toEqual([]);
  expect(server.requests.length).toBeGreaterThan(SPECIFICATIONS.length);
  const changed = second.result?.repositories.filter(({ action }) => action !== 'none');
  expect(changed).toEqual([]);
  expect(second.problems).toEqual([]);
});

testThat('needs-moto', 'our own ECR, which other tests use, does the same', async () => {
  /** All calls of two applies, and how every repository then reads. */
  const story = async (at: AwsServer) => {
    vi.stubEnv('AWS_ENDPOINT_URL', at.url);
    at.forget();
    const runs = [await runEcr(SPECIFICATIONS), await runEcr(SPECIFICATIONS)];
    const writes = at.writes();
    const { signal } = new AbortController();
    const settings = { region: 'eu-west-1', environment: process.env, stop: signal };
    const { read } = await realEcr(settings);
    const found: unknown[] = [];
    for (const { result } of runs.slice(1)) {
      for (const { name } of result?.repositories ?? []) {
        // moto gives a key to KMS where none was named, as AWS does.
        const { encryption, ...rest } = (await read(name)) ?? { encryption: undefined };
        found.push({ ...rest, encryption: encryption?.type });
      }
    }
    vi.unstubAllEnvs();
    return { writes, found, problems: runs.map(({ problems }) => problems) };
  };
  const own = fakeEcr();
  const ours = await startAws((request, raw) => own.backend(request, raw));
  try {
    await moto.reset();
    const theirs = await story(server);
    expect(theirs.found).toHaveLength(SPECIFICATIONS.length);
    expect(await story(ours)).toEqual(theirs);
  } finally {
    await ours.stop();
  }
});

testThat('needs-moto', 'two at the same time both end well', async () => {
  await moto.reset();
  server.forget();
  const six = ['a1', 'a2', 'a3', 'a4', 'a5', 'a6'].map((name) =>
    repository(name, { tags: { name }, lifecycle: [expireAfterDays(30)] }),
  );
  const both = await Promise.all([runEcr(six), runEcr(six)]);
  expect(both.map(({ problems }) => problems)).toEqual([[], []]);
  const created = both.flatMap(({ result }) => result?.made ?? []);
  expect(created.filter(({ operation }) => operation === 'CreateRepository')).toHaveLength(6);
  server.forget();
  expect((await runEcr(six)).result?.pending).toBe(false);
  expect(server.writes()).toEqual([]);
});

const shelf = repository('shelf', {
  tags: { team: 'shop' },
  lifecycle: [expireAfterDays(30)],
  mutability: { tags: 'immutable', except: ['latest'] },
});
const kms = (key: string) =>
  repository('shelf', { encryption: { kms: { key: `arn:aws:kms:eu-west-1:1:key/${key}` } } });
const ARN = 'arn:aws:ecr:eu-west-1:123456789012:repository/shelf';
const repositoryName = 'shelf';

/** What somebody does behind our back, and the repository it is done to, where that is not `shelf`. */
const EDITS: Readonly<
  Record<Drift, readonly [(client: ECRClient) => Promise<unknown>, Repository?, Repository?]>
> = {
  missing: [(client) => client.send(new sdk.DeleteRepositoryCommand({ repositoryName }))],
  'scan-on-push': [
    (client) =>
      client.send(
        new sdk.PutImageScanningConfigurationCommand({
          repositoryName,
          imageScanningConfiguration: { scanOnPush: false },
        }),
      ),
  ],
  mutability: [
    (client) =>
      client.send(
        new sdk.PutImageTagMutabilityCommand({ repositoryName, imageTagMutability: 'MUTABLE' }),
      ),
  ],
  'mutability-exceptions': [
    (client) =>
      client.send(
        new sdk.PutImageTagMutabilityCommand({
          repositoryName,
          imageTagMutability: 'IMMUTABLE_WITH_EXCLUSION',
          imageTagMutabilityExclusionFilters: [{ filterType: 'WILDCARD', filter: 'dev*' }],
        }),
      ),
  ],
  'lifecycle-missing': [
    (client) => client.send(new sdk.DeleteLifecyclePolicyCommand({ repositoryName })),
  ],
  'lifecycle-different': [
    async (client) => {
      const command = new sdk.GetLifecyclePolicyCommand({ repositoryName });
      const { lifecyclePolicyText = '' } = await client.send(command);
      const changed = lifecyclePolicyText.replace(/"countNumber":\s*30/, '"countNumber":31');
      expect(changed).not.toBe(lifecyclePolicyText);
      await client.send(
        new sdk.PutLifecyclePolicyCommand({ repositoryName, lifecyclePolicyText: changed }),
      );
    },
  ],
  'lifecycle-undeclared': [
    (client) =>
      client.send(
        new sdk.PutLifecyclePolicyCommand({
          repositoryName,
          lifecyclePolicyText: JSON.stringify({
            rules: [
              {
                rulePriority: 1,
                selection: {
                  tagStatus: 'any',
                  countType: 'imageCountMoreThan',
                  countNumber: 1,
                },
                action: { type: 'expire' },
              },
            ],
          }),
        }),
      ),
    repository('shelf', { lifecycle: [] }),
  ],
  'tag-missing': [
    (client) => client.send(new sdk.UntagResourceCommand({ resourceArn: ARN, tagKeys: ['team'] })),
  ],
  'tag-different': [
    (client) =>
      client.send(
        new sdk.TagResourceCommand({ resourceArn: ARN, tags: [{ Key: 'team', Value: 'bakery' }] }),
      ),
  ],
  'tag-undeclared': [
    (client) =>
      client.send(
        new sdk.TagResourceCommand({ resourceArn: ARN, tags: [{ Key: 'owner', Value: 'me' }] }),
      ),
  ],
  encryption: [async () => {}, shelf, repository('shelf', { encryption: { kms: {} } })],
  'encryption-key': [async () => {}, kms('1'), kms('2')],
};

describe('what somebody changed behind our back is named, with both values, and put right', () => {
  const FIXED: readonly Drift[] = ['encryption', 'encryption-key'];
  for (const drift of DRIFTS) {
    testThat('needs-moto', drift, async () => {
      const [edit, before = shelf, wanted = before] = EDITS[drift];
      await moto.reset();
      expect((await runEcr([before])).problems).toEqual([]);
      await edit(new ECRClient({ region: 'eu-west-1', endpoint: moto.url } as ECRClientConfig));

      server.forget();
      const planned = await runEcr([wanted], { action: 'plan' });
      const differences = planned.result?.repositories[0]?.differences ?? [];
      const others = before === wanted ? [] : differences.filter((each) => each.drift !== drift);
      expect(
        differences.filter((each) => !others.includes(each)).map((each) => each.drift),
      ).toEqual([drift]);
      for (const { is, wanted: says } of differences) expect(is).not.toBe(says);
      expect(server.writes()).toEqual([]);

      const applied = await runEcr([wanted]);
      expect(server.writes()).not.toContain('DeleteRepository');
      if (FIXED.includes(drift)) {
        expect(applied.problems.map(({ code }) => code)).toEqual(['repository-fixed']);
        return;
      }
      expect(applied.problems).toEqual([]);
      expect(server.writes().length).toBeGreaterThan(0);
      server.forget();
      expect((await runEcr([wanted])).result?.pending).toBe(false);
      expect(server.writes()).toEqual([]);
    });
  }
});
