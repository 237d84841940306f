/** The configuration file, loaded as TypeScript without a build step of its own. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { BaketreeError } from '../errors.ts';
import type { Config } from '../model/tree.ts';
import { keptFolder } from './kept.ts';

/** The file that makes a folder a project. */
export const CONFIG_FILE = 'baketree.config.ts';

/** The nearest folder at or above `start` that has a configuration. Throws `config-missing`. */
export function findRoot(start: string): string {
  for (let folder = path.resolve(start); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, CONFIG_FILE))) return folder;
    if (folder === path.dirname(folder)) break;
  }
  throw new BaketreeError([
    {
      code: 'config-missing',
      summary: `no ${CONFIG_FILE} in ${start} or above it`,
      hint: [
        `write ${CONFIG_FILE}:`,
        "  import { defineConfig } from 'baketree';",
        "  import { web } from './trees/web.ts';",
        '  export default defineConfig({ trees: [web] });',
      ],
    },
  ]);
}

/**
 * Loads a project's configuration. What the loader makes of TypeScript is kept in
 * `node_modules/.cache`, keyed by content, so that a change takes effect at once and nothing is
 * transformed twice. `library` is where the package's own name leads.
 */
export async function loadConfig(root: string, library: string): Promise<Config> {
  // Loaded here, as --help does without; and by require: importing CommonJS starts Node's lexer for it.
  const { createJiti } = createRequire(import.meta.url)('jiti') as typeof import('jiti');
  const jiti = createJiti(path.join(root, CONFIG_FILE), {
    alias: { baketree: library },
    interopDefault: true,
    // Left to itself, jiti falls back to a folder in /tmp that others may write to, and runs what is there.
    fsCache: keptFolder(root, 'jiti') ?? false,
  });
  const file = path.join(root, CONFIG_FILE);
  let loaded: unknown;
  try {
    loaded = await jiti.import(file, { default: true });
  } catch (error) {
    throw new BaketreeError([loadProblem(error, root)], { cause: error });
  }
  const config = loaded as Partial<Config> | undefined;
  if (!Array.isArray(config?.trees) || config.trees.length === 0) {
    const summary = `${CONFIG_FILE} exports no trees`;
    const hint = 'export default defineConfig({ trees: [web] });';
    throw new BaketreeError([{ code: 'config-invalid', summary, at: { file: CONFIG_FILE }, hint }]);
  }
  return config as Config;
}

/** The error's first line, and the first place in the project's own files that it names. */
function loadProblem(thrown: unknown, root: string) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const [first = ''] = error.message.split('\n');
  // The loader imports by modules: a name that is none is called "(0 , _baketree.axes)".
  const said = first
    .replace(/^\w*Error: /, '')
    .replaceAll(`${root}${path.sep}`, '')
    .replaceAll(/\(0\s*,\s*\w+\.(\w+)\)/g, '$1');
  const places = `${error.message}\n${error.stack ?? ''}`.matchAll(/(\/[^\n:]+):(\d+)/g);
  const own = [...places]
    .map(([, file = '', line]) => ({ file: path.relative(root, file), line: Number(line) }))
    .find(({ file }) => !file.startsWith('..') && !file.includes('node_modules'));
  return {
    code: 'config-invalid' as const,
    summary: `${CONFIG_FILE} cannot be loaded: ${said.trim()}`,
    at: own ?? { file: CONFIG_FILE },
    details: ['none of its trees can be used before it loads'],
  };
}
