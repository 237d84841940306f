/** The report of a finished bake. */
import type { BakeResult } from '../commands/bake.ts';
import { table } from './report.ts';

/** One row a target that was asked for, then the time. */
export function formatBake(results: readonly BakeResult[]): string {
  return results
    .filter(({ targets }) => targets.length > 0)
    .map(({ targets, seconds }) => {
      const rows = targets.map(({ target, tags, digest }) => [
        target,
        tags.join(' ') || '-',
        digest ?? 'nothing exported',
      ]);
      return `\n${table([['target', 'tags', 'digest'], ...rows])}${seconds.toFixed(1)} s\n`;
    })
    .join('');
}
