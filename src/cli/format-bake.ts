/** The report of a finished bake. */
import type { BakeResult } from '../commands/bake.ts';
import type { PushReport } from '../commands/push.ts';
import { signedLines } from './format-sign.ts';
import { table, visible } from './report.ts';

/** One row a target that was asked for, then the time. */
export function formatBake(results: readonly BakeResult[]): string {
  return results
    .filter(({ targets }) => targets.length > 0)
    .map(({ targets, seconds, push }) => {
      const rows = targets.map(({ target, tags, digest }) => [
        target,
        tags.join(' ') || '-',
        digest ?? 'nothing exported',
      ]);
      const made = table([['target', 'tags', 'digest'], ...rows]);
      return `\n${made}${push ? formatPush(push) : `${seconds.toFixed(1)} s\n`}`;
    })
    .join('');
}

/** How long it took, where the images are, and what the tree says is to be done now. */
function formatPush({ built, pushed, images, deploy, signed }: PushReport): string {
  const lines = [
    `built in ${built.toFixed(1)} s, pushed in ${pushed.toFixed(1)} s`,
    ...(images.length > 0 ? ['', ...images.map(({ pinned }) => pinned)] : []),
    ...(deploy.length > 0 ? ['', ...deploy] : []),
    ...(signed ? ['', ...signedLines(signed)] : []),
  ];
  return lines.map((line) => `${visible(line)}\n`).join('');
}
