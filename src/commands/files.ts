/** The generated files of a project against the disk; what `generate`, `check` and `bake` share. */
import type { Problem, ProblemCode } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import { type FilePlan, type FileState, planFiles } from '../plan/files.ts';
import { authorshipOf, toUnix } from '../render/header.ts';
import type { PlannedTree } from './project.ts';

/** Every generated file with its state. Files of trees that no longer exist are found, too. */
export async function readFiles(
  trees: readonly PlannedTree[],
  disk: Disk,
): Promise<readonly FilePlan[]> {
  const found = new Map<string, string>();
  for (const folder of ['bake', 'docker']) {
    for (const file of await disk.list(folder)) {
      const text = await disk.read(file);
      if (text !== undefined) found.set(file, text);
    }
  }
  return planFiles(
    trees.flatMap(({ files }) => files),
    found,
    authorshipOf,
  );
}

const CODES: Readonly<Record<Exclude<FileState, 'current'>, ProblemCode>> = {
  missing: 'file-missing',
  stale: 'file-stale',
  edited: 'file-edited',
  foreign: 'file-foreign',
  'left-over': 'file-left-over',
  'left-over-edited': 'file-left-over',
};

const SUMMARIES: Readonly<Record<Exclude<FileState, 'current'>, string>> = {
  missing: 'it is not there',
  stale: 'the model would now write it differently',
  edited: 'it was edited by hand',
  foreign: 'a file that baketree did not write is in its place',
  'left-over': 'nothing declares it any more',
  'left-over-edited': 'nothing declares it any more, and it was edited by hand',
};

/** What is wrong with a file, as a problem; a current one has none. Edits are told value by value. */
export async function fileProblem(file: FilePlan): Promise<Problem | undefined> {
  const { path, state } = file;
  if (state === 'current') return undefined;
  const byHand = state === 'edited' || state === 'foreign' || state === 'left-over-edited';
  const changes = state === 'edited' ? await changesOf(file) : [];
  return {
    code: CODES[state],
    summary: `${path}: ${SUMMARIES[state]}`,
    ...(changes.length > 0 ? { details: changes } : {}),
    hint: byHand ? `npm run generate -- --discard ${path}` : 'npm run generate',
  };
}

/** The most changes that are told of one file. */
const MOST = 20;

/** What differs between a file as written and as it should be: values of HCL, else lines. */
export async function changesOf({ path, expected, found }: FilePlan): Promise<readonly string[]> {
  if (expected === undefined || found === undefined) return [];
  const all = path.endsWith('.hcl')
    ? await valueChanges(path, expected, toUnix(found))
    : await lineChanges(expected, toUnix(found));
  return all.length > MOST ? [...all.slice(0, MOST), `and ${all.length - MOST} more`] : all;
}

async function valueChanges(
  path: string,
  expected: string,
  found: string,
): Promise<readonly string[]> {
  const { readBakeValues, diffBakeValues } = await import('../parse/bake-file.ts');
  const [wanted, edited] = [
    await readBakeValues(path, expected),
    await readBakeValues(path, found),
  ];
  const changes = diffBakeValues(wanted, edited).map((change) => {
    const [was, is] = [JSON.stringify(change.expected), JSON.stringify(change.found)];
    if (was === undefined) return `${change.path} = ${is} was added`;
    return is === undefined
      ? `${change.path} = ${was} was removed`
      : `${change.path} = ${is}, not ${was}`;
  });
  return changes.length > 0 ? changes : ['only comments, order or layout differ'];
}

async function lineChanges(expected: string, found: string): Promise<readonly string[]> {
  const { structuredPatch } = await import('diff');
  const patch = structuredPatch('', '', expected, found, '', '', { context: 0 });
  return patch.hunks.flatMap(({ newStart, lines }) => [
    `line ${newStart}:`,
    ...lines.filter((line) => /^[+-]/.test(line)).map((line) => `  ${line}`),
  ]);
}
