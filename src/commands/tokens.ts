/** Tokens for the registries of one run: asked for once, shared, and renewed before they end. */
import { BaketreeError, type Problem } from '../errors.ts';
import type { Clock } from '../io/clock.ts';
import type { AnsweredToken } from '../io/ecr-token.ts';
import type { Pause } from '../io/pause.ts';
import {
  afterRefresh,
  type Login,
  lifeOf,
  type Refresh,
  type Token,
  tokenStep,
} from '../plan/ecr/token.ts';
import type { Notice } from '../plan/notice.ts';

/** What it takes to keep tokens. */
export interface TokensIo {
  /** Asks AWS. Throws problems. */
  readonly ask: (host: string) => Promise<AnsweredToken>;
  /** The system's time. */
  readonly clock: Clock;
  readonly pause: Pause;
  readonly say: (notice: Notice) => void;
}

/** Gives the login of a registry. Throws problems of AWS. */
export type Tokens = (host: string) => Promise<Login>;

/** Keeps tokens in memory. Whoever asks while a call is under way waits for that call. */
export function keepTokens(io: TokensIo): Tokens {
  const kept = new Map<string, Token>();
  const calls = new Map<string, Promise<Token>>();
  const call = (host: string): Promise<Token> => {
    const running = calls.get(host) ?? newToken(host, io);
    if (!calls.has(host)) {
      calls.set(host, running);
      const over = () => calls.delete(host);
      running.then((token) => kept.set(host, token)).then(over, over);
    }
    return running;
  };
  return async (host) => {
    const step = tokenStep(kept.get(host), io.clock.now());
    if (step === 'use') return kept.get(host) as Token;
    const refresh = await attempt(call(host), io.pause(step.refresh.patience));
    const end = afterRefresh(kept.get(host), refresh, io.clock.now());
    if ('problems' in end) throw new BaketreeError(end.problems);
    if (end.stale) io.say({ level: 'warning', line: staleLine(host, refresh) });
    return end.give;
  };
}

async function newToken(host: string, { ask, clock }: TokensIo): Promise<Token> {
  // Before the answer: a life that is counted from too early ends too early, which does no harm.
  const asked = clock.now();
  const { user, password, expires, now } = await ask(host);
  return { user, password, asked, life: lifeOf(expires, now) };
}

async function attempt(running: Promise<Token>, late: Promise<void>): Promise<Refresh> {
  try {
    return await Promise.race([
      running.then((token) => ({ token })),
      // An interrupt ends the waiting, and the call as well.
      late.then(() => 'waiting' as const),
    ]);
  } catch (error) {
    if (!(error instanceof BaketreeError)) throw error;
    return { problems: error.problems };
  }
}

function staleLine(host: string, refresh: Refresh): string {
  const problems: readonly Problem[] =
    refresh !== 'waiting' && 'problems' in refresh ? refresh.problems : [];
  const why = problems.map(({ summary }) => summary).join('; ') || 'no answer yet';
  return `no new token for ${host}, the old one is still good: ${why}`;
}
