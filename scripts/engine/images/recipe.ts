import { createHash } from 'node:crypto';

/** The release that the stand-in images are made of. */
export const STANDIN_SUITE = 'trixie';

/** Names of our own: a stand-in must never be taken for a published image. */
export const CHEF_NAME = `baketree-standin/chef:${STANDIN_SUITE}`;
export const RUNTIME_NAME = `baketree-standin/runtime:${STANDIN_SUITE}`;

/** What is in a stand-in and how it is started. Its hash is in a label, so that a changed recipe is built anew. */
export interface Recipe {
  readonly name: string;
  readonly suites: readonly [string, ...string[]];
  readonly packages: readonly string[];
  /** The image's own settings, in the words of the OCI image specification (config.md). */
  readonly config: Readonly<Record<string, unknown>>;
  /** Anything else that the content depends on. */
  readonly extra: readonly string[];
}

/** The version of cargo-chef in the chef stand-in. */
export const CARGO_CHEF = '0.1.78';

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Cargo, a C compiler, cargo-chef: what the published cargo-chef images have, with their folders. */
export const CHEF: Recipe = {
  name: CHEF_NAME,
  suites: [STANDIN_SUITE, `${STANDIN_SUITE}-updates`, `${STANDIN_SUITE}-backports`],
  packages: [
    ...['binutils', 'ca-certificates', 'cargo', 'gcc', 'git', 'libc6-dev', 'libssl-dev'],
    ...['pkg-config', 'rustc'],
  ],
  config: {
    Env: [`PATH=/usr/local/cargo/bin:${PATH}`, 'CARGO_HOME=/usr/local/cargo'],
    Cmd: ['bash'],
  },
  extra: [`cargo-chef ${CARGO_CHEF}`],
};

/** What a glibc program needs and no more (no shell, no package manager), as distroless "cc" has it. */
export const RUNTIME: Recipe = {
  name: RUNTIME_NAME,
  suites: [STANDIN_SUITE],
  packages: [
    ...['base-files', 'ca-certificates', 'libc6', 'libgcc-s1', 'libgomp1', 'libssl3t64'],
    ...['libstdc++6', 'libzstd1', 'media-types', 'netbase', 'tzdata', 'zlib1g'],
  ],
  config: {
    Env: [`PATH=${PATH}`, 'SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt'],
    User: '0',
    WorkingDir: '/',
  },
  extra: ['passwd: root, nobody, nonroot 65532'],
};

/** The label that carries the recipe's hash. */
export const RECIPE_LABEL = 'baketree.standin';

/** 12 hexadecimal digits that change with the recipe. */
export function hashOf(recipe: Recipe): string {
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12);
}
