/** Help: what a newcomer sees first, in 80 columns, every option with a line of its own. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { BAKE_OPTIONS } from '../../src/plan/bake-options.ts';
import { type Bakery, openBakery } from './bakery.ts';

let bakery: Bakery;
beforeAll(async () => {
  bakery = await openBakery();
});
afterAll(() => bakery.close());

test('--help', async () => {
  expect(await bakery.baketree('--help')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    TypeScript for Docker Bake.

    baketree <command>

    Commands:
      bake [what..]         bake targets, groups or trees
      generate              write bake files and Dockerfiles, never over an edit
      check                 say of each generated file whether it is as it should be
      plan [what..]         show what a bake would do, and run nothing
      list [what..]         list what can be baked: groups, targets, cells; and variables
      ecr plan|apply|login  see to the repositories that a tree declares, in Amazon ECR
      sign image@digest..   sign pushed images with Cosign, by digest

    Options:
      --help     show this
      --version  show the version

    In a project: npm run <command>. npm run list shows what there is to bake."
  `);
});

test('bake --help', async () => {
  expect(await bakery.baketree('bake --help')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    baketree bake [what..]

    bake targets, groups or trees

      what  targets, groups or trees; tree/target where several have the name;
            without any, what the first tree bakes by default

    Options:
      --dry-run  print the command as a line for a shell, and run nothing
      --yes      do not ask before a first write to an account, or a signature
      --sign     a push: sign what was pushed with Cosign, by digest
      --json     print the result as JSON on stdout
      --help     show this
      --version  show the version

    Options of docker buildx bake, passed on:
      --allow <value>...       permit what targets ask for, like network.host
      --builder <value>        the builder to use
      --call <value>           look and build nothing: check, outline or targets
      --check                  the same as --call=check
      --debug                  docker's own debug output
      --list <value>           list targets or variables, and build nothing
      --load                   put the images into the local store
      --metadata-file <value>  write what was made into this file, as JSON
      --no-cache               build every step anew
      --policy <value>...      a policy for sources: filename=path
      --print                  print the resolved targets, and build nothing
      --progress <value>       auto, plain, tty, quiet or rawjson
      --provenance <value>     attest how it was made: true, false or mode=max
      --pull                   ask registries for newer images
      --push                   build everything, then push it (docs/ecr.md)
      --sbom <value>           attest what is in it: true or false
      --set <value>...         override a target's value: target.attribute=value
      --var <value>...         refused: write NAME=value before the command

    In a project, options stand behind --: npm run bake web -- --json"
  `);
});

test('generate --help', async () => {
  expect(await bakery.baketree('generate --help')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    baketree generate

    write bake files and Dockerfiles, never over an edit

    Options:
      --discard <value>...  throw away the edits in this file
      --json                print the result as JSON on stdout
      --help                show this
      --version             show the version

    In a project, options stand behind --: npm run generate -- --json"
  `);
});

test.each([
  ['ecr', 'npm run ecr plan -- --json'],
  ['sign', 'npm run sign -- --help'],
])('the example of %s --help can be typed as it stands', async (verb, line) => {
  const shown = await bakery.baketree(`${verb} --help`);
  expect(shown.split('\n').at(-1)).toBe(`In a project, options stand behind --: ${line}`);
});

test.each(['check', 'plan', 'list'])(
  '%s --help says what it is for and ends well',
  async (verb) => {
    const shown = await bakery.baketree([verb, '--help']);
    expect(shown).toMatch(new RegExp(`^exit 0\n--- stdout\nbaketree ${verb}`));
    expect(shown.split('\n').every((line) => line.length <= 80)).toBe(true);
  },
);

test('ecr --help', async () => {
  expect(await bakery.baketree('ecr --help')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    baketree ecr plan|apply|login

    see to the repositories that a tree declares, in Amazon ECR

      plan   show what is other than declared, and change nothing
      apply  make the calls that plan shows; no repository is ever deleted
      login  let your own docker ask our helper for the registry's password
      tree   without one, the first tree that declares repositories

    Options:
      --yes      do not ask before the first write to an account
      --remove   login: take out what login wrote
      --json     print the result as JSON on stdout
      --help     show this
      --version  show the version

    In a project, options stand behind --: npm run ecr plan -- --json"
  `);
});

test('every option of bake is explained', async () => {
  const { stdout } = await bakery.run(['bake', '--help']);
  for (const name of Object.keys(BAKE_OPTIONS)) {
    expect(stdout).toMatch(new RegExp(`^  --${name}(?: <value>(?:\\.{3})?)?  +\\w`, 'm'));
  }
});

test('help needs no project, and its language is not the machine’s', async () => {
  await bakery.remove('baketree.config.ts');
  const [here, there] = [{}, { LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }];
  const shown = await bakery.baketree('list --help', { env: here });
  expect(await bakery.baketree('list --help', { env: there })).toBe(shown);
});

test('--version is one line', async () => {
  expect(await bakery.baketree('--version')).toMatch(/^exit 0\n--- stdout\n\d+\.\d+\.\d+$/);
});
