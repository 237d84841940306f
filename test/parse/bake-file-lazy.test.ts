import { expect, test } from 'vitest';
import { readBakeValues } from '../../src/parse/bake-file.ts';

// In a file of its own: what hcl2json installs stays for the life of the process.
test('hcl2json is loaded by the first reading, not by the import', async () => {
  expect('Go' in globalThis).toBe(false);
  await readBakeValues('docker-bake.hcl', '');
  expect('Go' in globalThis).toBe(true);
});
