/** The text of `plan`. */
import type { ProjectPlan, TreeBakePlan } from '../commands/plan.ts';
import { table, visible } from './report.ts';

/** Files that would change, then for each tree its targets and the command. */
export function formatPlan({ files, trees }: ProjectPlan): string {
  const changing = files.filter(({ state }) => state !== 'current');
  const first =
    changing.length > 0
      ? `files\n${table(changing.map(({ path, state }) => ['', state, path]))}\n`
      : '';
  return first + trees.map(formatTree).join('\n');
}

function formatTree({ bake, command }: TreeBakePlan): string {
  const rows = bake.targets.map(({ name, requested, attributes }) => {
    const tags = ((attributes.tags ?? []) as readonly string[]).join(' ');
    return ['', name, requested ? 'asked for' : 'needed by another', tags];
  });
  const locals = bake.locals.map(({ reference, title }) => [
    '',
    title,
    'from the local store',
    reference,
  ]);
  const notices = bake.notices.map(({ line }) => `  note: ${visible(line)}\n`);
  const line = command === '' ? '' : `  ${command}\n`;
  return `${bake.tree}\n${table([...rows, ...locals])}${notices.join('')}${line}`;
}
