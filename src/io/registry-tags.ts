/** What tags lead to in their registries, as docker itself sees it: with its logins, proxies and certificates. */
import type { TagFound } from '../plan/push/tags.ts';
import { ask } from './child.ts';
import { lastLine, PATIENCE } from './docker-answers.ts';
import type { Pause } from './pause.ts';

/** Reads tags. */
export interface RegistryTags {
  /** `env` is what docker's environment has beside the caller's own. Never throws. */
  readonly find: (reference: string, env: Readonly<Record<string, string>>) => Promise<TagFound>;
}

/** Milliseconds between tries; one that was refused or is not there is asked for once. */
const WAITS = [500, 1_500];

/** The real registries. An interrupt does not end a question: the answer is for whoever interrupted. */
export function realRegistryTags(
  environment: Readonly<Record<string, string | undefined>>,
  pause: Pause,
): RegistryTags {
  return {
    find: async (reference, env) => {
      let found: TagFound = { unread: 'not asked' };
      for (const wait of [...WAITS, undefined]) {
        found = await look(reference, { ...environment, ...env });
        if (!('unread' in found) || wait === undefined || isRefusal(found.unread)) break;
        await pause(wait);
      }
      return found;
    },
  };
}

async function look(
  reference: string,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<TagFound> {
  const args = ['buildx', 'imagetools', 'inspect', '--format', '{{json .Manifest}}', reference];
  const answer = await ask('docker', args, { environment, patience: PATIENCE });
  if (answer.exitCode === 0) {
    const [, digest] = /"digest":\s*"(sha256:[0-9a-f]{64})"/.exec(answer.stdout) ?? [];
    return digest === undefined ? { unread: 'docker gave no digest' } : { digest };
  }
  if (answer.failed === 'ENOENT') return { unread: 'docker is not installed, or not on PATH' };
  const why = lastLine(answer);
  return why.endsWith(': not found') ? { absent: true } : { unread: why };
}

function isRefusal(why: string): boolean {
  return /\b(?:401|403|unauthorized|denied|forbidden|no basic auth)\b/i.test(why);
}
