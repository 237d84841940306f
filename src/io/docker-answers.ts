/** What docker's answers say. */
import type { DockerFacts } from '../plan/docker-facts.ts';
import type { Answer } from './child.ts';

/**
 * Milliseconds. A hung daemon must not hang us: a client that has not answered by then counts as
 * unreachable.
 */
export const PATIENCE = 20_000;

/** Why docker did not do as asked, given so many milliseconds: the last line of its own words. */
export function lastLine({ stderr, timedOut }: Answer, patience = PATIENCE): string {
  if (timedOut) return `no answer within ${patience / 1000} s`;
  return (stderr.trim().split('\n').at(-1) ?? '').replace(/^(?:ERROR|error): /, '') || 'no answer';
}

/** What `docker buildx inspect` says of a builder. */
export function readBuilder(inspect: Answer): DockerFacts['builder'] {
  const name = /^Name:\s+(\S+)$/m.exec(inspect.stdout)?.[1];
  const driver = /^Driver:\s+(\S+)$/m.exec(inspect.stdout)?.[1];
  const error = /^Error:\s+(.+)$/m.exec(inspect.stdout)?.[1];
  if (inspect.exitCode !== 0 || !name || !driver) return { unknown: lastLine(inspect) };
  return error ? { unknown: error } : { name, driver };
}

/**
 * References with the ids that `docker image inspect` gives for them. Docker answers for those it has, in
 * the order asked; each is found again by its tags.
 */
export function readImages(stdout: string, asked: readonly string[]): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const line of stdout.split('\n').filter((each) => each !== '')) {
    const space = line.indexOf(' ');
    const id = line.slice(0, space);
    const tags = (JSON.parse(line.slice(space + 1)) ?? []) as readonly string[];
    for (const reference of asked) {
      const names = [reference, `${reference}:latest`];
      if (reference === id || tags.some((tag) => names.includes(tag))) found.set(reference, id);
    }
  }
  return found;
}
