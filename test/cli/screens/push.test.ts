/** Screens of pushes that do not end well, with a scripted docker and no AWS. */
import { expect } from 'vitest';
import type { Bakery } from '../bakery.ts';
import { scriptDocker } from '../scripted-docker.ts';
import { screens } from './screen.ts';

const screen = screens({ generated: true });

const REGISTRY = 'registry.example';
const OLD = `sha256:${'0'.repeat(64)}`;
const NEW = `sha256:${'5'.repeat(64)}`;
const metadata = JSON.stringify({ bread: { 'containerimage.digest': NEW } });

/** Bread with a second tag. */
async function addTag({ change }: Bakery): Promise<void> {
  const tag = 'text`$' + '{prefix}bread:latest`';
  await change(
    'trees/bakery.ts',
    `tags: [${tag}]`,
    `tags: [${tag}, ${tag.replace('latest', '1')}]`,
  );
}

/** Shell text that answers for the last word of a call, a tag. */
const answering = (digests: Readonly<Record<string, string>>) =>
  [
    'for tag in "$@"; do :; done; case "$tag" in',
    ...Object.entries(digests).map(([tag, text]) => `*:${tag}) ${text} ;;`),
    '*) echo "ERROR: $tag: not found" >&2; exit 1 ;; esac',
  ].join(' ');
const leadsTo = (digest: string) => `echo '{"digest": "${digest}"}'`;

screen('push-failed', 'the registry refuses the second tag', async (bakery) => {
  await addTag(bakery);
  const mark = `${bakery.home}/pushed`;
  await scriptDocker(bakery, {
    metadata,
    bake: `case "$*" in *type=registry*) : > '${mark}'; echo 'ERROR: denied' >&2; exit 1 ;; esac`,
    tags: answering({
      latest: `if [ -e '${mark}' ]; then ${leadsTo(NEW)}; else ${leadsTo(OLD)}; fi`,
      1: leadsTo(OLD),
    }),
  });
  const shown = await bakery.baketree('bake bread --push', { env: { REGISTRY } });
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [INFO] bake/bakery/docker-bake.hcl was stale: written
    [INFO] building with local tags; nothing is pushed before all of it is built
    [INFO] pushing registry.example/bread:latest
    [INFO] pushing registry.example/bread:1
    ERROR: denied
    [ERROR] docker buildx bake ended with exit code 1; its own output is above
    [ERROR] the push did not end well
            pushed: registry.example/bread:latest sha256:5555555555555555555555555555555555555555555555555555555555555555
            not pushed, and as it was before: registry.example/bread:1 sha256:0000000000000000000000000000000000000000000000000000000000000000
    [INFO] what is built stays built; this continues:
    [INFO]   REGISTRY=registry.example npm run bake bread -- --push"
  `);
  return shown;
});

screen(
  'push-without-registry',
  'a plan shows no command where nobody knows to what',
  async (bakery) => {
    const { change } = bakery;
    await change('trees/bakery.ts', '  when,\n', '  when, repository,\n');
    const cellar =
      "const CELLAR = variable('CELLAR', { description: 'Old bread.', default: 'cellar.example' });";
    await change('trees/bakery.ts', 'const prefix', `${cellar}\nconst prefix`);
    await change('trees/bakery.ts', 'STARTER, PANTRY]', 'STARTER, PANTRY, CELLAR]');
    const from = "cacheFrom: [{ type: 'registry', ref: text`$" + '{CELLAR}/bread` }],';
    await change('trees/bakery.ts', '  args: { GRAIN },\n', `  args: { GRAIN },\n  ${from}\n`);
    await change(
      'trees/bakery.ts',
      '  exclusions: [tooHard],',
      `  exclusions: [tooHard],
  ecr: { region: 'eu-west-1', host: REGISTRY, cacheHost: CELLAR, repositories: [repository('bread')] },`,
    );
    const shown = await bakery.baketree('plan bread --push');
    expect(shown).toMatchInlineSnapshot(`
      "exit 2
      --- stderr
      [ERROR] the registry of "bakery" is that of the account, which only AWS can say
      --- stdout
      files
        stale  bake/bakery/docker-bake.hcl

      bakery
        bread      asked for             bread:latest
        Sourdough  from the local store  bakery-sourdough:latest
        note: a cache that is missing or refused is no failure: docker says ERROR, and builds without"
    `);
    return shown;
  },
);

screen(
  'push-unread',
  'one tag is not there after all, the other cannot be read',
  async (bakery) => {
    await addTag(bakery);
    await scriptDocker(bakery, {
      metadata,
      tags: answering({ 1: 'echo "ERROR: 403 Forbidden" >&2; exit 1' }),
    });
    const shown = await bakery.baketree('bake bread --push', { env: { REGISTRY } });
    expect(shown).toMatchInlineSnapshot(`
      "exit 4
      --- stderr
      [INFO] bake/bakery/docker-bake.hcl was stale: written
      [INFO] building with local tags; nothing is pushed before all of it is built
      [INFO] pushing registry.example/bread:latest
      [INFO] pushing registry.example/bread:1
      [ERROR] bake has pushed, but tags could not be read back
              registry.example/bread:latest should lead to sha256:5555555555555555555555555555555555555555555555555555555555555555: it is not there
              registry.example/bread:1 should lead to sha256:5555555555555555555555555555555555555555555555555555555555555555: 403 Forbidden
      [INFO] REGISTRY=registry.example npm run bake bread -- --push"
    `);
    return shown;
  },
);

screen('push-unread', 'bake says that it pushed, and nothing has moved', async (bakery) => {
  await addTag(bakery);
  await scriptDocker(bakery, {
    metadata,
    tags: answering({ latest: leadsTo(OLD), 1: leadsTo(NEW) }),
  });
  const shown = await bakery.baketree('bake bread --push', { env: { REGISTRY } });
  expect(shown).toMatchInlineSnapshot(`
    "exit 4
    --- stderr
    [INFO] bake/bakery/docker-bake.hcl was stale: written
    [INFO] building with local tags; nothing is pushed before all of it is built
    [INFO] pushing registry.example/bread:latest
    [INFO] pushing registry.example/bread:1
    [ERROR] bake has pushed, but tags could not be read back
            registry.example/bread:latest should lead to sha256:5555555555555555555555555555555555555555555555555555555555555555, and leads to sha256:0000000000000000000000000000000000000000000000000000000000000000 as before
    [INFO] REGISTRY=registry.example npm run bake bread -- --push"
  `);
  return shown;
});
