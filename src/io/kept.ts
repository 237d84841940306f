/** What is kept from one run to the next and can be made again. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/** A folder for it in the nearest `node_modules`, which is the project's own; without one nothing is kept. */
export function keptFolder(root: string, name: string): string | undefined {
  for (let folder = root; ; folder = path.dirname(folder)) {
    const modules = path.join(folder, 'node_modules');
    if (existsSync(modules)) return path.join(modules, '.cache', name);
    if (folder === path.dirname(folder)) return undefined;
  }
}
