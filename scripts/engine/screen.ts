import type { StepScreen } from './steps.ts';

/** Where the screen writes; a terminal overwrites its last line, anything else gets a line now and then. */
export interface Output {
  readonly write: (text: string) => void;
  readonly terminal: boolean;
  readonly columns: number;
}

/** Milliseconds between two progress lines where there is no terminal, and on one. */
const PAUSE = { log: 15_000, terminal: 100 };

/** `[3/9] name … done (12.3 s)`, with the last line of a long step's own output below or after it. */
export function stepScreen(output: Output, now: () => number): StepScreen {
  let from = 0;
  let shown = 0;
  let head = '';
  let broken = false;
  return {
    start: (index, total, name) => {
      head = `[${index}/${total}] ${name} …`;
      from = now();
      shown = from;
      broken = false;
      output.write(head);
    },
    line: (text) => {
      if (now() - shown < (output.terminal ? PAUSE.terminal : PAUSE.log)) return;
      shown = now();
      const seconds = `${Math.round((shown - from) / 1000)} s`;
      if (output.terminal) {
        const room = Math.max(20, output.columns - head.length - seconds.length - 4);
        output.write(
          `\r\u001b[K${head} ${seconds} ${text.slice(0, room)}`.slice(0, output.columns + 4),
        );
      } else {
        output.write(`\n      ${seconds}: ${text.slice(0, 100)}`);
        broken = true;
      }
    },
    end: (outcome, seconds) => {
      const time = outcome === 'done' ? ` (${seconds.toFixed(1)} s)` : '';
      if (output.terminal) output.write(`\r\u001b[K${head} ${outcome}${time}\n`);
      else output.write(broken ? `\n      … ${outcome}${time}\n` : ` ${outcome}${time}\n`);
    },
  };
}
