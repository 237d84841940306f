/** What of a workspace its builds see, and what decides what the base image cooks. */

/** The arguments that decide what is cooked, beside the files. */
export const settings = [
  'BASE_RUSTFLAGS',
  'CHEF_IMAGE',
  'FEATURES',
  'FLAVOUR',
  'LEFT_OUT',
  'PACKAGES',
  'PROFILE',
];

/** Left by builds and editors, at any depth; a folder "target" of sources stays. */
export const notSources = [
  '.git',
  'target',
  '**/target/debug',
  '**/target/release',
  '**/node_modules',
  '**/.DS_Store',
];

/** The files that decide what is cooked. */
export const manifests = [
  '**',
  '!**/Cargo.toml',
  '!Cargo.lock',
  '!.cargo/config',
  // The configuration, and what it may include; but not that of other programs, which changes often.
  '!.cargo/*.toml',
  '.cargo/audit.toml',
  '.cargo/mutants.toml',
  '!rust-toolchain',
  '!rust-toolchain.toml',
  ...notSources,
];

/** The rest of a line, and lines up to the next one that begins with "[". */
const [lineEnd, lines] = ['[^\\n]*\\n', '(?:(?![ \\t]*\\[)[^\\n]*\\n)*'];

/**
 * The versions of the workspace's own packages: cargo-chef masks them, so the cook is the same without.
 * templates/colony/_list-inputs.hbs leaves out the same, and a test compares the two.
 */
export const ownVersions = [
  // Of a dependency on one line with its path, then of a package, or of a dependency with a table of
  // its own and a path in it, and at last in the lock file, where they are the packages without a source.
  `(?=")(?<=(?<![^\\n])(?=[^\\n]*[{,][ \\t]*path[ \\t]*=)[^\\n]*[{,][ \\t]*version[ \\t]*=[ \\t]*)"[^"\\n]*"`,
  `(?=")(?<=(?<![^\\n])[ \\t]*\\[(?:(?:workspace\\.)?package\\]${lineEnd}|[^\\]\\n]*dependencies\\.[^\\]\\n]*\\]${lineEnd}(?=${lines}[ \\t]*path[ \\t]*=))${lines}[ \\t]*version[ \\t]*=[ \\t]*)"[^"\\n]*"`,
  `(?=")(?<=(?<![^\\n])\\[\\[package\\]\\]\\r?\\nname = ${lineEnd}[ \\t]*version[ \\t]*=[ \\t]*)"[^"\\n]*"(?=${lineEnd}(?!source = ))`,
];
