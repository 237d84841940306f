/** Options that do not exist: a config is loaded without a compiler, so each is told where it was written. */
import {
  axis,
  defineTree,
  githubVariable,
  githubWorkflow,
  localOrTree,
  repository,
  target,
  template,
  variable,
} from 'baketree';
import { expect, test } from 'vitest';
import { linesOf, planTree, told } from './support.ts';

const line = linesOf(import.meta.url);
const size = axis('size', ['small', 'large']);
const FILES = { boat: 'FROM scratch\nARG SAIL\n' };
/** As a config that nobody compiled may write it. */
const loose = (options: object) => options as never;

test('an option that nothing has is told at its declaration, with the one that was meant', () => {
  const SAIL = variable(
    'SAIL',
    loose({ description: 'Its colour', default: 'red', oneof: ['red'] }),
  );
  const hull = template('boat', loose({ ignores: ['*'] }));
  const options = { axes: [size] as const, exlude: () => true };
  const boat = target('boat', loose(options), () => ({
    description: 'To sail',
    template: hull,
    args: { SAIL },
  }));
  const harbour = repository('boats', loose({ lifecyle: [], colour: 'red' }));
  const fleet = defineTree(
    loose({
      name: 'fleet',
      description: 'Boats',
      variables: [SAIL],
      targets: [boat],
      group: [],
      default: [boat],
      ecr: { region: 'eu-west-1', repositories: [harbour] },
    }),
  );
  const problem = (summary: string, expected: string, at: string) => ({
    code: 'attribute-invalid',
    summary,
    expected,
    at: line(at),
  });
  expect(told(planTree(fleet, FILES).problems)).toEqual([
    problem('tree "fleet" has "group", which is no option of a tree', '"groups"', 'const fleet ='),
    problem(
      'variable "SAIL" has "oneof", which is no option of a variable',
      '"oneOf"',
      'const SAIL =',
    ),
    problem(
      'target "boat" has "exlude", which is no option of a target',
      '"exclude"',
      'const boat =',
    ),
    problem(
      'template "boat" has "ignores", which is no option of a template',
      '"ignore"',
      'const hull =',
    ),
    problem(
      'repository "boats" has "lifecyle", which is no option of a repository',
      '"lifecycle"',
      'const harbour =',
    ),
    problem(
      'repository "boats" has "colour", which is no option of a repository',
      'one of scanOnPush, encryption, mutability, tags, lifecycle',
      'const harbour =',
    ),
  ]);
});

test('what is declared can be spread into the next declaration', () => {
  const SAIL = variable('SAIL', { description: 'Its colour', default: 'red' });
  const boat = target('boat', {
    description: 'To sail',
    template: template('boat', { ...template('boat') }),
    args: { SAIL: variable('SAIL', { ...SAIL, default: 'blue' } as never) },
  });
  const fleet = defineTree({
    name: 'fleet',
    description: 'Boats',
    targets: [boat],
    default: [boat],
  });
  const { problems } = planTree(defineTree({ ...fleet, name: 'regatta' }), FILES);
  expect(problems.map(({ code }) => code)).toEqual(['reference-unknown']);
});

