/** What stands between `${{` and `}}`: expressions of GitHub Actions, as texts. */
import { asVariable, type Text } from '../../model/expression.ts';
import type { GithubVariable } from '../../model/workflow.ts';

/** An expression, marked as one. */
export function github(expression: string): string {
  return `\${{ ${expression} }}`;
}

/** A literal text inside of an expression. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The value of a variable of the repository, or where it has none, another text. */
export function ofRepository({ name }: Pick<GithubVariable, 'name'>, otherwise = ''): string {
  return github(otherwise === '' ? `vars.${name}` : `vars.${name} || ${quoted(otherwise)}`);
}

/**
 * A text of the tree at GitHub: a literal is itself, and a variable is the repository's variable of the
 * same name. Undefined for what only bake can compute.
 */
export function ofTree(text: Text): string | undefined {
  if (typeof text === 'string') return text;
  const variable = asVariable(text);
  return variable ? ofRepository(variable, String(variable.default)) : undefined;
}
