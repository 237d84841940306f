/** Trees and templates as they lie on a disk: what only a whole project can have wrong. */
import { defineConfig, defineTree, target, template } from 'baketree';
import { expect, test } from 'vitest';
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
  expect(found.map(({ code, at }) => [code, at])).toEqual([
    ['name-duplicate', line('const again =')],
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
  expect(found.map(({ code }) => code)).toEqual(['template-invalid']);
  expect(found[0]?.at).toMatch(/^quill\.Dockerfile\.hbs:[23]$/);
});