test('a key that a plain object within a declaration does not have is told with the one that was meant', () => {
  const CLOTH = variable('SAIL', {
    description: 'Its colour',
    default: 'red',
    pattern: loose({ regex: '[a-z]+', mean: 'a colour' }),
    validations: [loose({ condition: true, message: 'no', hints: 'yes' })],
  });
  const WHERE = variable('WHERE', {
    description: 'Where the hull is from',
    oneOf: ['tree', 'local'],
    default: 'tree',
    path: loose({ hold: [] }),
  });
  const hull = target('hull', { description: 'Wood', template: template('hull') });
  const ship = target('boat', {
    description: 'To sail',
    template: template('boat'),
    args: { SAIL: CLOTH },
    contexts: {
      hull: localOrTree({
        ...{ choice: WHERE, target: hull, image: 'hull:1', title: 'Hull', madefrom: {} },
        madeFrom: loose({ record: '/r', files: [], arg: [] }),
      }),
    },
  });
  const docks = repository('boats', {
    encryption: { kms: loose({ keys: 'a' }) },
    mutability: loose({ tags: 'mutable', execpt: ['x'] }),
    lifecycle: [loose({ expire: { prefix: ['v'] }, pushedDaysAgo: 3, descripton: 'old' })],
  });
  const voyage = githubWorkflow(
    loose({
      ...{ bakes: ship, brnch: 'main', minutes: { biuld: 5 } },
      push: { role: githubVariable('ROLE'), release: {}, releases: { prefx: 'v' } },
    }),
  );
  const navy = defineTree({
    name: 'fleet',
    description: 'Boats',
    variables: [CLOTH, WHERE],
    targets: [hull, ship],
    default: [ship],
    ecr: loose({ regoin: 'eu', name: 'x', deploy: [{ line: [] }], repositories: [docks] }),
    workflow: voyage,
  });
  const files = { hull: 'FROM scratch\n', boat: 'FROM hull\nARG SAIL\n' };
  const found = told(planTree(navy, files).problems).filter(({ summary }) =>
    summary.includes('no option'),
  );
  const wanted: readonly (readonly string[])[] = [
    ['ecr of tree "fleet"', 'regoin', 'ecr', '"region"', 'const navy'],
    [
      'ecr of tree "fleet"',
      'name',
      'ecr',
      'one of region, account, host, cacheHost, push, deploy, repositories',
      'const navy',
    ],
    ['deploy in ecr of tree "fleet"', 'line', 'deploy', '"lines"', 'const navy'],
    ['pattern of variable "SAIL"', 'mean', 'pattern', '"means"', 'const CLOTH'],
    ['validations of variable "SAIL"', 'hints', 'validations', '"hint"', 'const CLOTH'],
    ['variable "WHERE"', 'path.hold', 'a variable', '"path.holds"', 'const WHERE'],
    ['the context "hull" of "boat"', 'madefrom', 'localOrTree', '"madeFrom"', 'const ship'],
    ['madeFrom of the context "hull" of "boat"', 'arg', 'madeFrom', '"args"', 'const ship'],
    ['kms of repository "boats"', 'keys', 'kms', '"key"', 'const docks'],
    ['mutability of repository "boats"', 'execpt', 'mutability', '"except"', 'const docks'],
    [
      'lifecycle rule 1 of repository "boats"',
      'descripton',
      'lifecycle rule',
      '"description"',
      'const docks',
    ],
    ['expire of repository "boats"', 'prefix', 'expire', '"prefixes"', 'const docks'],
    ['the workflow of "fleet"', 'brnch', 'a workflow', '"branch"', 'const voyage'],
    ['minutes of the workflow of "fleet"', 'biuld', 'minutes', '"build"', 'const voyage'],
    ['push of the workflow of "fleet"', 'release', 'push', '"releases"', 'const voyage'],
    ['releases of the workflow of "fleet"', 'prefx', 'releases', '"prefix"', 'const voyage'],
  ];
  expect(found).toEqual(
    wanted.map(([name, given, of, expected, start = '']) => ({
      code: 'attribute-invalid',
      summary: `${name} has "${given}", which is no option of ${of}`,
      expected,
      at: line(`${start} =`),
    })),
  );
});

test('plain objects with nothing strange in them are left alone', () => {
  const boats = repository('boats', {
    encryption: { kms: { key: 'a', dual: true } },
    mutability: { tags: 'immutable', except: ['latest'] },
    tags: { any: 'thing' },
    lifecycle: [{ expire: { patterns: ['v*'] }, beyondNewest: 3, priority: 1, description: 'x' }],
  });
  const boat = target('boat', { description: 'To sail', template: template('boat') });
  const SAIL = variable('SAIL', { description: 'Its colour', default: 'red', runnerOnly: true });
  const fleet = defineTree({
    name: 'fleet',
    description: 'Boats',
    variables: [SAIL],
    targets: [boat],
    default: [boat],
    ecr: {
      region: 'eu-west-1',
      repositories: [boats],
      deploy: [{ target: boat, lines: () => [] }],
    },
    workflow: githubWorkflow({ ...githubWorkflow({ bakes: boat }), minutes: { push: 3 } }),
  });
  expect(planTree(fleet, { boat: 'FROM scratch\n' }).problems).toEqual([]);
});

test('what should be a list and is none is told, and taken for the only one in it', () => {
  const KEEL = variable(
    'KEEL',
    loose({
      ...{ description: 'Its wood', default: 'oak', oneOf: 'oak', path: { holds: 'bark' } },
      validations: { condition: true, message: 'no' },
    }),
  );
  const deck = template('boat', { ignore: '**/*.log' as never });
  const boat = target('boat', { description: 'To sail', template: deck, args: { KEEL } });
  const slips = repository('boats', { lifecycle: loose({ expire: 'any', pushedDaysAgo: 3 }) });
  const fleet = defineTree(
    loose({
      name: 'fleet',
      description: 'Boats',
      ...{ variables: KEEL, targets: boat, default: boat, groups: { kind: 'group' } },
      ecr: { region: 'eu-west-1', repositories: [slips] },
    }),
  );
  const { plan, problems } = planTree(fleet, { boat: 'FROM scratch\nARG KEEL\n' });
  expect(plan.targets.map(({ name }) => name)).toEqual(['boat']);
  expect(deck.ignore).toEqual(['**/*.log']);
  const lists = problems.filter(({ summary }) => summary.endsWith('is no list'));
  expect(lists.map(({ code, summary, expected }) => [code, summary, expected])).toEqual(
    [
      ...['variables', 'targets', 'default', 'groups'].map((each) => `${each} of tree "fleet"`),
      ...['oneOf', 'validations', 'path.holds'].map((each) => `${each} of variable "KEEL"`),
      'ignore of template "boat"',
      'lifecycle of repository "boats"',
    ].map((what) => ['attribute-invalid', `${what} is no list`, '[…] around it']),
  );
});
