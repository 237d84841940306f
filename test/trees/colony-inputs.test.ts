/**
 * Colony's base image says what it was made from: its own script writes the record, the runner makes the
 * same from the sources. Here both read the same folders.
 */
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { seenFiles } from '../../src/io/seen-files.ts';
import type { LocalOrTree, MadeFrom } from '../../src/model/context.ts';
import type { TargetBody } from '../../src/model/target.ts';
import { ignoreFile } from '../../src/plan/ignore-file.ts';
import { recordOf } from '../../src/plan/made-from.ts';
import { colonyTree } from '../../src/trees/colony.ts';

const dockerfile = await readFile(
  fileURLToPath(new URL('../../docker/colony/planner.Dockerfile', import.meta.url)),
  'utf8',
);
const [, script = ''] = /\/usr\/local\/bin\/list-inputs\n([\s\S]*?)\nEOF\n/.exec(dockerfile) ?? [];

const madeFrom = declared();
const ARGS = Object.fromEntries(madeFrom.args.map((name) => [name, `the value of ${name}`]));

function declared(): MadeFrom {
  const [body] = colonyTree.targets
    .filter(({ name }) => name === 'colony')
    .map((each): TargetBody => each.body({}));
  const builder = body?.contexts?.builder as LocalOrTree | undefined;
  if (!builder?.madeFrom) throw new Error('colony does not say what its base image is made from');
  return builder.madeFrom;
}

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'inputs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const put = async (file: string, text: string) => {
  await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
  await writeFile(path.join(folder, file), text, 'latin1');
};
const byScript = () =>
  execFileSync('sh', ['-c', script], { cwd: folder, env: { ...process.env, ...ARGS } }).toString();
const byRunner = async () => {
  const files = seenFiles(folder, ignoreFile(madeFrom.files));
  return `${recordOf({ args: ARGS, except: madeFrom.except ?? [] }, files ?? new Map())}\n`;
};
const sorted = (record: string) => record.split('\n').sort();

/** The record of one file, from both, which must agree. */
async function recordOfText(text: string, file = 'Cargo.toml'): Promise<string> {
  await put(file, text);
  const [one, other] = [byScript(), await byRunner()];
  expect(sorted(other)).toEqual(sorted(one));
  return other;
}

/** Whether two texts of a file count as the same. */
async function same(one: string, other: string, file?: string): Promise<boolean> {
  return (await recordOfText(one, file)) === (await recordOfText(other, file));
}

describe('script and runner make the same record', () => {
  test('of files with hard names, and of no others', async () => {
    const counted = [
      ...['Cargo.toml', 'Cargo.lock', '.cargo/config', '.cargo/config.toml'],
      ...['rust-toolchain', 'rust-toolchain.toml', 'with space/Cargo.toml', 'ünï/Cargo.toml'],
      ...['back\\slash/Cargo.toml', "quote's/Cargo.toml", '$HOME/Cargo.toml', '-n/Cargo.toml'],
      ...['crates/target/Cargo.toml', 'a/.git/Cargo.toml', '*/Cargo.toml', 'a=b/Cargo.toml'],
      ...['.cargo/included.toml', '.cargo/.hidden.toml', '.cargo/of/a/Cargo.toml'],
    ];
    const others = [
      ...['src/main.rs', 'a/Cargo.lock', 'a/.cargo/config.toml', 'a/rust-toolchain'],
      ...['.cargo/audit.toml', '.cargo/mutants.toml', '.cargo/of/a.toml', '.cargo/toml'],
    ];
    for (const file of [...counted, ...others, 'Cargo.toml.orig', 'target/a/Cargo.toml']) {
      await put(file, `# ${file}\n`);
    }
    await symlink('Cargo.toml', path.join(folder, 'link'));
    await mkdir(path.join(folder, 'folder/Cargo.toml'), { recursive: true });
    const record = await byRunner();
    expect(sorted(record)).toEqual(sorted(byScript()));
    const names = record.split('\n').flatMap((line) => /^\w{64} {2}(.*)$/.exec(line)?.[1] ?? []);
    expect(names.sort()).toEqual(counted.sort());
    for (const name of madeFrom.args) expect(record).toContain(`\n${name}=the value of ${name}`);
  });

  test('of texts made of what the rules look at, in any order', async () => {
    const line = fc.constantFrom(
      ...['[package]', '[workspace.package]', ' [package] # x', '[[package]]', '[lib]', '[[bin]]'],
      ...[
        '[dependencies.shared]',
        "[target.'cfg(unix)'.dev-dependencies.shared]",
        '[dependencies]',
      ],
      ...[
        'version = "1.0"',
        'version="2"',
        '  version = "3" # "4"',
        "version = '5'",
        'version = "',
      ],
      ...['path = "../shared"', 'path="x"', 'name = "shared"', 'source = "registry"', 'source = 1'],
      ...['shared = { path = "a", version = "1" }', 'x = {version="1",path="a"},{version = "2"}'],
      ...['serde = { version = "1" }', 'shared.version = "1"', 'version.workspace = true', '"""'],
      ...['members = [', '  "a",', ']', '', '\t', ' "shared 0.1.0",', 'ver\xe9 = "\xff"', 'a\rb'],
    );
    const ends = fc.constantFrom('\n', '\n', '\n', '\r\n', '');
    const text = fc.array(fc.tuple(line, ends), { maxLength: 14 });
    await fc.assert(
      fc.asyncProperty(text, async (lines) => {
        await recordOfText(lines.flat().join(''));
      }),
      { numRuns: 150 },
    );
  });

  test('of the example', async () => {
    folder = fileURLToPath(new URL('../../examples/colony', import.meta.url));
    const record = await byRunner();
    expect(sorted(record)).toEqual(sorted(byScript()));
    expect(record.split('\n').length).toBeGreaterThan(12);
    folder = path.join(tmpdir(), 'inputs-none');
  });
});

