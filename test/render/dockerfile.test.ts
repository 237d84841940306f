/** Dockerfiles from templates: what is put in front, what is filled in, and what is refused. */
import { describe, expect, test } from 'vitest';
import { BaketreeError, type Problem } from '../../src/errors.ts';
import { template } from '../../src/model/template.ts';
import { variable } from '../../src/model/variable.ts';
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

function problemsOf(...given: Parameters<typeof render>): readonly Problem[] {
  try {
    render(...given);
  } catch (error) {
    if (error instanceof BaketreeError) return error.problems;
    throw error;
  }
  throw new Error('it was expected to be refused');
}

/** The only one. */
function problemOf(...given: Parameters<typeof render>): Problem | undefined {
  const problems = problemsOf(...given);
  expect(problems).toHaveLength(1);
  return problems[0];
}

/** Where and what, a line each. */
function told(...given: Parameters<typeof render>): readonly string[] {
  return problemsOf(...given).map(({ at, summary, expected, hint }) => {
    const place = `${at?.file.replace(/^.*\//, '').replace('.Dockerfile.hbs', '')}:${at?.line}`;
    return [place, summary, expected ?? '', hint ?? ''].join(' | ').replace(/( \| )+$/, '');
  });
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
      summary: '"hours" is not in the data of the template "bread"',
      at: { file: FILE, line: 3 },
      expected: 'one of tree, minutes',
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
      summary: 'there is no partial "cake"',
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

test('braces that do not fit are told of every line, and names beside them', () => {
  expect(told('RUN {{b}\n{{c}}\nRUN {{d}\n{{#if tree\nRUN e\n')).toEqual([
    'bread:1 | the braces do not fit together',
    'bread:2 | "c" is not in the data of the template "bread" | "tree"',
    'bread:3 | the braces do not fit together',
    'bread:4 | the braces do not fit together',
  ]);
});

describe('blocks', () => {
  test.each<readonly [string, string, readonly string[]]>([
    [
      'not closed',
      'FROM scratch\n{{#if tree}}\nRUN {{a}}\n',
      [
        'bread:2 | the block "{{#if tree}}" is not closed |  | {{/if}}',
        'bread:3 | "a" is not in the data of the template "bread" | "tree"',
      ],
    ],
    [
      'not closed, in one that is',
      '{{#if tree}}\n{{#unless tree}}\n{{/if}}\n{{a}}\n',
      [
        'bread:2 | the block "{{#unless tree}}" is not closed |  | {{/unless}}',
        'bread:4 | "a" is not in the data of the template "bread" | "tree"',
      ],
    ],
    [
      'not closed, so that nobody knows of what its names are',
      '{{#if tree}}\n{{a}}\n{{#each tree}}\n{{b}}\n{{/if}}\n{{c}}\n',
      [
        'bread:2 | "a" is not in the data of the template "bread" | "tree"',
        'bread:3 | the block "{{#each tree}}" is not closed |  | {{/each}}',
      ],
    ],
    [
      'several not closed',
      '{{#if tree}}\n{{~#unless tree~}}\n{{#*inline "row"}}\n',
      [
        'bread:1 | the block "{{#if tree}}" is not closed |  | {{/if}}',
        'bread:2 | the block "{{~#unless tree~}}" is not closed |  | {{/unless}}',
        'bread:3 | the block "{{#*inline "row"}}" is not closed |  | {{/inline}}',
      ],
    ],
    [
      'closed and not open',
      '{{#if tree}}\n{{/if}}\n{{/if}}\n{{a}}\n',
      [
        'bread:3 | "{{/if}}" closes no block | "{{#if …}}" above it, or no such line',
        'bread:4 | "a" is not in the data of the template "bread" | "tree"',
      ],
    ],
    [
      'closed by the end of another',
      '{{#if tree}}\n{{#if tree}}\n{{a}}\n{{/each}}\n{{/if}}\n{{b}}\n',
      [
        'bread:3 | "a" is not in the data of the template "bread" | "tree"',
        'bread:4 | "{{/each}}" stands where the block "{{#if tree}}" of line 2 ends |  | {{/if}}',
        'bread:6 | "b" is not in the data of the template "bread" | "tree"',
      ],
    ],
    [
      'closed by the end of the one around it, which is closed as well',
      '{{#if tree}}\n{{#each tree}}\n{{/if}}\n{{/if}}\n',
      ['bread:3 | "{{/if}}" stands where the block "{{#each tree}}" of line 2 ends |  | {{/each}}'],
    ],
    [
      'an end too many inside of another',
      '{{#if tree}}\n{{#each tree}}\n{{/if}}\n{{/each}}\n{{/if}}\n',
      ['bread:3 | "{{/if}}" closes no block | "{{#if …}}" above it, or no such line'],
    ],
    [
      'an else outside of all',
      '{{else}}\nRUN a\n{{^}}\n',
      [
        'bread:1 | "{{else}}" stands in no block | a block around it, or no such line',
        'bread:3 | "{{^}}" stands in no block | a block around it, or no such line',
      ],
    ],
  ])('%s', (_, text, problems) => {
    expect(told(text)).toEqual(problems);
  });

  test('in comments, raw blocks and behind a backslash are text', () => {
    const text =
      '{{! {{#if a }}FROM scratch\n# \\{{#if}}\n{{!-- {{/each}} {{#with}} --}}{{{{tree}}}}{{/if}}{{{{/tree}}}}\n';
    expect(body(text)).toBe('FROM scratch\n# {{#if}}\n{{/if}}\n');
  });

  test('with else, their ends trimmed, and in each other are well', () => {
    const text =
      '{{~#if no~}} a {{~else if yes~}} {{#each list}}{{^}}none{{/each}} {{~else~}} c {{~/if~}}';
    expect(
      body(`FROM {{#with tree}}${text.replaceAll(/(no|yes|list)\b/g, '../$1')}{{/with}}`, {
        no: false,
        yes: true,
        list: [],
      }),
    ).toBe('FROM none\n');
  });
});

describe('names', () => {
  test('that are not there are told all at once, each once, with what is', () => {
    const data = { ports: ['80', '443'], shop: { hours: '9-5' }, ovens: [{ heat: 'high' }] };
    const text = [
      'FROM {{shop.hour}}',
      '{{#each portz}}EXPOSE {{this}}{{/each}}',
      '{{#each ports}}EXPOSE {{this}}{{proto}}{{/each}}',
      '{{#each ovens as |oven index|}}{{oven.heat}}{{oven.heet}}{{index}}{{ports}}{{@indx}}{{/each}}',
      '{{#with nothing}}{{further}}{{/with}}{{street.house.door}}',
      '{{lookup shops "hours"}}{{#oven}}{{/oven}}{{^fire}}{{/fire}}{{toString}}{{__proto__}}',
    ].join('\n');
    expect(
      told(text, data).map((line) => line.replace(' is not in the data of the template', '')),
    ).toEqual([
      'bread:1 | "shop.hour" "bread" | "hours"',
      'bread:2 | "portz" "bread" | "ports"',
      'bread:3 | "proto" "bread"',
      'bread:4 | "oven.heet" "bread" | "heat"',
      'bread:4 | "ports" "bread" | "@root.ports"',
      'bread:4 | "@indx" "bread"',
      'bread:5 | "nothing" "bread" | one of tree, ports, shop, ovens',
      'bread:5 | "street.house.door" "bread" | "tree"',
      'bread:6 | "shops" "bread" | "shop"',
      'bread:6 | "oven" "bread" | "ovens"',
      'bread:6 | "fire" "bread" | one of tree, ports, shop, ovens',
      'bread:6 | "toString" "bread" | one of tree, ports, shop, ovens',
      'bread:6 | "__proto__" "bread" | one of tree, ports, shop, ovens',
    ]);
  });

  test('may be asked for, and need not be where nothing comes by', () => {
    const text =
      'FROM {{#each images}}{{name}}{{#if tag}}:{{tag}}{{/if}} {{/each}}{{#if proxy.host}}{{proxy.host}}{{/if}}{{#unless debug}}x{{/unless}}';
    expect(body(text, { images: [{ name: 'a', tag: '1' }, { name: 'b' }] })).toBe('FROM a:1 b x\n');
  });

  test('may be anything that Handlebars takes for one', () => {
    const data = {
      'odd name': 'odd',
      list: ['a', 'b'],
      log: 'l',
      none: [],
      map: { x: 1, y: 2 },
      shout: (text: unknown) => (typeof text === 'string' ? text.toUpperCase() : 'SHOUT'),
    };
    const text =
      '{{[odd name]}} {{"odd name"}} {{list.[1]}} {{list.length}} {{log}} {{#list}}{{this}}{{/list}} {{^none}}none{{/none}} {{#map}}{{x}}{{../log}}{{/map}} {{#each map as |value key|}}{{key}}{{value}}{{@first}}{{@../root.log}}{{/each}} {{shout}} {{shout "a"}} {{lookup list 0}}';
    expect(body(text, data)).toBe('odd odd b 2 l ab none 1l x1truely2falsel SHOUT A a\n');
  });

  test('of helpers that there are not, or that are not given what they take', () => {
    expect(
      told(
        '{{upper tree}}\n{{#if (eq tree treee)}}{{/if}}\n{{#if tree tree}}{{/if}}\n{{if tree}}\n{{#each}}{{/each}}\n{{lookup tree}}',
      ),
    ).toEqual([
      'bread:1 | there is no helper "upper" | one of if, unless, each, with, lookup, log',
      'bread:2 | there is no helper "eq" | one of if, unless, each, with, lookup, log',
      'bread:3 | "if" is given 2 values | one value',
      'bread:4 | "if" is no block here | "{{#if …}}" and "{{/if}}" behind it',
      'bread:5 | "each" is given no values | one value',
      'bread:6 | "lookup" is given one value | 2 values',
    ]);
  });
});

test('all that is wrong with a template and its partials comes at once', () => {
  const partials = {
    ca: 'RUN {{bundle}}\n{{> inner x=why}}\n',
    inner: '{{x}}{{#if a}}\n',
    unused: '{{#if}}',
  };
  expect(
    told('FROM {{image}}\n{{> ca}}\n{{> ca}}\n{{> cake}}\n{{> ca nobody}}\n', {}, partials),
  ).toEqual([
    'bread:1 | "image" is not in the data of the template "bread" | "tree"',
    'bread:4 | there is no partial "cake" | "ca"',
    'bread:5 | "nobody" is not in the data of the template "bread" | "tree"',
    '_ca.hbs:1 | "bundle" is not in the data of the template "bread" | "tree"',
    '_ca.hbs:2 | "why" is not in the data of the template "bread" | "tree"',
    '_inner.hbs:1 | the block "{{#if a}}" is not closed |  | {{/if}}',
  ]);
});

test('partials may be declared in a template, have a block in their place, and be worked out', () => {
  const text =
    '{{#*inline "row"}}R{{x}}{{/inline}}{{> row}}{{> row x=2}}{{#> gone}}{{x}}{{/gone}}{{#> frame}}in{{/frame}}{{> (lookup . "which")}}';
  const partials = { frame: '<{{> @partial-block}}>', ca: 'C{{x}}' };
  expect(body(text, { x: 1, which: 'ca' }, partials)).toBe('R1R21<in>C1\n');
});

test('partials that use each other without an end are refused', () => {
  expect(problemOf('{{> a}}', {}, { a: '{{> b}}', b: '{{> a}}' })).toEqual({
    code: 'template-invalid',
    summary: 'its partials use each other without an end',
    at: { file: FILE },
  });
});

test('what is wrong in a partial is told at the partial', () => {
  const ca = '_ca.hbs';
  const folder = 'templates/bakery/';
  const text = 'FROM scratch\n\n{{> ca}}\n';
  expect(problemOf(text, {}, { ca: 'RUN a\nRUN {{bundle}}\n' })).toMatchObject({
    summary: '"bundle" is not in the data of the template "bread"',
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

test.each([
  ['a variable', variable('CRUST', { description: 'How hard', default: 'soft' })],
  ['a variable in a plain template literal', `${String({})} crust`],
  ['any object', { crust: 'soft' }],
])('%s among the data is refused where it is written', (_, crust) => {
  expect(problemOf('RUN bake {{crust}}\n', { crust })).toMatchObject({
    code: 'template-invalid',
    summary: 'the template "bread" writes an object of its data as [object Object]',
    at: { file: expect.stringContaining('dockerfile.test.ts') },
  });
  expect(body('RUN bake{{#if crust}} well{{/if}}\n', { crust })).toBe('RUN bake well\n');
});
