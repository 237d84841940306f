/** Variables: what a person or CI may override when the committed bake file is run. */
import type { Location } from '../errors.ts';
import type { Expression } from './expression.ts';
import { callerLocation } from './source.ts';
import { listOf, noListsIn, type Unknown, unknownIn } from './unknown.ts';

/** The types a variable can have; `list` is a list of strings (bake reads it from CSV). */
export type VariableType = 'string' | 'bool' | 'list';

/** A condition that bake checks whenever the file is read, with the sentence it shows otherwise. */
export interface Validation {
  readonly condition: Expression<boolean>;
  readonly message: string;
  /** What can be typed where the runner finds it false; bake shows the message alone. */
  readonly hint?: string;
}

/** A regular expression (see `checkPattern`) and, for people, what matches it: "an image tag". */
export interface Pattern {
  readonly regex: string;
  readonly means: string;
}

/** A run-time input of the bake file; it is an expression, too, and stands wherever its value may. */
export interface Variable<T = unknown> extends Expression<T>, Unknown {
  readonly $: 'variable';
  readonly name: string;
  readonly type: VariableType;
  readonly default: string | boolean | readonly string[];
  readonly description: string;
  /** The values it may take; absent: any. */
  readonly oneOf?: readonly string[];
  /** What its value must match as a whole, and what that is called; absent: anything. */
  readonly pattern?: Pattern;
  /** A path on disk. Only such a variable lets a tree read outside the project. */
  readonly path: boolean;
  /** Files that the folder must have, from its root; without them the runner does not start. */
  readonly holds?: readonly string[];
  /** The name is one that environments set for other purposes, and that is meant. */
  readonly shared: boolean;
  /** Nothing in the bake file reads it: it is for the runner alone. */
  readonly runnerOnly: boolean;
  readonly validations: readonly Validation[];
  readonly at?: Location | undefined;
}

interface VariableOptions<T> {
  readonly description: string;
  /** A path; with `holds` that of a folder, and files that it must have. */
  readonly path?: boolean | { readonly holds: readonly string[] };
  readonly shared?: boolean;
  readonly runnerOnly?: boolean;
  readonly pattern?: Pattern;
  /** As a function where a condition is about the variable itself, which is handed in. */
  readonly validations?: readonly Validation[] | ((self: Expression<T>) => readonly Validation[]);
}

/** Declares a variable. Its type is that of its default; with `oneOf` only those values compile. */
export function variable<const V extends string>(
  name: string,
  options: VariableOptions<NoInfer<V>> & {
    readonly oneOf: readonly V[];
    readonly default: NoInfer<V>;
  },
): Variable<V>;
export function variable(
  name: string,
  options: VariableOptions<string> & { readonly oneOf?: never; readonly default: string },
): Variable<string>;
export function variable(
  name: string,
  options: VariableOptions<boolean> & { readonly oneOf?: never; readonly default: boolean },
): Variable<boolean>;
export function variable(
  name: string,
  options: VariableOptions<readonly string[]> & {
    readonly oneOf?: never;
    readonly default: readonly string[];
  },
): Variable<readonly string[]>;
export function variable(
  name: string,
  options: VariableOptions<never> & {
    readonly default: string | boolean | readonly string[];
    readonly oneOf?: readonly string[];
  },
): Variable {
  const { default: value, path = false, shared = false, runnerOnly = false } = options;
  const { validations = [] } = options;
  const self: Variable<never> = {
    $: 'variable',
    name,
    type: Array.isArray(value) ? 'list' : typeof value === 'boolean' ? 'bool' : 'string',
    default: value,
    description: options.description,
    ...(options.oneOf ? { oneOf: listOf(options.oneOf) } : {}),
    ...(options.pattern === undefined ? {} : { pattern: options.pattern }),
    path: path !== false,
    ...(typeof path === 'object' ? { holds: listOf(path.holds ?? []) } : {}),
    shared,
    runnerOnly,
    validations: [],
    at: callerLocation(),
    ...unknownIn({ ...options, ...inPath(path) }, OPTIONS),
  };
  // Its own conditions hold it without them: a plan is data, in which nothing leads back to itself.
  const found = typeof validations === 'function' ? validations(self) : validations;
  const noLists = noListsIn({ ...options, ...inPath(path), validations: found }, LISTS);
  return { ...self, validations: listOf(found), ...noLists };
}

/** What `path` says, each key with `path.` before it. */
function inPath(path: boolean | object): object {
  const entries = typeof path === 'object' ? Object.entries(path) : [];
  return Object.fromEntries(entries.map(([key, value]) => [`path.${key}`, value]));
}

const LISTS = ['oneOf', 'path.holds', 'validations'];
const OPTIONS = [
  ...['description', 'default', 'oneOf', 'pattern', 'path', 'path.holds', 'shared', 'runnerOnly'],
  'validations',
];

/**
 * Whether shells, CI systems or tools set a name on their own. Bake reads the environment for *every*
 * declared variable, so one of these would be overridden by accident.
 */
export function isHijacked(name: string): boolean {
  return HIJACKED_NAMES.has(name) || HIJACKED_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** GitHub, GitLab, Jenkins, AWS, docker, git, npm, desktops and login shells name theirs like this. */
const HIJACKED_PREFIXES: readonly string[] =
  `AWS_ BAKE_ BUILDKIT_ BUILDX_ CI_ DOCKER_ GITHUB_ GITLAB_ GIT_ JENKINS_ LC_ NPM_ RUNNER_ SSH_ XDG_`.split(
    ' ',
  );

const HIJACKED_NAMES: ReadonlySet<string> = new Set(
  `BRANCH BUILD_ID BUILD_NUMBER BUILD_TAG BUILD_URL CC CFLAGS CI COMMIT CXX DEBUG DISPLAY EDITOR
  ENV ENVIRONMENT GOARCH GOOS GOPATH HOME HOST HOSTNAME JOB_NAME LANG
  LOGNAME MAIL MODE NAME NODE_ENV NODE_NAME NODE_OPTIONS NO_COLOR OLDPWD OS OSTYPE PATH PLATFORM PORT PWD
  RELEASE RUSTFLAGS SHELL SHLVL SOURCE_DATE_EPOCH TAG TARGET TEMP TERM TMP TMPDIR TZ USER USERNAME VERSION
  WORKSPACE HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy`.split(/\s+/),
);
