/** The end of a process that something keeps. */

/**
 * Ends the process where something keeps it: a program that should give credentials and never ends, which
 * the SDK has no way to end. Whatever is still being read of us is waited for.
 */
export function leave(process: NodeJS.Process): void {
  const end = () => (process.stdout.writableLength > 0 ? leave(process) : process.exit());
  setTimeout(end, 1_000).unref();
}
