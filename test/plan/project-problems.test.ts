/** Trees and templates as they lie on a disk: what only a whole project can have wrong. */
import { axis, defineConfig, defineTree, group, target, template, variable } from 'baketree';
import { describe, expect, test } from 'vitest';
import { planProject } from '../../src/commands/project.ts';
import { BaketreeError } from '../../src/errors.ts';
import type { Disk } from '../../src/io/disk.ts';
import { linesOf, told } from './support.ts';

const line = linesOf(import.meta.url);

/** A disk that has the given files and every folder. */
function diskOf(files: Readonly<Record<string, string>>): Disk {
  const disk: Partial<Disk> = {
    root: '/project',
    read: async (file) => files[file],
    list: async (folder) => Object.keys(files).filter((file) => file.startsWith(`${folder}/`)),
    resolve: async () => ({ real: '/project', kind: 'folder' }),
  };
  return disk as Disk;
}

async function problemsOf(
  trees: readonly ReturnType<typeof defineTree>[],
  files: Readonly<Record<string, string>>,
) {
  const config = defineConfig({ trees: trees as [ReturnType<typeof defineTree>] });
  try {
    await planProject(config, diskOf(files));
  } catch (error) {
    if (error instanceof BaketreeError) return told(error.problems);
    throw error;
  }
  return [];
}

const quill = target('quill', { description: 'A feather', template: template('quill') });
const desk = defineTree({
  name: 'desk',
  description: 'To write',
  targets: [quill],
  default: [quill],
});
const again = defineTree({
  name: 'desk',
  description: 'Another',
  targets: [quill],
  default: [quill],
});
const file = 'templates/desk/quill.Dockerfile.hbs';

test('a project in order has no problems', async () => {
  expect(await problemsOf([desk], { [file]: 'FROM scratch\n' })).toEqual([]);
});

test('a template without a file is told where it is declared', async () => {
  expect(await problemsOf([desk], {})).toEqual([
    {
      code: 'template-missing',
      summary: 'the template "quill" has no file',
      expected: `the file ${file}`,
      at: line('const quill ='),
    },
  ]);
});

test('a file without a template is told; partials are for others to use', async () => {
  const files = {
    [file]: 'FROM scratch\n',
    'templates/desk/ink.Dockerfile.hbs': 'FROM scratch\n',
    'templates/desk/_nib.hbs': 'RUN true\n',
  };
  expect((await problemsOf([desk], files)).map(({ code, at }) => [code, at])).toEqual([
    ['template-unused', 'ink.Dockerfile.hbs:?'],
  ]);
});

test('two trees of one name are told', async () => {
  const found = await problemsOf([desk, again], { [file]: 'FROM scratch\n' });
  expect(found.map(({ code, at, also }) => [code, at, also])).toEqual([
    ['name-duplicate', line('const again ='), `the other is at ${line('const desk =')}`],
  ]);
});

test('problems lead to the line of the template, not to that of the Dockerfile', async () => {
  const text = '{{!-- a comment that leaves no line behind --}}\nFROM scratch\nARG INK\n';
  expect((await problemsOf([desk], { [file]: text })).map(({ code, at }) => [code, at])).toEqual([
    ['argument-missing', 'quill.Dockerfile.hbs:3'],
  ]);
});

test('a template that Handlebars cannot read is told with its line', async () => {
  const found = await problemsOf([desk], { [file]: 'FROM scratch\nRUN {{#if}}\n' });
  expect(found.map(({ code, at }) => [code, at])).toEqual([
    ['template-invalid', 'quill.Dockerfile.hbs:2'],
  ]);
});

const INK = variable('INK', { description: 'Its colour', default: 'black' });
const lamp = target('lamp', { description: 'Light', template: template('lamp'), tags: ['Lamp'] });
const nib = target('nib', {
  description: 'The end of a feather',
  template: template('nib'),
  args: { INK },
  contexts: { quill },
});
const study = defineTree({
  name: 'study',
  description: 'Much is wrong',
  variables: [INK],
  targets: [quill, lamp, nib],
  default: [],
});

