/** The second bake of a push: what goes out is looked at before and after, and what became of it is said. */
import { BaketreeError, type Problem, throwIfAny } from '../errors.ts';
import { withEnv } from '../plan/command.ts';
import { doubted, judge, type ReadTag, readTags } from '../plan/push/read-back.ts';
import { tagEnd, tagLine } from '../plan/push/tags.ts';
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
    const read = readTags(tags, { before, after: await find() }, baked.targets);
    throwIfAny(await readBack(read, context));
    return baked;
  } catch (error) {
    if (!(error instanceof BaketreeError)) throw error;
    if (error.problems.some(({ code }) => code === 'push-unread')) {
      const details = error.problems.flatMap((each) => each.details ?? []);
      if (io.interrupted()) for (const line of details) io.say({ level: 'warning', line });
      throw error;
    }
    const read = readTags(tags, { before, after: await find() }, context.first.targets);
    const lines = read.map((tag) =>
      tagLine(tag.reference, tagEnd(tag.before, tag.after, tag.digest), tag.after),
    );
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

/** Reads tags back, and says where somebody else was quicker. Gives what is wrong. */
async function readBack(
  tags: readonly ReadTag[],
  { settings, login, io }: PushContext,
): Promise<readonly Problem[]> {
  const judged = await inParallel(tags, async (tag) => {
    const pinned = doubted(tag);
    return judge(tag, pinned !== undefined && 'digest' in (await io.tags.find(pinned, login.env)));
  });
  for (const each of judged) {
    if (each && 'overtaken' in each) io.say({ level: 'warning', line: each.overtaken });
  }
  const lines = judged.flatMap((each) => (each && 'wrong' in each ? [each.wrong] : []));
  if (lines.length === 0) return [];
  const summary = 'bake has pushed, but tags could not be read back';
  return [{ code: 'push-unread', summary, details: lines, hint: settings.line }];
}
