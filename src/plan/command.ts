/** Commands as values: printed, compared in a test, or run, but never joined into a string to run. */

/** A program with its arguments, and what its environment has beside the caller's own. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** Commands with more in their environment. */
export function withEnv(commands: readonly Command[], env: Command['env']): readonly Command[] {
  return commands.map((command) => ({ ...command, env: { ...command.env, ...env } }));
}

/** A command as a line for a POSIX shell, which does the same when pasted anywhere. */
export function shellLine({ file, args, env, cwd }: Command, here: string): string {
  const folder = cwd === here ? [] : ['cd', shellWord(cwd), '&&'];
  const variables = Object.entries(env).map(([name, value]) => `${name}=${shellWord(value)}`);
  return [...folder, ...variables, ...[file, ...args].map(shellWord)].join(' ');
}

/** Commands that run one after the other as long as each goes well, a line each. */
export function shellLines(commands: readonly Command[], here: string): string {
  return commands.map((command) => shellLine(command, here)).join(' &&\n  ');
}

/** Characters that act on a terminal: controls, and marks that turn the direction of text. */
export const ACTING = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * One word, quoted only where a shell would see more than the word in it. What acts on a terminal is
 * spelt for `printf`, but for a last line end, which a shell would drop.
 */
export function shellWord(word: string): string {
  if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word)) return word;
  if (word.search(ACTING) < 0 || word.endsWith('\n')) return quoted(word);
  const spelt = word
    .replaceAll('\\', '\\\\')
    .replace(ACTING, (character) =>
      [...new TextEncoder().encode(character)]
        .map((byte) => `\\0${byte.toString(8).padStart(3, '0')}`)
        .join(''),
    );
  return `"$(printf %b ${quoted(spelt)})"`;
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
