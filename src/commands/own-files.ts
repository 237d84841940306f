/** The files by which a person, not the model, says what a tree's bake is. */
import type { Disk } from '../io/disk.ts';
import { bakeFilePath, type FilePlan, overrideFilePath } from '../plan/files.ts';

/** One of them as it is. */
export interface OwnFile {
  readonly path: string;
  readonly text: string;
}

/** Gives those of a tree, in the order in which bake reads them: the edited bake file, the override. */
export type OwnFiles = (tree: string) => Promise<readonly OwnFile[]>;

/** Looks in a project's generated files as they were found; an override is read once, when it is asked for. */
export function ownFiles(files: readonly FilePlan[], disk: Disk): OwnFiles {
  const known = new Map<string, Promise<readonly OwnFile[]>>();
  const look = async (tree: string): Promise<readonly OwnFile[]> => {
    const main = files.find(({ path }) => path === bakeFilePath(tree));
    const override = overrideFilePath(tree);
    const added = await disk.read(override);
    return [
      ...(main?.state === 'edited' ? [{ path: main.path, text: main.found ?? '' }] : []),
      ...(added === undefined ? [] : [{ path: override, text: added }]),
    ];
  };
  return (tree) => {
    const found = known.get(tree) ?? look(tree);
    known.set(tree, found);
    return found;
  };
}
