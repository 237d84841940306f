/** The verb `ecr login`. */
import { ecrLogin, type LoginChanged } from '../commands/ecr-login.ts';
import { BaketreeError, EXIT } from '../errors.ts';
import { realEcr } from '../io/ecr.ts';
import { realUserFiles } from '../io/user-file.ts';
import type { Parsed } from './arguments.ts';
import type { EcrSurroundings } from './ecr.ts';
import { HELPER_FOLDER } from './helper-folder.ts';
import { visible } from './report.ts';
import { strayTree } from './usage.ts';

/** Runs it; gives the exit code. */
export async function runEcrLogin(
  { words, options }: Parsed,
  { process, project, screen, dotenv, stop, stopOnSignals }: EcrSurroundings,
): Promise<number> {
  const { env: environment } = process;
  const remove = options.remove === true;
  const [, ...rest] = words;
  if (remove && rest.length > 0) throw new BaketreeError([strayTree(rest.join(' '))]);
  const load = async () => {
    const config = await project.load();
    stopOnSignals();
    return config;
  };
  const result = await ecrLogin(
    load,
    {
      ...{ words: rest, environment, dotenv, remove },
      ...{ cwd: process.cwd(), helperFolder: HELPER_FOLDER },
    },
    {
      disk: project.disk,
      files: realUserFiles,
      connect: (region) => realEcr({ region, environment, stop: stop.signal }),
      say: screen.say,
    },
  );
  if (options.json) screen.printJson(result);
  else process.stdout.write(formatLogin(result));
  return EXIT.ok;
}

/** The entries before and after, a line each. */
export function formatLogin({ file, changes }: LoginChanged): string {
  const value = (helper: string | undefined) =>
    helper === undefined ? 'no helper' : JSON.stringify(helper);
  const lines = changes.flatMap(({ host, before, after }) => [
    `- ${host}: ${value(before)}`,
    `+ ${host}: ${value(after)}`,
  ]);
  const said = lines.length > 0 ? lines : ['nothing to change'];
  return [`credHelpers in ${file}`, ...said].map((line) => `${visible(line)}\n`).join('');
}
