/**
 * The environment of a run: what each variable is worth, from the process's own environment, then
 * `.env`, then the default; read as bake reads it, and checked before bake is started.
 */
import type { Problem } from '../errors.ts';
import { type Environment, evaluate } from '../model/evaluate.ts';
import { variablesIn } from '../model/expression.ts';
import { nearest } from '../model/nearest.ts';
import { parseCsv, readBool } from './bake-values.ts';
import type { Notice } from './notice.ts';
import type { PlannedVariable, TreePlan } from './tree-plan.ts';

/** Where values come from. Names are as in the environment; values are untouched. */
export interface Sources {
  readonly process: Readonly<Record<string, string | undefined>>;
  /** The text of `.env`, parsed. */
  readonly dotenv: Readonly<Record<string, string>>;
  /** What the runner chooses where nobody else does, such as COLONY_BASE=local. */
  readonly chosen: Readonly<Record<string, string>>;
  /** What the request itself decides; it wins over everything, which is then said. */
  readonly forced: Readonly<Record<string, string>>;
  /** Variables of the project's other trees: `.env` serves them all. Absent: there are none. */
  readonly elsewhere?: ReadonlySet<string>;
}

/** One variable as this run has it. */
export interface VariableValue {
  readonly name: string;
  readonly value: string | boolean | readonly string[];
  /** As the environment spells it; undefined for the default. */
  readonly text: string | undefined;
  readonly from: 'environment' | '.env' | 'runner' | 'default';
}

/** The outcome: values for `evaluate`, what to put into bake's environment, and what is wrong. */
export interface RunEnvironment {
  readonly values: readonly VariableValue[];
  /** Every value that is no default, so that the printed command does the same in any shell. */
  readonly extra: Readonly<Record<string, string>>;
  readonly problems: readonly Problem[];
  readonly notices: readonly Notice[];
}

/** What each variable is worth in a run, by its name. */
export function valuesIn({ values }: Pick<RunEnvironment, 'values'>): Environment {
  return new Map(values.map(({ name, value }) => [name, value]));
}

/** What is needed of a tree. */
type Declarations = Pick<TreePlan, 'name' | 'variables'>;

/** Reads and checks the variables of a tree. */
export function makeEnvironment(plan: Declarations, sources: Sources): RunEnvironment {
  const problems: Problem[] = [];
  const unread = new Set<string>();
  const values = plan.variables.map((variable) => {
    const { value, problem } = read(variable, sources);
    if (problem) {
      problems.push(problem);
      unread.add(variable.name);
    }
    return value;
  });
  const known = new Map(values.map(({ name, value }) => [name, value]));
  plan.variables.forEach((variable, index) => {
    for (const { condition, message, hint } of variable.validations) {
      // Nothing can be said of a value that could not be read, nor of others that depend on it.
      if ([...variablesIn(condition)].some(({ name }) => unread.has(name))) continue;
      if (evaluate(condition, known) === true) continue;
      const { value, from } = values[index] ?? {};
      problems.push({
        code: 'variable-invalid',
        summary: `${variable.name} is "${String(value)}" (from ${place(from)}), which is not valid`,
        details: [message],
        ...(hint === undefined ? {} : { hint }),
      });
    }
  });
  problems.push(...checkLookup(plan, sources));
  const extra = Object.fromEntries(
    values.flatMap(({ name, text }) => (text === undefined ? [] : [[name, text]])),
  );
  return { values, extra, problems, notices: notices(plan, sources) };
}

/** Where a value comes from, for a sentence. */
export function place(from: VariableValue['from'] | undefined): string {
  return from === 'environment'
    ? 'the environment'
    : from === 'default'
      ? 'its default'
      : `${from}`;
}

