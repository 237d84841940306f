/** Names of images that colony takes from the environment: plain bake refuses a wrong one by its variable. */
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { hasBuildx } from '../plan/support.ts';

const FILE = 'bake/colony/docker-bake.hcl';

function print(env: Readonly<Record<string, string>>) {
  const args = ['buildx', 'bake', '-f', FILE, '--print', 'colony'];
  return execa('docker', args, { env, reject: false });
}

test.skipIf(!hasBuildx).each([
  ['RUNTIME_IMAGE', '', 'the name of an image'],
  ['ECR_REPOSITORY', '', 'the name of a repository'],
  ['ECR_REPOSITORY', 'Colony', 'the name of a repository'],
  ['ECR_BASE_REPOSITORY', 'colony//base', 'the name of a repository'],
  ['ECR_CACHE_REPOSITORY', 'colony:cache', 'the name of a repository'],
])('%s="%s" is refused', async (name, value, means) => {
  const { exitCode, stderr } = await print({ [name]: value });
  expect(exitCode).not.toBe(0);
  expect(stderr).toContain(`${name} must be ${means}`);
});

test.skipIf(!hasBuildx)('other names are taken', async () => {
  const { exitCode, stdout, stderr } = await print({
    RUNTIME_IMAGE: 'registry.example.com:5000/a/b@sha256:'.padEnd(101, '0'),
    ECR_REPOSITORY: 'team/colony_of-a__b.c--d',
  });
  expect(exitCode, stderr).toBe(0);
  expect(JSON.parse(stdout).target.colony.tags).toEqual(['team/colony_of-a__b.c--d:latest']);
});
