/** The README's own tree, as it stands there: it generates, and bake reads what comes out. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';

const CLI = path.resolve('dist/cli.js');

test('the tree in the README generates, and bake reads it', async () => {
  const readme = await readFile('README.md', 'utf8');
  const tree = /```ts\n(\/\/ trees\/web\.ts\n[\s\S]*?)```/.exec(readme)?.[1];
  const config = /`(export default defineConfig\(.*?\))`/.exec(readme)?.[1];
  const folder = await mkdtemp(path.join(tmpdir(), 'readme-'));
  try {
    const files = {
      'trees/web.ts': tree,
      'baketree.config.ts': `import { defineConfig } from 'baketree';\nimport { webTree } from './trees/web.ts';\n${config};\n`,
      'templates/web/base.Dockerfile.hbs': 'FROM node AS base\n',
      'templates/web/web.Dockerfile.hbs': 'FROM base\nCOPY . .\n',
    };
    for (const [file, text] of Object.entries(files)) {
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), text ?? '');
    }
    const run = (file: string, args: readonly string[]) =>
      execa(file, args, { cwd: folder, env: { INIT_CWD: folder, CI: '' } });
    await run(process.execPath, [CLI, 'generate']);
    const printed = await run('docker', [
      'buildx',
      'bake',
      '-f',
      'bake/web/docker-bake.hcl',
      '--print',
    ]);
    expect(JSON.parse(printed.stdout).target.web.tags).toEqual(['example/web:dev']);
    expect((await run(process.execPath, [CLI, 'check'])).exitCode).toBe(0);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
