import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type PrivateApt, writePrivateApt } from '../apt.ts';
import type { Context } from '../context.ts';
import { halfOf } from '../half.ts';
import { must } from '../run.ts';
import { renderSources, type Source } from '../sources.ts';
import type { Step, Watch } from '../steps.ts';

/**
 * The release that engine packages come from. Its docker.io, containerd and docker-buildx need libc
 * 2.34 only, so that they run on older releases too; its runc does not, and is taken from the machine's own.
 */
export const ENGINE_SUITE = 'forky';
const ENGINE_PACKAGES = ['docker.io', 'docker-cli', 'containerd', 'docker-buildx'];
const TOOL_PACKAGES = [
  ...['runc', 'iptables', 'iproute2', 'tini', 'docker-registry', 'skopeo', 'mmdebstrap'],
];

/**
 * Which packages to fetch. With a suite: exactly these, of that release. Without: from the machine's
 * own sources, these and what they need beside what the machine has.
 */
export interface Fetch {
  readonly suite: string | undefined;
  readonly packages: readonly string[];
}

/** Fetches package files into a folder of the cache that appears only when whole; returns their paths. */
export async function fetchPackages(
  context: Context,
  name: string,
  options: Fetch & { readonly watch: Watch },
): Promise<string[]> {
  const folder = join(context.layout.cache, 'debs', name);
  if (existsSync(folder)) return debsIn(folder);
  const { suite, packages, watch } = options;
  const { acquire, codename, mirror, own } = context;
  const privately = join(context.layout.apt, name);
  const sources = suite ? renderSources(mirror, [suite]) : own.map(asWritten).join('\n');
  const settings = { suite: suite ?? codename, acquire, status: suite === undefined };
  const apt = writePrivateApt(privately, sources, settings);
  const run = aptRun(context, apt, watch);
  await must('apt-get', ['update', '--error-on=any'], run);
  const half = halfOf(folder);
  mkdirSync(half);
  if (suite === undefined) {
    await must('apt-get', ['install', '--download-only', ...packages], run);
    for (const deb of debsIn(apt.archives)) copyFileSync(deb, join(half, basename(deb)));
  } else {
    await must('apt-get', ['download', ...packages], { ...run, cwd: half });
  }
  if (!existsSync(folder)) renameSync(half, folder);
  rmSync(privately, { recursive: true, force: true });
  return debsIn(folder);
}

function asWritten(source: Source): string {
  return renderSources(source, [source.suite]);
}

function aptRun(context: Context, apt: PrivateApt, watch: Watch) {
  const log = join(context.layout.logs, 'packages.log');
  return { env: apt.env, onLine: watch.line, signal: watch.signal, log };
}

function debsIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.deb'));
  return names.sort().map((name) => join(folder, name));
}

/** Unpacks package files, without any of their scripts, into a folder that appears only when whole. */
export async function unpack(debs: readonly string[], folder: string, watch: Watch): Promise<void> {
  const half = halfOf(folder);
  mkdirSync(half);
  for (const deb of debs) {
    watch.line(`unpacking ${basename(deb)}`);
    await must('dpkg-deb', ['-x', deb, half], { signal: watch.signal });
  }
  renameSync(half, folder);
}

/** Small programs that the engine needs beside it, from the machine's own release: nothing is installed. */
export function toolsStep(context: Context): Step {
  const { layout, codename } = context;
  return {
    name: `tools from ${codename}: ${TOOL_PACKAGES.join(', ')}`,
    state: async () => (existsSync(layout.tools) ? 'done' : 'todo'),
    run: async (watch) => {
      const fetch = { suite: undefined, packages: TOOL_PACKAGES, watch };
      await unpack(await fetchPackages(context, `tools-${codename}`, fetch), layout.tools, watch);
    },
  };
}

/** The engine itself and buildx. */
export function engineStep(context: Context): Step {
  const { layout } = context;
  return {
    name: `engine from ${ENGINE_SUITE}: ${ENGINE_PACKAGES.join(', ')}`,
    state: async () => (existsSync(layout.engine) ? 'done' : 'todo'),
    run: async (watch) => {
      const fetch = { suite: ENGINE_SUITE, packages: ENGINE_PACKAGES, watch };
      await unpack(await fetchPackages(context, 'engine', fetch), layout.engine, watch);
    },
  };
}
