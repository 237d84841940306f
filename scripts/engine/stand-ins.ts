import {
  existsSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { parse } from 'dotenv';
import { certificatesStep, neededBundle } from './certificates.ts';
import type { Context, Docker } from './context.ts';
import { oursIn, withOurs, withoutOurs } from './env-file.ts';
import { cargoChefStep, chefFolderStep, chefRootStep } from './images/chef.ts';
import { loadStep } from './images/image.ts';
import { CHEF, CHEF_NAME, RUNTIME, RUNTIME_NAME } from './images/recipe.ts';
import { runtimeRootStep } from './images/runtime.ts';
import { REAL_IMAGES, unreachable } from './probe.ts';
import { record } from './record.ts';
import type { Step } from './steps.ts';

/** Whether stand-ins are wanted, found out once a run, when an engine is there to ask. */
export interface Need {
  readonly standIns: () => Promise<boolean>;
  /** Why: the images that cannot be had, with reasons. */
  readonly reasons: () => readonly string[];
  /** Why not, where they are not. */
  readonly otherwise: string;
}

/**
 * Asks the registries through the engine. `always` and `never` ask nobody, and neither does a user who
 * names both images: theirs are used.
 */
export function needOf(
  docker: Docker,
  options: {
    readonly wish: 'auto' | 'always' | 'never';
    readonly envFile: string;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): Need {
  const users = { ...parse(withoutOurs(textOf(options.envFile))), ...options.env };
  if (options.wish !== 'auto') return settled(options.wish === 'always', 'no stand-ins are wished');
  if (users.CHEF_IMAGE && users.RUNTIME_IMAGE) {
    return settled(false, 'CHEF_IMAGE and RUNTIME_IMAGE are your own');
  }
  let asked: Promise<string[]> | undefined;
  let reasons: readonly string[] = [];
  return {
    standIns: async () => {
      asked ??= unreachable(docker, REAL_IMAGES);
      reasons = await asked;
      return reasons.length > 0;
    },
    reasons: () => reasons,
    otherwise: 'the base images can be had',
  };
}

function settled(answer: boolean, otherwise: string): Need {
  return { standIns: async () => answer, reasons: () => [], otherwise };
}

/**
 * The steps that make the stand-ins and name them in `.env`; none of them runs where they are not
 * wanted. `before` are steps that only these need.
 */
export function standInSteps(
  context: Context,
  need: Need,
  options: { readonly envFile: string; readonly before: readonly Step[] },
): Step[] {
  const steps = [
    ...options.before,
    runtimeRootStep(context),
    loadStep(context, RUNTIME),
    chefRootStep(context),
    cargoChefStep(context),
    chefFolderStep(context),
    loadStep(context, CHEF),
    certificatesStep(context),
  ];
  const when = (step: Step): Step => ({
    ...step,
    state: async () => ((await need.standIns()) ? step.state() : 'not needed'),
  });
  return [registryStep(need), ...steps.map(when), envStep(context, need, options.envFile)];
}

/** Shows that registries are being asked: it takes seconds where they are silent. */
function registryStep(need: Need): Step {
  const state = async () => {
    await need.standIns();
    return 'answered' as const;
  };
  return { name: 'can the base images be had', state, run: async () => undefined };
}

/** What `.env` has to say so that a bake uses the stand-ins. */
export function valuesFor(bundle: string | undefined): Record<string, string> {
  return {
    FLAVOUR: 'debian',
    CHEF_IMAGE: CHEF_NAME,
    RUNTIME_IMAGE: RUNTIME_NAME,
    ...(bundle ? { CA_FILE: bundle } : {}),
  };
}

/** Writes our lines into `.env`, or takes them out where the real images can be had. */
function envStep(context: Context, need: Need, envFile: string): Step {
  const wanted = async () => {
    const text = textOf(envFile);
    if (!(await need.standIns())) return withoutOurs(text);
    return withOurs(text, valuesFor(neededBundle(context))).text;
  };
  return {
    name: `names of the images in ${envFile}`,
    state: async () => ((await wanted()) === textOf(envFile) ? 'done' : 'todo'),
    run: async () => {
      const fresh = !existsSync(envFile);
      record(context.layout.record, {
        envFiles: [envFile],
        ...(fresh ? { newFiles: [envFile] } : {}),
      });
      writeText(envFile, await wanted());
    },
  };
}

/** The text of a file; empty when there is none. */
export function textOf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Replaces a file at once, with the mode it had; a link stays a link to the file that is replaced. */
export function writeText(path: string, text: string): void {
  const there = existsSync(path);
  const file = there ? realpathSync(path) : path;
  const half = `${file}.half`;
  rmSync(half, { force: true });
  writeFileSync(half, text, { mode: there ? statSync(file).mode & 0o777 : 0o644 });
  renameSync(half, file);
}

/** What is said about `.env` after a run: what it sets, and what of the user's was left alone. */
export function tellEnv(context: Context, envFile: string): string[] {
  const text = textOf(envFile);
  const { kept } = withOurs(text, valuesFor(neededBundle(context)));
  const set = Object.keys(oursIn(text));
  return [
    ...(set.length > 0 ? [`${envFile} sets ${set.join(', ')}`] : []),
    ...(kept.length > 0 ? [`${envFile}: your own ${kept.join(', ')} left as they are`] : []),
  ];
}
