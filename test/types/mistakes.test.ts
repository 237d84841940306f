/** The compiler really reports every mistake of mistakes.ts, where and as it says, and nothing else. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { execaSync } from 'execa';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'baketree-types-'));
afterAll(() => rmSync(folder, { recursive: true }));

const MARK = /^\s*\/\/ @ts-expect-error (TS\d+)$/;
const source = readFileSync(new URL('mistakes.ts', import.meta.url), 'utf8').split('\n');

/** Compiles a text as a project of its own would, and gives the errors as "line code". */
function compile(text: string): readonly string[] {
  writeFileSync(path.join(folder, 'mistakes.ts'), text);
  const config = {
    extends: path.join(root, 'tsconfig.json'),
    compilerOptions: {
      rootDir: '/',
      noEmit: true,
      typeRoots: [path.join(root, 'node_modules/@types')],
      paths: { baketree: [path.join(root, 'src/index.ts')] },
    },
    include: ['mistakes.ts'],
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ type: 'module' }));
  const tsc = path.join(root, 'node_modules/.bin/tsc');
  const { stdout } = execaSync(tsc, ['--noEmit', '--pretty', 'false', '-p', folder], {
    reject: false,
  });
  const errors = [...stdout.matchAll(/^(\S+)\((\d+),\d+\): error (TS\d+):/gm)];
  return [
    ...new Set(
      errors.map(([, file, line, code]) => `${path.basename(file ?? '')}:${line} ${code}`),
    ),
  ];
}

test('without the marks, each marked line is an error, and no other line is', () => {
  const expected = source.flatMap((line, index) => {
    const code = MARK.exec(line)?.[1];
    // The next line that is no comment has it, counted from 1.
    return code ? [`mistakes.ts:${index + 2} ${code}`] : [];
  });
  expect(expected.length).toBeGreaterThan(55);
  const bare = source.map((line) => (MARK.test(line) ? '//' : line)).join('\n');
  expect(compile(bare)).toEqual(expected);
});

test('with the marks all compiles, and a mark without a mistake does not', () => {
  expect(compile(source.join('\n'))).toEqual([]);
  const idle = [...source, '// @ts-expect-error TS2322', 'export const fine = base;', ''].join(
    '\n',
  );
  expect(compile(idle)).toEqual([`mistakes.ts:${source.length + 1} TS2578`]);
});
