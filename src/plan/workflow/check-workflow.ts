/** What a workflow declares, against its tree and against what GitHub takes. */
import type { Problem } from '../../errors.ts';
import type { Text } from '../../model/expression.ts';
import { asVariable } from '../../model/expression.ts';
import type { Tree } from '../../model/tree.ts';
import type { Variable } from '../../model/variable.ts';
import type { GithubWorkflow, Setting } from '../../model/workflow.ts';
import { makeEnvironment } from '../environment.ts';
import { isOf, shown } from '../sound.ts';
import type { PlannedVariable } from '../tree-plan.ts';
import { ofTree } from './expressions.ts';

type Report = (summary: string, expected?: string) => void;

/** All that is wrong with a declaration. */
export function checkWorkflow(
  tree: Tree,
  workflow: GithubWorkflow,
  variables: readonly PlannedVariable[],
): readonly Problem[] {
  const problems: Problem[] = [];
  const at = workflow.declaredAt ? { at: workflow.declaredAt } : {};
  const report: Report = (what, expected) => {
    const summary = `the workflow of "${tree.name}" ${what}`;
    problems.push({ code: 'workflow-invalid', summary, ...(expected ? { expected } : {}), ...at });
  };
  checkBakes(tree, workflow, report);
  checkTexts(workflow, report);
  const told: [string, Variable<string> | undefined][] = [
    ['releases', workflow.push?.releases?.version],
    ['commit', workflow.commit],
  ];
  for (const [what, variable] of told) {
    if (variable) checkVariable(tree, what, variable, report);
  }
  checkSettings(tree, workflow.settings, variables, report);
  checkOnce(workflow, report);
  if (workflow.push) checkPush(tree, report);
  return problems;
}

function checkBakes(tree: Tree, { bakes }: GithubWorkflow, report: Report): void {
  if (!isOf(bakes, 'target', 'group')) {
    report(`bakes ${shown(bakes)}, which is no target or group`);
    return;
  }
  const { kind, name } = bakes;
  const listed: readonly unknown[] = kind === 'group' ? tree.groups : tree.targets;
  if (listed.includes(bakes)) return;
  report(`bakes "${name}", which the tree does not list`, `${name} in the tree's ${kind}s`);
}

/** What stands in the file as it is: nothing of it may be taken for an expression, or for a second line. */
function checkTexts(workflow: GithubWorkflow, report: Report): void {
  const { branch, files, runner, node, minutes, push, settings } = workflow;
  const texts: [string, string | undefined, RegExp, string][] = [
    ['the branch', branch, /^[\w./-]+$/, 'a name such as main'],
    ['the prefix of releases', push?.releases?.prefix, /^[\w./-]*$/, 'a text such as v, or none'],
    ['the runner', runner, /^[\w.-]+$/, 'a label such as ubuntu-24.04'],
    ['the version of Node', node, /^[\w.*^~<>=| -]+$/, 'a version such as 22'],
    ['the environment', push?.environment, /^[\w. -]+$/, 'a name such as production'],
    ['the variable of the role', push?.role.name, GITHUB_NAME, NAME_MEANS],
  ];
  for (const file of files)
    texts.push(['the pattern of files', file, /^!?[^\p{Cc}\\]+$/u, 'a path']);
  for (const { value } of settings) {
    if (typeof value === 'object') {
      texts.push(['the variable of a setting', value.name, GITHUB_NAME, NAME_MEANS]);
    }
  }
  for (const [what, text, rule, means] of texts) {
    if (text === undefined || (rule.test(text) && !text.includes('${{'))) continue;
    report(`has ${JSON.stringify(text)} as ${what}`, means);
  }
  for (const [job, length] of Object.entries(minutes)) {
    if (Number.isInteger(length) && length >= 1 && length <= LONGEST) continue;
    report(`gives ${length} minutes to ${job}`, `a whole number from 1 to ${LONGEST}`);
  }
}

/** GitHub ends a job of its own machines after six hours. */
const LONGEST = 360;

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
const GITHUB_NAME = /^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/i;
const NAME_MEANS = 'letters, digits and "_", and not GITHUB_ in front';

function checkVariable(tree: Tree, what: string, variable: Variable, report: Report): boolean {
  const { name, runnerOnly } = variable;
  if (!tree.variables.includes(variable)) {
    report(`gives "${name}" (${what}) a value`, `${name} in the tree's variables`);
    return false;
  }
  if (runnerOnly) report(`gives "${name}" (${what}) a value, and no bake file reads it`);
  return !runnerOnly;
}

/** Values that are written out are read as bake will read them, all together. */
function checkSettings(
  tree: Tree,
  settings: readonly Setting[],
  variables: readonly PlannedVariable[],
  report: Report,
): void {
  const literal = new Map<string, string>();
  for (const { variable: given, value } of settings) {
    const variable = asVariable(given);
    if (!variable) {
      report(`has a setting of ${shown(given)}, which is no variable`);
      continue;
    }
    if (!checkVariable(tree, 'settings', variable, report) || typeof value !== 'string') continue;
    if (value.includes('${{')) report(`gives "${variable.name}" a value with "\${{" in it`);
    literal.set(variable.name, value);
  }
  const process = Object.fromEntries(literal);
  const sources = { process, dotenv: {}, chosen: {}, forced: {} };
  const { problems } = makeEnvironment({ name: tree.name, variables }, sources);
  for (const [name, value] of literal) {
    const problem = problems.find(({ summary }) => summary.startsWith(`${name} is `));
    if (problem) report(`gives "${name}" the value "${value}"`, problem.details?.join(' '));
  }
}

/** Of two values for one variable, GitHub would refuse the file. */
function checkOnce({ commit, push, settings }: GithubWorkflow, report: Report): void {
  const names = [
    commit,
    push?.releases?.version,
    ...settings.map(({ variable }) => asVariable(variable)),
  ].flatMap((variable) => (variable ? [variable.name] : []));
  for (const name of new Set(names.filter((each, index) => names.indexOf(each) < index))) {
    report(`gives "${name}" a value twice`);
  }
}

/** A push needs a registry, and a variable that puts its host into the tags. */
function checkPush(tree: Tree, report: Report): void {
  if (!tree.ecr) {
    report(
      'pushes, and the tree has no registry',
      'ecr: { region, host, repositories } in the tree',
    );
    return;
  }
  const { region, account, host } = tree.ecr;
  const variable = asVariable(host);
  if (variable) checkVariable(tree, 'host of ecr', variable, report);
  else report('pushes, and ecr has no variable as host', 'host: REGISTRY, a variable of the tree');
  const texts: [string, Text | undefined][] = [
    ['region', region],
    ['account', account],
  ];
  for (const [what, text] of texts) {
    if (text === undefined || ofTree(text) !== undefined) continue;
    report(`pushes, and the ${what} of ecr is an expression`, 'a text or a variable');
  }
  if (region === '') report('pushes, and the region of ecr is empty', "region: 'eu-west-1'");
}
