/** What an ignore file is said to hide, the engine does not find; what may be seen, it finds. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, expect } from 'vitest';
import { ignoreFile } from '../../src/plan/ignore-file.ts';
import { testThat } from '../support/needs.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'baketree-ignored-'));
  for (const each of ['wool/red/dark', 'silk'])
    await mkdir(path.join(folder, each), { recursive: true });
  for (const file of ['wool/red/dark/thread', 'wool/needle', 'silk/thread', 'pattern.txt']) {
    await writeFile(path.join(folder, file), file);
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const CASES: readonly (readonly [lines: readonly string[], path: string])[] = [
  [['*'], 'wool'],
  [['*', '!pattern.txt'], 'wool'],
  [['*', '!pattern.txt'], 'pattern.txt'],
  [['wool', '!wool/**'], 'wool'],
  [['wool', '!wool/red'], 'wool'],
  [['wool', '!wool/red'], 'wool/needle'],
  [['wool', '!wool/red'], 'wool/red/dark/thread'],
  [['wool/*'], 'wool'],
  [['wool/**'], 'wool/red'],
  [['**', '!**/thread'], 'wool/red'],
  [['**', '!*/thread'], 'wool/red'],
  [['**', '!*/thread'], 'silk'],
  [['**', '!?ilk/thr*'], 'silk'],
  [['!wool', 'wool'], 'wool'],
  [['**/dark'], 'wool/red/dark/thread'],
  [['/silk/'], 'silk'],
];

testThat('needs-engine', 'hidden and not found are the same', async () => {
  const found: unknown[] = [];
  for (const [lines, file] of CASES) {
    await writeFile(path.join(folder, 'Dockerfile'), `FROM scratch\nCOPY ${file} /\n`);
    await writeFile(path.join(folder, 'Dockerfile.dockerignore'), `${lines.join('\n')}\n`);
    const args = ['buildx', 'build', '--output=type=cacheonly', '.'];
    const { exitCode } = await execa('docker', args, { cwd: folder, reject: false });
    found.push([lines, file, exitCode !== 0]);
  }
  expect(found).toEqual(
    CASES.map(([lines, file]) => [lines, file, ignoreFile(lines).hides(file) !== undefined]),
  );
});
