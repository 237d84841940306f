/** IMAGE_VERSION, as plain bake reads the committed file. */
import { execa } from 'execa';
import { expect, test } from 'vitest';

const FILE = ['-f', 'bake/colony/docker-bake.hcl'];

async function print(env: Readonly<Record<string, string>>) {
  const { REGISTRY, IMAGE_TAG, IMAGE_VERSION, BUILD_VERSION, ...rest } = process.env;
  return execa('docker', ['buildx', 'bake', ...FILE, '--print', 'colony'], {
    env: { ...rest, ...env },
    extendEnv: false,
    reject: false,
  });
}

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ['no version', {}, ['latest']],
  ['no version, but a tag', { IMAGE_TAG: 'main' }, ['main']],
  ['a release', { IMAGE_VERSION: '1.4.2' }, ['1.4.2', '1.4', '1', 'latest']],
  [
    'a release with a tag',
    { IMAGE_VERSION: '10.0.3', IMAGE_TAG: 'stable' },
    ['10.0.3', '10.0', '10', 'stable'],
  ],
  ['a candidate, which moves nothing', { IMAGE_VERSION: '1.4.2-rc.1' }, ['1.4.2-rc.1']],
  [
    'a candidate with a tag',
    { IMAGE_VERSION: '1.4.2-rc.1', IMAGE_TAG: 'next' },
    ['1.4.2-rc.1', 'next'],
  ],
])('%s', async (_, env, tags) => {
  const { exitCode, stdout, stderr } = await print({ ...env, REGISTRY: 'registry.example.com' });
  expect(exitCode, stderr).toBe(0);
  const { colony } = JSON.parse(stdout).target;
  const name = 'registry.example.com/distributed-colony';
  expect(colony.tags).toEqual(tags.map((tag) => `${name}:${tag}`));
  expect(colony.labels['org.opencontainers.image.version']).toBe(env.IMAGE_VERSION ?? 'dev');
});

test.each(['1.4', '01.4.2', 'v1.4.2', '1.4.2+build', '1.4.2-', '1.4.2-rc..1'])(
  '"%s" is no version',
  async (version) => {
    const { exitCode, stderr } = await print({ IMAGE_VERSION: version });
    expect(exitCode).not.toBe(0);
    expect(stderr).toContain('IMAGE_VERSION must be a version such as 1.4.2');
  },
);
