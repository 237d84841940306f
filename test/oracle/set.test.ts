/** What `--set` takes, asked of real bake. */
import { afterAll, expect, test } from 'vitest';
import { ATTRIBUTE_NAMES } from '../../src/model/attributes.ts';
import { matched, SETTING_KEYS } from '../../src/plan/settings.ts';
import { print } from './bake.ts';
import { makeScratch } from './scratch.ts';
import { BUILDX_NEW } from './settings.ts';

const scratch = await makeScratch();
afterAll(() => scratch.remove());
const NAMES = ['base', 'base-2', 'api'];
const hcl = `${NAMES.map((name) => `target "${name}" {}`).join('\n')}\ngroup "all" { targets = ["api"] }\n`;

/** What bake says of a setting; empty where it takes it. */
async function refusal(setting: string, buildx?: string): Promise<string> {
  const asked = { hcl, names: ['api', '--set', setting], environment: {}, scratch, buildx };
  const printed = await print(asked);
  return printed.ok ? '' : printed.refusal;
}

const ALL = [...new Set([...Object.keys(SETTING_KEYS), ...ATTRIBUTE_NAMES, 'name', 'platforms'])];
const NEWER = ['policy', 'resources', 'secret'];

test.each([undefined, ...(BUILDX_NEW ? [BUILDX_NEW] : [])])(
  'bake has the keys that we know, and no others (buildx: %s)',
  async (buildx) => {
    for (const key of ALL) {
      const unknown = (await refusal(`api.${key}=1`, buildx)).includes('unknown key');
      const known = Object.hasOwn(SETTING_KEYS, key) && (buildx || !NEWER.includes(key));
      expect([key, unknown]).toEqual([key, !known]);
    }
  },
);

test('a key that goes by name is refused without one', async () => {
  const named = Object.keys(SETTING_KEYS).filter((key) => SETTING_KEYS[key] === 'named');
  for (const key of named.filter((each) => !NEWER.includes(each))) {
    expect([key, await refusal(`api.${key}=1`)]).not.toEqual([key, '']);
  }
});

test('patterns match what bake lets them match', async () => {
  const patterns = [
    '*',
    'b*',
    'ba?e',
    '[^b]*',
    'b[a-c]se',
    'b\\ase',
    '[',
    'API',
    'as',
    'all',
    'ap.*',
  ];
  for (const pattern of patterns) {
    const said = await refusal(`${pattern}.pull=true`);
    expect([pattern, said === '']).toEqual([pattern, matched(pattern, NAMES).length > 0]);
  }
});
