/**
 * What a Dockerfile says, as plain data that survives JSON: the facts that a target is checked
 * against. Lines count from 1; stages count from 0, as in `COPY --from=0`.
 */
import type { Problem } from '../errors.ts';

/** The index of a stage, or the part before the first FROM. */
export type Place = number | 'global';

/** What continues a line and takes the meaning from a character. */
export type EscapeChar = '\\' | '`';

/** A parser directive at the top of the file: `# syntax=…`, `# escape=…`, `# check=…`. */
export interface Directive {
  readonly name: 'syntax' | 'escape' | 'check';
  readonly text: string;
  readonly line: number;
}

/** One name that an ARG instruction declares. */
export interface DeclaredArgument {
  readonly name: string;
  /** As written after `=`, quotes included. Absent: no default, which is not the empty default. */
  readonly default?: string;
  readonly line: number;
  readonly place: Place;
}

/** A name with its text as written, such as a key of ENV or LABEL. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
  readonly line: number;
}

/** A text as written, such as the path of WORKDIR. */
export interface PlacedText {
  readonly text: string;
  readonly line: number;
}

/** CMD or ENTRYPOINT: a JSON array is run as it stands, a shell form goes through the shell. */
export type Command =
  | { readonly form: 'exec'; readonly words: readonly string[]; readonly line: number }
  | { readonly form: 'shell'; readonly text: string; readonly line: number };

/** What an image source turns out to be, as far as the file alone can tell. */
export type SourceTarget =
  | { readonly is: 'scratch' }
  /** A stage that is declared before this line. */
  | { readonly is: 'stage'; readonly index: number }
  /** The own or a later stage: BuildKit refuses it, or (in FROM) asks a registry for the name. */
  | { readonly is: 'not-yet'; readonly index: number }
  /** A stage number that no stage has, or a text that BuildKit refuses. */
  | { readonly is: 'nothing' }
  /** Neither: a named context or an image has to provide it. */
  | { readonly is: 'name' }
  /** It depends on the values of `args`; see `resolveSource`. */
  | { readonly is: 'depends' };

/** A FROM, a `COPY --from=` or a `RUN --mount=…,from=`. */
export interface ImageSource {
  readonly kind: 'from' | 'copy' | 'mount';
  /** The name itself; with `args`, the text as written. */
  readonly text: string;
  readonly line: number;
  /** The stage that it stands in; for a FROM, the stage that it begins. */
  readonly stage: number;
  /** True under ONBUILD: it takes effect in a build on top of this image, with that file's stages. */
  readonly onbuild: boolean;
  /** Names that the text refers to. */
  readonly args: readonly string[];
  readonly target: SourceTarget;
  /** When the target `depends`: the stages before it whose name the text can become. */
  readonly candidates: readonly number[];
}

/** A path that a step takes from the build context. */
export interface ContextPath {
  /** What takes it: `COPY`, `ADD` or `a mount`. */
  readonly keyword: string;
  /** As written. */
  readonly path: string;
  readonly line: number;
}

/** The kinds of mount that BuildKit has; `depends` when the type is interpolated. */
export type MountType = 'bind' | 'cache' | 'tmpfs' | 'secret' | 'ssh' | 'depends' | 'unknown';

/** One field of a mount, as written; `value` is absent for a bare word such as `required`. */
export interface MountOption {
  readonly key: string;
  readonly value?: string;
}

/** One `RUN --mount=`. Values are as written, interpolations included; absent means not given. */
export interface Mount {
  readonly type: MountType;
  readonly id?: string;
  readonly target?: string;
  readonly source?: string;
  readonly from?: string;
  readonly sharing?: string;
  readonly mode?: string;
  readonly uid?: string;
  readonly gid?: string;
  readonly size?: string;
  /** The environment variable that a secret is put into. */
  readonly env?: string;
  readonly required: boolean;
  /** As BuildKit decides: cache and tmpfs are writable by default, the others are not. */
  readonly readonly: boolean;
  /** All fields in the order written, keys in lower case. */
  readonly options: readonly MountOption[];
  /** Keys that BuildKit does not know. */
  readonly unknown: readonly string[];
  readonly line: number;
  readonly stage: number;
  readonly onbuild: boolean;
}

/** A secret or an ssh socket that a mount asks for, by the id that the build must provide. */
export interface Credential {
  readonly id: string;
  readonly required: boolean;
  readonly line: number;
  readonly stage: number;
}

/**
 * Where a reference gets its value.
 *
 * - `argument`, `environment`: an ARG or ENV before it, in its stage or one that this is FROM
 * - `global`: an ARG before the first FROM, in a place where that counts
 * - `automatic`: provided by BuildKit there (BUILDPLATFORM, TARGETARCH…)
 * - `shell`: nothing above, and the same RUN assigns the name itself
 * - `only-global`: declared only before the first FROM (or automatic), so it is empty here
 * - `only-later`: declared in this stage, but below
 * - `run-time`: an ARG, in CMD, ENTRYPOINT or HEALTHCHECK, which see only ENV
 * - `unset`: nothing declares it, neither the file nor a base image, as the stage is from scratch
 * - `nothing`: the file does not declare it; the base image may, in its ENV
 */
export type Finds =
  | 'argument'
  | 'environment'
  | 'global'
  | 'automatic'
  | 'shell'
  | 'only-global'
  | 'only-later'
  | 'run-time'
  | 'unset'
  | 'nothing';

/** One reference to a name: `$X`, `${X}`, `${X:-d}`, `${X:+d}`. */
export interface Reference {
  readonly name: string;
  /** What stands between name and word: empty for `$X` and `${X}`. */
  readonly operator: string;
  readonly place: Place;
  readonly keyword: string;
  readonly line: number;
  readonly finds: Finds;
  /** With `unset`: the declared name that was probably meant. */
  readonly near?: string;
}

/** One `FROM` and what follows it. Only what this stage itself says; see `lineageOf`. */
export interface Stage {
  readonly index: number;
  /** In lower case, as BuildKit keeps it. Absent without AS, or when the name is illegal. */
  readonly name?: string;
  readonly from: ImageSource;
  /** As written after `--platform=`. */
  readonly platform?: string;
  readonly line: number;
  readonly endLine: number;
  readonly args: readonly DeclaredArgument[];
  readonly env: readonly NamedText[];
  readonly labels: readonly NamedText[];
  readonly expose: readonly PlacedText[];
  /** In order; a relative one is relative to the one before. */
  readonly workdirs: readonly PlacedText[];
  /** The last one, which is the one that counts. */
  readonly user?: PlacedText;
  readonly cmd?: Command;
  readonly entrypoint?: Command;
}

/** Everything that `parseDockerfile` finds. */
export interface DockerfileFacts {
  readonly file: string;
  readonly escapeChar: EscapeChar;
  readonly directives: readonly Directive[];
  /** The ARGs before the first FROM, in order. */
  readonly globalArgs: readonly DeclaredArgument[];
  readonly stages: readonly Stage[];
  /** In the order of the file. */
  readonly sources: readonly ImageSource[];
  readonly mounts: readonly Mount[];
  /** Those that are plain to see; see `contextPathsOf`. */
  readonly contextPaths: readonly ContextPath[];
  readonly secrets: readonly Credential[];
  readonly ssh: readonly Credential[];
  readonly references: readonly Reference[];
  /** Why BuildKit would refuse the file, or silently do something else; code `template-invalid`. */
  readonly problems: readonly Problem[];
}
