/** The second bake of a push: what goes out is looked at before and after, and what became of it is said. */
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import { withEnv } from '../plan/command.ts';
import { type PushTag, type TagFound, tagEnd, tagLine } from '../plan/push/tags.ts';
import { waveCommands } from '../plan/waves.ts';
import type { BakeIo } from './bake.ts';
import { inParallel } from './in-parallel.ts';
import type { PushIo, PushSettings } from './push.ts';
import type { PlannedPush } from './push-plan.ts';
import { type Baked, runBake } from './run-bake.ts';
import type { LoggedIn } from './with-login.ts';

/** What a push goes on with once all is built. */
export interface PushContext {
  readonly first: Baked;
  readonly settings: PushSettings;
  readonly login: LoggedIn;
  readonly io: BakeIo & PushIo;
}

/** The second bake. Throws, with what became of each tag, where it does not end well. */
export async function bakeAgain(planned: PlannedPush, context: PushContext): Promise<Baked> {
  const { plan, request, tags } = planned;
  const { settings, login, io } = context;
  const find = () => inParallel(tags, ({ reference }) => io.tags.find(reference, login.env));
  const before = await find();
  if (io.interrupted()) throw untouched(io, plan.tree);
  for (const { reference } of tags) io.say({ level: 'info', line: `pushing ${reference}` });
  const commands = withEnv(waveCommands(plan, settings.driver), login.env);
  try {
    const baked = await runBake(plan, { commands, options: request.options }, io);
    const after = await find();
    const there = await ownThere(tags, { after, baked }, context);
    throwIfAny(readBack(tags, { before, after, there }, { baked, settings, io }));
    return baked;
  } catch (error) {
    if (!(error instanceof BaketreeError)) throw error;
    if (error.problems.some(({ code }) => code === 'push-unread')) {
      const details = error.problems.flatMap((each) => each.details ?? []);
      if (io.interrupted()) for (const line of details) io.say({ level: 'warning', line });
      throw error;
    }
    const after = await find();
    const lines = tags.map(({ target, reference }, index) => {
      const digest = context.first.targets.find((each) => each.target === target)?.digest;
      const now = after[index] as TagFound;
      return tagLine(reference, tagEnd(before[index] as TagFound, now, digest), now);
    });
    if (io.interrupted()) for (const text of lines) io.say({ level: 'warning', line: text });
    const problem: Problem = {
      code: 'push-failed',
      summary: 'the push did not end well',
      details: lines,
      hint: ['what is built stays built; this continues:', `  ${settings.line}`],
    };
    throw new BaketreeError([...error.problems, ...login.failures(), problem], { cause: error });
  }
}

/** Somebody has interrupted us before anything went out, of a tree or at all. */
export function untouched({ say }: Pick<BakeIo, 'say'>, tree?: string): BaketreeError {
  const line = `nothing was pushed${tree === undefined ? '' : ` of "${tree}"`}`;
  say({ level: 'warning', line });
  return new BaketreeError([{ code: 'interrupted', summary: 'interrupted' }]);
}

/** Whether what was pushed is in its repository by its digest, for each tag that leads to something else. */
function ownThere(
  tags: readonly PushTag[],
  { after, baked }: { readonly after: readonly TagFound[]; readonly baked: Baked },
  { login, io }: PushContext,
): Promise<readonly boolean[]> {
  const asked = tags.map(({ target, host, repository }, index) => {
    const now = after[index] as TagFound;
    const digest = baked.targets.find((each) => each.target === target)?.digest;
    const other = 'digest' in now && digest !== undefined && now.digest !== digest;
    return other ? `${host}/${repository}@${digest}` : undefined;
  });
  return inParallel(asked, async (pinned) =>
    pinned === undefined ? false : 'digest' in (await io.tags.find(pinned, login.env)),
  );
}

/** Compares what tags lead to with what bake says that it pushed. */
function readBack(
  tags: readonly PushTag[],
  {
    before,
    after,
    there,
  }: Readonly<Record<'before' | 'after', readonly TagFound[]>> & {
    readonly there: readonly boolean[];
  },
  {
    baked,
    settings,
    io,
  }: {
    readonly baked: Baked;
    readonly settings: PushSettings;
    readonly io: Pick<BakeIo, 'say'>;
  },
): readonly Problem[] {
  const lines: string[] = [];
  for (const [index, { target, reference }] of tags.entries()) {
    const now = after[index] as TagFound;
    const was = before[index] as TagFound;
    const digest = baked.targets.find((each) => each.target === target)?.digest;
    if ('digest' in now && now.digest === digest) continue;
    if (digest === undefined) {
      lines.push(`${reference}: bake has not said which digest it pushed`);
      continue;
    }
    if ('digest' in now && 'digest' in was && was.digest === now.digest && !there[index]) {
      // Not somebody else: what bake says has gone out has not.
      lines.push(`${reference} should lead to ${digest}, and leads to ${now.digest} as before`);
    } else if ('digest' in now) {
      const line = `${reference} leads to ${now.digest} by now: somebody else pushed after us, and ours is ${digest}`;
      io.say({ level: 'warning', line });
    } else {
      lines.push(
        `${reference} should lead to ${digest}: ${'unread' in now ? now.unread : 'it is not there'}`,
      );
    }
  }
  if (lines.length === 0) return [];
  const summary = 'bake has pushed, but tags could not be read back';
  return [{ code: 'push-unread', summary, details: lines, hint: settings.line }];
}
