/** What planner works on, as files. */
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type ColonyProject, machineValues, runIn } from './colony-project.ts';

/** A file in planner's workspace; a stub is one that planner itself wrote in place of sources. */
export interface PlannerFile {
  readonly file: string;
  readonly stub: boolean;
}

/** The workspace as planner leaves it, sorted by path: a target beside the tree's copies it out. */
export async function filesOfPlanner(project: ColonyProject): Promise<readonly PlannerFile[]> {
  const folder = path.join(project.temporary, 'seen');
  const target = [
    'target "seen" {',
    '  contexts = { planner = "target:planner" }',
    '  dockerfile-inline = "FROM scratch\\nCOPY --from=planner /app /"',
    `  output = [{ type = "local", dest = "${folder}" }]`,
    '}',
  ];
  await writeFile(path.join(project.temporary, 'seen.hcl'), `${target.join('\n')}\n`);
  const files = ['-f', 'bake/colony/docker-bake.hcl', '-f', 'tmp/seen.hcl'];
  const bake = ['docker', 'buildx', 'bake', ...files, '--progress=rawjson', 'seen'];
  const { exitCode, stderr } = await runIn(project.folder, bake, {
    ...project.environment,
    ...machineValues(),
  });
  if (exitCode !== 0) throw new Error(stderr);
  const found: PlannerFile[] = [];
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = path.join(entry.parentPath, entry.name);
    const stub = ['', 'fn main() {}\n'].includes(await readFile(file, 'utf8'));
    found.push({ file: path.relative(folder, file), stub });
  }
  return found.sort((one, other) => (one.file < other.file ? -1 : 1));
}
