/** Signing for real: Cosign, bake, a registry with a password. Nothing here asks a log or a certificate authority. */
import { readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { REGISTRY_ACTIONS } from '../../../src/plan/ecr/permissions.ts';
import { startAuthRegistry } from '../../support/auth-registry.ts';
import { type Moto, startMoto } from '../../support/moto.ts';
import { has, testThat } from '../../support/needs.ts';
import type { Ended } from '../push/pier.ts';
import { KEY_PASSWORD, openQuay, type Quay, REGISTRY_PASSWORD } from './quay.ts';

const LONG = 180_000;
const LACKING = (['needs-engine', 'needs-moto'] as const).find((need) => !has(need));
const NEED = LACKING ?? 'needs-cosign';

let moto: Moto;
let quay: Quay;
beforeAll(async () => {
  if (has(NEED)) moto = await startMoto();
}, LONG);
afterAll(() => moto?.stop());
beforeEach(async () => {
  if (!has(NEED)) return;
  await moto.reset();
  quay = await openQuay(moto.url);
});
afterEach(() => quay?.close());

const run = (line: string, env: Readonly<Record<string, string>> = {}) =>
  quay.pier.run(line, { ...quay.env, ...env });

/** What is pinned in a text, each once; what bake says of tags and digests is left out. */
const pinnedIn = (text: string): readonly string[] =>
  [...new Set(text.match(/127\.0\.0\.1:\d+\/[\w-]+@sha256:[0-9a-f]{64}/g))].sort();

const verifyIn = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => /^ {2}(.*cosign verify .*)$/.exec(line)?.[1] ?? []);

async function expectNoSecrets(...ended: readonly Ended[]): Promise<void> {
  const said = ended.map(({ stdout, stderr }) => stdout + stderr).join('');
  const calls = (await quay.calls()).join('\n');
  for (const secret of [KEY_PASSWORD, REGISTRY_PASSWORD]) {
    expect(said).not.toContain(secret);
    expect(calls).not.toContain(secret);
    expect(await quay.holding(secret)).toEqual([]);
  }
  expect(await readdir(quay.pier.temporary)).toEqual([]);
}

const push = async (...what: readonly string[]): Promise<readonly string[]> => {
  const pushed = await run(`bake ${what.join(' ')} --push`);
  expect(pushed.code, pushed.stderr).toBe(0);
  return pinnedIn(pushed.stderr);
};

testThat(
  NEED,
  'a push signs each image by its digest, and the lines that it prints verify them',
  async () => {
    const pushed = await run('bake all --push --sign');
    expect(pushed.code, pushed.stderr).toBe(0);
    const images = pinnedIn(pushed.stderr);
    expect(images).toHaveLength(3);
    const signing = (await quay.calls()).filter((line) => line.startsWith('sign '));
    expect(signing.map((line) => line.split(' ').at(-1)).sort()).toEqual(images);
    const lines = verifyIn(pushed.stderr);
    expect(lines).toHaveLength(3);
    const [line = ''] = lines;
    expect(line).toBe(
      `cosign verify --key keys/cosign.pub --insecure-ignore-tlog=true ${line.split(' ').at(-1)}`,
    );
    for (const each of lines) expect(await quay.type(each)).toMatchObject({ code: 0 });
    const wrong = await quay.type(line.replace('cosign.pub', 'other.pub'));
    expect(wrong.code).not.toBe(0);
    await expectNoSecrets(pushed);
  },
  LONG,
);

testThat(
  NEED,
  'what was not signed does not verify; the verb signs it by its digest, twice if one likes, and never by its tag',
  async () => {
    const images = await push('boat', 'hull');
    const [image = ''] = images;
    expect(await quay.calls()).toEqual([]);
    const verify = `cosign verify --key keys/cosign.pub --insecure-ignore-tlog=true ${image}`;
    expect(await quay.type(verify)).toMatchObject({ code: 10 });

    const name = image.slice(0, image.indexOf('@'));
    const refused = await run(`sign ${name}:latest`);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(`"${name}:latest" is a tag`);
    expect(refused.stderr).toContain(`  npm run sign -- ${image}\n`);
    expect(await quay.calls()).toEqual([]);

    const before = quay.registry.requests().length;
    const first = await run(`sign ${image}`);
    expect(first.code, first.stderr).toBe(0);
    // Beside what a push asks for, which docs/ecr.md has the permissions of.
    const more = quay.registry
      .requests()
      .slice(before)
      .filter((line) => !REGISTRY_ACTIONS.some(({ request }) => request.test(line)))
      .map((line) => line.replace(/[^/]+\/referrers\/.*/, 'NAME/referrers/'));
    expect([...new Set(more)]).toEqual(['GET /v2/NAME/referrers/']);
    expect(first.stdout).toBe(`signed ${image}\nto verify:\n  ${verify}\n`);
    expect(await quay.type(verify)).toMatchObject({ code: 0 });
    const again = await run(`sign ${image} --json`);
    expect(again.code, again.stderr).toBe(0);
    expect(JSON.parse(again.stdout)).toEqual({ signed: [image], notes: [], lines: [verify] });
    expect(await quay.type(verify)).toMatchObject({ code: 0 });
    // The others are as they were.
    for (const other of images.slice(1)) {
      expect(await quay.type(verify.replace(image, other))).toMatchObject({ code: 10 });
    }
    await expectNoSecrets(refused, first, again);
  },
  LONG,
);

