/** The source of values: each as it is written, by the path that the comparison of two files gives it. */
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { diffBakeValues, readBakeValues, valueSources } from '../../src/parse/bake-file.ts';
import { type BakeValue, isMap, pathStep } from '../../src/parse/bake-file-values.ts';

const of = (value: string) => valueSources(`target "a" {\n  x = ${value}\n}\n`).get('target.a.x');

test.each([
  ['V'],
  ['"text"'],
  ['V == "" ? "a" : "b/${V}"'],
  ['"%{if V == "}"}${upper("x")}%{else}$${no}%{endif}"'],
  ['"a \\" # no comment"'],
  ['[for x in [1, 2] : x]'],
  ['foo([1], { a = 2 })'],
  ['{ a = 1, "b.c" = V }'],
])('%s is told as it is', (value) => {
  expect(of(value)).toBe(value);
});

test.each([
  ['1 # one', '1'],
  ['1 /* } */ // {', '1'],
  ['[\n    "a", # one\n\n    "b",\n  ]', '[ "a", "b" ]'],
  ['{\n    A = 1\n    # B = 2\n    C = "c"\n  }', '{ A = 1, C = "c" }'],
  ['(\n    V\n  )', '( V )'],
])('%j is told as %j', (value, told) => {
  expect(of(value)).toBe(told);
});

test('a heredoc is not told, nor what it is in; what follows it is', () => {
  const text = 'target "a" {\n  x = <<EOT\n}\nEOT\n  y = [<<-E\n  e\n  E\n  ]\n  z = 1\n}\nW = 2\n';
  expect([...valueSources(text)]).toEqual([
    ['target.a.z', '1'],
    ['W', '2'],
  ]);
});

test('paths are those of the comparison', async () => {
  const before = 'target "a" {}\nvariable "V" {\n  validation {\n    condition = true\n  }\n}\n';
  const after = `
    X = W
    target "a" {
      args = { "K.x" = V, Z: 2 }
      cache-to = [{ type = "gha" }, { type = "registry", ref = V }]
    }
    variable "V" {
      validation {
        condition = V == ""
      }
    }
    target "a" { tags = [V] }
  `;
  const changes = diffBakeValues(
    await readBakeValues('x.hcl', before),
    await readBakeValues('x.hcl', after),
  );
  const sources = valueSources(after);
  expect(changes.map(({ path }) => [path, sources.get(path)])).toEqual([
    ['X', 'W'],
    ['target.a#2', undefined],
    ['target.a.args', '{ "K.x" = V, Z: 2 }'],
    ['target.a.cache-to', '[{ type = "gha" }, { type = "registry", ref = V }]'],
    ['variable.V.validation[0].condition', 'V == ""'],
  ]);
  expect(sources.get('target.a.args."K.x"')).toBe('V');
  expect(sources.get('target.a.cache-to[1].ref')).toBe('V');
  expect(sources.get('target.a#2.tags')).toBe('[V]');
});

/** Every leaf of some values by its path. */
function leaves(path: string, value: BakeValue): readonly (readonly [string, BakeValue])[] {
  if (Array.isArray(value)) return value.flatMap((item, at) => leaves(`${path}[${at}]`, item));
  if (!isMap(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, item]) => leaves(`${path}.${pathStep(key)}`, item));
}

test('every value of a generated file has its source', async () => {
  const file = 'bake/colony/docker-bake.hcl';
  const text = await readFile(file, 'utf8');
  const { variables, groups, targets } = await readBakeValues(file, text);
  const sources = valueSources(text);
  const all = [
    ...leaves('variable', variables),
    ...leaves('group', groups),
    ...leaves('target', targets),
  ];
  expect(all.length).toBeGreaterThan(100);
  for (const [path, value] of all) {
    const source = sources.get(path);
    expect(source, path).toBeDefined();
    // A literal is the same in JSON; the rest are expressions, and the names of types.
    if (!String(value).includes('{') && !path.endsWith('.type')) {
      expect(JSON.parse(source ?? ''), path).toEqual(value);
    }
  }
});
