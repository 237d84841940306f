import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Layout } from './layout.ts';
import { attempt } from './run.ts';

/**
 * Where an engine leaves things outside its own folders, whatever its configuration says (seen with
 * dockerd 28.5 and containerd 2.1): run-time folders with fixed names, kernel settings, and a bridge.
 */
const RUN_FOLDERS = [
  '/run/docker',
  '/run/containerd',
  '/run/runc',
  '/run/xtables.lock',
  '/run/mount',
];
const SETTINGS = [
  '/proc/sys/net/ipv4/ip_forward',
  '/proc/sys/net/ipv4/conf/all/forwarding',
  '/proc/sys/net/ipv4/conf/default/forwarding',
  '/proc/sys/net/ipv6/conf/all/forwarding',
  '/proc/sys/net/ipv6/conf/default/forwarding',
];

/** What was there before the engine started; `absent` paths did not exist. */
export interface Footprint {
  readonly absent: readonly string[];
  readonly settings: Readonly<{ [path: string]: string }>;
  readonly chains: boolean;
  readonly bridge: boolean;
}

/** Looks at the machine before the first start. */
export async function footprint(layout: Layout): Promise<Footprint> {
  const settings = SETTINGS.filter(existsSync).map((path) => [
    path,
    readFileSync(path, 'utf8').trim(),
  ]);
  return {
    absent: RUN_FOLDERS.filter((path) => !existsSync(path)),
    settings: Object.fromEntries(settings),
    chains: (await rules(layout, 'iptables', 'nat')).some((rule) => rule.startsWith('-N DOCKER')),
    bridge: hasInterface(layout.bridge),
  };
}

/**
 * Puts the machine back to its footprint, after the daemons have ended. `others` says that another
 * engine runs: then what may be its own is left alone.
 * Returns what was left, as sentences.
 */
export async function restore(
  layout: Layout,
  before: Footprint,
  others: boolean,
): Promise<string[]> {
  if (!before.bridge && hasInterface(layout.bridge) && (layout.apart || !others)) {
    await attempt(tool(layout, 'ip'), ['link', 'delete', layout.bridge], { timeout: 20 });
  }
  for (const cgroup of cgroupFolders(layout)) removeCgroup(cgroup);
  if (others) return leftForOthers(before);
  if (!before.chains && !layout.apart) {
    for (const program of ['iptables', 'ip6tables']) await removeChains(layout, program);
  }
  for (const [path, value] of Object.entries(before.settings)) {
    if (existsSync(path) && readFileSync(path, 'utf8').trim() !== value) writeFileSync(path, value);
  }
  for (const path of before.absent) rmSync(path, { recursive: true, force: true });
  return [];
}

function leftForOthers(before: Footprint): string[] {
  const changed = Object.entries(before.settings)
    .filter(([path, value]) => existsSync(path) && readFileSync(path, 'utf8').trim() !== value)
    .map(([path]) => path);
  const left = [...changed, ...before.absent.filter(existsSync)];
  return left.length === 0
    ? []
    : [`left ${left.join(', ')}: another engine runs and may need them`];
}

/** True when the network has an interface of that name; /sys would tell of another name space's. */
export function hasInterface(name: string): boolean {
  return readFileSync('/proc/net/dev', 'utf8').includes(`${name}:`);
}

/** One of our programs, or the machine's own where apt had nothing to fetch. */
export function tool(layout: Layout, name: string): string {
  const ours = join(layout.bin, name);
  return existsSync(ours) ? ours : name;
}

async function rules(layout: Layout, program: string, table: string): Promise<string[]> {
  const result = await attempt(tool(layout, program), ['-w', '5', '-t', table, '-S'], {
    timeout: 20,
  });
  return result.code === 0 ? result.stdout.split('\n') : [];
}

/** Takes out the chains that an engine makes, and the rules that lead to them or name its bridge. */
async function removeChains(layout: Layout, program: string): Promise<void> {
  for (const table of ['filter', 'nat', 'raw']) {
    const run = (args: readonly string[]) =>
      attempt(tool(layout, program), ['-w', '5', '-t', table, ...args], { timeout: 20 });
    const all = await rules(layout, program, table);
    for (const rule of all) {
      const lead = /^-A (?!DOCKER)\S+ .*(-j DOCKER|docker0)/.test(rule);
      if (lead) await run(['-D', ...rule.split(' ').slice(1)]);
    }
    const chains = all.flatMap((rule) => /^-N (DOCKER\S*)/.exec(rule)?.[1] ?? []);
    for (const chain of chains) await run(['-F', chain]);
    for (const chain of chains) await run(['-X', chain]);
  }
}

/** Our control group in each hierarchy: version 2 has one, version 1 one for each controller. */
function cgroupFolders(layout: Layout): string[] {
  const own = readFileSync('/proc/self/mountinfo', 'utf8');
  const mounts = own.split('\n').filter((line) => / - cgroup2? /.test(line));
  return mounts.map((line) => join(line.split(' ')[4] ?? '/', layout.cgroup)).filter(existsSync);
}

function removeCgroup(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeCgroup(join(folder, entry.name));
  }
  try {
    rmdirSync(folder);
  } catch {
    // Busy: a process is still ending in it. An empty control group harms nobody.
  }
}
