import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../../src/errors.ts';
import { locate, placeOf } from './locate.ts';
import { takeLock } from './lock.ts';
import { HELP, readOptions } from './options.ts';
import { tellFailure } from './report.ts';
import { stepScreen } from './screen.ts';
import { remove, stop } from './undo.ts';
import { up, type Voice } from './up.ts';

/** Progress and sentences go to stderr; there is no other output. */
const { stderr } = process;
const say = (text: string): void => void stderr.write(`[INFO] ${text}\n`);

/** Runs the verb; returns the exit code. */
async function main(signal: AbortSignal): Promise<number> {
  const root = join(import.meta.dirname, '..', '..');
  const options = readOptions(process.argv.slice(2), process.env, root);
  if (options.verb === 'help') {
    process.stdout.write(HELP);
    return EXIT.ok;
  }
  const place = placeOf(options);
  if (options.verb === 'up') {
    const located = await locate(place);
    const voice: Voice = {
      screen: stepScreen(
        {
          write: (text) => void stderr.write(text),
          terminal: stderr.isTTY === true,
          columns: stderr.columns ?? 100,
        },
        () => performance.now(),
      ),
      say,
      warn: (text) => void stderr.write(`[WARNING] ${text}\n`),
      signal,
      now: () => performance.now(),
    };
    await up(located, options, { env: process.env, voice });
    return EXIT.ok;
  }
  if (!existsSync(place.layout.record)) {
    say(`nothing to undo: no engine was set up in ${place.layout.dir}`);
    return EXIT.ok;
  }
  const release = takeLock(place.layout.lock);
  await (options.verb === 'stop' ? stop : remove)(place, say);
  release();
  return EXIT.ok;
}

const interrupt = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(name, () => interrupt.abort());
main(interrupt.signal)
  .catch((error: unknown) => {
    if (interrupt.signal.aborted) {
      stderr.write('\n[WARNING] interrupted; npm run engine goes on from here\n');
      return EXIT.interrupted;
    }
    const { text, code } = tellFailure(error);
    stderr.write(`\n${text}`);
    return code;
  })
  .then((code) => process.exit(code));
