/** docs/ci.md: its tree generates a workflow that GitHub would take, and its table has every field. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testThat } from '../support/needs.ts';
import { readWorkflow } from '../support/workflow.ts';

const CLI = path.resolve('dist/cli.js');
const FILE = '.github/workflows/oven.yml';

let folder: string;
let page: string;
beforeAll(async () => {
  page = await readFile('docs/ci.md', 'utf8');
  folder = await mkdtemp(path.join(tmpdir(), 'ci-'));
  const files = {
    'trees/oven.ts': /```ts\n(\/\/ trees\/oven\.ts\n[\s\S]*?)```/.exec(page)?.[1] ?? '',
    'baketree.config.ts':
      "import { defineConfig } from 'baketree';\nimport { oven } from './trees/oven.ts';\nexport default defineConfig({ trees: [oven] });\n",
    'templates/oven/bread.Dockerfile.hbs': 'FROM scratch\n',
  };
  for (const [file, text] of Object.entries(files)) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), text);
  }
  const env = { INIT_CWD: folder, CI: '' };
  await execa(process.execPath, [CLI, 'generate'], { cwd: folder, env });
});
afterAll(() => rm(folder, { recursive: true }));

test('the jobs of the page are those of the file', async () => {
  const { jobs } = readWorkflow(await readFile(path.join(folder, FILE), 'utf8'));
  const rows = [...page.matchAll(/^\| `(\w+)` \| (?:always|pull requests|the branch)/gm)];
  expect(rows.map(([, id]) => id)).toEqual(Object.keys(jobs));
});

test('every field of a declaration is in the table', async () => {
  const source = await readFile('src/model/workflow.ts', 'utf8');
  const fieldsOf = (what: string) => {
    const body = new RegExp(`${what}[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(source)?.[1] ?? '';
    return [...body.matchAll(/^ {2}readonly (\w+)\??:/gm)].map(([, name]) => name);
  };
  const fields = [
    ...fieldsOf('export function githubWorkflow').filter((name) => name !== 'push'),
    ...fieldsOf('export interface WorkflowPush').map((name) => `push.${name}`),
  ];
  expect(fields.length).toBeGreaterThan(8);
  const rows = [...page.matchAll(/^\| `([\w.]+)` \|/gm)].map(([, name]) => name);
  for (const field of fields) expect(rows).toContain(field);
});

testThat('needs-actionlint', 'actionlint has nothing to say of the page’s workflow', async () => {
  const program = process.env.BAKETREE_ACTIONLINT ?? '';
  const { exitCode, stdout } = await execa(program, [path.join(folder, FILE)], { reject: false });
  expect([exitCode, stdout]).toEqual([0, '']);
});
