/** The plan of a tree as data: everything that its bake file says, resolved. It survives JSON. */
import type { Location } from '../errors.ts';
import type { AttributeName } from '../model/attributes.ts';
import type { Cell } from '../model/axis.ts';
import type { MadeFrom } from '../model/context.ts';
import type { Text, Value } from '../model/expression.ts';
import type { Validation, VariableType } from '../model/variable.ts';
import type { WorkflowPlan } from './workflow/workflow-plan.ts';

/** A tree in full: one bake file's content. */
export interface TreePlan {
  readonly name: string;
  readonly description: string;
  /** The oldest buildx that may bake it. */
  readonly buildx: string;
  /** The file that declares the tree, from the project's root; the header names it. */
  readonly source: string;
  readonly variables: readonly PlannedVariable[];
  readonly groups: readonly PlannedGroup[];
  readonly targets: readonly PlannedTarget[];
  /** Hidden blocks from which the cells of one target inherit what they all share. */
  readonly shared: readonly SharedBlock[];
  /** The workflow of GitHub Actions; absent where the tree declares none, or one that cannot be. */
  readonly workflow?: WorkflowPlan;
}

/** A variable, with its implied validations written out. */
export interface PlannedVariable {
  readonly name: string;
  readonly type: VariableType;
  readonly default: string | boolean | readonly string[];
  readonly description: string;
  readonly oneOf?: readonly string[];
  readonly path: boolean;
  readonly holds?: readonly string[];
  readonly shared: boolean;
  readonly runnerOnly: boolean;
  readonly validations: readonly Validation[];
}

/** A group: names of targets and groups in the author's order. */
export interface PlannedGroup {
  readonly name: string;
  readonly description: string;
  readonly members: readonly string[];
}

/** The attributes of a target, by bake's own names. */
export type Attributes = { readonly [Name in AttributeName]?: Value };

/** One cell of one target: a `target` block. */
export interface PlannedTarget {
  /** Its name in the bake file. */
  readonly name: string;
  /** The name of the target that it is a cell of. */
  readonly target: string;
  readonly cell: Cell;
  readonly description: string;
  readonly template: string;
  /** Complete, whatever a shared block also says. */
  readonly attributes: Attributes;
  /** Targets that it may link to, in any branch. */
  readonly links: readonly string[];
  readonly locals: readonly PlannedLocal[];
  readonly at?: Location;
}

/** A context that is a target of the tree or its image in the local store, by a variable. */
export interface PlannedLocal {
  readonly context: string;
  readonly variable: string;
  readonly target: string;
  readonly image: Text;
  readonly title: string;
  readonly madeFrom?: MadeFrom;
}

/** A hidden block `_name`: what all cells of a target have in common. */
export interface SharedBlock {
  readonly name: string;
  readonly target: string;
  readonly attributes: Attributes;
}