describe('a version of the workspace’s own does not count', () => {
  const of = (version: string, ...lines: readonly string[]) =>
    lines.join('\n').replaceAll('VERSION', version);
  test.each([
    ['of a package', ['[package]', 'name = "a"', 'version = "VERSION"']],
    ['of a package, with a comment and CRLF', ['[package] # x\r', '  version="VERSION" # y\r', '']],
    ['of the workspace', ['[workspace]', '[workspace.package]', 'version = "VERSION"']],
    [
      'of a dependency with a path',
      ['[dependencies]', 'a = { path = "../a", version = "VERSION" }'],
    ],
    [
      'of one the other way round',
      ['[dependencies]', 'a = { version = "VERSION", path = "../a" }'],
    ],
    ['of one with a table', ['[dependencies.a]', 'version = "=VERSION"', 'path = "../a"', '[x]']],
    [
      'of one of a system',
      ["[target.'cfg(unix)'.build-dependencies.a]", 'path = "../a"', 'version = "VERSION"'],
    ],
    [
      'of a member in the lock file',
      ['[[package]]', 'name = "a"', 'version = "VERSION"', '', '[[x]]'],
    ],
    ['of the last one there', ['[[package]]', 'name = "a"', 'version = "VERSION"']],
  ])('%s', async (_, lines) => {
    expect(await same(of('0.1.0', ...lines), of('0.2.0-rc.1', ...lines))).toBe(true);
    expect(await same(of('1', ...lines), of('1', ...lines, 'x = 1'))).toBe(false);
  });

  test.each([
    ['of a crate from a registry', ['[dependencies]', 'serde = { version = "VERSION" }']],
    ['of one in short', ['[dependencies]', 'serde = "VERSION"']],
    ['of one with a table', ['[dependencies.serde]', 'version = "VERSION"', '[x]', 'path = "y"']],
    [
      'of one that the lock file has a source for',
      ['[[package]]', 'name = "serde"', 'version = "VERSION"', 'source = "registry"'],
    ],
    ['of the lock file itself', ['version = VERSION', '', '[[package]]']],
    ['of the compiler', ['[package]', 'rust-version = "VERSION"']],
    ['of something in metadata', ['[package.metadata.x]', 'version = "VERSION"']],
  ])('but that %s does', async (_, lines) => {
    expect(await same(of('1.0', ...lines), of('1.1', ...lines))).toBe(false);
  });

  test('nor is anything else of the text passed over', async () => {
    const text = '[package]\nname = "a"\nversion = "1"\n';
    for (const other of ['#\n', ' ', '\n', '[profile.release]\nlto = true\n', 'edition = "2024"']) {
      expect(await same(text, text + other)).toBe(false);
    }
    expect(await same(text, text.replace('name = "a"', 'name = "b"'))).toBe(false);
    expect(await same(text, text.trimEnd())).toBe(true);
  });
});
