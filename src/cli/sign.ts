/** The verb `sign`, and what signing takes of the machine. This file is loaded where something is signed. */
import type { SignIo } from '../commands/sign.ts';
import { signWords } from '../commands/sign-words.ts';
import { BaketreeError, EXIT } from '../errors.ts';
import { realCosign } from '../io/cosign.ts';
import type { Parsed } from './arguments.ts';
import type { EcrSurroundings } from './ecr.ts';
import { formatSigned } from './format-sign.ts';
import { leave } from './leave.ts';
import { realPush } from './push.ts';
import { signNothing } from './usage.ts';

/** The real thing. `root` is the folder that Cosign runs in. */
export function realSigning({
  process,
  root,
  stop,
  say,
  yes,
  dotenv,
}: Pick<SignIo, 'say' | 'yes' | 'dotenv'> & {
  readonly process: NodeJS.Process;
  readonly root: string;
  readonly stop: AbortController;
}): SignIo {
  const { env: environment, stdin, stderr } = process;
  return {
    cosign: realCosign({ environment, cwd: root, stop: stop.signal }),
    environment,
    dotenv,
    terminal: stdin.isTTY === true && stderr.isTTY === true,
    yes,
    say,
    interrupted: () => stop.signal.aborted,
  };
}

/** Runs the verb; gives the exit code. */
export async function runSign(
  { words, options }: Parsed,
  {
    process,
    project,
    screen,
    dotenv,
    stop,
    stopOnSignals,
  }: Omit<EcrSurroundings, 'project'> & {
    readonly project: Pick<EcrSurroundings['project'], 'disk'>;
  },
): Promise<number> {
  if (words.length === 0) throw new BaketreeError([signNothing()]);
  stopOnSignals();
  const { say } = screen;
  const { root } = project.disk;
  const yes = options.yes === true;
  const around = { process, root, stop, say, yes, dotenv };
  const { tags, withLogin } = realPush(around);
  const io = { ...realSigning(around), tags, withLogin };
  const result = await signWords(words, io).finally(() => leave(process));
  if (options.json) screen.printJson(result);
  else process.stdout.write(formatSigned(result));
  return EXIT.ok;
}
