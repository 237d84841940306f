/**
 * A Dockerfile's text → the facts that a target is checked against.
 *
 * Pure and synchronous, and it never throws for bad input: everything that BuildKit would refuse is
 * a problem in the facts, all of them at once. `checkMounts` and `checkReferences` find what
 * BuildKit accepts in silence. This file is the one door to the rest, so that a caller can load it
 * when it is needed; only dockerfile-expand.ts, which needs no parser, has a door of its own.
 */
import { checkStages } from './dockerfile-check-stages.ts';
import { checkInstruction } from './dockerfile-check-syntax.ts';
import { contextPathsOf } from './dockerfile-copies.ts';
import type {
  ContextPath,
  Credential,
  DockerfileFacts,
  EscapeChar,
  ImageSource,
  Mount,
} from './dockerfile-facts.ts';
import { type Instruction, lineAt, readLines } from './dockerfile-lines.ts';
import { credentialOf, parseMount } from './dockerfile-mounts.ts';
import { readReferences } from './dockerfile-references.ts';
import { readSource, type StageNames } from './dockerfile-sources.ts';
import { argumentsOf, divide, readStage, stageNames } from './dockerfile-stages.ts';

export { checkMounts } from './dockerfile-check-mounts.ts';
export { checkReferences } from './dockerfile-check-references.ts';
export { expandFrom, expandText, globalValues } from './dockerfile-expand.ts';
export { resolveSource } from './dockerfile-sources.ts';
export { lineageOf } from './dockerfile-stages.ts';

/** The facts of a Dockerfile; `file` is its name in the problems. */
export function parseDockerfile(file: string, text: string): DockerfileFacts {
  const { escapeChar, directives, instructions, problems } = readLines(file, text);
  const divided = divide(instructions);
  const names = stageNames(divided);
  const globalArgs = divided.global.flatMap((one) => argumentsOf(one, 'global', escapeChar));
  const stages = divided.stages.map((own, index) => readStage(own, index, { names, escapeChar }));
  const sources: ImageSource[] = [];
  const mounts: Mount[] = [];
  const contextPaths: ContextPath[] = [];
  divided.stages.forEach((own, index) => {
    const from = stages[index]?.from;
    if (from !== undefined) sources.push(from);
    for (const one of own) {
      const found = mountsOf(one, index);
      mounts.push(...found);
      contextPaths.push(...contextPathsOf(one, found, escapeChar));
      sources.push(...sourcesOf(one, found, { names, escapeChar, stage: index }));
    }
  });
  const credentials = (type: Mount['type']): readonly Credential[] =>
    mounts.filter((mount) => mount.type === type).flatMap((mount) => credentialOf(mount) ?? []);
  const globalNames = new Set(globalArgs.map(({ name }) => name));
  const references = readReferences({ divided, stages, globalNames, escapeChar });
  return {
    file,
    escapeChar,
    directives,
    globalArgs,
    stages,
    sources,
    mounts,
    contextPaths,
    secrets: credentials('secret'),
    ssh: credentials('ssh'),
    references,
    problems: [
      ...problems,
      ...instructions.flatMap((one) => checkInstruction(file, one, escapeChar)),
      ...checkStages({ file, divided, stages, sources, references }),
    ].sort((a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0)),
  };
}

function mountsOf(one: Instruction, stage: number): readonly Mount[] {
  const { keyword, flags } = one.trigger ?? one;
  if (keyword !== 'RUN') return [];
  const onbuild = one.trigger !== undefined;
  return flags.flatMap(({ name, value, offset }) => {
    if (name !== '--mount' || value === undefined) return [];
    const line = onbuild ? one.line : lineAt(one, offset);
    return [parseMount(value, { line, stage, onbuild })];
  });
}

function sourcesOf(
  one: Instruction,
  mounts: readonly Mount[],
  at: { readonly names: StageNames; readonly escapeChar: EscapeChar; readonly stage: number },
): readonly ImageSource[] {
  const { keyword, flags } = one.trigger ?? one;
  const onbuild = one.trigger !== undefined;
  const read = (kind: ImageSource['kind'], text: string | undefined, line: number) =>
    // An empty name counts as none.
    text === undefined || text === ''
      ? []
      : [readSource({ kind, text, line, stage: at.stage, onbuild }, at.names, at.escapeChar)];
  if (keyword === 'RUN') return mounts.flatMap(({ from, line }) => read('mount', from, line));
  if (keyword !== 'COPY') return [];
  return flags
    .filter(({ name }) => name === '--from')
    .flatMap(({ value, offset }) => read('copy', value, onbuild ? one.line : lineAt(one, offset)));
}
