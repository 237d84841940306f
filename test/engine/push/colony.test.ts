/**
 * The whole way of the colony: from an account with nothing in it to an image that is pulled and runs, by
 * the address that was printed. AWS is moto here, the registry docker's own, with a password.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect } from 'vitest';
import { REGISTRY_ACTIONS } from '../../../src/plan/ecr/permissions.ts';
import { awsEnvironment } from '../../commands/ecr-bench.ts';
import { type AuthRegistry, startAuthRegistry } from '../../support/auth-registry.ts';
import { type AwsServer, forwardTo, startAws } from '../../support/aws-server.ts';
import { type ColonyProject, LONG, makeColonyProject } from '../../support/colony-project.ts';
import { type Moto, startMoto } from '../../support/moto.ts';
import { has, testThat } from '../../support/needs.ts';
import { withRunningColony } from '../../support/running-colony.ts';

const PASSWORD = '123456789012-auth-token';

let moto: Moto;
let aws: AwsServer;
let registry: AuthRegistry;
let project: ColonyProject;
let folder: string;
beforeAll(async () => {
  if (!has('needs-engine') || !has('needs-moto')) return;
  folder = await mkdtemp(path.join(tmpdir(), 'colony-push-'));
  moto = await startMoto();
  aws = await startAws(forwardTo(moto.url));
  registry = await startAuthRegistry(path.join(folder, 'registry'), PASSWORD);
  project = await makeColonyProject('push');
}, LONG);
afterAll(async () => {
  await project?.remove();
  await registry?.stop();
  await aws?.stop();
  await moto?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
}, LONG);

testThat(
  has('needs-engine') ? 'needs-moto' : 'needs-engine',
  'from nothing to a colony that runs by the address that was printed, and a second time nothing is written',
  async () => {
    const env = { ...awsEnvironment(aws.url), REGISTRY: registry.host };
    const repositories = [project.base, project.colony].map((name) => name.replace(':latest', ''));
    const first = await project.npmBake(['all', '--', '--push'], env);
    expect(first.exitCode, first.stderr).toBe(0);
    expect(aws.writes()).toEqual(
      repositories.flatMap(() => ['CreateRepository', 'PutLifecyclePolicy']),
    );
    // The policy in docs/ecr.md comes from that list.
    const asked = registry.requests().filter((line) => !/^\w+ \/v2\/$/.test(line));
    const unknown = asked.filter(
      (line) => !REGISTRY_ACTIONS.some(({ request }) => request.test(line)),
    );
    expect(asked.length).toBeGreaterThan(10);
    expect(unknown).toEqual([]);
    expect(await registry.repositories()).toEqual([...repositories].sort());
    const pinned = /^(\S+-colony)@(sha256:[0-9a-f]{64})$/m.exec(first.stderr);
    const [image = '', , digest = ''] = pinned ?? [];
    expect(first.stderr).toMatch(/^built in \d+\.\d s, pushed in \d+\.\d s$/m);
    expect(first.stderr).toContain(`  npx cdk deploy --all --context colony=${digest}\n`);

    // As an instance does it: nothing of it is here, and the password comes from AWS.
    const tag = `${registry.host}/${project.colony}`;
    await execa('docker', ['image', 'rm', '--force', tag, project.colony]);
    const config = ['--config', path.join(folder, 'docker')];
    const login = ['login', '--username', 'AWS', '--password-stdin', registry.host];
    await execa('docker', [...config, ...login], { input: PASSWORD });
    for (const name of [image, tag]) {
      await execa('docker', [...config, 'pull', '--quiet', name]);
      const answer = await withRunningColony(name, project.prefix, ({ ask }) => ask());
      expect(answer.coordinator.served).toBe(1);
    }

    aws.forget();
    const second = await project.npmBake(['all', '--', '--push', '--json'], env);
    expect(second.exitCode, second.stderr).toBe(0);
    expect(aws.writes()).toEqual([]);
    expect(second.stdout).toContain(digest);
  },
  LONG,
);
