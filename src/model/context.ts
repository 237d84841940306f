/** Named contexts: what stands behind the other end of an edge. */
import type { Cell } from './axis.ts';
import type { Text } from './expression.ts';
import type { AnyTarget, Narrowed, PinnedTarget, Target } from './target.ts';
import type { Variable } from './variable.ts';

/** An image from a registry or the local store, as a named context. */
export interface ImageContext {
  readonly kind: 'image';
  readonly reference: Text;
}

/** A folder, as a named context: inside the project, or a path variable. */
export interface PathContext {
  readonly kind: 'path';
  readonly path: string | Variable<string>;
}

/**
 * What the image of a target must have been made from: the present context of the target that uses it,
 * and that target's present arguments. The image says it in a file, the record, a line each: the hash
 * (sha256, in hex), two spaces and the path of a file; or `NAME=value` for an argument.
 */
export interface MadeFrom {
  /** Where in the image the record is. */
  readonly record: string;
  /** Lines of an ignore file: the files of the context that count are those that it lets through. */
  readonly files: readonly string[];
  /** Regular expressions, on the bytes of a file: what they match does not count. */
  readonly except?: readonly string[];
  /** The names of the arguments. */
  readonly args: readonly string[];
}

/**
 * A target of the tree, or the image it left in the local store, as a variable says at run time. The
 * runner never lets the local image be pulled: it must be there.
 */
export interface LocalOrTree<Needs = Cell> extends Narrowed<Needs> {
  readonly kind: 'local-or-tree';
  readonly choice: Variable<'tree' | 'local'>;
  readonly target: AnyTarget;
  readonly image: Text;
  /** What a person calls that image: "Base image". */
  readonly title: string;
  /** Absent: any image of that name will do. */
  readonly madeFrom?: MadeFrom;
}

/** Whatever can stand behind a named context of a target that has the axes `Offers`. */
export type ContextSource<Offers = Cell> =
  | Target<Offers>
  | PinnedTarget<Offers>
  | LocalOrTree<Offers>
  | ImageContext
  | PathContext;

/** An image as a named context; its reference may be computed. */
export function image(reference: Text): ImageContext {
  return { kind: 'image', reference };
}

/** A folder of the project, or behind a path variable, as a named context. */
export function folder(path: string | Variable<string>): PathContext {
  return { kind: 'path', path };
}

/** A target's own build, or its image in the local store, as `choice` says at run time. */
export function localOrTree<Needs>(options: {
  readonly choice: Variable<'tree' | 'local'>;
  readonly target: Target<Needs>;
  readonly image: Text;
  readonly title: string;
  readonly madeFrom?: MadeFrom;
}): LocalOrTree<Needs> {
  return { kind: 'local-or-tree', ...options };
}
