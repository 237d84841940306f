import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Context } from '../context.ts';
import { halfOf } from '../half.ts';
import { must } from '../run.ts';
import { renderSources } from '../sources.ts';
import type { Step } from '../steps.ts';
import { isMade, pack } from './image.ts';
import { CARGO_CHEF, CHEF, hashOf } from './recipe.ts';

/** Rust comes from backports (the release's own is too old for many crates), everything else does not. */
const PREFERENCES = `Package: cargo rustc libstd-rust-*
Pin: release n=${CHEF.suites[2]}
Pin-Priority: 900
`;

/** No documents, and no fsync for each file: it is thrown away and made again rather than repaired. */
const DPKG = `force-unsafe-io
path-exclude=/usr/share/doc/*
path-exclude=/usr/share/locale/*
path-exclude=/usr/share/man/*
`;

function rootOf({ layout }: Context): string {
  return join(layout.work, `chef-${hashOf(CHEF)}.root`);
}

/** A Debian with cargo and a C compiler, as a folder. Package files are kept as they arrive until it is packed. */
export function chefRootStep(context: Context): Step {
  const { layout } = context;
  const root = rootOf(context);
  return {
    name: `chef root from ${CHEF.suites[0]}: cargo, rustc, gcc and what they need`,
    state: async () => (existsSync(root) || (await isMade(context, CHEF)) ? 'done' : 'todo'),
    run: async (watch) => {
      const half = halfOf(root);
      await must(join(layout.bin, 'mmdebstrap'), mmdebstrapArgs(context, half), {
        log: join(layout.logs, 'chef.log'),
        onLine: watch.line,
        signal: watch.signal,
      });
      renameSync(half, root);
    },
  };
}

/** The folder of package files, and the arguments (mmdebstrap(1)) that mount it where apt keeps them. */
function mmdebstrapArgs(context: Context, target: string): string[] {
  const { layout } = context;
  mkdirSync(layout.work, { recursive: true });
  const sources = join(layout.work, 'chef.sources');
  writeFileSync(sources, renderSources(context.mirror, CHEF.suites));
  const debs = debsOf(context);
  mkdirSync(join(debs, 'partial'), { recursive: true });
  const preferences = join(layout.work, 'preferences');
  writeFileSync(preferences, PREFERENCES);
  const dpkg = join(layout.work, 'dpkg.cfg');
  writeFileSync(dpkg, DPKG);
  const archives = '"$1/var/cache/apt/archives"';
  const setup = [
    `mkdir -p "$1/etc/apt/preferences.d" "$1/etc/dpkg/dpkg.cfg.d" ${archives}`,
    `cp ${preferences} "$1/etc/apt/preferences.d/baketree"`,
    `cp ${dpkg} "$1/etc/dpkg/dpkg.cfg.d/baketree"`,
    `mount --bind ${debs} ${archives}`,
  ];
  return [
    ...['--mode=root', '--format=directory', '--variant=minbase'],
    `--include=${CHEF.packages.join(',')}`,
    ...aptOptions(context.acquire).map((line) => `--aptopt=${line}`),
    `--setup-hook=${setup.join(' && ')}`,
    `--customize-hook=umount ${archives}`,
    '--customize-hook=rm -rf "$1/usr/share/doc" "$1/usr/share/man"',
    ...['--skip=download/empty', '--skip=essential/unlink'],
    ...[CHEF.suites[0], target, sources],
  ];
}

function debsOf({ layout }: Context): string {
  return join(layout.work, 'chef-debs');
}

/** The machine's settings about proxies and clocks, which its containers need as well. Pure. */
export function aptOptions(acquire: readonly string[]): string[] {
  return acquire.filter((line) => /^Acquire::(https?::Proxy|Check-|Retries)/i.test(line));
}

function cargoChefOf({ layout }: Context): string {
  return join(layout.cache, 'images', `cargo-chef-${CARGO_CHEF}-${CHEF.suites[0]}`);
}

const PROXIES = ['http_proxy', 'https_proxy', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** Enters the root ($1) with a work folder ($2) at /mnt; the mounts are seen by this process family only. */
const ENTER = [
  'set -e',
  'mount --bind "$2" "$1/mnt"',
  'mount -t proc proc "$1/proc"',
  'mount --rbind /dev "$1/dev"',
  'root=$1; shift 2',
  'exec chroot "$root" "$@"',
].join('\n');

/** Builds cargo-chef inside the root, unoptimised: it only reads manifests, and building it fast matters more. */
export function cargoChefStep(context: Context): Step {
  const { layout, bundle } = context;
  const program = cargoChefOf(context);
  return {
    name: `cargo-chef ${CARGO_CHEF}`,
    state: async () => (existsSync(program) || (await isMade(context, CHEF)) ? 'done' : 'todo'),
    run: async (watch) => {
      const work = join(layout.work, 'cargo');
      mkdirSync(work, { recursive: true });
      if (bundle) copyFileSync(bundle, join(work, 'ca.crt'));
      const env = [
        ...['HOME=/root', 'PATH=/usr/bin:/bin', 'TMPDIR=/mnt', 'CARGO_HOME=/mnt/home'],
        ...['CARGO_TARGET_DIR=/mnt/target', 'CARGO_INCREMENTAL=0', 'CARGO_PROFILE_DEV_DEBUG=0'],
        'CARGO_PROFILE_DEV_STRIP=symbols',
        ...(bundle ? ['SSL_CERT_FILE=/mnt/ca.crt', 'CARGO_HTTP_CAINFO=/mnt/ca.crt'] : []),
        ...PROXIES.flatMap((name) => (process.env[name] ? [`${name}=${process.env[name]}`] : [])),
      ];
      const install = ['cargo', 'install', '--locked', '--debug', '--root', '/mnt/out'];
      const command = ['env', '-i', ...env, ...install, 'cargo-chef', '--version', CARGO_CHEF];
      await must('sh', ['-c', ENTER, 'sh', rootOf(context), work, ...command], {
        log: join(layout.logs, 'chef.log'),
        onLine: watch.line,
        signal: watch.signal,
      });
      const half = halfOf(program);
      copyFileSync(join(work, 'out/bin/cargo-chef'), half);
      renameSync(half, program);
      rmSync(work, { recursive: true, force: true });
    },
  };
}

/** Packs root and cargo-chef together. */
export function chefFolderStep(context: Context): Step {
  return {
    name: `packing ${CHEF.name}`,
    state: async () => ((await isMade(context, CHEF)) ? 'done' : 'todo'),
    run: async (watch) => {
      const root = rootOf(context);
      const program = join(root, 'usr/local/cargo/bin/cargo-chef');
      mkdirSync(dirname(program), { recursive: true });
      copyFileSync(cargoChefOf(context), program);
      await pack(root, context, { recipe: CHEF, watch });
      for (const done of [root, debsOf(context)]) rmSync(done, { recursive: true, force: true });
    },
  };
}
