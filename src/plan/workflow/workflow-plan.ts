/** The plan of a workflow as data: triggers, jobs and steps, in the words of GitHub. It survives JSON. */
import type { Action } from './actions.ts';

/** A workflow in full: one file's content. */
export interface WorkflowPlan {
  /** The tree that it bakes. */
  readonly tree: string;
  /** The file that declares the tree, from the project's root; the header names it. */
  readonly source: string;
  /** What has to be set at GitHub before it works, a line each; the header says it. */
  readonly needs: readonly string[];
  readonly on: Triggers;
  readonly jobs: readonly Job[];
}

/** What starts it. Empty lists: no such condition. */
export interface Triggers {
  readonly branch: string;
  readonly tags: readonly string[];
  readonly paths: readonly string[];
}

/** One job; its steps run one after the other, and the first that fails ends it. */
export interface Job {
  readonly id: string;
  readonly name: string;
  /** Absent: always. */
  readonly if?: string;
  /** Jobs that must have succeeded. */
  readonly needs: readonly string[];
  readonly runner: string;
  readonly minutes: number;
  readonly permissions: Readonly<Record<string, 'read' | 'write'>>;
  readonly environment?: string;
  /** Jobs of one group wait for each other; a running one is never cancelled. */
  readonly concurrency?: string;
  readonly outputs: Values;
  readonly env: Values;
  readonly steps: readonly Step[];
}

/** Names with texts, which may hold `${{ … }}`. */
export type Values = Readonly<Record<string, string>>;

/** One step: an action, or a script. */
export type Step = ActionStep | ScriptStep;

interface CommonStep {
  readonly name: string;
  /** By which other steps find its outputs. */
  readonly id?: string;
  readonly if?: string;
  readonly env?: Values;
}

/** A step that is an action. */
export interface ActionStep extends CommonStep {
  readonly uses: Action;
  readonly with: Values;
}

/** A step that is a script for bash. No `${{ … }}` stands in it: what comes from outside comes by `env`. */
export interface ScriptStep extends CommonStep {
  readonly run: readonly string[];
}
