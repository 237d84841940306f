/** Targets and the edges between them. */
import type { Location } from '../errors.ts';
import type { AuthorAttributes, AuthorEntries } from './attributes.ts';
import type { Axis, Cell, CellOf } from './axis.ts';
import type { ContextSource } from './context.ts';
import type { Expression } from './expression.ts';
import { callerLocation } from './source.ts';
import type { Template } from './template.ts';
import { type Unknown, unknownIn } from './unknown.ts';
import type { Variable } from './variable.ts';

declare const NEEDS: unique symbol;

/**
 * Something that exists once for each combination of the axis values in `Needs`. It may stand only
 * where at least those axes are given; the function type makes the compiler check that direction.
 */
export interface Narrowed<Needs> {
  readonly [NEEDS]?: (cell: Needs) => void;
}

/** A thing that can be built, as an author writes it down. */
export interface Target<Needs = Cell> extends Narrowed<Needs>, Unknown {
  readonly kind: 'target';
  readonly name: string;
  readonly axes: readonly Axis[];
  /** Cells of this target that must not exist. */
  readonly exclude: (cell: Cell) => boolean;
  readonly body: (cell: Cell) => TargetBody<Cell>;
  readonly declaredAt?: Location | undefined;
  /** An edge with some axis values named: `rust.at({ toolchain: 'nightly' })`. */
  readonly at: <const Pins extends Partial<Needs>>(
    pins: Pins & { readonly [Extra in Exclude<keyof Pins, keyof Needs>]: never },
  ) => PinnedTarget<Omit<Needs, keyof Pins>>;
}

/** A target with some of its axis values named. */
export interface PinnedTarget<Needs = Cell> extends Narrowed<Needs> {
  readonly kind: 'pinned';
  readonly target: AnyTarget;
  readonly pins: Cell;
}

/** A target whatever its axes; for code that only reads it. */
// biome-ignore lint/suspicious/noExplicitAny: the phantom axis type is of no interest here
export type AnyTarget = Target<any>;

/** The only platform: linux/amd64, where a tree has one with its micro-architecture level. */
export type Platform = 'linux/amd64' | 'linux/amd64/v2' | 'linux/amd64/v3' | 'linux/amd64/v4';

/** What a target is, in one cell. Attributes have bake's names in camel case. */
export interface TargetBody<Offers = Cell> extends AuthorAttributes {
  /** What it is for, in a sentence; it becomes the comment above the block and bake's description. */
  readonly description: string;
  readonly template: Template;
  /** The build context, from the project's root. Absent: the root itself. */
  readonly context?: string | Variable<string>;
  /** Named contexts: what `FROM name` and `--from=name` mean in the template. */
  readonly contexts?: Readonly<Record<string, ContextSource<Offers>>>;
  /** The context whose target hands on its arguments. Absent: the only one that is a target, if any. */
  readonly main?: string;
  /** Absent: linux/amd64. */
  readonly platform?: Platform;
}

/**
 * What a function's result needs beside its type: no attribute too many, no key of an entry that its type
 * does not have, and a main context it has. Of
 * several results that are not written out the compiler may know only the plainest one; the plan then
 * finds what it could not.
 */
type Known<Body> = Body extends unknown
  ? { readonly [Extra in Exclude<keyof Body, keyof TargetBody>]: never } & {
      readonly main?: MainOf<Body>;
    } & {
      readonly [Name in keyof Body & keyof AuthorEntries]?: KnownIn<
        Body[Name],
        AuthorEntries[Name]
      >;
    }
  : never;

type KnownIn<Value, Entry> = Value extends readonly (infer Each)[]
  ? readonly KnownKeys<Each, Entry>[]
  : Value extends Expression
    ? unknown
    : KnownKeys<Value, Entry>;

type KnownKeys<Each, Entry> = Each extends unknown
  ? { readonly [Extra in Exclude<keyof Each, KeysFor<Each, Entry>>]: never }
  : never;

/** The keys of those entries that have the type of the one given, if they have types. */
type KeysFor<Each, Entry> = Entry extends { readonly type: infer Type }
  ? Each extends { readonly type: Type }
    ? keyof Entry
    : never
  : keyof Entry;

type MainOf<Body> = Body extends { readonly contexts: infer Contexts }
  ? keyof Contexts
  : Body extends { readonly main: string }
    ? never
    : string;

/** Declares a target, with axes if it has any: its body is then a function of the cell. */
export function target<Context extends string = never>(
  name: string,
  body: TargetBody<Record<never, never>> & {
    readonly contexts?: { readonly [Each in Context]?: ContextSource<Record<never, never>> };
    readonly main?: NoInfer<Context>;
  },
): Target<Record<never, never>>;
export function target<
  const Axes extends readonly Axis[],
  const Body extends TargetBody<CellOf<Axes>>,
>(
  name: string,
  options: {
    readonly axes: Axes;
    readonly exclude?: (cell: CellOf<Axes>) => boolean;
  },
  body: (cell: CellOf<Axes>) => Body & Known<NoInfer<Body>>,
): Target<CellOf<Axes>>;
export function target(
  name: string,
  given:
    | TargetBody
    | { readonly axes: readonly Axis[]; readonly exclude?: (cell: never) => boolean },
  body?: (cell: never) => TargetBody,
): AnyTarget {
  const made: AnyTarget = {
    kind: 'target',
    name,
    axes: 'axes' in given ? given.axes : [],
    exclude: 'axes' in given && given.exclude ? (given.exclude as Target['exclude']) : () => false,
    body: (body ?? (() => given)) as Target['body'],
    declaredAt: callerLocation(),
    // Without a function for a body, what was given is the body.
    ...(body ? unknownIn(given, ['axes', 'exclude']) : {}),
    at: (pins) => ({ kind: 'pinned', target: made, pins: pins as Cell }),
  };
  return made;
}
