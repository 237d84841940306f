/** The two bakes of a push: their options, variables and outputs. */
import { isEmpty, not, or, variable } from 'baketree';
import { describe, expect, test } from 'vitest';
import { checkOutputs } from '../../src/plan/push/check-push.ts';
import { heldBack } from '../../src/plan/push/outputs.ts';
import {
  buildPhase,
  isPush,
  plainPhase,
  pushPhase,
  pushVariables,
  unpushedPhase,
} from '../../src/plan/push/phases.ts';
import { pushTags, type TagFound, tagEnd, tagLine, unpushed } from '../../src/plan/push/tags.ts';
import type { RunTarget } from '../../src/plan/run-targets.ts';

const REGISTRY = variable('REGISTRY', { description: 'Where.', default: '' });
const PUSH = variable('PUSH', {
  description: 'Whether.',
  default: false,
  validations: (self) => [{ condition: or(not(self), not(isEmpty(REGISTRY))), message: 'No.' }],
});
const CACHES = variable('CACHES', { description: 'Where caches are.', default: '' });
const registry = { region: 'eu-west-1', repositories: [] };

const request = (
  options = {},
  environment: Record<string, string> = {},
  dotenv: Record<string, string> = {},
) => ({ options, environment, dotenv });
const target = (attributes: RunTarget['attributes'], requested = true): RunTarget => ({
  name: 'loaf',
  requested,
  attributes,
});

describe('what is a push', () => {
  const own = pushVariables({ ...registry, host: REGISTRY, push: PUSH });
  test.each([
    ['--push', request({ push: true }), true],
    ['the variable', request({}, { PUSH: '1' }), true],
    ['the variable in .env', request({}, {}, { PUSH: 'true' }), true],
    ['the environment, over .env', request({}, { PUSH: 'false' }, { PUSH: 'true' }), false],
    ['neither', request(), false],
    ['a refusal, over the variable', request({ push: false }, { PUSH: 'true' }), false],
    ['--push, and only looking', request({ push: true, check: true }), false],
    ['--push, and only printing', request({ push: true, print: true }), false],
  ])('%s', (_, asked, expected) => {
    expect(isPush(asked, own)).toBe(expected);
  });

  test('a host that is no variable is nobody’s to set', () => {
    expect(pushVariables({ ...registry, host: 'r.example' })).toEqual({});
    expect(pushVariables(undefined)).toEqual({});
  });
});

describe('the first bake', () => {
  const variables = pushVariables({ ...registry, host: REGISTRY, push: PUSH, cacheHost: CACHES });

  test('has local tags, and leaves the metadata file to the second', () => {
    const asked = request(
      { push: true, 'metadata-file': 'm.json', 'no-cache': true },
      {},
      { PUSH: '1' },
    );
    expect(buildPhase(asked, { host: 'REGISTRY', push: 'PUSH' }, 'r.example')).toEqual({
      options: { 'no-cache': true },
      environment: { REGISTRY: '', PUSH: 'false' },
      dotenv: {},
    });
  });

  test('has caches where the registry is, unless somebody says where they are', () => {
    const cacheOf = (environment: Record<string, string>, host?: string) =>
      buildPhase(request({}, environment), variables, host).environment.CACHES;
    expect(cacheOf({}, 'r.example')).toBe('r.example');
    expect(cacheOf({ REGISTRY: 'said.example' })).toBe('said.example');
    expect(cacheOf({})).toBe('registry.invalid');
    expect(cacheOf({ CACHES: 'c.example', REGISTRY: 'said.example' }, 'r.example')).toBe(
      'c.example',
    );
  });

  test('keeps back what a file pushes by itself', () => {
    expect(heldBack([target({ output: [{ type: 'image', push: true }] })])).toEqual([
      'loaf.output=type=image,store=false',
    ]);
    expect(heldBack([target({ output: [{ type: 'registry' }] }), target({})])).toHaveLength(1);
    expect(heldBack([target({ output: [{ type: 'registry' }] }, false)])).toEqual([]);
  });

  test('before the host is known, what needs one is not refused, and the person’s own host stays', () => {
    const { environment } = unpushedPhase(request({}, { REGISTRY: 'r.example' }), variables);
    expect(environment).toEqual({ REGISTRY: 'r.example', PUSH: 'false', CACHES: 'r.example' });
  });
});

test('--push=false keeps plain bake from pushing, whatever the variable says', () => {
  const asked = request({ push: false }, { PUSH: 'true' });
  expect(plainPhase(asked, { push: 'PUSH' }).environment).toEqual({ PUSH: 'false' });
  expect(plainPhase(asked, {}).environment).toEqual({ PUSH: 'true' });
  const plain = request({}, { PUSH: 'false' });
  expect(plainPhase(plain, { push: 'PUSH' })).toBe(plain);
});

