/** The file of a workflow: its plan in YAML, for people to read and for GitHub to run. */
import type { Action } from '../plan/workflow/actions.ts';
import type { Job, Step, WorkflowPlan } from '../plan/workflow/workflow-plan.ts';
import { hashLine, sealFile } from './header.ts';
import { commented, type YamlMap, yamlComment, yamlEntry, yamlItem } from './yaml.ts';

/** Renders the whole file, header and hash included. */
export function renderWorkflow(plan: WorkflowPlan): string {
  const parts = [
    header(plan),
    yamlEntry('name', plan.tree),
    yamlEntry('on', triggers(plan)),
    // Nothing; each job has what it needs.
    yamlEntry('permissions', {}),
    yamlEntry('defaults', { run: { shell: 'bash' } }),
    `jobs:\n${plan.jobs.map(renderJob).join('\n')}`,
  ];
  return sealFile(parts.join('\n'));
}

function header({ tree, source, needs }: WorkflowPlan): string {
  const lines = [
    `${tree}: checked and baked by GitHub Actions`,
    '',
    `Written by baketree from ${source}. To change it for good, change that and run:`,
    '  npm run generate',
    'It is never overwritten while it is edited.',
    '',
    ...(needs.length > 0 ? ['Needs at GitHub:', ...needs.map((each) => `  ${each}`), ''] : []),
  ];
  return `${yamlComment(lines)}${hashLine()}\n`;
}

function triggers({ on: { branch, tags, paths } }: WorkflowPlan): YamlMap {
  const files = paths.length > 0 ? { paths } : {};
  const releases = tags.length > 0 ? { tags } : {};
  return { pull_request: files, push: { branches: [branch], ...releases, ...files } };
}

function renderJob(job: Job): string {
  const { id, steps, permissions, minutes, concurrency, environment } = job;
  const head = yamlEntry(
    id,
    {
      name: job.name,
      if: job.if,
      needs: job.needs.length > 0 ? job.needs : undefined,
      'runs-on': job.runner,
      'timeout-minutes': minutes,
      permissions,
      environment,
      concurrency:
        concurrency === undefined ? undefined : { group: concurrency, 'cancel-in-progress': false },
      outputs: unlessEmpty(job.outputs),
      env: unlessEmpty(job.env),
    },
    '  ',
  );
  const items = steps.map((step) => yamlItem(stepEntries(step), '      '));
  return `${head}    steps:\n${items.join('\n')}`;
}

function stepEntries(step: Step): YamlMap {
  const { name, id, env = {} } = step;
  const common = { name, id, if: step.if };
  if ('run' in step) {
    return { ...common, env: unlessEmpty(env), run: script(step.run) };
  }
  return {
    ...common,
    uses: pinned(step.uses),
    with: unlessEmpty(step.with),
    env: unlessEmpty(env),
  };
}

/** In a block as soon as it would need quotes, which nobody can read around those of a shell. */
function script(lines: readonly string[]): string {
  const [line = '', ...more] = lines;
  return more.length === 0 && /^[\w. -]+$/.test(line) ? line : `${lines.join('\n')}\n`;
}

function pinned({ name, commit, version }: Action) {
  return commented(`${name}@${commit}`, version);
}

function unlessEmpty(map: YamlMap): YamlMap | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}
