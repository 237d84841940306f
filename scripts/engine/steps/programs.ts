import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Layout } from '../layout.ts';
import { attempt } from '../run.ts';
import type { Step } from '../steps.ts';

/** Names in `bin` and the files they stand for; the first that exists is taken. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  docker: ['engine/usr/bin/docker'],
  dockerd: ['engine/usr/sbin/dockerd'],
  'docker-proxy': ['engine/usr/sbin/docker-proxy'],
  'docker-init': ['tools/usr/bin/tini', 'engine/usr/bin/docker-init'],
  'docker-buildx': ['engine/usr/libexec/docker/cli-plugins/docker-buildx'],
  containerd: ['engine/usr/bin/containerd'],
  'containerd-shim-runc-v2': ['engine/usr/bin/containerd-shim-runc-v2'],
  ctr: ['engine/usr/bin/ctr'],
  runc: ['tools/usr/sbin/runc', 'tools/usr/bin/runc'],
  ip: ['tools/usr/bin/ip', 'tools/bin/ip', 'tools/sbin/ip'],
  iptables: ['tools/usr/sbin/xtables-nft-multi'],
  ip6tables: ['tools/usr/sbin/xtables-nft-multi'],
  'docker-registry': ['tools/usr/bin/docker-registry'],
  skopeo: ['tools/usr/bin/skopeo'],
  mmdebstrap: ['tools/usr/bin/mmdebstrap'],
};

/** Programs that may need unpacked libraries: the others are static, or need libc only. */
const LINKED = new Set(['ip', 'iptables', 'ip6tables', 'skopeo', 'mmdebstrap']);

/**
 * One folder to put into PATH: links, and for programs with libraries a script that names them. A
 * program that the machine has itself (so that apt fetched nothing) is left to PATH.
 */
export function programsStep(layout: Layout): Step {
  return {
    name: `programs in ${layout.bin}`,
    state: async () => (wanted(layout).every(({ path }) => isThere(path)) ? 'done' : 'todo'),
    run: async () => {
      mkdirSync(layout.bin, { recursive: true });
      for (const { name, path, target } of wanted(layout)) {
        const half = `${path}.half`;
        rmSync(half, { force: true });
        if (LINKED.has(name)) writeFileSync(half, script(layout, name, target), { mode: 0o755 });
        else symlinkSync(target, half);
        renameSync(half, path);
      }
      await preferWorkingTables(layout);
    },
  };
}

function wanted(layout: Layout) {
  return Object.entries(PROGRAMS).flatMap(([name, candidates]) => {
    const target = candidates.map((path) => join(layout.dir, path)).find(isThere);
    return target === undefined ? [] : [{ name, target, path: join(layout.bin, name) }];
  });
}

function isThere(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
}

function script(layout: Layout, name: string, target: string): string {
  const root = join(layout.tools, 'usr/lib');
  const triplet = existsSync(root)
    ? readdirSync(root).find((entry) => /-linux-gnu$/.test(entry))
    : '';
  const lib = join(root, triplet ?? '');
  const perl = ['usr/share/perl5', 'usr/share/perl', `usr/lib/${triplet}/perl`];
  return [
    '#!/bin/bash',
    `export LD_LIBRARY_PATH=${lib}:${join(layout.tools, 'lib', triplet ?? '')}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}`,
    `if [ -d ${lib}/xtables ]; then export XTABLES_LIBDIR=${lib}/xtables; fi`,
    ...(name === 'mmdebstrap' ? perlPaths(layout, perl) : []),
    `exec -a ${name} ${target} "$@"`,
    '',
  ].join('\n');
}

/** Where a machine has perl-base only, the modules are among the unpacked packages, below their version. */
function perlPaths(layout: Layout, folders: readonly string[]): string[] {
  const paths = folders
    .map((folder) => join(layout.tools, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => [
      folder,
      ...readdirSync(folder)
        .filter((name) => /^5\.[\d.]+$/.test(name))
        .map((name) => join(folder, name)),
    ]);
  return paths.length === 0 ? [] : [`export PERL5LIB=${paths.join(':')}`];
}

/** A kernel without nf_tables still has the older packet filter: take the variant that works. */
async function preferWorkingTables(layout: Layout): Promise<void> {
  const old = join(layout.tools, 'usr/sbin/xtables-legacy-multi');
  for (const name of ['iptables', 'ip6tables']) {
    const path = join(layout.bin, name);
    if (!existsSync(path) || !existsSync(old)) continue;
    if ((await attempt(path, ['-t', 'nat', '-S'], { timeout: 20 })).code === 0) continue;
    const half = `${path}.half`;
    writeFileSync(half, script(layout, name, old), { mode: 0o755 });
    if ((await attempt(half, ['-t', 'nat', '-S'], { timeout: 20 })).code === 0)
      renameSync(half, path);
    else rmSync(half);
  }
}
