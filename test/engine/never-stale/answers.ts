/** What the binary of a checkout must answer: worked out from the files, without cargo. */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import path from 'node:path';

/** Values by part, as the binary prints them. */
export type Answer = Readonly<Record<string, string>>;

/** Reads a binary's `part=value` lines. */
export function readAnswer(stdout: string): Answer {
  const lines = stdout.split('\n').filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const cut = line.indexOf('=');
      return [line.slice(0, cut), line.slice(cut + 1)];
    }),
  );
}

/** The answer of the checkout in `folder` (see workspace/ beside this file). */
export function answerOf(folder: string): Answer {
  const read = (file: string) => readFileSync(path.join(folder, file), 'utf8');
  const text = (file: string) => read(file).trim();
  const found = (file: string, pattern: RegExp) => pattern.exec(read(file))?.[1] ?? '';
  const constant = (file: string) => found(file, /&str = "(.*)";/);
  const there = (file: string) => {
    try {
      return statSync(path.join(folder, file)).isFile();
    } catch {
      return false;
    }
  };
  const list = (root: string, below: string): readonly string[] =>
    readdirSync(path.join(root, below)).flatMap((name) => {
      const file = path.join(below, name);
      return statSync(path.join(root, file)).isDirectory()
        ? [`${file}/`, ...list(root, file)]
        : [`${file}:${readFileSync(path.join(root, file), 'utf8').trim()}`];
    });
  const listed = (crate: string) =>
    [...list(path.join(folder, 'crates', crate), 'data')].sort().join(',');
  const input = 'crates/tracked/input.txt';
  const bits = (statSync(path.join(folder, input)).mode & 0o777).toString(8);
  const bytes = readFileSync(path.join(folder, 'assets/bytes.bin'));
  const words = ['words/mod.rs', 'words.rs'].map((file) => `crates/answer/src/${file}`);
  const leaves = ['leaf/added.rs', 'leaf.rs'].map((file) => `crates/answer/src/${file}`);
  return {
    leaf: constant(leaves.find(there) ?? ''),
    words: constant(words.find(there) ?? ''),
    shared: constant('crates/shared/src/lib.rs'),
    macros: constant('crates/macros/src/lib.rs'),
    text: text('assets/text.txt'),
    listed: listed('listed'),
    whole: listed('whole'),
    tracked: `${text(input)} ${bits} ${found('.cargo/config.toml', /TOLD = "(.*)"/)}`,
    generated: `${text('crates/generated/schema.txt')}-${found('crates/generated/build.rs', /\{\}-(\w+)/)}`,
    near: constant('outside/near/src/lib.rs'),
    'linked-file': text('crates/answer/src/linked.txt'),
    'linked-folder': text('crates/answer/src/linked/inner.txt'),
    feature: read('crates/answer/Cargo.toml').includes('default = ["loud"]') ? 'loud' : 'quiet',
    version: found('Cargo.toml', /version = "(.*)"/),
    flag: read('Cargo.toml').includes('debug-assertions = false') ? 'off' : 'on',
    bytes: String(bytes.reduce((sum, byte) => sum + byte, 0)),
  };
}

/** A hash of all that a checkout holds, modes and links too: everything but times, and the nonce. */
export function contentOf(folder: string, nonce: string): string {
  const hash = createHash('sha256');
  // Not `recursive`: given names alone, it follows links.
  const add = (below: string) => {
    for (const name of readdirSync(path.join(folder, below)).sort()) {
      const file = path.join(below, name);
      if (file === nonce) continue;
      const whole = path.join(folder, file);
      const state = lstatSync(whole);
      hash.update(`${file}\0${state.mode}\0`);
      if (state.isSymbolicLink()) hash.update(readlinkSync(whole));
      if (state.isFile()) hash.update(readFileSync(whole));
      hash.update('\0');
      if (state.isDirectory()) add(file);
    }
  };
  add('');
  return hash.digest('hex');
}
