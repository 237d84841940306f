/** Files that somebody means to be read and that nothing reads, by their names or their folders. */
import path from 'node:path';
import type { Disk } from '../io/disk.ts';
import { nearest } from '../model/nearest.ts';
import { overrideFilePath } from '../plan/files.ts';
import type { Notice } from '../plan/notice.ts';
import type { Project } from './project.ts';
import { unreadIgnores } from './unread-ignores.ts';

/** A warning for each. */
export async function unreadFiles(
  project: Pick<Project, 'plans' | 'trees'>,
  disk: Pick<Disk, 'list' | 'resolve'>,
): Promise<readonly Notice[]> {
  const trees = project.plans.map(({ name }) => name);
  const [ignores, templates, written] = await Promise.all([
    unreadIgnores(project, disk),
    disk.list('templates'),
    disk.list('bake'),
  ]);
  const lines = [
    ...templates.flatMap((file) => strayTemplate(file, trees)),
    ...written.flatMap((file) => strayOverride(file, trees)),
  ];
  return [...ignores, ...lines.map((line): Notice => ({ level: 'warning', line }))];
}

/** Other programs have templates, too: one of ours is known by the end of its name. */
function strayTemplate(file: string, trees: readonly string[]): readonly string[] {
  if (!file.endsWith('.Dockerfile.hbs')) return [];
  const [, tree = '', ...rest] = file.split('/');
  // Within the folder of a tree it is a problem of that tree.
  if (trees.includes(tree)) return [];
  if (rest.length !== 1)
    return [`nothing reads ${file}: a template is templates/<tree>/<name>.Dockerfile.hbs`];
  const near = nearest(tree, trees);
  const meant = near ? `; did you mean "${near}"?` : '';
  return [`nothing reads ${file}: no tree is called "${tree}"${meant}`];
}

/** A person's own bake files may lie there as well, so only what is nearly an override file is told. */
function strayOverride(file: string, trees: readonly string[]): readonly string[] {
  const [, tree = '', name = '', ...rest] = file.split('/');
  if (!trees.includes(tree) || rest.length > 0) return [];
  const override = overrideFilePath(tree);
  const base = path.posix.basename(override);
  if (name === base || nearest(name, [base]) === undefined) return [];
  return [`nothing reads ${file}: an override file is ${override}`];
}