testThat(
  NEED,
  'a digest that is not in the registry is not signed',
  async () => {
    const [image = ''] = await push('boat');
    const nowhere = image.replace(/.{8}$/, '00000000');
    const ended = await run(`sign ${image} ${nowhere}`);
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(`"${nowhere}" is not in its registry`);
    expect((await quay.calls()).filter((line) => line.startsWith('sign '))).toEqual([]);
  },
  LONG,
);

testThat(
  NEED,
  'without the public key beside it the lines begin with how to get it',
  async () => {
    const { pier } = quay;
    const [image = ''] = await push('boat');
    const pub = path.join(pier.folder, 'keys/cosign.pub');
    // Another key's.
    await writeFile(pub, 'of something else');
    const signed = await run(`sign ${image}`);
    expect(signed.code, signed.stderr).toBe(0);
    const lines = signed.stdout.split('\n').filter((line) => line.startsWith('  '));
    expect(lines[0]).toBe('  cosign public-key --key keys/cosign.key --outfile image-signing.pub');
    const typed = `COSIGN_PASSWORD=${KEY_PASSWORD} ${lines[0]?.trim()} && ${lines[1]?.trim()}`;
    expect(await quay.type(typed)).toMatchObject({ code: 0 });
  },
  LONG,
);

testThat(
  NEED,
  'a wrong password, and a key that is nowhere, are told before anything is built',
  async () => {
    for (const [env, said] of [
      [{ COSIGN_PASSWORD: `not-${KEY_PASSWORD}` }, 'decryption failed'],
      [{ COSIGN_KEY: 'keys/none.key' }, 'no such file'],
      [{ COSIGN_SIGNING_CONFIG: 'keys/none.json' }, 'COSIGN_SIGNING_CONFIG names a file'],
    ] as const) {
      const ended = await run('bake all --push --sign', env);
      expect(ended.code).toBe(2);
      expect(ended.stderr).toContain(said);
      expect(ended.stderr).not.toContain('building with local tags');
      await expectNoSecrets(ended);
    }
    expect(await quay.registry.repositories()).toEqual([]);
  },
  LONG,
);

testThat(
  NEED,
  'where one of the images cannot be signed, all are pushed, the others signed, and a line signs the rest',
  async () => {
    await quay.before(
      'case "$1 $*" in sign*-boat@*) echo "Error: not today" >&2; exit 1 ;; esac\n',
    );
    const github = path.join(quay.pier.folder, 'outputs');
    const pushed = await run('bake all --push --sign', { GITHUB_OUTPUT: github });
    expect(pushed.code).toBe(4);
    const end = pushed.stderr.slice(pushed.stderr.indexOf('[ERROR]'));
    const [boat = '', hull = '', ship = ''] = pinnedIn(end);
    expect(end).toBe(`[ERROR] 1 of 3 images could not be signed
        signed: ${hull}
        signed: ${ship}
        not signed: ${boat}: not today
[INFO] what is in the registry stays there; this signs the rest:
[INFO]   npm run sign -- ${boat}
`);
    // No later step gets an image that should have been signed.
    expect(await readdir(quay.pier.folder)).not.toContain('outputs');
    await quay.before('');
    const rest = await run(`sign ${boat}`);
    expect(rest.code, rest.stderr).toBe(0);
    for (const image of [boat, hull, ship]) {
      const verify = `cosign verify --key keys/cosign.pub --insecure-ignore-tlog=true ${image}`;
      expect(await quay.type(verify)).toMatchObject({ code: 0 });
    }
    await expectNoSecrets(pushed, rest);
  },
  LONG,
);

testThat(
  NEED,
  'a registry that takes no signature is told in its own words',
  async () => {
    const [image = ''] = await push('boat');
    const { registry, pier } = quay;
    const readOnly = await startAuthRegistry(path.dirname(registry.folder), REGISTRY_PASSWORD, {
      readOnly: true,
    });
    try {
      const there = image.replace(registry.host, readOnly.host);
      const ended = await run(`sign ${there}`, { REGISTRY: readOnly.host });
      expect(ended.code).toBe(4);
      expect(ended.stderr).toContain('[ERROR] 1 of 1 images could not be signed');
      expect(ended.stderr).toContain(`not signed: ${there}: `);
      expect(ended.stderr).toMatch(/405|UNSUPPORTED|unsupported/);
      expect(await pier.processes()).toEqual([]);
      await expectNoSecrets(ended);
    } finally {
      await readOnly.stop();
    }
  },
  LONG,
);

testThat(
  NEED,
  'an interrupt says what is signed and what is not, and leaves nothing behind',
  async () => {
    await quay.before('case "$1 $*" in sign*-ship@*) exec sleep 60 ;; esac\n');
    const { child, ended } = quay.pier.start('bake all --push --sign', quay.env);
    const waiting = async () =>
      (await quay.calls()).some((line) => line.startsWith('sign ') && line.includes('-ship@'));
    for (const end = Date.now() + 120_000; !(await waiting()) && Date.now() < end; ) {
      await sleep(100);
    }
    child.kill('SIGINT');
    const { code, stdout, stderr } = await ended;
    expect(code, stderr).toBe(130);
    expect(stderr).toMatch(/\[WARNING\] signed: \S+-hull@sha256/);
    expect(stderr).toMatch(
      /\[WARNING\] not signed: \S+-ship@sha256:\w+: cosign was ended by SIGTERM/,
    );
    expect(stderr).toMatch(/\[WARNING\] not signed: \S+-boat@sha256:\w+: interrupted before/);
    expect(await quay.pier.processes()).toEqual([]);
    await expectNoSecrets({ code, stdout, stderr });
  },
  LONG,
);
