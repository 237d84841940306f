/** What bake itself says it would run: where files or settings decide that, and not the plan. */
import type { Problem } from '../errors.ts';
import type { Disk } from '../io/disk.ts';
import type { Docker } from '../io/docker.ts';
import type { Environment } from '../model/evaluate.ts';
import { type BakeOptions, repeated } from '../plan/bake-options.ts';
import { unmatched } from '../plan/check-settings.ts';
import type { Command } from '../plan/command.ts';
import type { RunEnvironment } from '../plan/environment.ts';
import { bakeFilePath, bakeFiles } from '../plan/files.ts';
import { type RunTarget, readPrinted, runTargets } from '../plan/run-targets.ts';
import { readSetting } from '../plan/settings.ts';
import type { TreePlan } from '../plan/tree-plan.ts';

/** What bake is asked about, and the environment it is asked in. */
export interface Printing {
  readonly plan: TreePlan;
  readonly names: readonly string[];
  readonly hasOverride: boolean;
  readonly environment: RunEnvironment;
  readonly values: Environment;
  readonly options: BakeOptions;
}

/**
 * Asks bake what it would run. Guarded: without the guards `--print` of buildx 0.29 and older empties
 * files that outputs name, and fails on secrets and ssh sockets that are not there.
 */
export async function printed(
  { plan, names, hasOverride, environment, values, options }: Printing,
  { disk, docker }: { readonly disk: Disk; readonly docker: Docker },
): Promise<readonly RunTarget[]> {
  const files = bakeFiles(plan.name, hasOverride);
  const kept = repeated(options, 'set').filter(
    (setting) => !/\.(?:output|secrets|ssh)\+?=/.test(setting),
  );
  const command: Command = {
    file: 'docker',
    args: [
      ...['buildx', 'bake', '--print', '--progress=quiet', '--allow=fs=*'],
      ...files.flatMap((file) => ['-f', file]),
      ...kept.flatMap((setting) => ['--set', setting]),
      ...['--set', '*.output=type=cacheonly', '--set', '*.secrets=', '--set', '*.ssh='],
      ...names,
    ],
    env: environment.extra,
    cwd: disk.root,
  };
  const found = readPrinted(await docker.output(command), names);
  // What the guards took away, the plan still knows; an edit of those is bake's own to judge.
  const planned = new Map(
    runTargets(
      plan,
      found.map(({ name }) => name),
      values,
    ).map((target) => [target.name, target.attributes]),
  );
  return found.map((target) => {
    const { output, secret, ssh } = planned.get(target.name) ?? {};
    const guarded = {
      ...(output ? { output } : {}),
      ...(secret ? { secret } : {}),
      ...(ssh ? { ssh } : {}),
    };
    return { ...target, attributes: { ...target.attributes, ...guarded } };
  });
}

/**
 * What bake does not find, told in our words: a name of the model was taken out by hand, and the pattern
 * of a setting is misspelt. The file decides what there is.
 */
export function lostName(
  problem: Problem,
  {
    plan,
    typed,
    line,
  }: { readonly plan: TreePlan; readonly typed: readonly string[]; readonly line: string },
): Problem {
  const [, pattern] = /could not find any target matching '(.*)'$/.exec(problem.summary) ?? [];
  const setting = typed.map(readSetting).find((each) => each?.pattern === pattern);
  if (setting) return unmatched(setting, plan, line);
  const [, name] = /failed to find target (\S+)$/.exec(problem.summary) ?? [];
  if (!plan.targets.some((target) => target.name === name)) return problem;
  const file = bakeFilePath(plan.name);
  return {
    code: 'usage-unknown-target',
    summary: `"${name}" is in the model, and no longer in ${file}, which was edited by hand`,
    hint: ['to discard the edit:', `  npm run generate -- --discard ${file}`],
  };
}
