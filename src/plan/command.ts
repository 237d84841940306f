/** Commands as values: printed, compared in a test, or run, but never joined into a string to run. */

/** A program with its arguments, and what its environment has beside the caller's own. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/** A command as a line for a POSIX shell, which does the same when pasted anywhere. */
export function shellLine({ file, args, env, cwd }: Command, here: string): string {
  const folder = cwd === here ? [] : ['cd', shellWord(cwd), '&&'];
  const variables = Object.entries(env).map(([name, value]) => `${name}=${shellWord(value)}`);
  return [...folder, ...variables, ...[file, ...args].map(shellWord)].join(' ');
}

/** One word, quoted only where a shell would see more than the word in it. */
export function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
