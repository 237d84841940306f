/** The configuration file, loaded as TypeScript without a build step of its own. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { BaketreeError } from '../errors.ts';
import type { Config } from '../model/tree.ts';

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
  });
  const file = path.join(root, CONFIG_FILE);
  let loaded: unknown;
  try {
    loaded = await jiti.import(file, { default: true });
  } catch (error) {
    throw new BaketreeError([loadProblem(error as Error, file)], { cause: error });
  }
  const config = loaded as Partial<Config> | undefined;
  if (!Array.isArray(config?.trees) || config.trees.length === 0) {
    const summary = `${CONFIG_FILE} exports no trees`;
    const hint = 'export default defineConfig({ trees: [colony] });';
    throw new BaketreeError([{ code: 'config-invalid', summary, at: { file }, hint }]);
  }
  return config as Config;
}

function loadProblem(error: Error, file: string) {
  const place = /(\/[^\s():]+):(\d+)(?::(\d+))?/.exec(`${error.message}\n${error.stack ?? ''}`);
  return {
    code: 'config-invalid' as const,
    summary: `${CONFIG_FILE} cannot be loaded: ${error.message.split('\n')[0]}`,
    at: place?.[1] ? { file: place[1], line: Number(place[2]) } : { file },
  };
}
