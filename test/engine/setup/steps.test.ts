import { describe, expect, test } from 'vitest';
import { stepScreen } from '../../../scripts/engine/screen.ts';
import { type Step, type StepState, walk } from '../../../scripts/engine/steps.ts';

/** A clock that a test sets, and a screen whose whole text can be compared. */
function bench(terminal = false) {
  const clock = { now: 0 };
  let text = '';
  const write = (more: string) => {
    text += more;
  };
  const screen = stepScreen({ write, terminal, columns: 60 }, () => clock.now);
  return { clock, screen, text: () => text };
}

const step = (name: string, state: StepState, run: Step['run'] = async () => undefined): Step => ({
  name,
  state: async () => state,
  run,
});

describe('steps', () => {
  test('what is done is not run again; every end is printed', async () => {
    const { clock, screen, text } = bench();
    const ran: string[] = [];
    const steps = [
      step('one', 'done', async () => void ran.push('one')),
      step('two', 'todo', async () => {
        ran.push('two');
        clock.now += 12_340;
      }),
      step('three', 'not needed', async () => void ran.push('three')),
      step('four', 'answered'),
    ];
    const { signal } = new AbortController();
    const outcomes = await walk(steps, screen, { signal, now: () => clock.now });
    expect(ran).toEqual(['two']);
    expect(outcomes.map(({ end, seconds }) => `${end} ${seconds}`)).toEqual([
      'already done 0',
      'done 12.34',
      'not needed 0',
      'answered 0',
    ]);
    expect(text()).toBe(
      '[1/4] one … already done\n[2/4] two … done (12.3 s)\n[3/4] three … not needed\n[4/4] four … answered\n',
    );
  });

  test('an interrupt ends the walk before the next step', async () => {
    const { screen, text } = bench();
    const interrupt = new AbortController();
    const steps = [step('one', 'todo', async () => interrupt.abort()), step('two', 'todo')];
    const walked = walk(steps, screen, { signal: interrupt.signal, now: () => 0 });
    await expect(walked).rejects.toThrow();
    expect(text()).toBe('[1/2] one … done (0.0 s)\n');
  });

  test('a long step shows where it is: every 15 s in a log', async () => {
    const { clock, screen, text } = bench();
    const long = step('long', 'todo', async ({ line }) => {
      for (let second = 1; second <= 32; second++) {
        clock.now = second * 1000;
        line(`crate ${second}`);
      }
    });
    const { signal } = new AbortController();
    await walk([long], screen, { signal, now: () => clock.now });
    expect(text()).toBe(
      '[1/1] long …\n      15 s: crate 15\n      30 s: crate 30\n      … done (32.0 s)\n',
    );
  });

  test('on a terminal the line is replaced, and never longer than the terminal', async () => {
    const { clock, screen, text } = bench(true);
    screen.start(1, 1, 'long');
    clock.now = 2000;
    screen.line('x'.repeat(200));
    screen.end('done', 2);
    const lines = text()
      .split('\r\u001b[K')
      .map((line) => line.replace('\n', ''));
    expect(lines.map((line) => line.slice(0, 20))).toEqual([
      '[1/1] long …',
      '[1/1] long … 2 s xxx',
      '[1/1] long … done (2',
    ]);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});
