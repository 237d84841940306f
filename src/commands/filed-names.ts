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

/** The names that bake reads in sound trees' edited files and override files, and the model does not have. */
export async function namesOfFiles({ project, own, request, io }: Choices) {
  const found = new Map<string, readonly string[]>();
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
      const listed = JSON.parse(await io.docker.output(command)) as readonly { name: string }[];
      found.set(
        plan.name,
        listed.map(({ name }) => name).filter((name) => !known.has(name)),
      );
    } catch (error) {
      if (!(error instanceof BaketreeError)) throw error;
      problems.push(...error.problems);
    }
  }
  return { names: found, problems };
}

/** Whether a tree of which the model cannot say what its files should be has one that a person wrote. */
export async function mayAddNames(tree: string, disk: Disk): Promise<boolean> {
  if ((await disk.read(overrideFilePath(tree))) !== undefined) return true;
  const text = await disk.read(bakeFilePath(tree));
  return text !== undefined && authorshipOf(text) !== 'generated';
}

/** What is baked without being in the model is said, with the file that has it. */
export async function fromFiles(
  { tree: { plan }, selection }: Chosen,
  filed: ReadonlyMap<string, readonly string[]>,
  { own }: Choices,
): Promise<readonly Notice[]> {
  const only = selection.names.filter((name) => filed.get(plan.name)?.includes(name));
  if (only.length === 0) return [];
  const all = await own(plan.name);
  return only.map((name) => {
    // A name that is written nowhere comes out of a matrix, in any of them.
    const written = all.filter(({ text }) => text.includes(`"${name}"`));
    const shown = (written.length > 0 ? written : all).map(({ path }) =>
      path === bakeFilePath(plan.name) ? `the edited ${path}` : path,
    );
    return {
      level: 'info',
      line: `"${name}" is not in the model: it comes from ${shown.join(' or ')}`,
    };
  });
}
