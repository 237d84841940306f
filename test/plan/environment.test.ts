/** The environment of a run: what each variable is worth, read as bake reads it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineTree, equals, isEmpty, not, or, target, template, text, variable } from 'baketree';
import { execaSync } from 'execa';
import { expect, test } from 'vitest';
import { parseCsv } from '../../src/plan/bake-values.ts';
import { makeEnvironment, type Sources } from '../../src/plan/environment.ts';
import { hasBuildx, planTree } from './support.ts';

const SAIL = variable('SAIL', { description: 'Which', oneOf: ['main', 'jib'], default: 'main' });
const REEFED = variable('REEFED', { description: 'Whether', default: false });
const CREW = variable('CREW', { description: 'Who', default: ['ana'] });
const HARBOUR = variable('HARBOUR', {
  description: 'Where',
  default: 'home',
  pattern: { regex: '[a-z]+', means: 'a name' },
  validations: [{ condition: not(equals(SAIL, 'none' as 'jib')), message: 'Never.' }],
});
const ship = target('ship', {
  description: 'Sails',
  template: template('ship'),
  labels: { a: text`${SAIL}${HARBOUR}` },
  noCache: REEFED,
  tags: CREW,
});
const { plan, problems: none } = planTree(
  defineTree({
    name: 'regatta',
    description: 'Ships',
    variables: [SAIL, REEFED, CREW, HARBOUR],
    targets: [ship],
    default: [ship],
  }),
  { ship: 'FROM scratch\n' },
);

const environment = (sources: Partial<Sources>) =>
  makeEnvironment(plan, { process: {}, dotenv: {}, chosen: {}, forced: {}, ...sources });
const values = (sources: Partial<Sources>) =>
  Object.fromEntries(
    environment(sources).values.map(({ name, value, from }) => [name, [value, from]]),
  );

test('the tree of these tests is fine', () => {
  expect(none).toEqual([]);
});

test('without anything set, all is as declared, and bake is given nothing', () => {
  expect(values({})).toEqual({
    SAIL: ['main', 'default'],
    REEFED: [false, 'default'],
    CREW: [['ana'], 'default'],
    HARBOUR: ['home', 'default'],
  });
  expect(environment({})).toMatchObject({ extra: {}, problems: [], notices: [] });
});

test('the request wins over the environment, that over .env, that over the runner’s choice', () => {
  const all = {
    forced: { SAIL: 'jib' },
    process: { SAIL: 'main', REEFED: '1', HARBOUR: 'cork' },
    dotenv: { REEFED: 'false', CREW: 'bo,"cy,di"', HARBOUR: 'cork' },
    chosen: { CREW: 'ed', HARBOUR: 'nice' },
  };
  expect(values(all)).toEqual({
    SAIL: ['jib', 'runner'],
    REEFED: [true, 'environment'],
    CREW: [['bo', 'cy,di'], '.env'],
    HARBOUR: ['cork', 'environment'],
  });
  const { extra, notices } = environment(all);
  expect(extra).toEqual({ SAIL: 'jib', REEFED: '1', CREW: 'bo,"cy,di"', HARBOUR: 'cork' });
  expect(notices).toEqual([
    { level: 'warning', line: 'SAIL is "jib" for this run, not "main": the request decides it' },
    { level: 'info', line: 'REEFED of .env is overridden by the environment: "1"' },
  ]);
  expect(values({ chosen: { HARBOUR: 'nice' } }).HARBOUR).toEqual(['nice', 'runner']);
});

test('what no variable reads is said: all of .env, and near misses of the environment', () => {
  const { notices } = environment({
    process: { HARBUOR: 'x', REEFE: 'x', PATH: '/bin', constructor: 'x' },
    dotenv: { SAILS: 'x', OTHER: 'x', constructor: 'x' },
  });
  expect(notices).toEqual([
    { level: 'warning', line: 'OTHER of .env is no variable of regatta' },
    { level: 'warning', line: 'SAILS of .env is no variable of regatta; did you mean SAIL?' },
    { level: 'warning', line: 'constructor of .env is no variable of regatta' },
    {
      level: 'warning',
      line: 'HARBUOR of the environment is no variable of regatta; did you mean HARBOUR?',
    },
  ]);
});

test('every value that bake would refuse is told, all at once', () => {
  const { problems } = environment({
    process: { SAIL: 'spinnaker', REEFED: 'yes', HARBOUR: 'Le Havre' },
    dotenv: { CREW: '' },
  });
  expect(problems).toEqual([
    {
      code: 'variable-invalid',
      summary: 'REEFED is "yes" (from the environment), which is no bool',
      expected: 'true or false',
    },
    {
      code: 'variable-invalid',
      summary: 'CREW is "" (from .env), which is no list',
      expected: 'names with commas between them',
    },
    {
      code: 'variable-invalid',
      summary: 'SAIL is "spinnaker" (from the environment), which is not valid',
      details: ['SAIL must be one of: main, jib.'],
    },
    {
      code: 'variable-invalid',
      summary: 'HARBOUR is "Le Havre" (from the environment), which is not valid',
      details: ['HARBOUR must be a name.'],
    },
  ]);
});

test('what would make bake read something else than the runner is told', () => {
  const process = { CREW_JSON: '["eve"]', BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP: '1' };
  expect(environment({ process }).problems).toEqual([
    {
      code: 'variable-invalid',
      summary: 'CREW_JSON is set in the environment, and bake would read it in place of CREW',
      hint: 'unset CREW_JSON',
    },
    {
      code: 'variable-invalid',
      summary:
        'BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP is set in the environment, and bake would read no variable there',
      hint: 'unset BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP',
    },
  ]);
});

const bools = ['1', 't', 'T', 'TRUE', 'true', 'True', '0', 'f', 'F', 'FALSE', 'false', 'False'];
const noBools = ['', 'yes', 'tRUE', ' true', '2'];
const lists = ['a', 'a,b', 'a,"b,c"', 'a,', ',', '""', ' a, b', '"a""b",c', 'a\\,b', 'é,ü'];
const noLists = ['', 'a"b', '"a"b', '"a'];

test.skipIf(!hasBuildx)('flags and lists are what bake itself makes of them', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'baketree-environment-'));
  const all = [...bools, ...noBools, ...lists, ...noLists];
  // A value that bake refuses fails a whole file, so those are told apart one by one.
  const bake = (cases: readonly (readonly [string, 'bool' | 'list(string)'])[]) => {
    const file = path.join(folder, 'docker-bake.hcl');
    const blocks = cases.map(
      ([, type], index) =>
        `variable "V${index}" {\n  type = ${type}\n  default = ${type === 'bool' ? 'false' : '[]'}\n}\n`,
    );
    const args = cases.map(
      ([, type], index) => `V${index} = ${type === 'bool' ? `V${index}` : `jsonencode(V${index})`}`,
    );
    writeFileSync(
      file,
      `${blocks.join('')}target "default" {\n  args = { ${args.join(', ')} }\n}\n`,
    );
    const env = Object.fromEntries(cases.map(([value], index) => [`V${index}`, value]));
    const { exitCode, stdout } = execaSync('docker', ['buildx', 'bake', '-f', file, '--print'], {
      env,
      reject: false,
    });
    if (exitCode !== 0) return undefined;
    const { args: found } = JSON.parse(stdout).target.default as { args: Record<string, string> };
    return cases.map((_, index) => found[`V${index}`]);
  };
  const good = [
    ...bools.map((value) => [value, 'bool'] as const),
    ...lists.map((value) => [value, 'list(string)'] as const),
  ];
  const ours = good.map(([value, type]) => {
    if (type !== 'bool') return JSON.stringify(parseCsv(value));
    return String(environment({ process: { REEFED: value } }).values[1]?.value);
  });
  expect(bake(good)).toEqual(ours);
  for (const value of noBools) {
    expect([value, bake([[value, 'bool']])]).toEqual([value, undefined]);
    expect(environment({ process: { REEFED: value } }).problems).toHaveLength(1);
  }
  for (const value of noLists) {
    expect([value, bake([[value, 'list(string)']])]).toEqual([value, undefined]);
    expect(parseCsv(value)).toBeUndefined();
  }
  expect(all.length).toBe(31);
  rmSync(folder, { recursive: true });
});

test('a name in .env that another tree of the project declares is nobody’s mistake', () => {
  const dotenv = { LIGHTHOUSE: 'on' };
  expect(environment({ dotenv }).notices.map(({ line }) => line)).toEqual([
    'LIGHTHOUSE of .env is no variable of regatta',
  ]);
  expect(environment({ dotenv, elsewhere: new Set(['LIGHTHOUSE']) }).notices).toEqual([]);
});

test('a condition on a variable and others is told with its hint, and the plan is still plain data', () => {
  const BOAT = variable('BOAT', { description: 'Which', default: '' });
  const TOW = variable('TOW', {
    description: 'How',
    oneOf: ['off', 'short', 'long'],
    default: 'off',
    validations: (self) => [
      {
        condition: or(equals(self, 'off'), not(isEmpty(BOAT))),
        message: 'TOW needs a BOAT.',
        hint: 'export BOAT=dinghy',
      },
    ],
  });
  const tug = target('tug', {
    description: 'Tows',
    template: template('tug'),
    labels: { a: text`${BOAT}${TOW}` },
  });
  const planned = planTree(
    defineTree({
      name: 'harbour',
      description: 'Boats',
      variables: [BOAT, TOW],
      targets: [tug],
      default: [tug],
    }),
    { tug: 'FROM scratch\n' },
  );
  expect(planned.problems).toEqual([]);
  const stored = JSON.parse(JSON.stringify(planned.plan)) as typeof planned.plan;
  const problems = (process: Record<string, string>) =>
    makeEnvironment(stored, { process, dotenv: {}, chosen: {}, forced: {} }).problems;
  expect(problems({ TOW: 'long' })).toEqual([
    {
      code: 'variable-invalid',
      summary: 'TOW is "long" (from the environment), which is not valid',
      details: ['TOW needs a BOAT.'],
      hint: 'export BOAT=dinghy',
    },
  ]);
  expect([problems({}), problems({ TOW: 'long', BOAT: 'dinghy' })]).toEqual([[], []]);
});
