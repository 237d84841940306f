/** Our credential helper as docker finds it: a program on PATH, called docker-credential-<name>. */
import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** What docker's configuration calls it. */
export const HELPER = 'baketree';

/** The program's file name. */
export const HELPER_PROGRAM = `docker-credential-${HELPER}`;

/**
 * The first one on a PATH, or undefined. Folders that npm adds for as long as it runs a script do not
 * count: docker will not see them.
 */
export function helperOnPath(PATH: string): string | undefined {
  const folders = PATH.split(path.delimiter).filter(
    (folder) =>
      path.isAbsolute(folder) && !/[\\/](?:node_modules[\\/]\.bin|node-gyp-bin)$/.test(folder),
  );
  return folders.map((folder) => path.join(folder, HELPER_PROGRAM)).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
