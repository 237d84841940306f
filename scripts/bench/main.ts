/**
 * `npm run bench`: start-up and generation as ratios, all in one run. `-- --json` prints JSON in place
 * of tables, `-- --runs N` sets how many pairs are counted, and `-- --changes` measures in place of all
 * that what changes of the example's sources cost. Nothing is judged; goals are in the README and in docs.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { type Change, measureChanges } from './changes.ts';
import { type Comparison, compare, median, seconds, type Timed } from './measure.ts';
import { makeProject } from './project.ts';

const { values } = parseArgs({
  options: {
    changes: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    runs: { type: 'string', default: '9' },
  },
});
const runs = Number(values.runs);
const cli = path.resolve('dist/cli.js');
const root = process.cwd();

const nothing: Timed = { name: 'node -e 0', file: 'node', args: ['-e', '0'], cwd: root };
const verb = (...args: readonly string[]): Timed => ({
  name: args.join(' '),
  file: 'node',
  args: [cli, ...args],
  cwd: root,
});

interface Size {
  readonly targets: number;
  /** The first time, with everything to write; then with nothing to write. Seconds. */
  readonly first: number;
  readonly again: number;
}

async function startUp(): Promise<readonly Comparison[]> {
  const found: Comparison[] = [];
  for (const one of [verb('--help'), verb('plan', 'colony'), verb('generate'), verb('check')]) {
    found.push(await compare(one, nothing, runs));
  }
  return found;
}

async function sizes(): Promise<readonly Size[]> {
  const found: Size[] = [];
  for (const targets of [10, 100, 1_000, 10_000]) {
    const cwd = await makeProject(targets);
    try {
      const one: Timed = { name: 'generate', file: 'node', args: [cli, 'generate'], cwd };
      const first = await seconds(one);
      const again = [await seconds(one), await seconds(one), await seconds(one)];
      found.push({ targets, first, again: median(again) });
    } finally {
      await rm(cwd, { recursive: true, force: true });
    }
  }
  return found;
}

/** Everything cached, ours over the line that ours would run; or why that cannot be measured here. */
async function baking(): Promise<Comparison | string> {
  const info = await execa('docker', ['info'], { reject: false, timeout: 20_000 });
  if (info.exitCode !== 0) return 'no docker daemon answers: npm run engine';
  const warm = await execa('node', [cli, 'bake', 'all'], { reject: false });
  if (warm.exitCode !== 0) return `npm run bake all fails here: ${warm.stderr.split('\n').at(-1)}`;
  const dry = await execa('node', [cli, 'bake', 'colony', '--dry-run']);
  const plain: Timed = {
    name: 'plain docker buildx bake',
    file: 'sh',
    args: ['-c', `exec env ${dry.stdout}`],
    cwd: root,
  };
  return compare({ ...verb('bake', 'colony'), name: 'bake colony, all cached' }, plain, runs);
}

function show(
  start: readonly Comparison[],
  size: readonly Size[],
  bake: Comparison | string,
): void {
  const line = (text: string) => process.stdout.write(`${text}\n`);
  const row = ({ name, base, seconds: own, baseSeconds, ratio, extraSeconds }: Comparison) =>
    line(
      `| ${name} | ${base} | ${own.toFixed(3)} | ${baseSeconds.toFixed(3)} | ${ratio.toFixed(2)} | ${extraSeconds.toFixed(3)} |`,
    );
  line(`Medians of ${runs} pairs, wall seconds.\n`);
  line('| command | over | s | over s | ratio | extra s |');
  line('|---|---|---|---|---|---|');
  start.forEach(row);
  if (typeof bake === 'string') line(`\nskipped: bake colony: ${bake}`);
  else row(bake);
  line('\n| targets | generate, all to write, s | nothing to write, s | ms a target |');
  line('|---|---|---|---|');
  for (const { targets, first, again } of size) {
    line(
      `| ${targets} | ${first.toFixed(2)} | ${again.toFixed(2)} | ${((again / targets) * 1000).toFixed(2)} |`,
    );
  }
}

function showChanges(changes: readonly Change[]): void {
  const line = (text: string) => process.stdout.write(`${text}\n`);
  const fixed = (...seconds: readonly number[]) =>
    seconds.map((each) => each.toFixed(2)).join(' | ');
  line(`Medians of ${runs} changes of each kind, wall seconds.\n`);
  line(
    '| changed | profile | cargo alone | baked | of that context | cook | settle | compile | export | baked without export, over cargo | on plain layers | compiled |',
  );
  line(`|---|${'---|'.repeat(11)}`);
  for (const { name, profile, cargo, bake, phases, layers, compiled } of changes) {
    const { context, cook, settle, compile, export: exported } = phases;
    const times = fixed(cargo, bake, context, cook, settle, compile, exported);
    const over = fixed((bake - exported) / cargo, layers);
    line(`| ${name} | ${profile} | ${times} | ${over} | ${compiled.join(', ') || 'nothing'} |`);
  }
}

const printed = (result: object) => process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);

if (values.changes) {
  const changes = await measureChanges(runs);
  if (values.json) printed({ runs, changes });
  else showChanges(changes);
} else {
  const [start, size, bake] = [await startUp(), await sizes(), await baking()];
  if (values.json) printed({ runs, start, size, bake });
  else show(start, size, bake);
}
