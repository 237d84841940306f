/** What tags lead to in their registries, as docker itself sees it: with its logins, proxies and certificates. */
import type { TagFound } from '../plan/push/tags.ts';
import { type Answer, type Asking, ask } from './child.ts';
import { lastLine, PATIENCE } from './docker-answers.ts';
import type { Pause } from './pause.ts';

/** Reads tags. */
export interface RegistryTags {
  /** `env` is what docker's environment has beside the caller's own. Never throws. */
  readonly find: (reference: string, env: Readonly<Record<string, string>>) => Promise<TagFound>;
}

/** Milliseconds between tries; one that was refused, is not there or does not answer is asked for once. */
const WAITS = [500, 1_500];

/** Milliseconds for an answer once somebody has interrupted us, who waits for the end. */
const HURRY = 5_000;

/** The real registries. An interrupt does not end a question: the answer is for whoever interrupted. */
export function realRegistryTags(
  environment: Readonly<Record<string, string | undefined>>,
  pause: Pause,
  interrupted: () => boolean,
): RegistryTags {
  return {
    find: async (reference, env) => {
      let found: TagFound = { unread: 'not asked' };
      for (const wait of [...WAITS, undefined]) {
        const patience = interrupted() ? HURRY : PATIENCE;
        const place = { environment: { ...environment, ...env }, patience };
        const looked = await look(reference, place);
        ({ found } = looked);
        if (!('unread' in found) || wait === undefined) break;
        if (looked.timedOut || isRefusal(found.unread)) break;
        await pause(wait);
      }
      return found;
    },
  };
}

/** What was found, and whether it took longer than it was given. */
interface Looked {
  readonly found: TagFound;
  readonly timedOut: boolean;
}

async function look(reference: string, place: Omit<Asking, 'stop'>): Promise<Looked> {
  const args = ['buildx', 'imagetools', 'inspect', '--format', '{{json .Manifest}}', reference];
  const answer = await ask('docker', args, place);
  return { found: foundIn(answer, place.patience), timedOut: answer.timedOut };
}

function foundIn(answer: Answer, patience: number): TagFound {
  if (answer.exitCode === 0) {
    const [, digest] = /"digest":\s*"(sha256:[0-9a-f]{64})"/.exec(answer.stdout) ?? [];
    return digest === undefined ? { unread: 'docker gave no digest' } : { digest };
  }
  if (answer.failed === 'ENOENT') return { unread: 'docker is not installed, or not on PATH' };
  const why = lastLine(answer, patience);
  return why.endsWith(': not found') ? { absent: true } : { unread: why };
}

function isRefusal(why: string): boolean {
  return /\b(?:unauthorized|denied|forbidden|no basic auth)\b/i.test(why);
}
