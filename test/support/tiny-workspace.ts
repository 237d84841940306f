/**
 * A Rust workspace that is compiled in seconds and asks no crate registry: backend uses shared,
 * coordinator uses nothing.
 */
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Where a crate says what its binary prints; relative to the workspace. */
export const WORDS = {
  shared: 'shared/src/lib.rs',
  coordinator: 'coordinator/src/main.rs',
} as const;

/** The text of such a file. */
export function saying(crate: keyof typeof WORDS, words: string): string {
  const text = JSON.stringify(words);
  return crate === 'shared'
    ? `pub fn words() -> &'static str { ${text} }\n`
    : `fn main() { println!("{}", ${text}); }\n`;
}

/** Writes it. */
export async function makeTinyWorkspace(folder: string): Promise<void> {
  const crates = ['backend', 'coordinator', 'shared'];
  const dependencies: Readonly<Record<string, string>> = {
    backend: 'shared = { path = "../shared" }\n',
  };
  const locked = crates.map((name) => {
    const uses = name === 'backend' ? 'dependencies = [\n "shared",\n]\n' : '';
    return `[[package]]\nname = "${name}"\nversion = "0.1.0"\n${uses}`;
  });
  const files: Record<string, string> = {
    'Cargo.toml': `[workspace]\nresolver = "2"\nmembers = ${JSON.stringify(crates)}\n`,
    'Cargo.lock': ['version = 4\n', ...locked].join('\n'),
    'backend/src/main.rs': 'fn main() { println!("{}", shared::words()); }\n',
    [WORDS.shared]: saying('shared', 'first'),
    [WORDS.coordinator]: saying('coordinator', 'first'),
  };
  for (const name of crates) {
    files[`${name}/Cargo.toml`] =
      `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n\n[dependencies]\n${dependencies[name] ?? ''}`;
  }
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.join(folder, path.dirname(file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
}

/** Writes a file that is older than everything else, as a checkout of another branch may leave it. */
export async function writeOld(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  const time = new Date('2001-01-01');
  await utimes(file, time, time);
}
