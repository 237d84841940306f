import { expect, test } from 'vitest';
import { BaketreeError } from '../../src/errors.ts';
import { diffBakeValues, readBakeValues } from '../../src/parse/bake-file.ts';

const FILE = 'bake/colony [1]/docker-bake.hcl';

const COLONY = `# generated
variable "REGISTRY" {
  type        = string
  default     = ""
  validation {
    condition     = REGISTRY == "" || length(REGISTRY) > 3
    error_message = "too short"
  }
}
variable "FLAVOUR" {
  type    = list(string)
  default = ["alpine"]
}
function "tag" {
  params          = [name]
  variadic_params = rest
  result          = "\${REGISTRY}/\${name}:$\${literal}"
}
group "default" {
  targets = ["colony"]
}
target "colony" {
  args = {
    PROFILE = "release"
    JOBS    = "\${FLAVOUR}"
  }
  tags     = ["distributed-colony:latest"]
  cache-to = [{ type = "registry", ref = "a" }, { type = "gha" }]
  labels   = { "org.opencontainers.image.title" = "colony" }
  no-cache = true
  output   = null
}
`;

async function changes(from: string, to: string) {
  const found = diffBakeValues(await readBakeValues(FILE, from), await readBakeValues(FILE, to));
  return found.map(({ path, change, ...rest }) => [change, path, rest.expected, rest.found]);
}

test('the values of a file in plain form', async () => {
  expect(await readBakeValues(FILE, COLONY)).toEqual({
    variables: {
      REGISTRY: {
        type: 'string',
        default: '',
        validation: [
          { condition: '${REGISTRY == "" || length(REGISTRY) > 3}', error_message: 'too short' },
        ],
      },
      FLAVOUR: { type: 'list(string)', default: ['alpine'] },
    },
    groups: { default: { targets: ['colony'] } },
    targets: {
      colony: {
        args: { PROFILE: 'release', JOBS: '${FLAVOUR}' },
        tags: ['distributed-colony:latest'],
        'cache-to': [{ type: 'registry', ref: 'a' }, { type: 'gha' }],
        labels: { 'org.opencontainers.image.title': 'colony' },
        'no-cache': true,
        output: null,
      },
    },
    functions: {
      tag: { params: ['name'], variadic_params: 'rest', result: '${REGISTRY}/${name}:$${literal}' },
    },
    others: {},
  });
});

