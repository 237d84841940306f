/** The set of codes is closed, and so is the set of screens. */
import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { PROBLEM_CODES } from '../../../src/errors/codes.ts';

/** Their screens are those of `npm run engine`: test/engine/setup. */
const ELSEWHERE = ['engine-unsupported', 'engine-failed'];

test('every problem code has a screen', async () => {
  const folder = new URL('.', import.meta.url);
  const files = (await readdir(folder)).filter((file) => file.endsWith('.test.ts'));
  const texts = await Promise.all(files.map((file) => readFile(new URL(file, folder), 'utf8')));
  const shown = [...texts.join('\n').matchAll(/^screen\(\s*'([\w-]+)'/gm)].map(([, code]) => code);
  expect(Object.keys(PROBLEM_CODES).filter((code) => !shown.includes(code))).toEqual(ELSEWHERE);
});
