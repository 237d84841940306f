/** Names: legal for bake, for disks and for environments, and each used once. */
import { type Location, type Problem, secondPlace } from '../errors.ts';
import type { Template } from '../model/template.ts';
import type { Tree } from '../model/tree.ts';
import { isHijacked } from '../model/variable.ts';
import type { Node } from './nodes.ts';

/** Bake allows `[a-zA-Z0-9_-]+`; a leading `_` is ours for shared blocks, a digit cannot be referenced. */
const TARGET_NAME = /^[a-zA-Z][a-zA-Z0-9_-]*$/;
const FILE_NAME = /^[a-z0-9][a-z0-9._-]*$/;
const VARIABLE_NAME = /^[A-Z][A-Z0-9_]*$/;

/** All problems with the names of a tree. */
export function checkNames(tree: Tree, nodes: readonly Node[]): readonly Problem[] {
  const problems: Problem[] = [];
  const check = (what: string, name: string, rule: RegExp, at?: Location) => {
    if (rule.test(name)) return;
    problems.push({
      code: 'name-illegal',
      summary: `${what} name "${name}" is not legal`,
      expected: ruleText(rule),
      ...(at ? { at } : {}),
    });
  };
  const seen = new Map<string, { readonly what: string; readonly at?: Location | undefined }>([
    ['default', { what: 'default group' }],
  ]);
  const once = (what: string, name: string, at?: Location) => {
    const other = seen.get(name);
    if (other) {
      const of = other.what;
      const which = of === what ? 'another' : of === 'default group' ? 'the' : 'a';
      const summary = `${what} "${name}" has the name of ${which} ${of}`;
      problems.push({ code: 'name-duplicate', summary, ...secondPlace(at, other.at) });
    }
    seen.set(name, { what, at });
  };

  check('tree', tree.name, FILE_NAME, tree.declaredAt);
  for (const { name, declaredAt } of tree.targets) check('target', name, TARGET_NAME, declaredAt);
  for (const { name, target } of nodes) once('target', name, target.declaredAt);
  for (const { name, axes, declaredAt } of tree.targets) {
    // A target with axes is also the group of its cells.
    if (axes.length > 0) once('target', name, declaredAt);
  }
  for (const { name, declaredAt } of tree.groups) {
    check('group', name, TARGET_NAME, declaredAt);
    once('group', name, declaredAt);
  }
  problems.push(...checkTemplateNames(nodes, check));
  problems.push(...checkVariableNames(tree));
  return problems;
}

function checkTemplateNames(
  nodes: readonly Node[],
  check: (what: string, name: string, rule: RegExp, at?: Location) => void,
): readonly Problem[] {
  const problems: Problem[] = [];
  const templates = new Map(nodes.map(({ body, target }) => [body.template, target.declaredAt]));
  const byName = new Map<string, Template>();
  for (const [template, user] of templates) {
    const at = template.at ?? user;
    check('template', template.name, FILE_NAME, at);
    const other = byName.get(template.name);
    if (other) {
      const again = template.at !== undefined && isSame(template.at, other.at);
      problems.push({
        code: 'name-duplicate',
        summary: again
          ? `template "${template.name}" is made more than once, by a call in a function or a loop`
          : `two templates have the name "${template.name}"`,
        ...secondPlace(at, other.at),
        expected: again
          ? 'the call outside it, and the one template that it gives used inside'
          : 'one declaration that both targets use',
      });
    }
    byName.set(template.name, template);
  }
  return problems;
}

function isSame(one: Location, two: Location | undefined): boolean {
  return one.file === two?.file && one.line === two.line && one.column === two.column;
}

function checkVariableNames(tree: Tree): readonly Problem[] {
  const problems: Problem[] = [];
  const names = new Map<string, Location | undefined>();
  for (const { name, shared, at: declaredAt } of tree.variables) {
    const at = declaredAt ? { at: declaredAt } : {};
    if (!VARIABLE_NAME.test(name)) {
      const summary = `variable name "${name}" is not legal`;
      problems.push({ code: 'name-illegal', summary, expected: ruleText(VARIABLE_NAME), ...at });
    }
    if (names.has(name)) {
      const summary = `two variables have the name "${name}"`;
      const places = secondPlace(declaredAt, names.get(name));
      problems.push({ code: 'name-duplicate', summary, ...places });
    }
    names.set(name, declaredAt);
    if (isHijacked(name) && !shared) {
      problems.push({
        code: 'variable-hijacked',
        summary: `variable "${name}" has a name that environments set, and bake would read it there`,
        hint: [
          `call it ${tree.name.toUpperCase().replace(/\W/g, '_')}_${name}`,
          'or declare it with shared: true',
        ],
        ...at,
      });
    }
  }
  return problems;
}

function ruleText(rule: RegExp): string {
  if (rule === TARGET_NAME) return 'a letter, then letters, digits, "-" and "_"';
  if (rule === VARIABLE_NAME) return 'capital letters, digits and "_", starting with a letter';
  return 'lower-case letters, digits, ".", "-" and "_"';
}
