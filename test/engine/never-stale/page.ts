/** The text of docs/never-stale.md. */

/** One line of its table. */
export interface Row {
  readonly name: string;
  readonly with: string;
  readonly without: string;
}

const BEFORE = `# Never stale

What the colony image does is what its sources say at the time of the build, whatever times their files
have, whatever was built before, and however earlier builds ended. What did not change is not compiled
again. This page says how, what is not promised, and what was tried.

## How

The compile step of [colony.Dockerfile](../docker/colony/colony.Dockerfile) runs on a cache mount, so that
cargo finds what earlier builds compiled. Cargo goes by times: it compiles a file again that is newer than
what it made from it. A checkout may have any times, though: an older branch, an unpacked archive, a clock
that was set back. So before cargo runs, \`settle\`
([templates/colony/_settle.hbs](../templates/colony/_settle.hbs)) sets them:

- It hashes every file, and notes its mode, every name, and what every symbolic link says.
- What is as it was in the last build on this mount gets the time that it had then. Cargo leaves it alone.
- Everything else gets the present time, made to be newer than all that is in the mount. That goes for the
  return of an older content, too: cargo compiles it.
- A folder is changed when a name in it comes or goes. When a symbolic link changes, all files are new,
  because other files are then found under names that did not change.
- The manifests above a change are as new as the change: a build script that names nothing to cargo is run
  again for the newest file of its package, and cargo would not see what is gone or hidden.
- The list of contents and times is in the mount (\`target/.met\`) and is complete before cargo runs. So a
  compile that fails or is killed leaves nothing that looks older than it is.
- What build scripts write into the sources, beside their own folders, is not there in the next build, and
  cargo would not run them again. So all files are new in a build after one in which they wrote something else
  than the sources have, or in which they ran and that was killed; and when what they wrote is not in the
  sources any more (\`note-written\` keeps its hash in the mount). The build log says so.
- Where a full disk took a part of what is written down of the sources, the build fails.

The mount is begun again, as a copy of the base image's folder, when it is empty, was made by another
toolchain, has files from the future, or was only half made when a build was killed. The build log says so.

## Which mount a build gets

BuildKit keys the mount by its id and by the base image that it is seeded from. The id is made of FLAVOUR,
PROFILE and COMPILE_CACHE. Everything else that decides how cargo compiles (toolchain, manifests,
Cargo.lock, \`.cargo/config.toml\`, flags, packages of the system) decides what the base image is, so
another choice has another mount, and the way back leads to the mount that was left. Dependencies from
registries and git are part of it, too: Cargo.lock names each by its version or commit. One build at a
time uses a mount; others wait.

- \`--no-cache\`: BuildKit gives the compile step a fresh mount, with COLONY_BASE=local too (measured with
  engine 28.5.2: all files were new to it, and every crate of the workspace was compiled).
- Two checkouts that are built in turn in one mount are each compiled again where they differ. With a
  COMPILE_CACHE each they are not.
- COMPILE_CACHE_LIMIT bounds the mount: when it has outgrown what it began with by more than so many MiB,
  it is begun again. BuildKit's own garbage collection may take whole mounts; then the next build
  compiles the workspace, and no dependencies.

## The cook

The base image's dependencies are compiled on a cache mount as well, so that a new version of one of them
costs that one and what uses it. Cargo decides what that is: it names what it makes by version, features,
profile and flags, and compares no times of crates that come from registries or git. What it does not compare
decides which mount a cook gets: the whole of base (toolchain, packages of the system) and every input that
is neither manifest nor Cargo.lock (\`.cargo/config.toml\`, toolchain files, settings). Cook then keeps what
cargo names as used, drops all else, and copies the folder into the image (\`/cooked\`): the same files as from
an empty mount, which a test compares (test/engine/colony/cook.test.ts). \`--no-cache\` begins with an empty one.
A crate from elsewhere that a \`[patch]\` makes use one of the workspace's own may not compile with the stand-in
for that. Cook says so and leaves it out; colony compiles it, as it compiles the workspace.

## The lock file

Crates that are left out leave the lock file, too. Nothing of that is kept in the mount: the base image has the
trimmed text, with versions of the workspace's own crates left open, and colony puts in those of its own
Cargo.lock. That is what cargo would make of it, because by then everything else in manifests and lock file has
been compared with what the base image was made from ([stale-base.md](stale-base.md)). Should it not be, cargo
refuses it: all is compiled \`--locked\`, which takes no text but the one that cargo itself would write. A test
spoils the text in a base image and sees that (test/engine/colony/made-from.test.ts).

## What is not promised

- **Sources that docker does not send.** Docker sends a file again only if its size, mode or time changed
  since it last had a folder of that name. A file whose content changed while both size and time stayed
  never reaches the build, in any Dockerfile; \`touch\` it. A test shows that, so that we hear of it when it
  changes.
- **Sources that change while they are sent.** The image is made of what docker read.
- **A mount into which others write.** What the cases below do to it is seen; more is not looked for.
- **What cargo is not told.** A build script that names files to cargo must name all that it reads, and so
  must a macro, as on any machine. A build script that names nothing is run again for any change in its
  own package, and for none elsewhere. A file that comes to a folder which a macro lists, or a second file
  for one module, is none that cargo knows.
- **What a build script left in its own folder.** Cargo does not empty OUT_DIR before it runs a script again,
  so a script must write anew, or remove, what it wrote before, as on any machine.
- **Names with control characters or backslashes** are refused.
- **Build scripts that fetch.** The compile step has no network; the cook has one.

## What was tried

Each case bakes a small workspace in an empty cache (all files of one time), does what its name says, and
bakes again; sources change to a time in 2001 where nothing else is said. After each bake the binary is
asked what it was made of. *Right*: each answer was today's, what does not compile was refused, and where
nothing had changed nothing was compiled. The last column is the same Dockerfile without \`settle\`: a case
that is right there, too, proves nothing about it. The table is written by the test
(\`BAKETREE_FULL=1 npx vitest run test/engine/never-stale -u\`), which also makes 100 random edits of a
generated workspace and compares each answer with that of a clean build. Without BAKETREE_FULL it tries a
choice of 22 of the cases that go wrong without the step, another one each time, and 40 edits.

Alpine, the default of FLAVOUR, has busybox's shell and tools in place of Debian's. \`test/engine/busybox\` puts
those before Debian's, and has the example and three of the cases baked with them in each run.
`;

/** The page with the table of these rows. */
export function neverStalePage(rows: readonly Row[]): string {
  const lines = rows.map((row) => `| ${row.name} | ${row.with} | ${row.without} |`);
  const table = ['| case | with | without |', '|---|---|---|', ...lines];
  return `${BEFORE}\n${table.join('\n')}\n`;
}

/** The rows of a page as it was written, by name. */
export function rowsOf(page: string): ReadonlyMap<string, Row> {
  const rows = [...page.matchAll(/^\| (.+?) \| (.+?) \| (.+?) \|$/gm)].map(
    ([, name = '', ...texts]): Row => ({ name, with: texts[0] ?? '', without: texts[1] ?? '' }),
  );
  return new Map(rows.map((row) => [row.name, row]));
}
