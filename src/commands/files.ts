/** The generated files of a project against the disk; what `generate`, `check` and `bake` share. */
import type { ProblemCode } from '../errors/codes.ts';
import { BaketreeError, type Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import { shellWord } from '../plan/command.ts';
import {
  type FilePlan,
  type FileState,
  GENERATED_FOLDERS,
  planFiles,
  treeOf,
} from '../plan/files.ts';
import { authorshipOf, toUnix } from '../render/header.ts';
import type { Project } from './project.ts';

/**
 * Every generated file with its state. Files of trees that no longer exist are found, too; but while a
 * tree has problems, only files in the folders of the others are: what nobody declares may be its own.
 */
export async function readFiles(
  { trees, unsound }: Project,
  disk: Disk,
): Promise<readonly FilePlan[]> {
  const sound = new Set(trees.map(({ plan }) => plan.name));
  const names = await Promise.all(GENERATED_FOLDERS.map((folder) => disk.list(folder)));
  const own = names.flat().filter((file) => unsound.length === 0 || sound.has(treeOf(file)));
  const found = new Map<string, string>();
  for (const { file, text } of await readAll(own, disk)) {
    if (text !== undefined) found.set(file, text);
  }
  return planFiles(
    trees.flatMap(({ files }) => files),
    found,
    authorshipOf,
  );
}

/** As many files are open at once; a process may have a thousand or so. */
const AT_ONCE = 64;

/** The texts of some files in the order given, many read at the same time. */
export async function readAll(
  files: readonly string[],
  disk: Disk,
): Promise<readonly { readonly file: string; readonly text: string | undefined }[]> {
  const found: { readonly file: string; readonly text: string | undefined }[] = [];
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const some = files.slice(start, start + AT_ONCE);
    found.push(
      ...(await Promise.all(some.map(async (file) => ({ file, text: await disk.read(file) })))),
    );
  }
  return found;
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
  'left-over': 'nothing declares it any more; generate removes it',
  'left-over-edited': 'nothing declares it any more, and it was edited by hand',
};

/** Whether writing or removing a file would lose what a person wrote. */
export function isByHand({ state }: FilePlan): boolean {
  return state === 'edited' || state === 'foreign' || state === 'left-over-edited';
}

/**
 * What is wrong with some files, by path; current ones are left out. Edits are told value by value. The
 * hint for all that a person wrote is one and the same line, as no part of it would do.
 */
export async function fileProblems(
  files: readonly FilePlan[],
): Promise<ReadonlyMap<string, Problem>> {
  const discards = files.filter(isByHand).flatMap(({ path }) => ['--discard', shellWord(path)]);
  const discard = ['to lose what was written by hand:', line('generate', '--', ...discards)];
  const found = new Map<string, Problem>();
  for (const file of files) {
    const { path, state } = file;
    if (state === 'current') continue;
    const problem = { code: CODES[state], summary: `${path}: ${SUMMARIES[state]}` };
    const hint = isByHand(file) ? discard : 'npm run generate';
    const changes = state === 'edited' ? await changesOf(file).catch(unreadable) : [];
    if ('code' in changes) found.set(path, { ...changes, hint });
    else found.set(path, { ...problem, ...(changes.length > 0 ? { details: changes } : {}), hint });
  }
  return found;
}

function line(...words: readonly string[]): string {
  return `  npm run ${words.join(' ')}`;
}

/** A bake file that does not parse any more is edited, and the reason is told. */
function unreadable(error: unknown): Problem {
  const [problem] = error instanceof BaketreeError ? error.problems : [];
  if (!problem) throw error;
  return problem;
}

/** The most changes that are told of one file. */
const MOST = 20;

/**
 * What differs between a file as written and as it should be: values of HCL, else lines. Throws
 * `bake-file-unreadable` for HCL that does not parse.
 */
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
  const { readBakeValues, diffBakeValues, valueSources } = await import('../parse/bake-file.ts');
  const wanted = await readBakeValues(path, expected);
  const edited = await readBakeValues(path, found).catch((error: unknown) => {
    const problem = unreadable(error);
    const summary = `the edit of ${path} cannot be read: ${problem.summary}`;
    const hint = ['to lose it:', line('generate', '--', '--discard', shellWord(path))];
    throw new BaketreeError([{ ...problem, summary, hint }], { cause: error });
  });
  // As it is written, which is not how hcl2json spells an expression.
  const sources = { was: valueSources(expected), is: valueSources(found) };
  const changes = diffBakeValues(wanted, edited).map(({ path: at, change, ...values }) => {
    const was = sources.was.get(at) ?? plainly(values.expected);
    const is = sources.is.get(at) ?? plainly(values.found);
    if (change === 'changed') return `${at} = ${is}, not ${was}`;
    // A whole block is not spelt out: whoever wrote it has it before them.
    if (/^\w+\.(?:[\w#-]+|"[^"]*")$/.test(at)) return `${at} was ${change}`;
    return `${at} = ${change === 'added' ? is : was} was ${change}`;
  });
  return changes.length > 0 ? changes : ['only comments, order or layout differ'];
}

/** A value of which no source was found, in JSON; an expression without the marks around it. */
function plainly(value: unknown): string {
  return JSON.stringify(value)?.replace(/^"\$\{(.*)\}"$/, '$1') ?? '';
}

async function lineChanges(expected: string, found: string): Promise<readonly string[]> {
  const { structuredPatch } = await import('diff');
  const patch = structuredPatch('', '', expected, found, '', '', { context: 0 });
  return patch.hunks.flatMap(({ newStart, lines }) => [
    `line ${newStart}:`,
    ...lines.filter((line) => /^[+-]/.test(line)).map((line) => `  ${line}`),
  ]);
}
