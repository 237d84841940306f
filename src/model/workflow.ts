/** A workflow of GitHub Actions, as a tree declares it: what is baked there, when, and where it is pushed. */
import type { Location } from '../errors.ts';
import type { Expression } from './expression.ts';
import { callerLocation } from './source.ts';
import type { AnyTarget } from './target.ts';
import type { Group } from './tree.ts';
import type { Variable } from './variable.ts';

/** A variable of the repository at GitHub (`vars.<name>`), which is no secret. */
export interface GithubVariable {
  readonly kind: 'github-variable';
  readonly name: string;
}

/** Names one; its value is set at GitHub, under Settings, Secrets and variables, Actions. */
export function githubVariable(name: string): GithubVariable {
  return { kind: 'github-variable', name };
}

/** A value that a variable of the tree has in every bake of the workflow. */
export interface Setting {
  readonly kind: 'setting';
  readonly variable: Expression<string>;
  readonly value: string | GithubVariable;
}

/**
 * Gives a variable a value in the workflow: a text, or what a variable of the repository says. Where the
 * repository has none, the variable keeps its default.
 */
export function setting<V extends string>(
  variable: Variable<V>,
  value: NoInfer<V> | GithubVariable,
): Setting {
  return { kind: 'setting', variable, value };
}

/** How long each job may take, in minutes. */
export interface Minutes {
  readonly check: number;
  readonly build: number;
  readonly push: number;
}

/** Who may push, and what is pushed beside the branch. */
export interface WorkflowPush {
  /** Holds the ARN of the role at AWS that may push. */
  readonly role: GithubVariable;
  /** Git tags that are releases: what is behind the prefix is the variable's value. Absent: none. */
  readonly releases?: { readonly prefix: string; readonly version: Variable<string> };
  /** The environment of GitHub in which it happens. It changes what the role has to trust. */
  readonly environment?: string;
}

/** A workflow of GitHub Actions. */
export interface GithubWorkflow {
  readonly kind: 'github-workflow';
  /** What is baked, and pushed. */
  readonly bakes: AnyTarget | Group;
  /** The branch whose pushes are baked and pushed. */
  readonly branch: string;
  /** The variable that gets the commit. Absent: none. */
  readonly commit?: Variable<string>;
  /** Patterns of files whose change starts it, beside the tree's own. Empty: every change does. */
  readonly files: readonly string[];
  /** The label of the machines that run it. */
  readonly runner: string;
  /** The version of Node for the check. Absent: the one that package.json asks for. */
  readonly node?: string;
  readonly settings: readonly Setting[];
  readonly minutes: Minutes;
  /** Absent: nothing is pushed, and the branch is baked as a pull request is. */
  readonly push?: WorkflowPush;
  readonly declaredAt?: Location | undefined;
}

/**
 * Declares a workflow: pull requests are baked without credentials; the branch and releases are pushed to
 * the registry of the tree's `ecr`.
 */
export function githubWorkflow(definition: {
  readonly bakes: AnyTarget | Group;
  readonly branch?: string;
  readonly commit?: Variable<string>;
  readonly files?: readonly string[];
  readonly runner?: string;
  readonly node?: string;
  readonly settings?: readonly Setting[];
  readonly minutes?: Partial<Minutes>;
  readonly push?: WorkflowPush;
}): GithubWorkflow {
  const { branch, files, runner, settings, minutes, ...rest } = definition;
  return {
    kind: 'github-workflow',
    ...rest,
    branch: branch ?? 'main',
    files: files ?? [],
    runner: runner ?? 'ubuntu-24.04',
    settings: settings ?? [],
    // The session of the role that pushes lasts an hour, too.
    minutes: { check: 15, build: 60, push: 60, ...minutes },
    declaredAt: callerLocation(),
  };
}
