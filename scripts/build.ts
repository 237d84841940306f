/** Bundles the library and the command line into dist/, with types. Run by `npm run build`. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { build } from 'esbuild';
import { execa } from 'execa';

const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };

/** Everything that decides what is built, so that no build takes over what another one remembers. */
async function hashOfSources(): Promise<string> {
  const hash = createHash('sha256');
  const sources = await readdir('src', { recursive: true, withFileTypes: true });
  const files = sources
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
  for (const file of ['package-lock.json', 'scripts/build.ts', ...files.sort()]) {
    hash
      .update(`${file}\0`)
      .update(await readFile(file))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 32);
}

// Beside the old one until it is whole: a build that fails leaves what works.
const folder = 'dist.new';
await rm(folder, { recursive: true, force: true });
await build({
  entryPoints: {
    index: 'src/index.ts',
    cli: 'src/cli/main.ts',
    'docker-credential-baketree': 'src/cli/credential-helper.ts',
  },
  outdir: folder,
  bundle: true,
  // Shared chunks: the command line and a project's trees must see one and the same library.
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Of packages with both, the modern form: only what is used of it is taken over.
  mainFields: ['module', 'main'],
  // jiti finds its own parts on disk, and hcl2json its wasm; both are dependencies of the package.
  external: ['jiti', '@cdktf/hcl2json'],
  define: { VERSION: JSON.stringify(version), BUILD: JSON.stringify(await hashOfSources()) },
  banner: {
    // Bundled CommonJS packages ask for `require`.
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  // Less to read at every start. Names stay as they are: stack traces have them, and to keep them beside
  // short ones takes a call for each function at every start.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
});
// The helper, for PATH: docker starts it by its name alone, with the node that runs us.
const helper = `${folder}/docker-credential-baketree.js`;
await chmod(helper, 0o755);
await mkdir(`${folder}/bin`);
const script = [
  '#!/bin/sh',
  'exec "${BAKETREE_NODE:-node}" "${0%/*}/../docker-credential-baketree.js" "$@"',
  '',
];
await writeFile(`${folder}/bin/docker-credential-baketree`, script.join('\n'), { mode: 0o755 });
const types = ['-p', 'tsconfig.build.json', '--outDir', `${folder}/types`];
await execa('tsc', types, { preferLocal: true, stdio: 'inherit' });
await rm('dist', { recursive: true, force: true });
await rename(folder, 'dist');
