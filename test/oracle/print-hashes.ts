/** A program of its own, so that it can be run under another locale and time zone: seed and runs given. */
import { renderedHashes } from './rendered.ts';

const [seed, runs] = process.argv.slice(2).map(Number);
process.stdout.write(JSON.stringify(renderedHashes(seed ?? 0, runs ?? 0)));
