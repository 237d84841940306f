/**
 * What a change of the example's sources costs: baked by the committed file, baked on plain layers (the
 * same Dockerfile without its compile cache), and compiled by cargo alone, in a container of the same base
 * image with a warm target folder. All three in turn, in one run, and each change is one never made before.
 */
import { randomBytes } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { median } from './measure.ts';
import { medianPhases, type Phases, type Recorded, readPhases } from './phases.ts';

/** One kind of change. Seconds are medians of the runs. */
export interface Change {
  readonly name: string;
  readonly runs: number;
  /** `cargo build` alone, by a clock in its container. */
  readonly cargo: number;
  /** The whole of `docker buildx bake colony`, and its phases. */
  readonly bake: number;
  readonly phases: Phases;
  /** The same with the compile step on layers. */
  readonly layers: number;
  /** The crates that the last bake compiled. */
  readonly compiled: readonly string[];
}

type Edit = (source: string, run: number) => Promise<void>;

const unique = () => randomBytes(6).toString('hex');

const says =
  (file: string, name: string): Edit =>
  (source) =>
    writeFile(path.join(source, file), `pub const ${name}: &str = "${unique()}";\n`);

const CHANGES: readonly { readonly name: string; readonly edit: Edit }[] = [
  { name: 'nothing', edit: async () => {} },
  {
    name: 'a file that cargo does not read',
    edit: (source) => writeFile(path.join(source, 'README.md'), unique()),
  },
  { name: 'a line in a leaf binary', edit: says('crates/coordinator/src/motto.rs', 'MOTTO') },
  { name: 'a line in the shared crate', edit: says('crates/shared/src/greeting.rs', 'GREETING') },
];

/** Measures each kind of change `runs` times, after one that is not counted. Needs what baking needs. */
export async function measureChanges(runs: number): Promise<readonly Change[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'baketree-changes-'));
  const name = `baketree-bench-${unique()}`;
  try {
    const source = path.join(folder, 'source');
    await cp('examples/colony', source, { recursive: true });
    await rm(path.join(source, 'target'), { recursive: true, force: true });
    const env = {
      COLONY_SOURCE: source,
      COMPILE_CACHE: name,
      ECR_REPOSITORY: `${name}-colony`,
      ECR_BASE_REPOSITORY: `${name}-base`,
    };
    await execa('node', ['dist/cli.js', 'bake', 'builder', 'colony'], { env });
    const layers = await withoutCache(path.join(folder, 'layers'));
    const asked = ['bake', 'colony', '--dry-run', '--progress=rawjson'];
    const { stdout: line } = await execa('node', ['dist/cli.js', ...asked], { env });
    const bake = (cwd: string) => execa('sh', ['-c', `exec env ${line}`], { cwd, env });
    await execa('docker', ['run', '--detach', '--name', name, `${name}-base`, 'sleep', '1000000']);

    const found: Change[] = [];
    for (const { name: change, edit } of CHANGES) {
      const times: { cargo: number; bake: number; layers: number; recorded: Recorded }[] = [];
      for (let run = 0; run <= runs; run++) {
        await edit(source, run);
        const cargo = await compileAlone(name, source);
        const baked = await timed(() => bake('.'));
        const plain = await timed(() => bake(layers));
        const recorded = readPhases(baked.result.stderr);
        if (run > 0) times.push({ cargo, bake: baked.seconds, layers: plain.seconds, recorded });
      }
      found.push({
        name: change,
        runs,
        cargo: median(times.map((each) => each.cargo)),
        bake: median(times.map((each) => each.bake)),
        phases: medianPhases(times.map((each) => each.recorded.phases)),
        layers: median(times.map((each) => each.layers)),
        compiled: times.at(-1)?.recorded.compiled ?? [],
      });
    }
    return found;
  } finally {
    await execa('docker', ['rm', '--force', name], { reject: false });
    const images = [`${name}-colony`, `${name}-base`];
    await execa('docker', ['image', 'rm', '--force', ...images], { reject: false });
    await rm(folder, { recursive: true, force: true });
  }
}

/** Cargo on the container's own target folder; sources come with their times. Gives seconds. */
async function compileAlone(container: string, source: string): Promise<number> {
  await execa('docker', ['cp', `${source}/.`, `${container}:/app`]);
  // As the image is built: without gui, which cannot be, and with the lock file without its dependencies.
  const trim = [
    'printf "[package]\\nname = \\"gui\\"\\nversion = \\"0.0.0\\"\\n" > crates/gui/Cargo.toml',
    'mkdir -p crates/gui/src',
    ': > crates/gui/src/lib.rs',
    'cargo update --workspace --offline',
  ].join(' && ');
  const build =
    'cargo build --locked --offline --workspace --profile release --bin backend --bin coordinator';
  const script = `${trim} && date +%s%N && ${build} && date +%s%N`;
  const { stdout } = await execa('docker', ['exec', container, 'sh', '-c', script]);
  const [from = Number.NaN, to = Number.NaN] = stdout.split('\n').map(Number);
  return (to - from) / 1e9;
}

/** A project that has the same files but the cache mounts of colony's compile step. Gives its folder. */
async function withoutCache(folder: string): Promise<string> {
  await mkdir(folder);
  for (const part of ['bake', 'docker'])
    await cp(part, path.join(folder, part), { recursive: true });
  const file = path.join(folder, 'docker/colony/colony.Dockerfile');
  const text = await readFile(file, 'utf8');
  const plain = text.replace(/^RUN --mount=type=cache[\s\S]*?\bcompile "/m, 'RUN compile "');
  if (plain === text) throw new Error(`${file} has no compile step on a cache mount`);
  await writeFile(file, plain);
  return folder;
}

async function timed<T>(run: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const started = performance.now();
  const result = await run();
  return { seconds: (performance.now() - started) / 1000, result };
}
