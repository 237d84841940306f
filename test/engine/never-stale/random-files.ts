/** The files of a generated workspace. */
import type { Library, Workspace } from './random-workspace.ts';

/** A file as it is written. */
export type Entry = { readonly text: string; readonly mode: number } | { readonly link: string };

const SCRIPT = `use std::{env, fs, os::unix::fs::PermissionsExt, path::Path};

fn list(folder: &Path, into: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = fs::metadata(&path).map(|found| found.permissions().mode() & 0o777).unwrap_or(0);
        let link = fs::read_link(&path).map(|to| to.display().to_string()).unwrap_or_default();
        let text = fs::read_to_string(&path).unwrap_or_default();
        into.push(format!("{} {mode:o} {link} {text}", path.display()));
        if path.is_dir() && link.is_empty() {
            list(&path, into);
        }
    }
}

fn main() {
    let mut found = vec![String::from("SALT")];
    list(Path::new("data"), &mut found);
    found.sort();
    let text = format!("pub const LISTED: &str = {:?};", found.join(","));
    fs::write(Path::new(&env::var("OUT_DIR").unwrap()).join("listed.rs"), text).unwrap();
    NAMED
}
`;

const manifest = (name: string, uses: readonly string[], more = '') =>
  `[package]\nname = "${name}"\nversion = "0.1.0"\nedition = "2021"\n${more}\n[dependencies]\n${uses
    .map((each) => `${each} = { path = "../${each}" }\n`)
    .join('')}`;

const locked = (name: string, uses: readonly string[]) =>
  `\n[[package]]\nname = "${name}"\nversion = "0.1.0"\n${
    uses.length === 0 ? '' : `dependencies = [\n${uses.map((each) => ` "${each}",\n`).join('')}]\n`
  }`;

function sourcesOf({ name, uses, modules, script }: Library): string {
  const names = Object.keys(modules);
  const parts = [
    ...names.map((module) => `${module}::VALUE.to_string()`),
    ...(script === 'none' ? [] : ['LISTED.to_string()']),
    ...uses.map((each) => `${each}::tell()`),
  ];
  return [
    ...names.map((module) => `mod ${module};`),
    ...(script === 'none' ? [] : ['include!(concat!(env!("OUT_DIR"), "/listed.rs"));']),
    `/// What ${name} and all that it uses were made of.`,
    `pub fn tell() -> String { [${parts.join(', ')}].join("|") }`,
    '',
  ].join('\n');
}

/** Path and content of each file, below the root of the workspace. */
export function filesOf(workspace: Workspace): ReadonlyMap<string, Entry> {
  const files = new Map<string, Entry>();
  const put = (file: string, text: string) => files.set(file, { text, mode: 0o644 });
  const names = workspace.map(({ name }) => name);
  put(
    'Cargo.toml',
    '[workspace]\nresolver = "2"\nmembers = ["crates/*"]\n\n[profile.dev]\ndebug = false\nincremental = false\n',
  );
  put(
    'Cargo.lock',
    `version = 4\n${[locked('answer', names), ...workspace.map(({ name, uses }) => locked(name, uses))].join('')}`,
  );
  put(
    'crates/answer/Cargo.toml',
    manifest('answer', names, '\n[[bin]]\nname = "backend"\npath = "src/main.rs"\n'),
  );
  put(
    'crates/answer/src/main.rs',
    `fn main() {\n${names.map((each) => `    println!("${each}={}", ${each}::tell());\n`).join('')}}\n`,
  );
  for (const library of workspace) {
    const { name, uses, modules, data, script, salt } = library;
    const folder = `crates/${name}`;
    put(`${folder}/Cargo.toml`, manifest(name, uses));
    put(`${folder}/src/lib.rs`, sourcesOf(library));
    for (const [module, value] of Object.entries(modules)) {
      if (value !== undefined)
        put(`${folder}/src/${module}.rs`, `pub const VALUE: &str = "${value}";\n`);
    }
    for (const [file, datum] of Object.entries(data)) files.set(`${folder}/data/${file}`, datum);
    if (script === 'none') continue;
    const named = script === 'names nothing' ? '' : 'println!("cargo:rerun-if-changed=data");';
    put(`${folder}/build.rs`, SCRIPT.replace('SALT', salt).replace('NAMED', named));
  }
  return files;
}
