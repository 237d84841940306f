/**
 * A push: all is built with local tags, and only then anything goes out; what tags lead to is read back.
 * What became of each tag is said, however it ends.
 */
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import type { RegistryTags } from '../io/registry-tags.ts';
import type { StepOutputs } from '../io/step-outputs.ts';
import type { Config } from '../model/tree.ts';
import { shellLines, withEnv } from '../plan/command.ts';
import { hostOfServer, placeOfHost } from '../plan/ecr/ecr-host.ts';
import { imagesOf, pinnedOf, stepOutputs, type TargetImage } from '../plan/push/images.ts';
import { waveCommands } from '../plan/waves.ts';
import type { BakeIo, BakeResult } from './bake.ts';
import { cacheHosts, readyForCaches } from './cache-login.ts';
import type { PlannedFirst } from './plan-first.ts';
import { bakeAgain, type PushContext, untouched } from './push-bake.ts';
import { withOthers } from './push-others.ts';
import { commandsOf, type PlannedPush, planPushes, pushOf } from './push-plan.ts';
import { createRepositories, type RepositoriesIo } from './push-registry.ts';
import { type Baked, runBake } from './run-bake.ts';
import type { Signed, SignIo } from './sign.ts';
import type { LoggedIn } from './with-login.ts';

/** What a push takes beside a bake. */
export interface PushIo extends Pick<RepositoriesIo, 'connect' | 'pause' | 'confirm'> {
  /** Runs something with logins for hosts, each with the region that its token is asked of. */
  readonly withLogin: <T>(
    hosts: ReadonlyMap<string, string>,
    run: (login: LoggedIn) => Promise<T>,
  ) => Promise<T>;
  readonly tags: RegistryTags;
  /** What signing takes; got when something is signed. */
  readonly sign: () => Promise<SignIo>;
  /** Undefined where nobody waits for outputs. */
  readonly outputs: StepOutputs | undefined;
  /** Whether somebody has interrupted us. */
  readonly interrupted: () => boolean;
}

/** What was pushed of a tree. */
export interface PushReport {
  /** Seconds. */
  readonly built: number;
  readonly pushed: number;
  readonly images: readonly TargetImage[];
  /** What the tree says is to be known or done now. */
  readonly deploy: readonly string[];
  /** Absent where nothing was to be signed. */
  readonly signed?: Signed;
}

/** How it is done. */
export interface PushSettings {
  readonly config: Config;
  /** The driver of the builder, if anybody asked. */
  readonly driver: string | undefined;
  /** The line that was typed; it continues what did not end well. */
  readonly line: string;
  readonly dryRun: boolean;
  /** Whether each image is signed once it is there. */
  readonly sign: boolean;
}

/**
 * Pushes what is to be pushed, tree by tree, once everything is built. Throws `push-failed`, `push-unread`,
 * `sign-failed` and what bake and AWS throw.
 */
export async function push(
  planned: readonly PlannedFirst[],
  settings: PushSettings,
  io: BakeIo & PushIo,
): Promise<readonly BakeResult[]> {
  const { config, line, dryRun } = settings;
  const destinations = dryRun ? {} : { destinations: io };
  const { pushes, problems } = await planPushes(planned, { config, line, io, ...destinations });
  throwIfAny([...problems, ...unsigned(settings, pushes)]);
  const bakes = planned.map((first) => pushOf(first, pushes)?.first ?? first);
  const results = bakes.map((first) => {
    const command = shellLines(commandsOf(first, pushes, settings.driver), first.request.folder);
    return { tree: first.plan.tree, command, targets: [], seconds: 0 };
  });
  if (dryRun) {
    if (settings.sign) io.say({ level: 'info', line: WOULD_SIGN });
    return results;
  }
  const sign = await signStep(settings, io);
  for (const { destination, tags, caches } of pushes) {
    if (destination) await createRepositories(destination, [...tags, ...caches], { line, io });
  }
  const hosts = hostsOf(pushes);
  // Caches may be in other registries of ECR.
  const caches = new Map(bakes.flatMap(({ plan }) => [...cacheHosts(plan)]));
  return io.withLogin(new Map([...caches, ...hosts]), async (login) => {
    await login.ready([...hosts.keys()]);
    const others = [...caches.keys()].filter((host) => !hosts.has(host));
    for (const why of await readyForCaches(login, others)) {
      io.say({ level: 'warning', line: `no login for build caches: ${why}` });
    }
    const first = 'building with local tags; nothing is pushed before all of it is built';
    io.say({ level: 'info', line: first });
    const built = await buildAll(bakes, { settings, login, io });
    const done: BakeResult[] = [];
    for (const [index, baked] of built.entries()) {
      const second = pushOf(bakes[index] as PlannedFirst, pushes);
      const context = { first: baked, settings, login, io };
      try {
        const report = second
          ? await pushOne(second, { ...context, sign, several: pushes.length > 1 })
          : baked;
        done.push({ ...(results[index] as BakeResult), ...report });
      } catch (error) {
        throw second ? withOthers(error, { done, pushes, failed: second }, io) : error;
      }
    }
    return done;
  });
}

