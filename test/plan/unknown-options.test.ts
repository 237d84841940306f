/** Options that do not exist: a config is loaded without a compiler, so each is told where it was written. */
import { axis, defineTree, repository, target, template, variable } from 'baketree';
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
