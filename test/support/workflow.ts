/**
 * A generated workflow as GitHub reads it, and one of its jobs run as GitHub's machines would: its scripts as
 * they stand, with the files and variables that they count on. Actions are not run; a test says what each
 * of them gives.
 */
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { execa } from 'execa';
import { parse } from 'yaml';

type Texts = Readonly<Record<string, string>>;

/** A step, by GitHub's own keys. */
export interface YamlStep {
  readonly name: string;
  readonly id?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly with?: Texts;
  readonly env?: Texts;
  readonly run?: string;
}

/** A job, likewise. */
export interface YamlJob {
  readonly name: string;
  readonly if?: string;
  readonly needs?: readonly string[];
  readonly permissions: Texts;
  readonly concurrency?: { readonly group: string; readonly 'cancel-in-progress': boolean };
  readonly environment?: string;
  readonly outputs?: Texts;
  readonly env?: Texts;
  readonly steps: readonly YamlStep[];
  readonly 'runs-on': string;
  readonly 'timeout-minutes': number;
}

/** A workflow, likewise. */
export interface YamlWorkflow {
  readonly name: string;
  readonly on: {
    readonly pull_request: { readonly paths?: readonly string[] };
    readonly push: {
      readonly branches: readonly string[];
      readonly tags?: readonly string[];
      readonly paths?: readonly string[];
    };
  };
  readonly permissions: Texts;
  readonly defaults: { readonly run: { readonly shell: string } };
  readonly jobs: Readonly<Record<string, YamlJob>>;
}

/** Reads a workflow's text. */
export function readWorkflow(text: string): YamlWorkflow {
  return parse(text, { version: '1.2' }) as YamlWorkflow;
}

/** What a run is for, and where. */
export interface RunOfJob {
  /** The checkout. */
  readonly folder: string;
  /** Outside of the checkout: outputs, the summary, and the machine's own temporary files. */
  readonly temporary: string;
  readonly event: 'pull_request' | 'push';
  readonly ref: string;
  readonly sha: string;
  /** Variables of the repository. */
  readonly vars: Texts;
  /** The outputs of actions, by the id of their step. */
  readonly given: Readonly<Record<string, Texts>>;
  /** The machine's environment, and nothing else of ours. */
  readonly env: Texts;
}

/** What became of it. `steps` has those that were begun, actions left out. */
export interface JobEnd {
  readonly ok: boolean;
  readonly steps: readonly {
    readonly name: string;
    readonly exitCode: number;
    readonly all: string;
  }[];
  readonly outputs: Texts;
  readonly summary: string;
}

/** Runs a job, step by step, until one fails. Undefined where its condition says no. */
export async function runJob(job: YamlJob, run: RunOfJob): Promise<JobEnd | undefined> {
  const [, kind = '', name = ''] = /^refs\/(heads|tags|pull)\/(.+)$/.exec(run.ref) ?? [];
  const type = kind === 'tags' ? 'tag' : 'branch';
  const steps: Record<string, { readonly outputs: Texts }> = {};
  for (const [id, outputs] of Object.entries(run.given)) steps[id] = { outputs };
  const github = {
    event_name: run.event,
    ref: run.ref,
    ref_name: name,
    ref_type: type,
    sha: run.sha,
  };
  const known = { github, vars: run.vars, steps };
  if (job.if !== undefined && evaluate(job.if, known) !== 'true') return undefined;
  const machine = await mkdtemp(path.join(run.temporary, 'job-'));
  const summary = path.join(machine, 'summary.md');
  await writeFile(summary, '');
  const ended: { name: string; exitCode: number; all: string }[] = [];
  let ok = true;
  for (const step of job.steps) {
    if (step.if !== undefined && evaluate(step.if, known) !== 'true') continue;
    if (step.run === undefined) continue;
    const output = path.join(machine, `output-${ended.length}`);
    const script = path.join(machine, `script-${ended.length}.sh`);
    await writeFile(output, '');
    await writeFile(script, step.run);
    const { exitCode, all } = await execa(
      'bash',
      // As GitHub starts it for `shell: bash`.
      ['--noprofile', '--norc', '-eo', 'pipefail', script],
      {
        cwd: run.folder,
        extendEnv: false,
        env: {
          ...run.env,
          CI: 'true',
          GITHUB_ACTIONS: 'true',
          GITHUB_REF: run.ref,
          GITHUB_REF_NAME: name,
          GITHUB_REF_TYPE: type,
          GITHUB_SHA: run.sha,
          GITHUB_OUTPUT: output,
          GITHUB_STEP_SUMMARY: summary,
          RUNNER_TEMP: machine,
          ...filled(job.env ?? {}, known),
          ...filled(step.env ?? {}, known),
        },
        reject: false,
        all: true,
      },
    );
    ended.push({ name: step.name, exitCode: exitCode ?? -1, all });
    if (step.id) steps[step.id] = { outputs: outputsIn(await readFile(output, 'utf8')) };
    ok = exitCode === 0;
    if (!ok) break;
  }
  return {
    ok,
    steps: ended,
    outputs: ok ? filled(job.outputs ?? {}, known) : {},
    summary: await readFile(summary, 'utf8'),
  };
}

function outputsIn(text: string): Texts {
  const lines = text.split('\n').filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  );
}

type Contexts = Readonly<Record<string, unknown>>;

function filled(texts: Texts, known: Contexts): Texts {
  return Object.fromEntries(
    Object.entries(texts).map(([name, text]) => [
      name,
      text.replace(/\$\{\{ (.*?) \}\}/g, (_, expression: string) => evaluate(expression, known)),
    ]),
  );
}

/** As much of GitHub's expressions as our workflows have: names, literals, `||` and `==`. */
function evaluate(expression: string, known: Contexts): string {
  const either = expression.split(' || ');
  if (either.length > 1) {
    return either.map((each) => evaluate(each, known)).find((value) => value !== '') ?? '';
  }
  const [left = '', right] = expression.split(' == ');
  if (right !== undefined) return String(evaluate(left, known) === evaluate(right, known));
  const [, literal] = /^'((?:[^']|'')*)'$/.exec(expression) ?? [];
  if (literal !== undefined) return literal.replaceAll("''", "'");
  if (!/^[\w.-]+$/.test(expression)) throw new Error(`unknown expression: ${expression}`);
  const [context = '', ...keys] = expression.split('.');
  if (!(context in known)) throw new Error(`unknown context: ${expression}`);
  const value = keys.reduce<unknown>(
    (at, key) => (at as Contexts | undefined)?.[key],
    known[context],
  );
  return value === undefined ? '' : String(value);
}
