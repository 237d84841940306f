/** Files: what a project's generated files should be, against what the disk has. */

/** A file as it should be. */
export interface GeneratedFile {
  /** From the project's root. */
  readonly path: string;
  readonly text: string;
}

/**
 * What is to be said of one generated file:
 * - `current`: as it should be;
 * - `missing`: not there;
 * - `stale`: ours, untouched, and the model would now write it differently;
 * - `edited`: ours, and a person changed it;
 * - `foreign`: a file that is not ours stands where one of ours should;
 * - `left-over`: ours, untouched, and nothing declares it any more;
 * - `left-over-edited`: the same, but a person changed it.
 */
export type FileState =
  | 'current'
  | 'missing'
  | 'stale'
  | 'edited'
  | 'foreign'
  | 'left-over'
  | 'left-over-edited';

/** One file with its state; `expected` and `found` are whole texts, absent where there is none. */
export interface FilePlan {
  readonly path: string;
  readonly state: FileState;
  readonly expected?: string;
  readonly found?: string;
}

/** Whose a found file is; the header knows. */
export type Authorship = 'generated' | 'edited' | 'foreign';

/**
 * Compares what should be with what is, file by file, sorted by path. `found` holds every file below
 * the generated folders; those that are not ours and not in the way are left out.
 */
export function planFiles(
  expected: readonly GeneratedFile[],
  found: ReadonlyMap<string, string>,
  authorshipOf: (text: string) => Authorship,
): readonly FilePlan[] {
  const wanted = new Map(expected.map(({ path, text }) => [path, text]));
  const plans: FilePlan[] = [];
  for (const [path, text] of wanted) {
    const is = found.get(path);
    if (is === undefined) plans.push({ path, state: 'missing', expected: text });
    else
      plans.push({ path, state: stateOf(text, is, authorshipOf(is)), expected: text, found: is });
  }
  for (const [path, text] of found) {
    if (wanted.has(path)) continue;
    const authorship = authorshipOf(text);
    if (authorship === 'foreign') continue;
    const state = authorship === 'generated' ? 'left-over' : 'left-over-edited';
    plans.push({ path, state, found: text });
  }
  return plans.sort((one, two) => (one.path < two.path ? -1 : 1));
}

function stateOf(wanted: string, found: string, authorship: Authorship): FileState {
  if (found.replaceAll('\r\n', '\n') === wanted) return 'current';
  if (authorship === 'generated') return 'stale';
  return authorship;
}

/** The folders in which generated files lie, and perhaps files of other people. */
export const GENERATED_FOLDERS: readonly string[] = ['bake', 'docker', '.github/workflows'];

/** The tree that a file in one of those folders is of, if it is one of ours. */
export function treeOf(path: string): string {
  const [, workflow] = /^\.github\/workflows\/([^/]+)\.yml$/.exec(path) ?? [];
  return workflow ?? path.split('/')[1] ?? '';
}

/** Where the workflow of a tree lies: GitHub looks nowhere else. */
export function workflowPath(tree: string): string {
  return `.github/workflows/${tree}.yml`;
}

/** Where the bake file of a tree lies. */
export function bakeFilePath(tree: string): string {
  return `bake/${tree}/docker-bake.hcl`;
}

/** A file of a person's own, for experiments that do not touch generated files. */
export function overrideFilePath(tree: string): string {
  return `bake/${tree}/docker-bake.override.hcl`;
}

/** The files of which bake reads a tree, in its order: the override file, where there is one, wins. */
export function bakeFiles(tree: string, hasOverride: boolean): readonly string[] {
  return [bakeFilePath(tree), ...(hasOverride ? [overrideFilePath(tree)] : [])];
}
