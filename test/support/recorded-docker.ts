/** A `docker` in front of the real one that notes what it is called with, and passes everything on. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';

/** A recording `docker`. */
export interface RecordedDocker {
  /** PATH with it in front. */
  readonly PATH: string;
  /** The calls since the last look, each as its words. */
  readonly calls: () => Promise<readonly (readonly string[])[]>;
}

/** Puts one into `folder`/recorded. */
export async function recordDocker(folder: string): Promise<RecordedDocker> {
  const [bin, log] = [path.join(folder, 'recorded'), path.join(folder, 'recorded', 'calls')];
  const { stdout: real } = await execa('sh', ['-c', 'command -v docker || echo docker']);
  await mkdir(bin, { recursive: true });
  await writeFile(log, '');
  // One write a call, so that calls at the same time do not mix: words end with \1, calls with a line.
  const script = [
    '#!/bin/sh',
    `line=$(for word in "$@"; do printf '%s\\001' "$word"; done)`,
    `printf '%s\\n' "$line" >> '${log}'`,
    `exec '${real}' "$@"`,
  ];
  await writeFile(path.join(bin, 'docker'), `${script.join('\n')}\n`);
  await chmod(path.join(bin, 'docker'), 0o755);
  return {
    PATH: `${bin}${path.delimiter}${process.env.PATH}`,
    calls: async () => {
      const text = await readFile(log, 'utf8');
      await writeFile(log, '');
      const lines = text.split('\n').filter((line) => line !== '');
      return lines.map((line) => line.split('\u0001').slice(0, -1));
    },
  };
}
