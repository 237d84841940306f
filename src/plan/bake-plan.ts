/** The plan of one bake: the command, what it will make, and everything that must be said before. */
import path from 'node:path';
import type { Problem } from '../errors.ts';
import { type BakeOptions, optionArguments } from './bake-options.ts';
import { cacheNotices } from './caches.ts';
import { checkOptions } from './check-options.ts';
import { checkRunPaths } from './check-run-paths.ts';
import { checkRunTags } from './check-run-tags.ts';
import type { Command } from './command.ts';
import type { RunEnvironment } from './environment.ts';
import { bakeFiles, overrideFilePath } from './files.ts';
import { lookGuard, lookHint } from './looks.ts';
import type { Line } from './lookup.ts';
import type { Notice } from './notice.ts';
import type { ResolvedPath } from './paths.ts';
import { allowArguments, type RunPath } from './permissions.ts';
import type { LocalImage } from './preflight.ts';
import { checkPush } from './push/check-push.ts';
import { isHeldBack, outputsOf, pushesOut } from './push/outputs.ts';
import type { RunTarget } from './run-targets.ts';
import type { TreePlan } from './tree-plan.ts';
import { makeWaves, type Wave } from './waves.ts';

/** One call of `docker buildx bake`, planned. It survives JSON. */
export interface BakePlan {
  readonly tree: string;
  readonly names: readonly string[];
  readonly targets: readonly RunTarget[];
  readonly locals: readonly LocalImage[];
  /** Asks for everything at once. */
  readonly command: Command;
  /** The parts in which the driver docker gets it; one where it need not be split. */
  readonly waves: readonly Wave[];
  readonly notices: readonly Notice[];
  /** What can be typed if it fails, as far as that is known before. */
  readonly ifItFails: readonly string[];
}

/** All that the plan depends on; nothing is read while it is made. */
export interface BakeInput {
  readonly plan: TreePlan;
  readonly names: readonly string[];
  readonly root: string;
  readonly options: BakeOptions;
  readonly environment: RunEnvironment;
  readonly targets: readonly RunTarget[];
  readonly paths: readonly RunPath[];
  readonly resolved: ReadonlyMap<string, ResolvedPath>;
  readonly locals: readonly LocalImage[];
  readonly hasOverride: boolean;
  /** The line that asks for names of this tree, as it was typed: `npm run bake` or `npm run plan`. */
  readonly line: Line;
}

/** Makes the plan of one bake. */
export function makeBakePlan(input: BakeInput): {
  readonly plan: BakePlan;
  readonly problems: readonly Problem[];
} {
  const { plan, names, root, options, environment, targets, paths, resolved } = input;
  const files = bakeFiles(plan.name, input.hasOverride);
  const guard = lookGuard(targets, options);
  const command: Command = {
    file: 'docker',
    args: [
      'buildx',
      'bake',
      ...files.flatMap((file) => ['-f', file]),
      ...allowArguments(paths, resolved, root),
      ...optionArguments(options),
      ...guard.args,
      ...names,
    ],
    env: environment.extra,
    cwd: root,
  };
  const problems = [
    ...environment.problems,
    ...checkRunPaths(input),
    // Where a variable is not valid, tags are made of nothing.
    ...(environment.problems.length === 0 ? checkRunTags(input) : []),
    ...checkOptions(options, input),
    ...checkPlatforms(targets),
    ...checkPush(
      input,
      (target) =>
        options.push === true ||
        (outputsOf(target).some(pushesOut) && !isHeldBack(target, options)),
    ),
  ];
  const notices = [
    ...environment.notices,
    ...overrideNotice(input),
    ...outside(input),
    ...guard.notices,
    // Where a variable is not valid, the caches may be none.
    ...(environment.problems.length === 0 ? cacheNotices(targets, options) : []),
  ];
  return {
    plan: {
      tree: plan.name,
      names,
      targets,
      locals: input.locals,
      command,
      waves: makeWaves(names, targets, options),
      notices,
      ifItFails: lookHint(targets, options, input.line(names)),
    },
    problems,
  };
}

/** The plan's own targets have no other platform; an edit, an override file or `--set` may. */
function checkPlatforms(targets: readonly RunTarget[]): readonly Problem[] {
  const problems = targets.flatMap(({ name, attributes }) =>
    ((attributes.platforms ?? []) as readonly string[])
      .filter((platform) => !/^linux\/amd64(?:\/v[234])?$/.test(platform))
      .map(
        (platform): Problem => ({
          code: 'platform-unsupported',
          summary: `"${name}" would be built for ${platform}`,
          expected:
            'linux/amd64: the images run there, and no other platform was ever built or tested',
        }),
      ),
  );
  return problems;
}

function overrideNotice({ hasOverride, plan }: BakeInput): readonly Notice[] {
  const line = `${overrideFilePath(plan.name)} is added to the bake file`;
  return hasOverride ? [{ level: 'warning', line }] : [];
}

function outside({ paths, resolved, root }: BakeInput): readonly Notice[] {
  return allowArguments(paths, resolved, root).map((argument) => {
    const [, access, file] = /^--allow=fs\.(\w+)=(.*)$/.exec(argument) ?? [];
    const verb = access === 'read' ? 'reads' : 'writes';
    return { level: 'info', line: `${verb} outside the project: ${path.normalize(file ?? '')}` };
  });
}
