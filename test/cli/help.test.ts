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
      baketree bake [what..]  bake targets, groups or trees
      baketree generate       write bake files and Dockerfiles, never over an edit
      baketree check          say which generated files are not as they should be
      baketree plan [what..]  show what a bake would do, and run nothing
      baketree list           list trees, groups, targets and variables

    Options:
      --help     show this                                                 [boolean]
      --version  show the version                                          [boolean]

    In a project: npm run <command>. npm run list shows what there is to bake."
  `);
});

test('bake --help', async () => {
  expect(await bakery.baketree('bake --help')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    baketree bake [what..]

    bake targets, groups or trees

    Positionals:
      what  targets, groups or trees; tree/target where several have the name
                             [array] [default: what the first tree bakes by default]

    Options of docker buildx bake, passed on:
      --allow          permit what targets ask for, like network.host        [array]
      --builder        the builder to use                                   [string]
      --call           look and build nothing: check, outline or targets    [string]
      --check          the same as --call=check                            [boolean]
      --debug          docker's own debug output                           [boolean]
      --list           list targets or variables, and build nothing         [string]
      --load           put the images into the local store                 [boolean]
      --metadata-file  write what was made into this file, as JSON          [string]
      --no-cache       build every step anew                               [boolean]
      --policy         a policy for sources: filename=path                   [array]
      --print          print the resolved targets, and build nothing       [boolean]
      --progress       auto, plain, tty, quiet or rawjson                   [string]
      --provenance     attest how it was made: true, false or mode=max      [string]
      --pull           ask registries for newer images                     [boolean]
      --push           push the images to the registry in their tags       [boolean]
      --sbom           attest what is in it: true or false                  [string]
      --set            override a target's value: target.attribute=value     [array]
      --var            set a variable: NAME=value                            [array]

    Options:
      --dry-run  print the command as a line for a shell, and run nothing  [boolean]
      --json     print the result as JSON on stdout                        [boolean]
      --help     show this                                                 [boolean]
      --version  show the version                                          [boolean]

    In a project, options stand behind --: npm run bake web -- --dry-run"
  `);
});

test('generate --help', async () => {
  expect(await bakery.baketree('generate --help')).toMatchInlineSnapshot(`
    "exit 0
    --- stdout
    baketree generate

    write bake files and Dockerfiles, never over an edit

    Options:
      --help     show this                                                 [boolean]
      --version  show the version                                          [boolean]
      --discard  throw away the edits in this file; may be repeated          [array]
      --json     print the result as JSON on stdout                        [boolean]"
  `);
});

test.each(['check', 'plan', 'list'])(
  '%s --help says what it is for and ends well',
  async (verb) => {
    const shown = await bakery.baketree([verb, '--help']);
    expect(shown).toMatch(new RegExp(`^exit 0\n--- stdout\nbaketree ${verb}`));
    expect(shown.split('\n').every((line) => line.length <= 80)).toBe(true);
  },
);

test('every option of bake is explained', async () => {
  const { stdout } = await bakery.run(['bake', '--help']);
  for (const name of Object.keys(BAKE_OPTIONS)) {
    expect(stdout).toMatch(new RegExp(`^  --${name} +\\w.*\\[(?:boolean|string|array)\\]$`, 'm'));
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
