/** A random workspace as files: manifests in the many ways that they can be written, and sources. */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Binary, Crate, RandomWorkspace, Use } from './random-workspace.ts';

const BROKEN = 'compile_error!("no image needs this");\n';

/** Writes it below a folder, which is made. */
export async function writeRandomWorkspace(
  workspace: RandomWorkspace,
  folder: string,
): Promise<void> {
  for (const [name, text] of filesOf(workspace)) {
    const file = path.join(folder, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

/** Its files, by path from the root. */
export function filesOf(workspace: RandomWorkspace): ReadonlyMap<string, string> {
  const files = new Map<string, string>([['Cargo.lock', lockFile(workspace)]]);
  const { lineEnd, quote } = workspace;
  const manifest = (text: string) => text.replaceAll('"', quote).replaceAll('\n', lineEnd);
  const root = workspace.crates.find(({ folder }) => folder === '');
  files.set(
    'Cargo.toml',
    manifest(
      [...(root ? [crateManifest(root, workspace)] : []), ...workspaceTables(workspace)].join('\n'),
    ),
  );
  for (const crate of workspace.crates) {
    const at = (file: string) => path.posix.join(placeOf(crate, workspace), file);
    if (crate !== root) files.set(at('Cargo.toml'), manifest(crateManifest(crate, workspace)));
    for (const [file, text] of sourcesOf(crate)) files.set(at(file), text);
  }
  if (workspace.flagged) {
    files.set('.cargo/config.toml', '[build]\nrustflags = ["--cfg", "flagged"]\n');
  }
  return files;
}

/** What no list names is in a folder that no pattern matches either. */
function placeOf(crate: Crate, { unlisted }: RandomWorkspace): string {
  return unlisted.includes(crate) ? `outside/${crate.name}` : crate.folder;
}

function workspaceTables(workspace: RandomWorkspace): readonly string[] {
  const { crates, unlisted, globs, keys, resolver, version, edition } = workspace;
  const listed = crates.filter((crate) => crate.folder !== '' && !unlisted.includes(crate));
  const members = globs
    ? [...new Set(listed.map(({ folder }) => folder.replace(/[^/]+$/, '*')))]
    : listed.map(({ folder }) => folder);
  const [main] = crates as readonly [Crate];
  return [
    '[workspace]',
    ...(resolver === undefined ? [] : [`resolver = "${resolver}"`]),
    `members = [\n${members.map((member) => `    "${member}", # a member\n`).join('')}]`,
    ...(workspace.defaultMembers
      ? [`default-members = ["${placeOf(main, workspace) || '.'}"]`]
      : []),
    '',
    '[workspace.package]',
    `version = "${version}"`,
    `edition = "${edition}"`,
    '',
    '[workspace.dependencies]',
    ...crates.flatMap((crate) => {
      const key = keys.get(crate.name);
      const renamed = key === crate.name ? '' : `package = "${crate.name}", `;
      const place = placeOf(crate, workspace);
      return key === undefined ? [] : [`${key} = { ${renamed}path = "${place}" }`];
    }),
    '',
  ];
}

function crateManifest(crate: Crate, workspace: RandomWorkspace): string {
  const { name, kind, library, script, extra, binaries, clutter, testedWith, elsewhere } = crate;
  const named = binaries.filter(({ form }) => form === 'named');
  const lines: string[] = [];
  if (crate.inlineList && named.length > 0) {
    const required = (needs = false) => (needs ? ', required-features = ["extra"]' : '');
    const entry = ({ name: own, path: at, needsExtra }: Binary) =>
      `{ name = "${own}"${at === undefined ? '' : `, path = "${at}"`}${required(needsExtra)} }`;
    lines.push(`bin = [\n${named.map((binary) => `    ${entry(binary)},\n`).join('')}]`, '');
  }
  lines.push('[package] # of the workspace', `name = "${name}"`);
  lines.push(crate.inheritsVersion ? 'version.workspace = true' : `version = "${crate.version}"`);
  lines.push(crate.edition ? `edition = "${crate.edition}"` : 'edition = { workspace = true }');
  lines.push(
    'description = """\n[[bin]]\nname = "not-a-binary"\n"""'.replaceAll(
      '"""',
      workspace.quote.repeat(3),
    ),
  );
  if (script && script.path !== 'build.rs') lines.push(`build = "${script.path}"`);
  if (!crate.autobins) lines.push('autobins = false');
  const [main] = binaries;
  if (main && binaries.length > 1) lines.push(`default-run = "${main.name}"`);
  lines.push('');
  if (library || kind === 'macro') lines.push('[lib]');
  if (library) lines.push(`name = "${library.name}"`, `path = "${library.path}"`);
  if (kind === 'macro') lines.push('proc-macro = true');
  for (const { name: own, path: at, needsExtra } of crate.inlineList ? [] : named) {
    lines.push('', '[[bin]]', ...(at === undefined ? [] : [`path = "${at}"`]), `name = "${own}"`);
    if (needsExtra) lines.push('required-features = ["extra"]');
  }
  for (const what of clutter) lines.push('', `[[${what}]]`, `name = "${name}-${what}"`);
  if (extra) {
    const brings = extra.use ? `"dep:${extra.use.key}"` : '';
    lines.push('', '[features]', `default = [${extra.byDefault ? '"extra"' : ''}]`);
    lines.push(`extra = [${brings}]`);
  }
  const uses = [...crate.uses, ...(extra?.use ? [extra.use] : [])];
  const options = (use: Use, from: string) => [
    ...(use.how === 'workspace' ? ['workspace = true'] : [`path = "${from}"`]),
    ...(use.how !== 'workspace' && use.key !== use.crate.name
      ? [`package = "${use.crate.name}"`]
      : []),
    ...(use.how !== 'workspace' && use.withVersion ? [`version = "${use.crate.version}"`] : []),
    ...(use.wantsExtra ? ['features = ["extra"]'] : []),
    ...(use === extra?.use ? ['optional = true'] : []),
  ];
  const to = (other: Crate) =>
    path.posix.relative(placeOf(crate, workspace) || '.', placeOf(other, workspace));
  const inline = (use: Use) => `${use.key} = { ${options(use, to(use.crate)).join(', ')} }`;
  lines.push('', '[ dependencies ]');
  for (const use of uses) {
    if (use.how === 'inline' || use.how === 'workspace') lines.push(inline(use));
  }
  lines.push('', '[target."cfg(unix)".dependencies]');
  for (const use of uses) if (use.how === 'unix') lines.push(inline(use));
  for (const use of uses) {
    if (use.how !== 'table') continue;
    lines.push('', `[dependencies.${use.key}]`, ...options(use, to(use.crate)));
  }
  const beside = (table: string, other: Crate) => {
    const key = keyOf(crate, other);
    lines.push('', `[${table}]`, `${key}.path = "${to(other)}"`);
    if (key !== other.name) lines.push(`${key}.package = "${other.name}"`);
  };
  if (script?.uses) beside('build-dependencies', script.uses);
  if (elsewhere) beside('target."cfg(windows)".dependencies', elsewhere);
  if (testedWith) beside('dev-dependencies', testedWith);
  return `${lines.join('\n')}\n`;
}

function sourcesOf(crate: Crate): ReadonlyMap<string, string> {
  const { name, kind, library, script, binaries, clutter } = crate;
  const files = new Map<string, string>();
  const own = library?.path ?? 'src/lib.rs';
  if (crate.leftOut) files.set(own, BROKEN);
  else if (kind === 'macro') files.set(own, macroSource(name));
  else if (kind === 'library')
    files.set(own, `pub const NAME: &str = "${name}";\n${sayingSource(crate)}`);
  for (const binary of binaries) {
    const say = kind === 'library' ? `${identifier(crate)}::say()` : 'say()';
    const main = `fn main() {\n    println!("${binary.name}: {}", ${say});\n}\n`;
    files.set(fileOf(binary), kind === 'library' ? main : `${main}${sayingSource(crate)}`);
  }
  if (!crate.autobins) files.set('src/bin/unknown.rs', BROKEN);
  if (script) {
    const { word, uses } = script;
    const said = uses ? `${word}-{}", ${knownAs(keyOf(crate, uses), uses)}::NAME` : `${word}"`;
    files.set(script.path, `fn main() {\n    println!("cargo:rustc-env=WORD=${said});\n}\n`);
  }
  for (const what of clutter) {
    files.set(`${what === 'bench' ? 'benches' : `${what}s`}/${name}-${what}.rs`, BROKEN);
  }
  return files;
}

function fileOf({ name, form, path: at }: Binary): string {
  if (at !== undefined) return at;
  if (form === 'main') return 'src/main.rs';
  return form === 'folder' ? `src/bin/${name}/main.rs` : `src/bin/${name}.rs`;
}

/** The name in sources of what a manifest calls by a package's own name. */
function identifier({ name, library }: Crate): string {
  return (library?.name ?? name).replaceAll('-', '_');
}

/** The name in sources of what a manifest calls `key`. */
function knownAs(key: string, crate: Crate): string {
  return key === crate.name ? identifier(crate) : key.replaceAll('-', '_');
}

/** The name in a crate's manifest of another one, in all tables: cargo takes it under one name only. */
function keyOf({ uses, extra }: Crate, other: Crate): string {
  const all = [...uses, ...(extra?.use ? [extra.use] : [])];
  return all.find(({ crate }) => crate === other)?.key ?? other.name;
}

function macroSource(name: string): string {
  return [
    'extern crate proc_macro;',
    '#[proc_macro]',
    'pub fn word(_: proc_macro::TokenStream) -> proc_macro::TokenStream {',
    `    "\\"${name}\\"".parse().unwrap()`,
    '}\n',
  ].join('\n');
}

/** The function behind `saying`. */
function sayingSource({ uses, script, extra }: Crate): string {
  const call = ({ crate, key }: Use) => {
    const known = knownAs(key, crate);
    return crate.kind === 'macro' ? `${known}::word!().to_string()` : `${known}::say()`;
  };
  const brings = extra?.use ? `format!("extra {}", ${call(extra.use)})` : '"extra".to_string()';
  return [
    'pub fn say() -> String {',
    '    let mut parts = vec![env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION")];',
    ...(script ? ['    parts.push(env!("WORD"));'] : []),
    '    if cfg!(flagged) { parts.push("flagged"); }',
    `    let mut inner: Vec<String> = vec![${uses.map(call).join(', ')}];`,
    ...(extra ? ['    #[cfg(feature = "extra")]', `    inner.push(${brings});`] : []),
    '    format!("{} [{}]", parts.join(" "), inner.join(", "))',
    '}\n',
  ].join('\n');
}

/** Exactly what cargo writes: packages and their dependencies by name, those of tests included. */
function lockFile({ crates }: RandomWorkspace): string {
  const blocks = [...crates]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map(({ name, version, uses, extra, script, testedWith, elsewhere }) => {
      const found = [...uses, ...(extra?.use ? [extra.use] : [])].map(({ crate }) => crate.name);
      if (script?.uses) found.push(script.uses.name);
      for (const each of [testedWith, elsewhere]) if (each) found.push(each.name);
      const names = [...new Set(found)].sort();
      const list = `dependencies = [\n${names.map((each) => ` "${each}",\n`).join('')}]\n`;
      return `[[package]]\nname = "${name}"\nversion = "${version}"\n${names.length > 0 ? list : ''}`;
    });
  return `# This file is automatically @generated by Cargo.\n# It is not intended for manual editing.\nversion = 4\n\n${blocks.join('\n')}`;
}
