/** The text of `ecr plan` and `ecr apply`. */
import type { EcrResult } from '../commands/ecr.ts';
import { callLine } from '../commands/ecr-apply.ts';
import { table, visible } from './report.ts';

/** Each repository with what is to be done; then the calls, those that are planned or those that were made. */
export function formatEcr(result: EcrResult): string {
  const { tree, registry, repositories, made, pending } = result;
  const planned = repositories.flatMap(({ calls }) => calls);
  return [
    `${visible(tree)} in ${visible(registry)}\n`,
    ...repositories.map(formatRepository),
    pending ? `\n${callLines('planned, none made yet', planned)}` : '',
    made.length > 0 ? `\n${callLines('made', made)}` : '',
  ].join('');
}

function callLines(what: string, calls: EcrResult['made']): string {
  const lines = calls.map((call) => `  ${visible(callLine(call))}\n`);
  return `${calls.length} ${calls.length === 1 ? 'call' : 'calls'} ${what}\n${lines.join('')}`;
}

type Shown = EcrResult['repositories'][number];

const ACTIONS: Readonly<Record<Shown['action'], string>> = {
  create: 'create   ',
  update: 'update   ',
  differs: 'differs  ',
  none: 'no change',
};

function formatRepository({ action, uri, differences, settings }: Shown): string {
  const rows =
    action === 'create'
      ? settings.map(({ what, value }) => [what, value])
      : differences.map(({ what, is, wanted, changeable }) => {
          const fixed = changeable ? '' : ' (cannot be changed in place)';
          return [what, `is ${is}`, `the tree says ${wanted}${fixed}`];
        });
  const indented = rows.map(([what = '', ...rest]) => [`    ${what}`, ...rest]);
  return `  ${ACTIONS[action]}  ${visible(uri)}\n${table(indented)}`;
}
