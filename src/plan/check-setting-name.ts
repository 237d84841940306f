/** The name behind a setting's key (`--set web.args.NAME=value`), against what Dockerfiles take. */
import type { Problem } from '../errors.ts';
import { meant } from './meant-setting.ts';
import type { Setting } from './settings.ts';

/** What settings can give to the build of one Dockerfile. */
export interface Takes {
  /** The arguments that it declares. */
  readonly args: readonly string[];
  /** The contexts that it names as they stand, its stages among them. */
  readonly contexts: readonly string[];
  /** Whether it may name others, too, as a frontend of its own reads it. */
  readonly isOpen: boolean;
  /** Whether a FROM with arguments in it can become a name, whatever their values. */
  readonly mayBecome: (name: string) => boolean;
}

/** How it is said. */
export interface Said {
  /** The line that was typed, without its options. */
  readonly line: string;
  /** What the Dockerfiles are called. */
  readonly whose: string;
}

/** An argument that none of some Dockerfiles declares. */
export function checkArgument(
  setting: Setting,
  takes: readonly Takes[],
  { line, whose }: Said,
): readonly Problem[] {
  const { typed, name = '' } = setting;
  const args = [...new Set(takes.flatMap((each) => each.args))];
  if (args.includes(name)) return [];
  const summary = `--set ${typed}: no ARG "${name}" is in ${whose}, so that nothing would come of it`;
  const expected = args.length === 0 ? 'no arguments: it declares none' : undefined;
  return [{ code: 'argument-undeclared', summary, ...meant(setting, args, line, expected) }];
}

/** A context that none of some Dockerfiles can name. */
export function checkContext(
  setting: Setting,
  takes: readonly Takes[],
  { line, whose }: Said,
): readonly Problem[] {
  const { typed, name = '' } = setting;
  const contexts = [...new Set(takes.flatMap((each) => each.contexts))];
  // It may be for one platform.
  const bare = name.replace(/::.*$/s, '');
  if (contexts.includes(bare)) return [];
  if (takes.some(({ isOpen, mayBecome }) => isOpen || mayBecome(bare))) return [];
  const expected = contexts.length === 0 ? 'no contexts: it names none' : undefined;
  const summary = `--set ${typed}: no FROM or --from names "${name}" in ${whose}, so that nothing would come of it`;
  return [{ code: 'context-unused', summary, ...meant(setting, contexts, line, expected) }];
}