test('templates that cannot be rendered hide nothing else, and nothing false follows', async () => {
  const found = await problemsOf([study], {
    'templates/study/quill.Dockerfile.hbs': 'FROM goose\n',
    'templates/study/lamp.Dockerfile.hbs': 'FROM scratch\n{{#if wick}}\n{{> match}}\n{{oil}}\n',
    // Its arguments and contexts cannot be compared with it.
    'templates/study/nib.Dockerfile.hbs': 'FROM {{steel}}\n{{> blot}}\n',
    'templates/study/_blot.hbs': 'RUN {{paper}\n{{sand}}\n',
    'templates/study/chair.Dockerfile.hbs': 'FROM {{wood}}\n',
  });
  expect(found.map(({ code, at }) => `${code} ${at}`)).toEqual([
    'template-invalid lamp.Dockerfile.hbs:2',
    'template-invalid lamp.Dockerfile.hbs:3',
    'template-invalid lamp.Dockerfile.hbs:4',
    'template-invalid nib.Dockerfile.hbs:1',
    'template-invalid _blot.hbs:1',
    'template-invalid _blot.hbs:2',
    'from-unknown quill.Dockerfile.hbs:1',
    `image-invalid ${line('const lamp =')}`,
    `group-empty ${line('const study =')}`,
    'template-unused chair.Dockerfile.hbs:?',
  ]);
});

test('what two templates use and have wrong is told once', async () => {
  const both = defineTree({ ...study, variables: [], targets: [quill, lamp], default: [quill] });
  const found = await problemsOf([both], {
    'templates/study/quill.Dockerfile.hbs': 'FROM scratch\n{{> blot}}\n',
    'templates/study/lamp.Dockerfile.hbs': 'FROM scratch\n{{> blot}}\n',
    'templates/study/_blot.hbs': '{{#if paper}}\n',
  });
  expect(found.map(({ summary }) => summary)).toEqual([
    'the block "{{#if paper}}" is not closed',
    expect.stringContaining('Lamp'),
  ]);
});

describe('a template of a target that is not there yet is not said to be unused', () => {
  const files = { [file]: 'FROM scratch\n', 'templates/desk/nib.Dockerfile.hbs': 'FROM quill\n' };
  const of = (...targets: readonly unknown[]) =>
    ({ ...desk, targets, default: targets.slice(0, 1) }) as unknown as typeof desk;

  test.each<readonly [string, typeof desk, readonly string[]]>([
    ['undefined', of(quill, undefined), ['reference-unknown']],
    ['without a cell', of(quill, { ...nib, exclude: () => true }), ['cell-none']],
    [
      'with a body that throws',
      of(quill, {
        ...nib,
        body: () => {
          throw new Error('broken');
        },
      }),
      ['attribute-invalid'],
    ],
    [
      'used and not listed',
      of({ ...quill, body: () => ({ ...quill.body({}), contexts: { nib } }) }),
      ['reference-unknown'],
    ],
  ])('%s', async (_, tree, codes) => {
    const found = await problemsOf([tree], files);
    expect(found.map(({ code }) => code)).toEqual(codes);
  });
});

test('a function of the author that throws is a problem of its target', async () => {
  const broken = (error: unknown): typeof desk => ({
    ...desk,
    targets: [
      {
        ...quill,
        body: () => {
          throw error;
        },
      },
    ],
  });
  for (const error of [new TypeError('no goose\n  at all'), 'no goose']) {
    expect((await problemsOf([broken(error)], {}))[0]).toEqual({
      code: 'attribute-invalid',
      summary: 'the body of "quill" fails: no goose',
      at: line('const quill ='),
    });
  }
});

test('what comes of a target that fails is not told as well', async () => {
  const size = axis('size', ['big', 'small']);
  const failing = target('failing', { axes: [size] }, ({ size: each }) => {
    if (each === 'big') throw new Error('too big');
    return { description: 'One that fails', template: template('quill'), args: { INK } };
  });
  const user = target('user', {
    description: 'One that uses it',
    template: template('nib'),
    contexts: { failing: failing.at({ size: 'big' }) },
    main: 'failing',
  });
  const none = target('none', { axes: [axis('no', ['x'])], exclude: () => true }, () => ({
    description: 'One that does not exist',
    template: template('lamp'),
    contexts: { quill },
  }));
  const other = target('other', {
    description: 'One that uses that one',
    template: template('nib'),
    contexts: { none: none.at({ no: 'x' }) },
  });
  const tree = defineTree({
    name: 'desk',
    description: 'Consequences',
    variables: [INK],
    targets: [failing, user, none, other],
    groups: [group('all', 'All', [failing.at({ size: 'big' }), none.at({ no: 'x' })])],
    default: [user],
  });
  const found = await problemsOf([tree], {
    [file]: 'FROM scratch\n',
    'templates/desk/nib.Dockerfile.hbs': 'FROM failing\n',
    'templates/desk/lamp.Dockerfile.hbs': 'FROM quill\n',
  });
  expect(found.map(({ summary }) => summary)).toEqual([
    'the body of "failing" fails: too big',
    'the exclusions leave target "none" without any cell',
    'two templates have the name "nib"',
    '"failing-small" passes the argument "INK", which its Dockerfile does not declare',
  ]);
});
