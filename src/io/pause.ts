/** Waiting, which an interrupt ends. */
import { setTimeout } from 'node:timers/promises';

/** Waits so many milliseconds; rejects with an AbortError when `stop` is aborted. */
export type Pause = (milliseconds: number) => Promise<void>;

/** The real one. */
export function realPause(stop: AbortSignal): Pause {
  return (milliseconds) => setTimeout(milliseconds, undefined, { signal: stop });
}
