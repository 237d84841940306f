/** Programs beside the engine: those that `npm run engine` unpacked, or else the machine's own. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Where `npm run engine` links them. */
const OURS = path.join(process.env.BAKETREE_ENGINE_DIR || '/var/lib/baketree-engine', 'bin');

/** PATH with them in front, as the engine itself has it. */
export const TOOLS_PATH = [OURS, process.env.PATH ?? ''].join(path.delimiter);

/** The path of a program, or undefined where the machine has none of that name. */
export function findTool(name: string): string | undefined {
  const files = TOOLS_PATH.split(path.delimiter).map((folder) => path.join(folder, name));
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** The same. Throws where there is none. */
export function toolPath(name: string): string {
  const found = findTool(name);
  if (found === undefined) throw new Error(`no ${name} on this machine: npm run engine`);
  return found;
}
