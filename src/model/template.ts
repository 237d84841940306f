/** Templates: hand-written Handlebars Dockerfiles, one of which may serve many targets. */
import type { Location } from '../errors.ts';
import { callerLocation } from './source.ts';
import { listOf, noListsIn, type Unknown, unknownIn } from './unknown.ts';

/** What one template is given and what its build may see of the context. */
export interface Template extends Unknown {
  /** The file `templates/<tree>/<name>.Dockerfile.hbs`, and `docker/<tree>/<name>.Dockerfile`. */
  readonly name: string;
  /**
   * Lines of the Dockerfile's own ignore file, which BuildKit prefers to a `.dockerignore`. Empty: the
   * build sees the whole context.
   */
  readonly ignore: readonly string[];
  /** What the template's `{{…}}` may name; it depends on the tree only. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly at?: Location | undefined;
}

/** Declares a template. */
export function template(
  name: string,
  options: {
    readonly ignore?: readonly string[];
    readonly data?: Readonly<Record<string, unknown>>;
  } = {},
): Template {
  return {
    name,
    ignore: listOf(options.ignore ?? []),
    data: options.data ?? {},
    at: callerLocation(),
    ...unknownIn(options, ['ignore', 'data']),
    ...noListsIn(options, ['ignore']),
  };
}
