/** The verb `ecr`. This file is loaded when the verb is asked for, and with it all that talks to AWS. */
import { ecr } from '../commands/ecr.ts';
import { BaketreeError, EXIT } from '../errors.ts';
import type { loadConfig } from '../io/config.ts';
import type { Disk } from '../io/disk.ts';
import { realEcr } from '../io/ecr.ts';
import { realPause } from '../io/pause.ts';
import type { Parsed } from './arguments.ts';
import { runEcrLogin } from './ecr-login.ts';
import { formatEcr } from './format-ecr.ts';
import { leave } from './leave.ts';
import { personOf } from './person.ts';
import type { Screen } from './screen.ts';
import { ecrProblem, onlyLogin } from './usage.ts';

/** What main gives to a verb of another file. */
export interface EcrSurroundings {
  readonly process: NodeJS.Process;
  readonly project: { readonly disk: Disk; readonly load: () => ReturnType<typeof loadConfig> };
  readonly screen: Screen;
  /** `.env`, parsed. */
  readonly dotenv: Readonly<Record<string, string>>;
  /** Aborted by a signal, once `stopOnSignals` was called. */
  readonly stop: AbortController;
  readonly stopOnSignals: () => void;
}

/** Runs it; gives the exit code: 3 where calls are planned that were not made. */
export async function runEcr(parsed: Parsed, around: EcrSurroundings): Promise<number> {
  const { words, options } = parsed;
  const { process, project, screen, stop } = around;
  const [action, ...rest] = words;
  // The SDK would warn of Node's version on every run; the README says which will be needed.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  if (action === 'login') return runEcrLogin(parsed, around).finally(() => leave(process));
  if (options.remove) throw new BaketreeError([onlyLogin()]);
  if (action !== 'plan' && action !== 'apply') throw new BaketreeError([ecrProblem(action)]);
  const config = await project.load();
  around.stopOnSignals();
  const { env: environment } = process;
  const request = { action, words: rest, environment, dotenv: around.dotenv } as const;
  const io = {
    disk: project.disk,
    connect: (region: string) => realEcr({ region, environment, stop: stop.signal }),
    pause: realPause(stop.signal),
    say: screen.say,
    confirm: options.yes ? undefined : personOf(process, stop),
  };
  const result = await ecr(config, request, io).finally(() => leave(process));
  if (options.json) screen.printJson(result);
  else process.stdout.write(formatEcr(result));
  const code = screen.finish(result.problems);
  return code === EXIT.ok && result.pending ? EXIT.stale : code;
}
