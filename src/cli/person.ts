/** A person at a terminal, who can be asked. */

/** Asks a question, and gives whether the answer was yes. */
export type Confirm = (question: string) => Promise<boolean>;

/** Asks on stderr, as stdout is for results. Undefined where nobody is at a terminal. */
export function personOf(
  { stdin, stderr }: Pick<NodeJS.Process, 'stdin' | 'stderr'>,
  stop: AbortController,
): Confirm | undefined {
  if (!stdin.isTTY || !stderr.isTTY) return undefined;
  return async (question) => {
    const { createInterface } = await import('node:readline/promises');
    const lines = createInterface({ input: stdin, output: stderr });
    lines.on('SIGINT', () => stop.abort());
    try {
      const answer = await lines.question(`${question} [y/N] `, { signal: stop.signal });
      return /^y(?:es)?$/i.test(answer.trim());
    } finally {
      lines.close();
    }
  };
}
