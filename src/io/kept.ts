/** What is kept from one run to the next and can be made again. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { writeWhole } from './whole-file.ts';

/** A folder for it in the nearest `node_modules`, which is the project's own; without one nothing is kept. */
export function keptFolder(root: string, name: string): string | undefined {
  for (let folder = root; ; folder = path.dirname(folder)) {
    const modules = path.join(folder, 'node_modules');
    if (existsSync(modules)) return path.join(modules, '.cache', name);
    if (folder === path.dirname(folder)) return undefined;
  }
}

/** Keeps a text, whole or not at all. Where that cannot be done, the next run makes it again. */
export async function keep(file: string, text: string): Promise<void> {
  try {
    await mkdir(path.dirname(file), { recursive: true });
    await writeWhole(file, text, { lasting: false });
  } catch {
    return;
  }
}
