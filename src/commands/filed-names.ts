/** Names that only a tree's files have: what a person wrote into an edited bake file or an override. */
import { BaketreeError, type Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Command } from '../plan/command.ts';
import { makeEnvironment } from '../plan/environment.ts';
import { bakeFilePath, bakeFiles, overrideFilePath } from '../plan/files.ts';
import { names } from '../plan/lookup.ts';
import type { Notice } from '../plan/notice.ts';
import { authorshipOf } from '../render/header.ts';
import type { Choices, Chosen } from './choose.ts';
import type { OwnFile } from './own-files.ts';
import type { BakeRequest } from './plan-bake.ts';

/** A name that the model does not have. */
export interface FiledName {
  readonly name: string;
  readonly description: string;
  readonly isGroup: boolean;
  /** The files that it comes from, as one would say it. */
  readonly from: string;
}

/** What bake is asked for such names with. */
export type Asking = Pick<Choices, 'project' | 'own' | 'io'> & {
  readonly request: Pick<BakeRequest, 'environment' | 'dotenv'>;
};

/**
 * The names that bake reads in sound trees' edited files and override files, and the model does not have,
 * by tree; and why bake could not read some of those files.
 */
export async function namesOfFiles({ project, own, request, io }: Asking): Promise<{
  readonly found: ReadonlyMap<string, readonly FiledName[]>;
  readonly problems: readonly Problem[];
}> {
  const found = new Map<string, readonly FiledName[]>();
  const problems: Problem[] = [];
  for (const { plan } of project.trees) {
    const written = await own(plan.name);
    if (written.length === 0) continue;
    const override = overrideFilePath(plan.name);
    const hasOverride = written.some(({ path }) => path === override);
    const { extra } = makeEnvironment(plan, {
      process: request.environment,
      dotenv: request.dotenv,
      chosen: {},
      forced: {},
    });
    const command: Command = {
      file: 'docker',
      args: [
        ...['buildx', 'bake', '--progress=quiet', '--list=type=targets,format=json'],
        ...bakeFiles(plan.name, hasOverride).flatMap((file) => ['-f', file]),
      ],
      env: extra,
      cwd: io.disk.root,
    };
    try {
      const known = new Set(names(plan));
      const listed = JSON.parse(await io.docker.output(command)) as readonly BakesOwn[];
      found.set(
        plan.name,
        listed
          .filter(({ name }) => !known.has(name))
          .map(({ name, description = '', group = false }) => {
            const from = originOf(name, plan.name, written);
            return { name, description, isGroup: group, from };
          }),
      );
    } catch (error) {
      if (!(error instanceof BaketreeError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { found, problems };
}

/** An entry of bake's own list. */
interface BakesOwn {
  readonly name: string;
  readonly description?: string;
  readonly group?: boolean;
}

/** A name that is written nowhere comes out of a matrix, in any of the files. */
function originOf(name: string, tree: string, all: readonly OwnFile[]): string {
  const written = all.filter(({ text }) => text.includes(`"${name}"`));
  return (written.length > 0 ? written : all)
    .map(({ path }) => (path === bakeFilePath(tree) ? `the edited ${path}` : path))
    .join(' or ');
}

/** The names alone, for looking words up. */
export function filedNames(
  found: ReadonlyMap<string, readonly FiledName[]>,
): ReadonlyMap<string, readonly string[]> {
  return new Map([...found].map(([tree, all]) => [tree, all.map(({ name }) => name)]));
}

/** Whether a tree of which the model cannot say what its files should be has one that a person wrote. */
export async function mayAddNames(tree: string, disk: Disk): Promise<boolean> {
  if ((await disk.read(overrideFilePath(tree))) !== undefined) return true;
  const text = await disk.read(bakeFilePath(tree));
  return text !== undefined && authorshipOf(text) !== 'generated';
}

/** What is baked without being in the model is said, with the file that has it. */
export function fromFiles(
  { tree: { plan }, selection }: Chosen,
  filed: ReadonlyMap<string, readonly FiledName[]>,
): readonly Notice[] {
  return (filed.get(plan.name) ?? [])
    .filter(({ name }) => selection.names.includes(name))
    .map(({ name, from }) => ({
      level: 'info',
      line: `"${name}" is not in the model: it comes from ${from}`,
    }));
}
