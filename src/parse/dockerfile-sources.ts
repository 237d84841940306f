/**
 * What a FROM, a `--from=` or a mount's `from=` names: a stage, scratch, or something that a named
 * context or an image has to provide.
 *
 * BuildKit's rules, tried with its own converter (0.26): stage names are kept in lower case; FROM
 * looks a name up as written, so `FROM Base` never finds the stage "base", while `COPY --from=` and
 * mounts ignore case; only COPY takes numbers; only FROM expands names; a stage called "scratch"
 * hides the empty image.
 */
import { expandFrom, expandText, globalValues, namesIn, type Values } from './dockerfile-expand.ts';
import type { DockerfileFacts, EscapeChar, ImageSource, SourceTarget } from './dockerfile-facts.ts';
import { lexShell } from './dockerfile-shell.ts';

/** The names of the stages in order, as BuildKit keeps them; undefined for one without name. */
export type StageNames = readonly (string | undefined)[];

/** Reads one source; `names` are those of all stages of the file. */
export function readSource(
  source: Pick<ImageSource, 'kind' | 'text' | 'line' | 'stage' | 'onbuild'>,
  names: StageNames,
  escapeChar: EscapeChar,
): ImageSource {
  const { kind, text, stage, onbuild } = source;
  const args = namesIn(text, escapeChar);
  if (kind === 'from' && args.length > 0) {
    const fits = canBecome(text, escapeChar);
    const candidates = names
      .slice(0, stage)
      .flatMap((name, index) => (name !== undefined && fits(name) ? [index] : []));
    return { ...source, args, target: { is: 'depends' }, candidates };
  }
  const name = kind === 'from' ? (expandText(text, new Map(), escapeChar) ?? '') : text;
  const target: SourceTarget = onbuild
    ? { is: name === 'scratch' ? 'scratch' : 'name' }
    : name === '' || args.length > 0
      ? { is: 'nothing' }
      : classify(kind, name, { names, stage });
  return { ...source, text: name === '' ? text : name, args, target, candidates: [] };
}

/** What a source is for given values of the arguments; `text` is the name with them filled in. */
export interface ResolvedSource {
  readonly text: string;
  readonly target: SourceTarget;
  /** Names without a value, each a silent empty. */
  readonly unset: readonly string[];
}

/**
 * A source for given values of the build's arguments (`globalValues` fills in the defaults). When
 * the text cannot be worked out, the target still `depends` and `text` is as written.
 */
export function resolveSource(
  facts: DockerfileFacts,
  source: ImageSource,
  given: Values,
): ResolvedSource {
  const { text: written, target } = source;
  if (target.is !== 'depends') return { text: written, target, unset: [] };
  const expansion = expandFrom(written, globalValues(facts, given), facts.escapeChar);
  if (!expansion.ok) return { text: written, target, unset: [] };
  const { text, unset } = expansion;
  const names = facts.stages.map((stage) => stage.name);
  return { text, unset, target: classify(source.kind, text, { names, stage: source.stage }) };
}

function classify(
  kind: ImageSource['kind'],
  name: string,
  { names, stage }: { readonly names: StageNames; readonly stage: number },
): SourceTarget {
  if (name === '') return { is: 'nothing' };
  if (kind === 'copy' && /^[+-]?\d+$/.test(name)) {
    const index = Number(name);
    if (index < 0 || index >= names.length) return { is: 'nothing' };
    return { is: index < stage ? 'stage' : 'not-yet', index };
  }
  const wanted = kind === 'from' ? name : name.toLowerCase();
  const before = stage === 0 ? -1 : names.lastIndexOf(wanted, stage - 1);
  if (before >= 0) return { is: 'stage', index: before };
  // The name that a FROM gives its own stage is not yet taken: `FROM rust AS rust` is an image.
  const later = names.indexOf(wanted, kind === 'from' ? stage + 1 : stage);
  if (later >= 0) return { is: 'not-yet', index: later };
  return { is: name === 'scratch' ? 'scratch' : 'name' };
}

/** Whether an interpolated text can become a name, any value for any reference. */
export function canBecome(text: string, escapeChar: string): (name: string) => boolean {
  const lexed = lexShell(text, escapeChar);
  if (!lexed.ok) return () => false;
  const fixed = [''];
  for (const part of lexed.parts) {
    if (part.is === 'text') fixed.push((fixed.pop() ?? '') + part.text);
    else fixed.push('');
  }
  const [first = '', ...between] = fixed;
  const last = between.pop() ?? '';
  return (name) => {
    if (!name.startsWith(first) || name.length < first.length + last.length) return false;
    let at = first.length;
    for (const piece of between) {
      const found = name.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return name.endsWith(last) && at + last.length <= name.length;
  };
}
