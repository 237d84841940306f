/** Screens of signing, with a Cosign that answers as told. The real one: test/engine/sign. */
import { chmod, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { expect } from 'vitest';
import type { Bakery } from '../bakery.ts';
import { screens } from './screen.ts';

const screen = screens({ generated: true });

const IMAGE = `example.com/bread@sha256:${'5'.repeat(64)}`;
const KEY = { COSIGN_KEY: 'awskms:///alias/images' };

async function script({ home }: Bakery, name: string, cases: readonly string[]): Promise<void> {
  const file = path.join(home, 'bin', name);
  await writeFile(file, `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\nesac\n`);
  await chmod(file, 0o755);
}

const VERSION = `'version --json') echo '{ "gitVersion": "v3.1.1" }' ;;`;
const PUBLIC_KEY = 'public-key*) echo PEM ;;';

async function scriptCosign(bakery: Bakery, ...cases: readonly string[]): Promise<void> {
  await script(bakery, 'cosign', [...cases, VERSION, PUBLIC_KEY]);
  await script(bakery, 'docker', [
    `'buildx imagetools'*) echo '{"digest": "sha256:${'5'.repeat(64)}"}' ;;`,
  ]);
}

screen('cosign-missing', 'no Cosign on PATH', async ({ baketree }) => {
  const shown = await baketree(`sign ${IMAGE}`, { env: KEY });
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [ERROR] there is no cosign, or it is not on PATH
    [INFO] https://docs.sigstore.dev/cosign/system_config/installation/"
  `);
  return shown;
});

screen('cosign-old', 'a Cosign of before', async (bakery) => {
  await script(bakery, 'cosign', [`'version --json') echo '{ "gitVersion": "v1.13.1" }' ;;`]);
  const shown = await bakery.baketree(`sign ${IMAGE}`, { env: KEY });
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [ERROR] cosign v1.13.1 is too old
            expected cosign 2 or newer
    [INFO] https://docs.sigstore.dev/cosign/system_config/installation/"
  `);
  return shown;
});

screen('sign-key', 'a key without its password', async (bakery) => {
  await scriptCosign(bakery);
  const shown = await bakery.baketree(`sign ${IMAGE}`, { env: { COSIGN_KEY: 'cosign.key' } });
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "cosign.key" has a password, and COSIGN_PASSWORD is not in the environment
            expected the password, or an empty text for a key without one
    [INFO] read -rs COSIGN_PASSWORD && export COSIGN_PASSWORD"
  `);
  return shown;
});

screen('sign-key', 'a key in place of its name, and files that are not there', async (bakery) => {
  await scriptCosign(bakery);
  const env = {
    COSIGN_KEY: '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\ncanary\n',
    COSIGN_SIGNING_CONFIG: 'none.json',
    COSIGN_TRUSTED_ROOT: 'none-either.json',
  };
  const shown = await bakery.baketree(`sign ${IMAGE}`, { env });
  expect(shown).not.toContain('canary');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] COSIGN_KEY holds a key, not the name of one
            expected a file, a KMS URI, or a variable that holds the key
    [INFO] COSIGN_KEY=env://COSIGN_PRIVATE_KEY
    [ERROR] COSIGN_SIGNING_CONFIG names a file that cannot be read
            at none.json
    [ERROR] COSIGN_TRUSTED_ROOT names a file that cannot be read
            at none-either.json"
  `);
  return shown;
});

screen('sign-key', 'a key that AWS does not give', async (bakery) => {
  await scriptCosign(bakery, "public-key*) echo 'Error: access denied' >&2; exit 1 ;;");
  const shown = await bakery.baketree(`sign ${IMAGE}`, { env: KEY });
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] the key "awskms:///alias/images" cannot be used: access denied"
  `);
  return shown;
});

screen('sign-identity', 'nobody to sign', async (bakery) => {
  await scriptCosign(bakery);
  const shown = await bakery.baketree(`sign ${IMAGE}`);
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] there is no COSIGN_KEY, and no identity to sign with
            expected a key; an identity of the CI system; SIGSTORE_ID_TOKEN; or a person at a terminal, for a browser
    [INFO] a key of your own:
    [INFO]   cosign generate-key-pair
    [INFO]   export COSIGN_KEY=cosign.key"
  `);
  return shown;
});

screen('sign-identity', 'a job of GitHub Actions without the permission', async (bakery) => {
  await scriptCosign(bakery);
  const shown = await bakery.baketree(`sign ${IMAGE}`, { env: { GITHUB_ACTIONS: 'true' } });
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] there is no COSIGN_KEY, and GitHub gives this job no identity to sign with
            expected in the job, beside what else it may do
    [INFO] permissions:
    [INFO]   id-token: write"
  `);
  return shown;
});

screen('sign-reference', 'tags, and what is no image of a registry', async (bakery) => {
  await scriptCosign(bakery);
  const words = ['sign', 'example.com/bread:1', 'example.com/bread'];
  const shown = await bakery.baketree(words, { env: KEY });
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "example.com/bread:1" is a tag, which can lead to something else at any time
            expected host/repository@sha256:…, as a push prints it
    [ERROR] "example.com/bread" is a tag, which can lead to something else at any time
            expected host/repository@sha256:…, as a push prints it
    [INFO] what it leads to now, which need not be what was built:
    [INFO]   npm run sign -- example.com/bread@sha256:5555555555555555555555555555555555555555555555555555555555555555"
  `);
  expect(
    await bakery.baketree('sign bread:1 example.com/Bread', { env: KEY }),
  ).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "bread:1" cannot be signed: it names no registry
            expected host/repository@sha256:…, as a push prints it
    [ERROR] "example.com/Bread" cannot be signed: "Bread" is no lower-case path component
            expected host/repository@sha256:…, as a push prints it"
  `);
  return shown;
});

screen('sign-failed', 'one of two', async (bakery) => {
  await scriptCosign(bakery, "sign*roll@*) echo 'Error: 405 Method Not Allowed' >&2; exit 1 ;;");
  const words = ['sign', IMAGE, IMAGE.replace('bread', 'roll')];
  const shown = await bakery.baketree(words, { env: KEY });
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [INFO] signing example.com/bread@sha256:5555555555555555555555555555555555555555555555555555555555555555
    [INFO] signing example.com/roll@sha256:5555555555555555555555555555555555555555555555555555555555555555
    [ERROR] 1 of 2 images could not be signed
            signed: example.com/bread@sha256:5555555555555555555555555555555555555555555555555555555555555555
            not signed: example.com/roll@sha256:5555555555555555555555555555555555555555555555555555555555555555: 405 Method Not Allowed
    [INFO] what is in the registry stays there; this signs the rest:
    [INFO]   npm run sign -- example.com/roll@sha256:5555555555555555555555555555555555555555555555555555555555555555"
  `);
  return shown;
});

screen('usage-option', 'sign without an image', async ({ baketree }) => {
  const shown = await baketree('sign');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] name the images to sign
            expected host/repository@sha256:…, as a push prints it
    [INFO] npm run sign -- --help"
  `);
  return shown;
});

screen('usage-option', '--sign without --push', async (bakery) => {
  const { scriptDocker } = await import('../scripted-docker.ts');
  await scriptDocker(bakery);
  const shown = await bakery.baketree('bake bread --sign --no-cache');
  expect(shown).toMatchInlineSnapshot(`
    "exit 2
    --- stderr
    [ERROR] "--sign": nothing is pushed, so there is nothing to sign
    [INFO] npm run bake bread -- --no-cache --push --sign"
  `);
  return shown;
});
