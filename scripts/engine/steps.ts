/** What a step may use while it runs. */
export interface Watch {
  /** Shows what a long step is at; only the last line is kept on the screen. */
  readonly line: (text: string) => void;
  readonly signal: AbortSignal;
}

/** Where a step stands: to do, done already, not wanted on this machine, or a question that is now answered. */
export type StepState = 'todo' | 'done' | 'not needed' | 'answered';

/**
 * One step towards a working engine. `state` looks at the world, never at memory: that is what makes
 * a second run quick and lets a killed run be taken up again.
 */
export interface Step {
  readonly name: string;
  readonly state: () => Promise<StepState>;
  readonly run: (watch: Watch) => Promise<void>;
}

/** How a step ended, as it is printed. */
export type StepEnd = 'done' | 'already done' | 'not needed' | 'answered';

/** What is told while steps are walked; the screen is elsewhere. */
export interface StepScreen {
  readonly start: (index: number, total: number, name: string) => void;
  readonly line: (text: string) => void;
  readonly end: (outcome: StepEnd, seconds: number) => void;
}

/** How one step ended and how long it took. */
export interface Outcome {
  readonly name: string;
  readonly end: StepEnd;
  readonly seconds: number;
}

const ENDS = {
  todo: 'done',
  done: 'already done',
  'not needed': 'not needed',
  answered: 'answered',
} as const;

/** Walks the steps in order; what is done already is left alone. Throws what a step throws. */
export async function walk(
  steps: readonly Step[],
  screen: StepScreen,
  options: { readonly signal: AbortSignal; readonly now: () => number },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const [index, step] of steps.entries()) {
    options.signal.throwIfAborted();
    const from = options.now();
    screen.start(index + 1, steps.length, step.name);
    const state = await step.state();
    if (state === 'todo') await step.run({ line: screen.line, signal: options.signal });
    const seconds = (options.now() - from) / 1000;
    screen.end(ENDS[state], seconds);
    outcomes.push({ name: step.name, end: ENDS[state], seconds });
  }
  return outcomes;
}
