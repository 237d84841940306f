/** A `docker` for what the real one cannot be made to show: it answers as told and notes its calls. */
import { chmod, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Bakery } from './bakery.ts';

/** What it answers; each absent answer is that of a healthy machine. */
export interface Answers {
  /** What it says of a daemon that does not answer. */
  readonly unreachable?: string;
  /** The version of the buildx plugin; null where there is none. */
  readonly buildx?: string | null;
  readonly driver?: string;
  /** Images of the local store, by name. */
  readonly images?: readonly string[];
  /** What a file of an image says; absent: images have no such file. */
  readonly file?: string;
  /** Shell text that stands for `docker buildx bake`. */
  readonly bake?: string;
  /** What it says of the images that it made, as JSON. */
  readonly metadata?: string;
  /** Shell text that stands for `docker buildx imagetools`. */
  readonly tags?: string;
}

/** The calls so far, each as one line. */
export type Calls = () => Promise<readonly string[]>;

/** Puts one on the bakery's PATH. */
export async function scriptDocker(
  { home }: Bakery,
  {
    unreachable,
    buildx = 'v0.29.1',
    driver = 'docker',
    images = ['bakery-sourdough:latest'],
    file,
    bake = 'exit 0',
    metadata = '{}',
    tags = 'exit 1',
  }: Answers = {},
): Promise<Calls> {
  const log = path.join(home, 'docker-calls');
  const lines = [
    '#!/bin/sh',
    // One write a call: several run at the same time.
    `printf '%s\\n' "$*" >> '${log}'`,
    'case "$1 $2" in',
    `'info --format') printf '28.2.2\\n${buildx ?? ''}\\n'`,
    unreachable === undefined ? '  echo 28.5.2 ;;' : `  echo '${unreachable}' >&2; exit 1 ;;`,
    `'buildx inspect') printf 'Name:   bench\\nDriver: ${driver}\\n' ;;`,
    "'image inspect')",
    '  for word in "$@"; do',
    '    case "$word" in',
    ...images.map((name) => `    '${name}') echo 'sha256:${'5'.repeat(64)} ["${name}"]' ;;`),
    '    esac',
    '  done ;;',
    "'buildx bake')",
    '  for word in "$@"; do',
    `    case "$word" in --metadata-file=*) echo '${metadata}' > "\${word#*=}" ;; esac`,
    '  done',
    `  ${bake} ;;`,
    "'buildx imagetools')",
    `  ${tags} ;;`,
    `'create --pull') echo 5 ;;`,
    ...(file === undefined
      ? ["'cp '*) echo 'Error response from daemon: Could not find the file' >&2; exit 1 ;;"]
      : [`'cp '*) /bin/tar -C '${home}' -cf - file ;;`]),
    'esac',
  ];
  await writeFile(log, '');
  if (file !== undefined) await writeFile(path.join(home, 'file'), file);
  await writeFile(path.join(home, 'bin', 'docker'), `${lines.join('\n')}\n`);
  await chmod(path.join(home, 'bin', 'docker'), 0o755);
  return async () => (await readFile(log, 'utf8')).split('\n').slice(0, -1);
}