function read(
  variable: PlannedVariable,
  sources: Sources,
): { readonly value: VariableValue; readonly problem?: Problem } {
  const { name } = variable;
  const candidates = [
    { text: own(sources.forced, name), from: 'runner' as const },
    { text: own(sources.process, name), from: 'environment' as const },
    { text: own(sources.dotenv, name), from: '.env' as const },
    { text: own(sources.chosen, name), from: 'runner' as const },
  ];
  const found = candidates.find(({ text }) => text !== undefined);
  if (found?.text === undefined) {
    return { value: { name, value: variable.default, text: undefined, from: 'default' } };
  }
  const value = parse(variable, found.text);
  if (value !== undefined) return { value: { name, value, text: found.text, from: found.from } };
  const problem: Problem = {
    code: 'variable-invalid',
    summary: `${name} is "${found.text}" (from ${place(found.from)}), which is no ${variable.type}`,
    expected: variable.type === 'bool' ? 'true or false' : 'names with commas between them',
  };
  return { value: { name, value: variable.default, text: found.text, from: found.from }, problem };
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/**
 * What would make bake read other values than the runner. `NAME_JSON` wins over `NAME` where no variable
 * has that name (tried with buildx 0.29); the other switch is in buildx from 0.31 on.
 */
function checkLookup(plan: Declarations, { process }: Sources): readonly Problem[] {
  const names = new Set(plan.variables.map(({ name }) => name));
  const rivals = [...names].filter(
    (name) => !names.has(`${name}_JSON`) && own(process, `${name}_JSON`) !== undefined,
  );
  const problems = rivals.map((name): Problem => {
    const summary = `${name}_JSON is set in the environment, and bake would read it in place of ${name}`;
    return { code: 'variable-invalid', summary, hint: `unset ${name}_JSON` };
  });
  const off = 'BUILDX_BAKE_DISABLE_VARS_ENV_LOOKUP';
  if (readBool(own(process, off) ?? '') !== true) return problems;
  const summary = `${off} is set in the environment, and bake would read no variable there`;
  return [...problems, { code: 'variable-invalid', summary, hint: `unset ${off}` }];
}

/** As bake parses a typed variable: Go's ParseBool, and CSV for lists (an empty one is an error). */
function parse(
  { type }: PlannedVariable,
  text: string,
): string | boolean | readonly string[] | undefined {
  if (type === 'string') return text;
  return type === 'list' ? parseCsv(text) : readBool(text);
}

/** Whatever a person set that does nothing is said: names of `.env` that the tree has not, near misses. */
function notices(
  plan: Declarations,
  { process, dotenv, forced, elsewhere }: Sources,
): readonly Notice[] {
  const names = plan.variables.map(({ name }) => name);
  const known = new Set(names);
  const found: Notice[] = [];
  const warn = (line: string) => found.push({ level: 'warning', line });
  const inform = (line: string) => found.push({ level: 'info', line });
  for (const [name, value] of Object.entries(forced)) {
    const other = process[name] ?? dotenv[name];
    if (other === undefined || other === value) continue;
    warn(`${name} is "${value}" for this run, not "${other}": the request decides it`);
  }
  for (const name of Object.keys(dotenv).sort()) {
    if (known.has(name)) {
      const other = process[name];
      if (other !== undefined && other !== dotenv[name]) {
        inform(`${name} of .env is overridden by the environment: "${other}"`);
      }
      continue;
    }
    if (elsewhere?.has(name)) continue;
    const near = nearest(name, names);
    warn(`${name} of .env is no variable of ${plan.name}${near ? `; did you mean ${near}?` : ''}`);
  }
  for (const name of Object.keys(process).sort()) {
    if (known.has(name) || Object.hasOwn(dotenv, name)) continue;
    const near = name.length >= 6 ? nearest(name, names) : undefined;
    // A variable beside its misspelt twin was meant; the twin is then somebody else's.
    if (near && process[near] === undefined) {
      warn(`${name} of the environment is no variable of ${plan.name}; did you mean ${near}?`);
    }
  }
  return found;
}
