/** Options: back into arguments, and those that npm took for itself. */
import { expect, test } from 'vitest';
import {
  BAKE_OPTIONS,
  onlyPrints,
  optionArguments,
  swallowedOptions,
} from '../../src/plan/bake-options.ts';

test('equal requests give equal commands, whatever their order', () => {
  const one = { push: true, set: ['*.args.A=1', 'x.args.B=2'], builder: 'big', 'no-cache': true };
  const two = { 'no-cache': true, builder: 'big', set: one.set, push: true };
  expect(optionArguments(one)).toEqual([
    '--builder=big',
    '--no-cache',
    '--push',
    ...['--set', '*.args.A=1', '--set', 'x.args.B=2'],
  ]);
  expect(optionArguments(two)).toEqual(optionArguments(one));
});

test.each([
  [{}, []],
  [{ push: false }, []],
  [{ provenance: 'false' }, ['--provenance=false']],
  [{ provenance: 'mode=max,x=y z' }, ['--provenance=mode=max,x=y z']],
  [{ progress: '' }, ['--progress=']],
  [{ allow: 'fs.read=/a b' }, ['--allow', 'fs.read=/a b']],
  [{ allow: [] }, []],
  [{ 'dry-run': true, json: true, file: 'other.hcl' }, []],
  [{ constructor: 'x', __proto__: null }, []],
])('%j gives %j', (options, args) => {
  expect(optionArguments(options as never)).toEqual(args);
});

test.each([
  [{ print: true }, true],
  [{ list: 'targets' }, true],
  [{ push: true }, false],
])('%j only prints: %s', (options, is) => {
  expect(onlyPrints(options as never)).toBe(is);
});

test('what npm took is found under its own names, and only under npm', () => {
  const npm = { npm_lifecycle_event: 'bake' };
  const taken = {
    npm_config_push: 'true',
    npm_config_dry_run: 'true',
    npm_config_set: 'a.args.B=1',
  };
  expect(swallowedOptions({ ...npm, ...taken })).toEqual([
    '--dry-run',
    '--push',
    '--set=a.args.B=1',
  ]);
  expect(swallowedOptions(taken)).toEqual([]);
  expect(swallowedOptions(npm)).toEqual([]);
});

test.each([
  [{ npm_config_sbom: '' }, [], ['--sbom=false']],
  [{ npm_config_push: '' }, [], []],
  [{ npm_config_set: 'true\n\ntrue' }, [], ['--set', '--set']],
  [{ npm_config_set: 'a=1\n\nb=2' }, [], ['--set=a=1', '--set=b=2']],
  [{ npm_config_file: 'x.hcl' }, [], ['--file=x.hcl']],
  [{ npm_config_provenance: 'true' }, ['bread', 'mode=max'], ['--provenance']],
  [{ npm_config_provenance: 'true' }, ['bread'], []],
  [{ npm_config_call: '' }, [], []],
])('%j with %j is %j', (taken, words, options) => {
  expect(swallowedOptions({ npm_lifecycle_event: 'bake', ...taken }, words)).toEqual(options);
});

test('what npm itself knows and sets is no option of ours', () => {
  const usual = {
    npm_lifecycle_event: 'bake',
    npm_config_cache: '/root/.npm',
    npm_config_progress: 'true',
    npm_config_provenance: 'true',
    npm_config_json: '',
    npm_config_push: 'false',
    npm_config_user_agent: 'npm/11',
  };
  expect(swallowedOptions(usual)).toEqual([]);
});

test('the file that is baked is no option', () => {
  expect(Object.keys(BAKE_OPTIONS)).not.toContain('file');
});