test.each<[string, string, string, readonly unknown[]]>([
  ['nothing', COLONY, COLONY, []],
  [
    'comments, order and layout',
    'target "a" {\n  x = 1 # one\n  y = 2\n}\ngroup "g" { targets = [] }\n',
    '// two\ngroup "g" { targets = [] }\ntarget "a" {\n  y=2\n\n  x=1\n}\n',
    [],
  ],
  [
    'CRLF and a byte order mark',
    'target "a" {\n  x = 1\n}\n',
    '\uFEFFtarget "a" {\r\n  x = 1\r\n}\r\n',
    [],
  ],
  ['bare and quoted references', 'target "a" { x = V }', 'target "a" { x = "${V}" }', []],
  [
    'an argument',
    COLONY,
    COLONY.replace('"release"', '"debug"'),
    [['changed', 'target.colony.args.PROFILE', 'release', 'debug']],
  ],
  [
    'a list of texts, as a whole',
    COLONY,
    COLONY.replace('latest"', 'latest", "b"'),
    [
      [
        'changed',
        'target.colony.tags',
        ['distributed-colony:latest'],
        ['distributed-colony:latest', 'b'],
      ],
    ],
  ],
  [
    'a list of objects, one by one',
    COLONY,
    COLONY.replace('"gha"', '"gha", scope = "x"'),
    [['added', 'target.colony.cache-to[1].scope', undefined, 'x']],
  ],
  [
    'the order of a list',
    'target "a" { tags = ["x", "y"] }',
    'target "a" { tags = ["y", "x"] }',
    [['changed', 'target.a.tags', ['x', 'y'], ['y', 'x']]],
  ],
  [
    'a key with dots',
    COLONY,
    COLONY.replace('"org.opencontainers.image.title" = "colony"', ''),
    [['removed', 'target.colony.labels."org.opencontainers.image.title"', 'colony', undefined]],
  ],
  [
    'null is a value',
    COLONY,
    COLONY.replace('output   = null', ''),
    [['removed', 'target.colony.output', null, undefined]],
  ],
  [
    'text is not a number',
    'target "a" { x = 1 }',
    'target "a" { x = "1" }',
    [['changed', 'target.a.x', 1, '1']],
  ],
  [
    'blocks, sorted',
    'target "b" {}\nvariable "V" {}\n',
    'target "a" {}\ngroup "g" { targets = [] }\n',
    [
      ['added', 'group.g', undefined, { targets: [] }],
      ['added', 'target.a', undefined, {}],
      ['removed', 'target.b', {}, undefined],
      ['removed', 'variable.V', {}, undefined],
    ],
  ],
  [
    'a second block of one name',
    'target "a" { x = 1 }',
    'target "a" { x = 1 }\ntarget "a" { x = 2 }',
    [['added', 'target.a#2', undefined, { x: 2 }]],
  ],
  [
    'attributes outside blocks',
    'X = 1',
    'X = 2\nplain "b" {}',
    [
      ['changed', 'X', 1, 2],
      ['added', 'plain', undefined, { b: [{}] }],
    ],
  ],
  [
    'a target with a name of JavaScript',
    'target "a" {}',
    'target "a" {}\ntarget "__proto__" { x = 1 }',
    [['added', 'target.__proto__', undefined, { x: 1 }]],
  ],
])('differences: %s', async (_, from, to, want) => {
  expect(await changes(from, to)).toEqual(want);
});

async function refusal(text: string) {
  const error = await readBakeValues(FILE, text).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof BaketreeError)) throw new Error('it was read');
  return error.problems;
}

test.each<[string, string, readonly unknown[]]>([
  ['an expression that is missing', 'target "a" {\n  x =\n}\n', [[2, 6, 'invalid expression']]],
  ['a quoted name', 'target "a" {\n  "x" = 1\n}\n', [[2, 3, 'invalid argument name']]],
  [
    'several at once',
    'a\n\n\nb "x\n',
    [
      [1, 1, 'argument or block definition required'],
      [4, 5, 'invalid multi-line string'],
      [4, 5, 'invalid string literal'],
    ],
  ],
  [
    'an attribute twice, with a place in the detail',
    'target "a" {\n  x = 1\n  x = 2\n}\n',
    [[3, 3, 'attribute redefined']],
  ],
  ['a block without end', 'target "a" {\n', [[1, 12, 'unclosed configuration block']]],
  ['a name missing', 'target {}\n', [[undefined, undefined, 'a target has no name']]],
  [
    'two names',
    'target "a" "b" {}\n',
    [[undefined, undefined, 'target "a" has more than one name']],
  ],
  [
    'an attribute that hides blocks',
    'target "a" {}\ntarget = 1\ngroup = 2\n',
    [
      [undefined, undefined, '"group" is an attribute, which hides all group blocks'],
      [undefined, undefined, '"target" is an attribute, which hides all target blocks'],
    ],
  ],
])('refused: %s', async (_, text, want) => {
  const problems = await refusal(text);
  expect(problems.map(({ at, summary }) => [at?.line, at?.column, summary])).toEqual(want);
  expect(
    problems.every(({ code, at }) => code === 'bake-file-unreadable' && at?.file === FILE),
  ).toBe(true);
});

test("a syntax error keeps HCL's own explanation", async () => {
  const [problem] = await refusal('target "a" {\n  x = 1\n  x = 2\n}\n');
  expect(problem?.details).toEqual([
    `The argument "x" was already set at ${FILE}:2,3-4. Each argument may be set only once.`,
  ]);
});
