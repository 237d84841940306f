import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { BaketreeError, type Problem } from '../../src/errors.ts';

/** What the user asked for. */
export interface Options {
  readonly verb: 'up' | 'stop' | 'remove' | 'help';
  /** `auto`: stand-in images exactly when the real ones cannot be had. */
  readonly standIns: 'auto' | 'always' | 'never';
  readonly envFile: string;
  readonly dir: string | undefined;
  readonly cache: string | undefined;
}

/** What `--help` prints. */
export const HELP = `npm run engine [-- options]

Sets up a container engine, buildx and, where no container registry can be reached,
stand-ins for the base images. Does nothing where docker answers and images can be had.

  --stop           end the engine that was set up; its images stay
  --remove         undo everything: processes, files, links, lines in .env
  --stand-ins      build and use the stand-in images even where a registry can be reached
  --no-stand-ins   never build them
  --dotenv PATH    the file that names the stand-ins (default: .env)
  --help

BAKETREE_ENGINE_DIR    state folder (default: /var/lib/baketree-engine); with another one the
                       engine is apart: socket, network and images of its own, in that folder
BAKETREE_ENGINE_CACHE  folder for downloads and finished images (default: in the state folder)
`;

/** Longest state folder: below it lie unix sockets, whose paths may have 107 bytes (unix(7)). */
const LONGEST_DIR = 60;

/**
 * Reads arguments and environment.
 * @throws BaketreeError `usage-option` or `variable-invalid`, all at once.
 */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  root: string,
): Options {
  const problems: Problem[] = [];
  const values = parse(args, problems);
  const asked = (['stop', 'remove', 'help'] as const).filter((verb) => values[verb]);
  if (asked.length > 1) problems.push(usage(`"--${asked.join('" and "--')}" exclude each other`));
  if (values['stand-ins'] && values['no-stand-ins']) {
    problems.push(usage('"--stand-ins" and "--no-stand-ins" exclude each other'));
  }
  for (const name of ['BAKETREE_ENGINE_DIR', 'BAKETREE_ENGINE_CACHE']) {
    problems.push(...folderProblems(name, env[name]));
  }
  if (problems.length > 0) throw new BaketreeError(problems);
  return {
    verb: asked[0] ?? 'up',
    standIns: values['stand-ins'] ? 'always' : values['no-stand-ins'] ? 'never' : 'auto',
    envFile: values.dotenv ? resolve(values.dotenv) : join(root, '.env'),
    dir: env.BAKETREE_ENGINE_DIR || undefined,
    cache: env.BAKETREE_ENGINE_CACHE || undefined,
  };
}

interface Values {
  readonly stop?: boolean;
  readonly remove?: boolean;
  readonly help?: boolean;
  readonly 'stand-ins'?: boolean;
  readonly 'no-stand-ins'?: boolean;
  readonly dotenv?: string;
}

function parse(args: readonly string[], problems: Problem[]): Values {
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        stop: flag,
        remove: flag,
        help: flag,
        'stand-ins': flag,
        'no-stand-ins': flag,
        dotenv: { type: 'string' },
      },
    }).values;
  } catch (error) {
    const sentence = (error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '';
    problems.push(usage(sentence.replaceAll("'", '"')));
    return {};
  }
}

function usage(summary: string): Problem {
  return { code: 'usage-option', summary, hint: 'npm run engine -- --help' };
}

function folderProblems(name: string, value: string | undefined): Problem[] {
  if (!value) return [];
  const plain = /^\/[\w.+-]+(\/[\w.+-]+)*$/.test(value) && !value.split('/').includes('..');
  if (plain && value.length <= LONGEST_DIR) return [];
  const expected = `an absolute path of letters, digits and "._+-/", at most ${LONGEST_DIR} long`;
  return [{ code: 'variable-invalid', summary: `"${name}" is "${value}"`, expected }];
}
