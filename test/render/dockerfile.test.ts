/** Dockerfiles from templates: what is put in front, what is filled in, and what is refused. */
import { describe, expect, test } from 'vitest';
import { BaketreeError, type Problem } from '../../src/errors.ts';
import { template } from '../../src/model/template.ts';
import { renderDockerfile, renderIgnoreFile } from '../../src/render/dockerfile.ts';
import { authorshipOf } from '../../src/render/header.ts';

const FILE = 'templates/bakery/bread.Dockerfile.hbs';

function render(
  text: string,
  data: Readonly<Record<string, unknown>> = {},
  partials: Readonly<Record<string, string>> = {},
): string {
  return renderDockerfile({
    tree: 'bakery',
    template: template('bread', { data }),
    file: FILE,
    text,
    partials: new Map(Object.entries(partials)),
  });
}

/** What comes behind the header. */
const body = (...given: Parameters<typeof render>) => render(...given).replace(/^[\s\S]*?\n\n/, '');

function problemOf(...given: Parameters<typeof render>): Problem | undefined {
  try {
    render(...given);
  } catch (error) {
    if (error instanceof BaketreeError) return error.problems[0];
    throw error;
  }
  throw new Error('it was expected to be refused');
}

test('the whole of a small file', () => {
  expect(render('FROM scratch\n').replace(/[0-9a-f]{64}/, '<hash>')).toMatchInlineSnapshot(`
    "# bakery/bread: written by baketree from templates/bakery/bread.Dockerfile.hbs.
    # To change it for good, change that and run: npm run generate
    # sha256 of this file, with this number left out: <hash>

    FROM scratch
    "
  `);
  expect(authorshipOf(render('FROM scratch\n'))).toBe('generated');
});

describe('parser directives stay the very first lines', () => {
  test.each([
    ['# syntax=docker/dockerfile:1\n', ''],
    ['#syntax = docker/dockerfile:1\n# escape=`\n# check=skip=all\n', ''],
    ['# SYNTAX=docker/dockerfile:1\n', '# hello=world\n'],
    ['', '# a comment\n'],
    ['', '\n# syntax=too/late:1\n'],
  ])('%j, then %j', (directives, rest) => {
    const lines = render(`${directives}${rest}FROM scratch\n`);
    expect(lines.startsWith(`${directives}# bakery/bread: written by baketree from `)).toBe(true);
    expect(lines.endsWith(`\n\n${rest.trimStart()}FROM scratch\n`)).toBe(true);
  });
});

test('the end is one line end, and the middle is left alone', () => {
  expect(body('FROM scratch\n\n\nCOPY a b\n\n\n')).toBe('FROM scratch\n\n\nCOPY a b\n');
  expect(body('FROM scratch')).toBe('FROM scratch\n');
});

describe('data', () => {
  test('is put in as it is: a Dockerfile is no web page', () => {
    expect(body('RUN echo {{words}}\n', { words: `<a> & "b" 'c' \`d\` =` })).toBe(
      `RUN echo <a> & "b" 'c' \`d\` =\n`,
    );
  });

  test('may be lists, maps and conditions, and the tree’s name is there', () => {
    const text =
      '{{#each ports}}EXPOSE {{this}}\n{{/each}}{{#if debug}}RUN set -x\n{{/if}}# {{tree}}\n';
    expect(body(`FROM scratch\n${text}`, { ports: ['80', '443'], debug: false })).toBe(
      'FROM scratch\nEXPOSE 80\nEXPOSE 443\n# bakery\n',
    );
  });

  test('cannot bring a header of its own, nor break out of ours', () => {
    const lines = render('FROM scratch\n# {{note}}\n', { note: 'a\n# sha256 of this file' });
    expect(authorshipOf(lines)).toBe('generated');
  });

  test('that nothing has is refused, with the line', () => {
    expect(problemOf('FROM scratch\n\nRUN echo {{hours}}\n', { minutes: 5 })).toEqual({
      code: 'template-invalid',
      summary: `"hours" not defined in the template's data`,
      at: { file: FILE, line: 3 },
    });
  });
});

describe('partials', () => {
  test('are put in, and see the data', () => {
    const partials = { ca: 'RUN trust {{bundle}}\n' };
    expect(body('FROM scratch\n{{> ca}}\n', { bundle: 'x.pem' }, partials)).toBe(
      'FROM scratch\nRUN trust x.pem\n',
    );
  });

  test('that are not there are refused', () => {
    expect(problemOf('FROM scratch\n{{> cake}}\n')).toMatchObject({
      code: 'template-invalid',
      summary: 'The partial cake could not be found',
    });
  });

  test('of one template are not those of the next', () => {
    render('{{> ca}}\n', {}, { ca: 'FROM scratch' });
    expect(problemOf('{{> ca}}\n')?.code).toBe('template-invalid');
  });
});

test.each([
  ['RUN a {{b}\n', 2, 'RUN a {{b}'],
  ['\n  RUN a {{}}\n', 3, 'RUN a {{}}'],
])('%j is refused with its line', (text, line, shown) => {
  expect(problemOf(`FROM scratch\n${text}`, { b: '' })).toEqual({
    code: 'template-invalid',
    summary: 'the braces do not fit together',
    at: { file: FILE, line },
    details: [shown],
  });
});

test('blocks that do not match are refused', () => {
  expect(problemOf('FROM scratch\n{{#if x}}\nRUN a\n{{/each}}\n', { x: true })).toEqual({
    code: 'template-invalid',
    summary: "if doesn't match each",
    at: { file: FILE, line: 2 },
  });
  expect(problemOf('FROM scratch\n{{#if x}}\nRUN a\n', { x: true })).toMatchObject({
    summary: 'the braces do not fit together',
  });
});

test('what is wrong in a partial is told at the partial', () => {
  const ca = '_ca.hbs';
  const folder = 'templates/bakery/';
  const text = 'FROM scratch\n\n{{> ca}}\n';
  expect(problemOf(text, {}, { ca: 'RUN a\nRUN {{bundle}}\n' })).toMatchObject({
    summary: `"bundle" not defined in the template's data`,
    at: { file: folder + ca, line: 2 },
  });
  expect(problemOf(text, {}, { ca: 'RUN a\nRUN {{bundle}\n' })).toMatchObject({
    at: { file: folder + ca, line: 2 },
    details: ['RUN {{bundle}'],
  });
});

test('the ignore file of a Dockerfile, with lines and without', () => {
  const ignoring = (ignore: readonly string[]) =>
    renderIgnoreFile('bakery', template('bread', { ignore }), 'trees/bakery.ts');
  expect(
    [ignoring(['*', '!flour']), ignoring([])].join('').replace(/[0-9a-f]{64}/g, '<hash>'),
  ).toMatchInlineSnapshot(`
    "# bakery/bread: what the build of that Dockerfile may see of its context.
    # Written by baketree from trees/bakery.ts. To change it for good, change that and run: npm run generate
    # sha256 of this file, with this number left out: <hash>
    *
    !flour
    # bakery/bread: nothing is ignored: the build of that Dockerfile sees its whole context.
    # Written by baketree from trees/bakery.ts. To change it for good, change that and run: npm run generate
    # sha256 of this file, with this number left out: <hash>
    "
  `);
  expect(authorshipOf(ignoring(['*']))).toBe('generated');
});
