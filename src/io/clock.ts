/** Clocks, for durations only: nothing that is written depends on the time. */

/** Milliseconds from some fixed point. */
export interface Clock {
  readonly now: () => number;
}

/** The real one; it does not jump when the system's time is set. */
export const realClock: Clock = { now: () => performance.now() };

/** The system's time: it goes on while the machine sleeps, as a token's life does, but can be set. */
export const wallClock: Clock = { now: () => Date.now() };
