import { type Problem, throwIfAny } from '../../src/errors.ts';
import { bundleOf } from './certificates.ts';
import type { Context, Docker } from './context.ts';
import { oursIn, withoutOurs } from './env-file.ts';
import { hasImage } from './images/image.ts';
import { CHEF, CHEF_NAME, RUNTIME, RUNTIME_NAME } from './images/recipe.ts';
import { DEFAULT_SOCKET } from './layout.ts';
import { detourOf, type Located } from './locate.ts';
import { claim } from './lock.ts';
import { acquireSettings, mirrorFor, obstacleOf, readMachine } from './machine.ts';
import { networkStep } from './network.ts';
import type { Options } from './options.ts';
import { decide, type Part, tellEngine } from './plan.ts';
import { askBuildx, askEngine } from './probe.ts';
import { readChanges } from './record.ts';
import { ownSources } from './sources.ts';
import {
  type Need,
  needOf,
  standInSteps,
  tellEnv,
  textOf,
  valuesFor,
  writeText,
} from './stand-ins.ts';
import { containerdStep, dockerdStep } from './steps/daemons.ts';
import { buildxStep, clientStep, pluginLink } from './steps/links.ts';
import { engineStep, toolsStep } from './steps/packages.ts';
import { programsStep } from './steps/programs.ts';
import { type Outcome, type Step, type StepScreen, walk } from './steps.ts';

/** What the command line lends: the screen for steps, sentences, an interrupt's signal, the clock (ms). */
export interface Voice {
  readonly screen: StepScreen;
  readonly say: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Sets up what is missing: engine, buildx, stand-ins; tells what there is and what was done.
 * @throws BaketreeError
 */
export async function up(
  located: Located,
  options: Options,
  run: { readonly env: Env; readonly voice: Voice },
) {
  const { env, voice } = run;
  const { layout, docker, engine } = located;
  const machine = readMachine();
  const answering = typeof engine === 'object';
  const why = answering ? 'setting up anything' : 'docker does not answer, and setting it up';
  const obstacle = obstacleOf(machine, `${why} here`);
  const plan = decide({
    engine,
    ours: docker.ours,
    buildx: answering ? await askBuildx(docker) : undefined,
    standIns: options.standIns,
    obstacle,
    detour: answering || layout.apart ? undefined : await detourOf(env),
  });
  for (const text of plan.says) voice.say(text);
  throwIfAny(plan.problems);

  const need = needOf(docker, {
    wish: options.standIns,
    envFile: options.envFile,
    env,
  });
  if (!docker.ours && (await nothingToDo(plan.parts, need, { options, voice }))) return;
  if (obstacle) {
    for (const reason of need.reasons()) voice.warn(`cannot be had: ${reason}`);
    await tellWithout(docker, obstacle, voice);
    return;
  }
  const context: Context = {
    layout,
    docker,
    codename: machine.codename,
    mirror: mirrorFor(machine),
    own: ownSources(machine.sources, machine.codename),
    acquire: await acquireSettings(),
    bundle: bundleOf(env),
  };
  const release = await claim(layout);
  try {
    const steps = stepsOf(context, plan.parts, { need, options, env });
    const outcomes = await walk(steps, voice.screen, voice);
    await tellResult(context, outcomes, { need, options, voice });
  } finally {
    release();
  }
}

/** With an engine that is not ours: whether it has all it needs. Says so, or why not. */
async function nothingToDo(
  parts: readonly Part[],
  need: Need,
  { options, voice }: { readonly options: Options; readonly voice: Voice },
): Promise<boolean> {
  if (parts.includes('buildx')) return false;
  if (!parts.includes('stand-ins')) {
    voice.say('nothing to do');
    return true;
  }
  if (await need.standIns()) return false;
  const text = textOf(options.envFile);
  const stale = Object.keys(oursIn(text));
  if (stale.length > 0) {
    writeText(options.envFile, withoutOurs(text));
    voice.say(`${need.otherwise}: took our ${stale.join(', ')} out of ${options.envFile}`);
  } else {
    voice.say(`${need.otherwise}; nothing to do`);
  }
  return true;
}

/** Where stand-ins are wanted and cannot be built: whether they are there already, and what to write. */
async function tellWithout(docker: Docker, obstacle: Problem, voice: Voice): Promise<void> {
  const there = (await hasImage(docker, CHEF)) && (await hasImage(docker, RUNTIME));
  if (there) {
    voice.say('the stand-ins are there; a .env that names them has these lines:');
    const lines = Object.entries(valuesFor(undefined));
    for (const [name, value] of lines) voice.say(`${name}=${value}`);
  } else {
    voice.warn(`no stand-ins either: ${obstacle.summary}`);
  }
}

/** The steps of the parts, in order. */
function stepsOf(
  context: Context,
  parts: readonly Part[],
  { need, options, env }: { readonly need: Need; readonly options: Options; readonly env: Env },
): Step[] {
  const { layout } = context;
  const packages = [engineStep(context), programsStep(layout)];
  const byPart: Readonly<Record<Part, readonly Step[]>> = {
    engine: [
      toolsStep(context),
      ...packages,
      ...(layout.apart ? [networkStep(layout)] : []),
      containerdStep(context),
      dockerdStep(context),
      clientStep(layout),
    ],
    buildx: [...(parts.includes('engine') ? [] : packages), buildxStep(context, pluginLink(env))],
    'stand-ins': [
      ...standInSteps(context, need, {
        envFile: options.envFile,
        before: parts.includes('engine') ? [] : [toolsStep(context), programsStep(layout)],
      }),
    ],
  };
  return parts.flatMap((part) => byPart[part]);
}

/** Tells what there is now, what was changed outside the state folder, and how to undo it. */
async function tellResult(
  context: Context,
  outcomes: readonly Outcome[],
  {
    need,
    options,
    voice,
  }: { readonly need: Need; readonly options: Options; readonly voice: Voice },
): Promise<void> {
  const { layout, docker } = context;
  const engine = await askEngine(docker);
  const buildx = await askBuildx(docker);
  if (typeof engine === 'object') voice.say(tellEngine(engine, { ours: docker.ours, buildx }));
  const did = outcomes.filter((outcome) => outcome.end === 'done');
  const seconds = did.reduce((sum, outcome) => sum + outcome.seconds, 0);
  voice.say(`${did.length} of ${outcomes.length} steps had to be done (${seconds.toFixed(1)} s)`);
  if (await need.standIns()) {
    for (const reason of need.reasons()) voice.say(`cannot be had: ${reason}`);
    voice.say(`stand-ins from Debian are used instead: ${CHEF_NAME} and ${RUNTIME_NAME}`);
    const verdict = readChanges(layout.record).certificates?.verdict;
    if (verdict === 'neither')
      voice.warn('a container cannot fetch crates, with or without the machine’s certificates');
    if (verdict === 'bundle')
      voice.say(`containers fetch crates with ${context.bundle} only: CA_FILE says so`);
  }
  for (const text of tellEnv(context, options.envFile)) voice.say(text);
  const { links } = readChanges(layout.record);
  if (links.length > 0) voice.say(`links outside: ${links.join(', ')}`);
  voice.say(`everything else is in ${layout.dir}; programs are in ${layout.bin}`);
  if (docker.ours && layout.socket !== DEFAULT_SOCKET) {
    voice.say(`docker finds it after: export DOCKER_HOST=unix://${layout.socket}`);
  }
  voice.say('end it: npm run engine -- --stop; undo everything: npm run engine -- --remove');
}
