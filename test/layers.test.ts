/** Who may import whom. The table is the design; whatever departs from it is listed with its reason. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

type Folder =
  | 'errors'
  | 'model'
  | 'trees'
  | 'render'
  | 'parse'
  | 'plan'
  | 'io'
  | 'commands'
  | 'cli'
  | 'index';

interface Layer {
  readonly holds: string;
  /** What it may import besides itself. */
  readonly imports: readonly Folder[];
  /** What it may import types from, and nothing that is there when it runs. */
  readonly types: readonly Folder[];
  /** Packages and parts of Node that live here; all but those in ANYWHERE live nowhere else. */
  readonly outside: readonly string[];
}

const LAYERS: Readonly<Record<Folder, Layer>> = {
  errors: {
    holds: 'one error class, closed codes, exit codes',
    imports: [],
    types: [],
    outside: [],
  },
  model: { holds: 'what a tree is', imports: ['errors'], types: [], outside: [] },
  trees: { holds: 'the systems, each a value', imports: [], types: [], outside: ['baketree'] },
  render: {
    holds: 'HCL and Dockerfiles',
    imports: ['errors', 'model'],
    types: ['plan'],
    outside: ['handlebars'],
  },
  parse: {
    holds: 'facts of Dockerfiles and bake files',
    imports: ['errors', 'model'],
    types: [],
    outside: ['@cdktf/hcl2json', 'dockerfile-ast'],
  },
  plan: {
    holds: 'every decision',
    imports: ['errors', 'model'],
    types: ['parse'],
    outside: ['semver/functions/coerce.js', 'semver/functions/gte.js'],
  },
  io: {
    holds: 'one file an outside thing',
    imports: ['errors', 'model'],
    types: ['plan'],
    outside: [
      ...['@aws-sdk/client-ecr', '@aws-sdk/client-sts', '@smithy/signature-v4', 'jiti'],
      ...['node:fs', 'node:fs/promises', 'node:module', 'node:os', 'node:child_process'],
      ...['node:net', 'node:timers/promises'],
    ],
  },
  commands: {
    holds: 'one file a verb',
    imports: ['errors', 'model', 'render', 'parse', 'plan', 'io'],
    types: [],
    outside: ['diff'],
  },
  cli: {
    holds: 'the command line',
    imports: ['errors', 'commands', 'io'],
    types: [],
    outside: ['dotenv', 'node:readline/promises', 'node:util', 'node:url'],
  },
  index: {
    holds: 'the library',
    imports: ['errors', 'model', 'render', 'parse', 'plan', 'io', 'commands'],
    types: [],
    outside: [],
  },
};

/** Pure parts of Node, which decide nothing about layers. */
const ANYWHERE = ['node:path', 'node:crypto'];

/** Departures from the table: from which file to which, and why. One that is not there fails, too. */
const DEPARTURES: Readonly<Record<string, string>> = {
  'cli/arguments.ts → plan/bake-options.ts': 'the one list of options',
  'cli/grammar.ts → plan/bake-options.ts': 'the one list of options',
  'cli/usage.ts → plan/bake-options.ts': 'the one list of options',
  'cli/main.ts → plan/bake-options.ts': 'options that npm took are told before a project is opened',
  'cli/main.ts → plan/paths.ts': 'where the working folder is, before a project is opened',
  'cli/screen.ts → plan/notice.ts': 'a type',
  'cli/report.ts → plan/command.ts': 'characters that act on a terminal',
  'cli/usage.ts → plan/command.ts': 'how a word is quoted',
  'cli/usage.ts → model/nearest.ts': 'a misspelt option',
  'render/bake-file.ts → plan/shared.ts': 'what a cell says beside its shared block',
};

/** The files that may hand on what other files export. */
const BARRELS: Readonly<Record<string, string>> = {
  'index.ts': 'the library',
  'parse/bake-file.ts': 'the door to the parser of bake files, which is loaded when it is needed',
  'parse/dockerfile.ts': 'the door to the parser of Dockerfiles, which is loaded when it is needed',
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly types: boolean;
  readonly handsOn: boolean;
}

const src = fileURLToPath(new URL('../src', import.meta.url));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort();
const texts = new Map(files.map((file) => [file, withoutComments(file)]));
const imports = files.flatMap(importsOf);

/** Comments stand on lines of their own here, or behind code after two slashes and a blank. */
function withoutComments(file: string): string {
  return readFileSync(path.join(src, file), 'utf8')
    .replace(/^\s*\/\*[\s\S]*?\*\/$/gm, '')
    .replace(/^\s*\/\/.*$/gm, '');
}

