/** Runs a case, and says in few words what came of it: no times, no digests, the same each time. */
import type { Environment } from '../../support/colony-project.ts';
import { answerOf, contentOf } from './answers.ts';
import type { Edit } from './edits.ts';
import { type Baked, NONCE, type Room } from './room.ts';

/** Edits, then a bake, after which the binary is asked. */
export interface Step {
  readonly edits?: readonly Edit[];
  /** The checkouts that are edited and baked, several at once. Without: `main`. */
  readonly checkouts?: readonly string[];
  /** A shell text that runs beside the mounted cache before the bake. */
  readonly mount?: string;
  /** The sources do not compile, and cargo must say so. */
  readonly fails?: true;
  /** The compile is killed, and nothing is asked. */
  readonly killed?: true;
  /** Variables of the tree for this bake alone. */
  readonly environment?: Environment;
  /** The settings or manifests need another base image, which is made first. */
  readonly ownBase?: true;
}

/** A case begins with a bake of the workspace as it is, all of one time, in an empty cache. */
export interface Case {
  readonly name: string;
  readonly steps: readonly Step[];
}

/** What is said of a case in which nothing was wrong. */
export const RIGHT = 'right';

/** A verdict, and what settle and cargo said before it. */
export interface Verdict {
  readonly text: string;
  readonly log: string;
}

/** Runs a case up to the first step that goes wrong. */
export async function judge(room: Room, { steps }: Case): Promise<Verdict> {
  let last: string | undefined;
  let log = '';
  for (const step of [{}, ...steps] as readonly Step[]) {
    const names = step.checkouts ?? ['main'];
    const folders = await Promise.all(names.map((name) => room.checkout(name)));
    for (const folder of folders) for (const edit of step.edits ?? []) await edit(folder);
    if (step.mount !== undefined) await room.disturb(step.mount);
    if (step.killed) {
      await room.bakeAndKill(names[0] ?? 'main');
      last = undefined;
      continue;
    }
    const own = step.ownBase ? { ECR_BASE_REPOSITORY: room.ownBase } : {};
    const environment = { ...step.environment, ...own };
    if (step.ownBase) await room.bakeBase(environment);
    const baked = await Promise.all(names.map((name) => room.bake(name, environment)));
    const content = folders.map((folder) => contentOf(folder, NONCE)).join();
    const same = content === last && step.mount === undefined;
    for (const [index, each] of baked.entries()) {
      const text = verdict(each, folders[index] ?? '', { fails: step.fails === true, same });
      if (text !== RIGHT) return { text, log: each.log };
      log = each.log;
    }
    last = content;
  }
  return { text: RIGHT, log };
}

function verdict(
  { answer, compiled }: Baked,
  folder: string,
  { fails, same }: { readonly fails: boolean; readonly same: boolean },
): string {
  if (answer === undefined) return fails ? RIGHT : 'does not compile';
  if (fails) return 'compile error missed';
  const today = answerOf(folder);
  const parts = [...new Set([...Object.keys(today), ...Object.keys(answer)])];
  const wrong = parts.filter((part) => today[part] !== answer[part]);
  if (wrong.length > 0) return `old answer: ${wrong.join(', ')}`;
  return same && compiled.length > 0 ? `compiles again: ${compiled.join(', ')}` : RIGHT;
}
