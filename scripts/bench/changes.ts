/**
 * What a change of the example's sources costs: baked by the committed file, baked on plain layers (the
 * same Dockerfile without its compile cache), and compiled by cargo alone, in a container of the same base
 * image with a warm target folder. All three in turn, in one run, and each change is one never made before.
 */
import { appendFile, cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { compileAlone, startContainer } from './cargo-alone.ts';
import { editsOf, unique } from './edits.ts';
import { median } from './measure.ts';
import { medianPhases, type Phases, type Recorded, readPhases } from './phases.ts';

/** One kind of change. Seconds are medians of the runs. */
export interface Change {
  readonly name: string;
  readonly profile: string;
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

/** One run of one change, in seconds. */
interface Taken {
  readonly cargo: number;
  readonly bake: number;
  readonly layers: number;
  readonly recorded: Recorded;
}

/** A profile that takes its time, as those of large services do. */
const LTO = '\n[profile.lto]\ninherits = "release"\nlto = "fat"\ncodegen-units = 1\n';

/** Each kind of change, measured `runs` times after one that is not counted. Needs what baking needs. */
export async function measureChanges(runs: number): Promise<readonly Change[]> {
  const found: Change[] = [];
  for (const profile of ['release', 'lto']) found.push(...(await measureProfile(profile, runs)));
  return found;
}

async function measureProfile(profile: string, runs: number): Promise<readonly Change[]> {
  const folder = await mkdtemp(path.join(tmpdir(), 'baketree-changes-'));
  const name = `baketree-bench-${unique()}`;
  try {
    const source = path.join(folder, 'source');
    await cp('examples/colony', source, { recursive: true });
    await rm(path.join(source, 'target'), { recursive: true, force: true });
    await appendFile(path.join(source, 'Cargo.toml'), LTO);
    const env = {
      COLONY_SOURCE: source,
      COMPILE_CACHE: name,
      ECR_REPOSITORY: `${name}-colony`,
      ECR_BASE_REPOSITORY: `${name}-base`,
      PROFILE: profile,
    };
    const ours = { cwd: '.', env };
    const layers = {
      cwd: await withoutCache(path.join(folder, 'layers')),
      env: { ...env, ECR_BASE_REPOSITORY: `${name}-layers-base` },
    };
    for (const each of [ours, layers]) await bake(each, true);
    await startContainer(name);
    const found: Change[] = [];
    for (const { name: change, edit, base } of editsOf(profile)) {
      const times: Taken[] = [];
      for (let run = 0; run <= runs; run++) {
        await edit(source, run, name);
        const cargo = await afterWrites(() => compileAlone(name, source, profile));
        const baked = await afterWrites(() => bake(ours, base));
        const plain = await afterWrites(() => bake(layers, base));
        const recorded = readPhases(baked.stderr);
        if (run > 0) times.push({ cargo, bake: baked.seconds, layers: plain.seconds, recorded });
      }
      found.push({ name: change, profile, runs, ...summary(times) });
    }
    return found;
  } finally {
    await execa('docker', ['rm', '--force', name], { reject: false });
    const images = [`${name}-colony`, `${name}-base`, `${name}-layers-base`];
    await execa('docker', ['image', 'rm', '--force', ...images], { reject: false });
    await rm(folder, { recursive: true, force: true });
  }
}

/** Times something when the disk is still: an engine's fsync would wait for what the one before it wrote. */
async function afterWrites<T>(act: () => Promise<T>): Promise<T> {
  await execa('sync');
  return act();
}

function summary(times: readonly Taken[]) {
  return {
    cargo: median(times.map((each) => each.cargo)),
    bake: median(times.map((each) => each.bake)),
    phases: medianPhases(times.map((each) => each.recorded.phases)),
    layers: median(times.map((each) => each.layers)),
    compiled: times.at(-1)?.recorded.compiled ?? [],
  };
}

/** Bakes colony, and the base image before it where the change takes a new one. */
async function bake(
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  base: boolean,
): Promise<{ readonly seconds: number; readonly stderr: string }> {
  const asked = ['bake', ...(base ? ['builder'] : []), 'colony'];
  const dry = ['dist/cli.js', ...asked, '--dry-run', '--progress=rawjson'];
  const { stdout: line } = await execa('node', dry, { env });
  const started = performance.now();
  const { stderr } = await execa('sh', ['-c', `exec env ${line}`], { cwd, env });
  return { seconds: (performance.now() - started) / 1000, stderr };
}

/** A project that has the same files but the cache mounts of cook and compile. Gives its folder. */
async function withoutCache(folder: string): Promise<string> {
  await mkdir(folder);
  for (const part of ['bake', 'docker'])
    await cp(part, path.join(folder, part), { recursive: true });
  const drop = async (name: string, ...parts: readonly RegExp[]) => {
    const file = path.join(folder, `docker/colony/${name}.Dockerfile`);
    let text = await readFile(file, 'utf8');
    for (const part of parts) {
      if (!part.test(text)) throw new Error(`${file} has nothing like ${part}`);
      text = text.replace(part, '');
    }
    await writeFile(file, text);
  };
  await drop('builder', /--mount=type=cache\S* \\\n */, /^cp -a target \/cooked$/m);
  await drop(
    'colony',
    /--mount=type=cache\S* \\\n */,
    /--mount=\S*target=\/seed \\\n */,
    /settle \/seed \S* && /,
    /^note-written$/m,
  );
  return folder;
}