/** Everything a file imports: statements with and without types, and imports while it runs. */
function importsOf(file: string): readonly Import[] {
  const text = texts.get(file) ?? '';
  const statements = text.matchAll(
    /^(import|export)\s+(type\s+)?(?:([^;'"]*?)\s+from\s+)?'([^']+)';/gm,
  );
  const found = [...statements].map(([, word, type, names = '', from = '']): Import => {
    const listed = names
      .replace(/[{}]/g, '')
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean);
    const types =
      type !== undefined || (listed.length > 0 && listed.every((name) => name.startsWith('type ')));
    return { file, from: resolve(file, from), types, handsOn: word === 'export' };
  });
  const running = text.matchAll(
    /(typeof\s+)?(?:import|require\(import\.meta\.url\))\(\s*'([^']+)'/g,
  );
  for (const [, type, from = ''] of running) {
    found.push({ file, from: resolve(file, from), types: type !== undefined, handsOn: false });
  }
  return found;
}

/** A file of ours from the folder src; a package's name as it is. */
function resolve(file: string, from: string): string {
  return from.startsWith('.') ? path.posix.join(path.posix.dirname(file), from) : from;
}

function folderOf(file: string): Folder {
  const [first = ''] = file.split('/');
  return first.replace(/\.ts$/, '') as Folder;
}

const isOurs = (from: string) => files.includes(from);

/** What is wrong with one import, by the table alone. */
function wrongWith({ file, from, types }: Import): boolean {
  const here = LAYERS[folderOf(file)];
  if (!isOurs(from)) return !ANYWHERE.includes(from) && !here.outside.includes(from);
  const there = folderOf(from);
  if (there === folderOf(file) || here.imports.includes(there)) return false;
  return !(types && here.types.includes(there));
}

test('every file of src is in a layer of the table', () => {
  expect(files.filter((file) => !(folderOf(file) in LAYERS))).toEqual([]);
  expect(files.length).toBeGreaterThan(60);
});

test('every import is in the table, or is a departure with a reason', () => {
  const wrong = imports.filter(wrongWith).map(({ file, from }) => `${file} → ${from}`);
  expect([...new Set(wrong)].sort()).toEqual(Object.keys(DEPARTURES).sort());
});

test('what lives outside lives in one layer only', () => {
  const owners = Object.values(LAYERS).flatMap(({ outside }) => outside);
  expect(owners.filter((name, index) => owners.indexOf(name) < index)).toEqual([]);
  for (const name of ANYWHERE) expect(owners).not.toContain(name);
});

test('trees import the package by its name, their own parts, and nothing else', () => {
  const found = imports.filter(({ file }) => folderOf(file) === 'trees').map(({ from }) => from);
  const others = found.filter((from) => !(isOurs(from) && folderOf(from) === 'trees'));
  expect(new Set(others)).toEqual(new Set(['baketree']));
});

test('no file but the library’s and the two parsers’ hands on what others export', () => {
  const found = imports.filter(({ handsOn }) => handsOn).map(({ file }) => file);
  expect([...new Set(found)].sort()).toEqual(Object.keys(BARRELS).sort());
});

describe('what a file reads of the process', () => {
  const users = (what: RegExp) => files.filter((file) => what.test(texts.get(file) ?? ''));

  test('only the command line reads arguments and the environment', () => {
    expect(users(/\bprocess\.(?:argv|env)\b/).filter((file) => folderOf(file) !== 'cli')).toEqual(
      [],
    );
  });

  test('only what is outside and the command line know the time', () => {
    const found = users(/\bDate\.now\b|\bnew Date\(|\bperformance\.now\b|\bprocess\.hrtime\b/);
    expect(found.filter((file) => !['io', 'cli'].includes(folderOf(file)))).toEqual([]);
  });

  test('only the command line writes to a person’s screen', () => {
    const found = users(/\bprocess\.std(?:out|err)\b|\bconsole\./);
    expect(found.filter((file) => folderOf(file) !== 'cli')).toEqual([]);
  });
});

test('the table’s own reading of imports is that of a bundler', async () => {
  const seen = new Set<string>();
  await build({
    entryPoints: files.map((file) => path.join(src, file)),
    bundle: true,
    write: false,
    outdir: '/nowhere',
    platform: 'node',
    format: 'esm',
    logLevel: 'silent',
    plugins: [
      {
        name: 'notes what is imported',
        setup: ({ onResolve }) =>
          onResolve({ filter: /.*/ }, (found) => {
            if (found.kind === 'entry-point') return undefined;
            const file = path.relative(src, found.importer);
            seen.add(`${file} → ${resolve(file, found.path)}`);
            return { path: found.path, external: true };
          }),
      },
    ],
  });
  const ours = imports
    .filter(({ types, file, from }) => !types && !(file === 'io/config.ts' && from === 'jiti'))
    .map(({ file, from }) => `${file} → ${from}`);
  expect([...seen].sort()).toEqual([...new Set(ours)].sort());
});