test('outputs of the command line are refused, and nothing that only sounds so', () => {
  const set = ['*.output=type=tar', 'loaf.push=true', 'loaf.args.push=1', 'loaf.labels.output=x'];
  expect(checkOutputs({ set }).map(({ summary }) => summary.split(':')[0])).toEqual([
    '--set *.output=type=tar',
    '--set loaf.push=true',
  ]);
});

describe('the second bake', () => {
  const docker = [target({ output: [{ type: 'docker' }] })];

  test('pushes by the tree’s variable, and builds nothing anew', () => {
    const asked = request({ push: true, 'no-cache': true, pull: true, load: true, set: ['a.b=c'] });
    const second = pushPhase(
      asked,
      { host: 'REGISTRY', push: 'PUSH' },
      { host: 'r.example', targets: docker },
    );
    expect(second).toEqual({
      options: { set: ['a.b=c'] },
      environment: { REGISTRY: 'r.example', PUSH: 'true' },
      dotenv: {},
    });
  });

  test('builds nothing anew that the first has built anew', () => {
    const set = ['loaf.no-cache=true', '*.pull=true', 'loaf.args.no-cache=1'];
    const targets = [target({ tags: ['a'], 'no-cache': true, pull: true }, false)];
    const second = pushPhase(request({ set }), { push: 'PUSH' }, { host: undefined, targets });
    expect(second.options).toEqual({
      set: ['loaf.args.no-cache=1', 'loaf.no-cache=false', 'loaf.pull=false'],
    });
  });

  test.each([
    ['what the driver does by itself', undefined, ['loaf.output=type=registry']],
    ['an image for docker', [{ type: 'docker' }], ['loaf.output=type=registry']],
    ['an archive, written by then', [{ type: 'docker', dest: 'a' }], ['loaf.output=type=registry']],
    ['an image with settings', [{ type: 'image', compression: 'zstd' }], ['loaf.push=true']],
    ['what pushes by itself', [{ type: 'registry' }], []],
    ['what goes nowhere', [{ type: 'cacheonly' }], []],
  ])('pushes by a setting where there is no variable: %s', (_, output, set) => {
    const targets = [target({ tags: ['a'], ...(output ? { output } : {}) })];
    const asked = request({ push: true, set: 'a.b=c' });
    const second = pushPhase(asked, {}, { host: 'r.example', targets });
    expect(second.options).toEqual({ set: ['a.b=c', ...set] });
    expect(second.environment).toEqual({});
  });
});

describe('tags', () => {
  test('are those of what was asked for, with a registry', () => {
    const tags = ['r.example:5000/a/loaf:1', 'loaf:2', 'not a tag', ''];
    expect(pushTags([target({ tags }), target({ tags }, false)])).toEqual([
      {
        target: 'loaf',
        reference: 'r.example:5000/a/loaf:1',
        host: 'r.example:5000',
        repository: 'a/loaf',
      },
    ]);
  });

  test('what is not pushed is known', () => {
    expect(unpushed([target({})], {})).toEqual(['loaf']);
    expect(unpushed([target({ tags: ['a'], output: [{ type: 'cacheonly' }] })], {})).toEqual([
      'loaf',
    ]);
    expect(unpushed([target({ tags: ['a'] })], {})).toEqual([]);
    expect(unpushed([target({}, false)], {})).toEqual([]);
  });

  const [ours, other] = [{ digest: 'sha256:1' }, { digest: 'sha256:2' }];
  const [absent, unread] = [{ absent: true }, { unread: 'EOF' }] as const;
  test.each<[string, TagFound, TagFound, string]>([
    ['nothing, then ours', absent, ours, 'complete'],
    ['ours all the time', ours, ours, 'complete'],
    ['nobody knows, then ours', unread, ours, 'complete'],
    ['nothing all the time', absent, absent, 'unchanged'],
    ['another all the time', other, other, 'unchanged'],
    ['nothing, then another', absent, other, 'moved'],
    ['another, then nothing', other, absent, 'moved'],
    ['nobody knows what it was', unread, other, 'unknown'],
    ['nobody knows what it is', other, unread, 'unknown'],
  ])('%s', (_, before, after, expected) => {
    const end = tagEnd(before, after, 'sha256:1');
    expect(end).toBe(expected);
    expect(tagLine('r.example/loaf:1', end, after)).toMatch(/r\.example\/loaf:1/);
  });
});
