/**
 * How long a token is used. ECR's last twelve hours and cannot be taken back, so a new one is asked for
 * when half of the life is over; an old one that still lives serves as long as no new one can be had.
 * amazon-ecr-credential-helper does the same.
 */
import type { Problem } from '../../errors.ts';

/** A name and password for a registry. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

/** A token that was just given, with its life from then on in milliseconds. */
export interface GivenToken extends Login {
  readonly life: number;
}

/** A token with the time at which it was asked for, in milliseconds of the caller's clock. */
export interface Token extends GivenToken {
  readonly asked: number;
}

/** How an attempt to get a new one went; `waiting` is one that has not ended within our patience. */
export type Refresh =
  | { readonly token: Token }
  | { readonly problems: readonly Problem[] }
  | 'waiting';

/** What to do with a kept token: use it, or ask for a new one and be so patient (in milliseconds). */
export type TokenStep = 'use' | { readonly refresh: { readonly patience: number } };

/** How long an asker waits for a new token while the old one would do. */
export const PATIENCE = 5_000;

/**
 * How long AWS may take where there is no other token: longer than a call with all of its attempts, so
 * that it is the call itself that says what is wrong.
 */
export const LAST_PATIENCE = 90_000;

/** Decides whether a new token is needed. A clock that was set back tells nothing of a token's age. */
export function tokenStep(kept: Token | undefined, now: number): TokenStep {
  const age = kept ? now - kept.asked : Number.NaN;
  if (kept && age >= 0 && age < kept.life / 2) return 'use';
  return { refresh: { patience: lives(kept, now) ? PATIENCE : LAST_PATIENCE } };
}

/** Decides what an asker gets after an attempt; `stale`: the old one, which still lives. */
export function afterRefresh(
  kept: Token | undefined,
  refresh: Refresh,
  now: number,
): { readonly give: Token; readonly stale: boolean } | { readonly problems: readonly Problem[] } {
  if (refresh !== 'waiting' && 'token' in refresh) return { give: refresh.token, stale: false };
  if (kept && lives(kept, now)) return { give: kept, stale: true };
  return { problems: refresh === 'waiting' ? [LATE] : refresh.problems };
}

function lives(kept: Token | undefined, now: number): boolean {
  return kept !== undefined && now >= kept.asked && now < kept.asked + kept.life;
}

const LATE: Problem = {
  code: 'aws-unreachable',
  summary: 'AWS gives no token for the registry: no answer',
};

/**
 * The life of a token from AWS's own times, so that a clock that is off does no harm. One that says it
 * ended before it was given is good all the same, but nobody knows for how long: ten minutes.
 */
export function lifeOf(expires: number, given: number): number {
  return expires > given ? expires - given : UNKNOWN_LIFE;
}

const UNKNOWN_LIFE = 600_000;
