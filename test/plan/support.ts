/** What the tests of plans share: trees against Dockerfiles without a disk, and problems as a person sees them. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tree } from 'baketree';
import { execaSync } from 'execa';
import type { Location, Problem } from '../../src/errors.ts';
import {
  checkMounts,
  checkReferences,
  expandText,
  globalValues,
  parseDockerfile,
} from '../../src/parse/dockerfile.ts';
import { shellWord } from '../../src/plan/command.ts';
import type { Asked } from '../../src/plan/lookup.ts';
import { makeTreePlan, type TemplateFacts } from '../../src/plan/make-tree-plan.ts';
import type { TreePlan } from '../../src/plan/tree-plan.ts';

/** The facts of a Dockerfile's text, as they are made from a template; its lines are the template's own. */
export function factsOf(name: string, dockerfile: string): TemplateFacts {
  const facts = parseDockerfile(name, dockerfile);
  return {
    facts,
    locate: (line) => ({ file: `${name}.Dockerfile.hbs`, line }),
    resolve: (text, given) => expandText(text, globalValues(facts, given)),
  };
}

/** Plans a tree whose templates have the given texts, by name. */
export function planTree(
  tree: Tree,
  dockerfiles: Readonly<Record<string, string>>,
): { readonly plan: TreePlan; readonly problems: readonly Problem[] } {
  const templates = new Map(
    Object.entries(dockerfiles).map(([name, text]) => [name, factsOf(name, text)]),
  );
  const parsed = [...templates.values()].flatMap(({ facts }) => [
    ...facts.problems,
    ...checkMounts(facts),
    ...checkReferences(facts),
  ]);
  const { plan, problems } = makeTreePlan({ tree, templates, source: 'baketree.config.ts' });
  return { plan, problems: [...parsed, ...problems] };
}

/** A problem as a person sees it: its place as "file:line", without the folder. */
export interface Told extends Omit<Problem, 'at' | 'also'> {
  readonly at?: string;
  readonly also?: string;
}

/** Problems as a person sees them. */
export function told(problems: readonly Problem[]): readonly Told[] {
  return problems.map(({ at, also, ...rest }) => ({
    ...rest,
    ...(at ? { at: place(at) } : {}),
    ...(also ? { also: `${also.what} at ${place(also.at)}` } : {}),
  }));
}

function place({ file, line }: Location): string {
  return `${path.basename(file)}:${line ?? '?'}`;
}

/** Gives a function that finds "file:line" of the first line of a test file that holds a text. */
export function linesOf(url: string): (text: string) => string {
  const file = fileURLToPath(url);
  const lines = readFileSync(file, 'utf8').split('\n');
  return (text) => {
    const index = lines.findIndex((line) => line.includes(text));
    if (index < 0) throw new Error(`no line of ${file} holds ${text}`);
    return `${path.basename(file)}:${index + 1}`;
  };
}

/** Whether bake itself can be asked; where it cannot, the tests that compare with it are skipped. */
export const hasBuildx: boolean =
  execaSync('docker', ['buildx', 'version'], { reject: false }).exitCode === 0;

/** What was asked for, by somebody who has set no variables for it. */
export const asked = (...names: readonly string[]): Asked => ({
  names,
  line: (all, set = {}) =>
    [
      ...Object.entries(set).map(([name, value]) => `${name}=${shellWord(value)}`),
      'npm run bake',
      ...all,
    ].join(' '),
});
