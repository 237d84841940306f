/** Problems with the attributes of one target. */
import type { Location, Problem } from '../errors.ts';
import type { AttributeName } from '../model/attributes.ts';
import type { Value } from '../model/expression.ts';

/** An attribute of a target, with the place where it is written. */
export interface Attribute {
  readonly target: string;
  readonly name: AttributeName;
  readonly value: Value;
  readonly at?: Location | undefined;
}

/** Takes what is wrong, and what would have been right. */
export type Report = (what: string, expected?: string) => void;

/** The problems that a check reports of an attribute. */
export function problemsOf(
  { target, name, at }: Attribute,
  check: (report: Report) => void,
): readonly Problem[] {
  const problems: Problem[] = [];
  check((what, expected) =>
    problems.push({
      code: 'attribute-invalid',
      summary: `${name} of "${target}": ${what}`,
      ...(expected ? { expected } : {}),
      ...(at ? { at } : {}),
    }),
  );
  return problems;
}
