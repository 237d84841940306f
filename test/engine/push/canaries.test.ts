/** Keys and passwords during a push: in no byte that anybody but docker's own helper protocol sees. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { execa } from 'execa';
import { expect } from 'vitest';
import { CANARY } from '../../commands/ecr-bench.ts';
import { passwordOf } from '../../support/ecr-tokens.ts';
import { testThat } from '../../support/needs.ts';
import { LONG, openDock } from './dock.ts';
import { DEEDS, POINTS } from './fault-cases.ts';

const dock = openDock();

/** Each as it is, in base64, and as part of a login in base64, by what all three beginnings have in common. */
const SECRETS = [...Object.values(CANARY), passwordOf(1)].flatMap((secret) =>
  [secret, `AWS:${secret}`]
    .map((text) => Buffer.from(text).toString('base64').slice(0, 20))
    .concat(secret, encodeURIComponent(secret)),
);

testThat(
  'needs-engine',
  'no output, argument, file, image or registry has one, however it ends',
  async () => {
    const { pier, env, proxy, registry, aws } = dock();
    const output = path.join(pier.temporary, 'github-output');
    const seen: string[] = [];
    let running = true;
    let looks = 0;
    const look = async () => {
      for (; running; await sleep(20)) {
        const lines = await pier.processes();
        seen.push(...lines);
        if (lines.some((line) => line.includes('docker-credential-baketree'))) looks += 1;
        for (const folder of [pier.temporary, pier.user]) seen.push(await bytesBelow(folder));
      }
    };
    const looking = look();
    const more = { ...env, GITHUB_OUTPUT: output };
    const run = async (line: string, code: number) => {
      const ended = await pier.run(line, more);
      expect(ended.code, ended.stderr).toBe(code);
      seen.push(ended.stdout, ended.stderr);
    };
    await run('bake ship --push --dry-run', 0);
    await run('bake ship --push --yes', 0);
    await run('bake ship --push --json --metadata-file=made.json', 0);
    // Whoever refuses repeats what they were given.
    const words = Object.values(CANARY).join(' ');
    aws.fault(({ operation }) =>
      operation === 'GetAuthorizationToken'
        ? { status: 400, body: JSON.stringify({ __type: 'AccessDeniedException', message: words }) }
        : undefined,
    );
    await run('bake ship --push', 4);
    aws.fault(undefined);
    await pier.write('cargo.txt', 'other cargo');
    proxy.fault((request) => (POINTS['PUT 1'](request) ? DEEDS.denied : undefined));
    await run('bake ship --push', 4);
    await run('bake ship --push --json', 4);
    running = false;
    await looking;
    // The helper was seen at work, and the folders' files were read.
    expect(looks).toBeGreaterThan(0);
    const image = `${pier.mark}-ship:latest`;
    seen.push(await pier.docker('image', 'inspect', image), await pier.docker('history', image));
    for (const folder of [pier.folder, pier.temporary, pier.user, registry.folder]) {
      seen.push(await bytesBelow(folder));
    }
    const all = seen.join('\n');
    expect(all).toContain('ship_digest=sha256:');
    expect(SECRETS.filter((secret) => all.includes(secret))).toEqual([]);
    // The search finds what is there.
    await writeFile(path.join(pier.temporary, 'planted'), SECRETS.join(' '));
    const planted = await bytesBelow(pier.temporary);
    expect(SECRETS.filter((secret) => !planted.includes(secret))).toEqual([]);
  },
  LONG,
);

testThat(
  'needs-engine',
  'an image holds none in its layers or settings',
  async () => {
    const { pier, env } = dock();
    const ended = await pier.run('bake ship --push --yes', env);
    expect(ended.code, ended.stderr).toBe(0);
    const archive = path.join(pier.temporary, 'image.tar');
    await pier.docker('image', 'save', '--output', archive, `${pier.mark}-ship:latest`);
    const { stdout } = await execa('tar', ['--list', '--file', archive]);
    expect(stdout).toContain('manifest.json');
    const bytes = await readFile(archive, 'latin1');
    expect(bytes).toContain('rootfs');
    expect(SECRETS.filter((secret) => bytes.includes(secret))).toEqual([]);
  },
  LONG,
);

async function bytesBelow(folder: string): Promise<string> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const texts = names
    .filter((each) => each.isFile())
    .map((each) => readFile(path.join(each.parentPath, each.name), 'latin1').catch(() => ''));
  return (await Promise.all(texts)).join('\n');
}
