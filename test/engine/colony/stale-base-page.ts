/** The text of docs/stale-base.md. */

const BEFORE = `# A base image of yesterday

The base image keeps what it was made from, in \`/plan/inputs\`: a line for each manifest, \`Cargo.lock\`,
toolchain file, \`.cargo/config.toml\` and what it may include (\`.cargo/*.toml\`, but audit.toml and mutants.toml,
which are not cargo's) with the hash of its content, and one for each setting that decides how dependencies are
compiled. A base image of the local store is compared with the sources twice:

- \`npm run bake\` compares before anything starts, and exits with 2. It reads the list out of the image once
  for each image id, and keeps it.
- The build compares in its compile step, so plain \`docker buildx bake\` with COLONY_BASE=local is guarded too.

Both name what changed, and what to run. Not counted are the versions of the workspace's own crates: cargo-chef
masks them, so they do not change what is compiled for the base image. A version that \`Cargo.lock\` names beside
the package itself does count: it does so where several packages have one name. Images are compared by their names: a
tag that was moved is not seen, a digest in CHEF_IMAGE is. Nor are the Dockerfiles of base, planner and builder
compared: who changes those runs \`npm run bake builder\`.

## What was tried

Each of these was changed alone, in the example, with a base image that was made before. The table is written
by the test that does so (test/engine/colony/made-from.test.ts).
`;

/** The page with a table of these rows: what changed, what the runner named, what the build named. */
export function staleBasePage(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => `| ${row.join(' | ')} |`);
  const head = ['| changed | `npm run bake` names | plain bake names |', '|---|---|---|'];
  return `${BEFORE}\n${[...head, ...lines].join('\n')}\n`;
}