/** The hosts that our tokens are for, each with its region; other registries have docker's own logins. */
function hostsOf(pushes: readonly PlannedPush[]): ReadonlyMap<string, string> {
  const hosts = new Map<string, string>();
  for (const { destination, tags } of pushes) {
    if (!destination) continue;
    const host = hostOfServer(destination.host);
    if (!tags.some((tag) => hostOfServer(tag.host) === host)) continue;
    hosts.set(host, placeOfHost(host)?.region ?? destination.account.region);
  }
  return hosts;
}

/** Builds everything with local tags. Throws where anything fails: nothing was pushed then. */
async function buildAll(
  bakes: readonly PlannedFirst[],
  { settings, login, io }: Omit<PushContext, 'first'>,
): Promise<readonly Baked[]> {
  const built: Baked[] = [];
  for (const {
    plan,
    built: { options },
  } of bakes) {
    const commands = withEnv(waveCommands(plan, settings.driver), login.env);
    try {
      built.push(await runBake(plan, { commands, options }, io));
    } catch (error) {
      if (!(error instanceof BaketreeError)) throw error;
      if (io.interrupted()) throw untouched(io);
      const problems = error.problems.map((problem, index) =>
        index > 0
          ? problem
          : { ...problem, details: [...(problem.details ?? []), 'nothing was pushed'] },
      );
      throw new BaketreeError([...problems, ...login.failures()], { cause: error });
    }
  }
  return built;
}

/** Pushes what is built of a tree, reads it back, and tells later steps of a workflow. */
async function pushOne(
  planned: PlannedPush,
  context: PushContext & { readonly sign: SignStep | undefined; readonly several: boolean },
): Promise<Baked & { readonly push: PushReport }> {
  const { first, io, sign, several, login } = context;
  const baked = await bakeAgain(planned, context);
  const images = imagesOf(baked.targets, planned.tags);
  const deploy = (planned.model.ecr?.deploy ?? []).flatMap(({ target, lines }) =>
    images.filter((image) => image.target === target.name).flatMap((image) => lines(image)),
  );
  // Before the outputs: no later step is to get what should have been signed and is not.
  const signed = await sign?.(pinnedOf(baked.targets, planned.tags), login);
  await io.outputs?.(stepOutputs(images, several ? planned.plan.tree : undefined));
  const report = { built: first.seconds, pushed: baked.seconds, images, deploy };
  const push = signed ? { ...report, signed } : report;
  return { ...baked, seconds: first.seconds + baked.seconds, push };
}

/** What is asked to be signed and has no tag is not pushed, so there is nothing to sign. */
function unsigned({ sign }: PushSettings, pushes: readonly PlannedPush[]): readonly Problem[] {
  if (!sign || pushes.some(({ tags }) => tags.length > 0)) return [];
  const summary = '--sign: nothing that was asked for has a tag, so nothing is pushed or signed';
  return [{ code: 'usage-option', summary, expected: 'a target with tags' }];
}

const WOULD_SIGN = '--sign: Cosign signs each image then, by the digest that the push gives';

/** Signs images by their digests. */
type SignStep = (pinned: readonly string[], login: LoggedIn) => Promise<Signed>;

/** Looks at all that signing needs, before anything is built. Undefined where nothing is signed. */
async function signStep({ sign }: PushSettings, io: PushIo): Promise<SignStep | undefined> {
  if (!sign) return undefined;
  const { openSigning, signAll } = await import('./sign.ts');
  const own = await io.sign();
  const signing = await openSigning(own);
  return (pinned, login) => signAll(signing, pinned, { login, io: own });
}
