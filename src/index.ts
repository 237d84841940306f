/** The library: what a `baketree.config.ts` and the trees it names import. */

export type { ProblemCode } from './errors/codes.ts';
export { BaketreeError, EXIT, type Location, type Problem } from './errors.ts';
export { TARGET_ATTRIBUTES } from './model/attributes.ts';
export { type Axis, axis, type Cell, type CellOf, exclusion } from './model/axis.ts';
export { folder, image, localOrTree } from './model/context.ts';
export {
  and,
  compact,
  type Expression,
  equals,
  first,
  isEmpty,
  join,
  matches,
  not,
  or,
  split,
  type Text,
  text,
  when,
} from './model/expression.ts';
export {
  expireAfterDays,
  type Images,
  keepNewestTagged,
  type LifecycleRule,
} from './model/lifecycle.ts';
export {
  type Encryption,
  type Mutability,
  type PushedImage,
  type Registry,
  type Repository,
  repository,
} from './model/repository.ts';
export { type Platform, type Target, target } from './model/target.ts';
export { type Template, template } from './model/template.ts';
export {
  type Config,
  defineConfig,
  defineTree,
  type Group,
  group,
  type Tree,
} from './model/tree.ts';
export { type Variable, variable } from './model/variable.ts';
export {
  type GithubVariable,
  type GithubWorkflow,
  githubVariable,
  githubWorkflow,
  type Setting,
  setting,
  type WorkflowPush,
} from './model/workflow.ts';
