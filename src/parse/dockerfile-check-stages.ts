/**
 * What is wrong between the instructions of a file: no stage, instructions before the first one,
 * stage names, and names that are copied, mounted or built on before they exist.
 */
import type { Problem } from '../errors.ts';
import type { ImageSource, Reference, Stage } from './dockerfile-facts.ts';
import { type DividedInstructions, STAGE_NAME, writtenStageName } from './dockerfile-stages.ts';

/** What `checkStages` works on. */
export interface StageInput {
  readonly file: string;
  readonly divided: DividedInstructions;
  readonly stages: readonly Stage[];
  readonly sources: readonly ImageSource[];
  readonly references: readonly Reference[];
}

type Finding = Omit<Problem, 'code' | 'at'> & { readonly line?: number };

/** The names that BuildKit keeps for itself (its rule ReservedStageName). */
const RESERVED = ['scratch', 'context'];

/** All problems between instructions, code `template-invalid`. */
export function checkStages(input: StageInput): readonly Problem[] {
  const findings = [
    ...missingStage(input),
    ...wrongNames(input),
    ...input.sources.flatMap((source) => wrongSource(source, input.stages)),
    ...emptyFrom(input),
  ];
  return findings.map(({ line, ...rest }) => ({
    code: 'template-invalid',
    at: { file: input.file, ...(line === undefined ? {} : { line }) },
    ...rest,
  }));
}

function missingStage({ divided }: StageInput): readonly Finding[] {
  if (divided.stages.length === 0) {
    return [{ summary: 'no FROM', expected: 'at least one stage', hint: 'FROM scratch' }];
  }
  return divided.global
    .filter(({ keyword }) => keyword !== 'ARG')
    .map(({ keyword, line }) => ({
      summary: `${keyword} stands before the first FROM`,
      expected: 'only ARG there',
      line,
    }));
}

function wrongNames({ divided }: StageInput): readonly Finding[] {
  const first = new Map<string, number>();
  return divided.stages.flatMap(([from]): readonly Finding[] => {
    const written = from === undefined ? undefined : writtenStageName(from);
    if (from === undefined || written === undefined) return [];
    const { line } = from;
    const name = written.toLowerCase();
    if (!STAGE_NAME.test(name)) {
      const expected = 'a letter, then letters, digits, "_", "." and "-"';
      return [{ summary: `stage name "${written}" is illegal`, expected, line }];
    }
    if (RESERVED.includes(name)) {
      return [{ summary: `stage name "${written}" is reserved`, expected: 'another name', line }];
    }
    const earlier = first.get(name);
    first.set(name, earlier ?? line);
    return earlier === undefined
      ? []
      : [
          {
            summary: `stage name "${written}" is taken by line ${earlier}`,
            expected: 'another name',
            line,
          },
        ];
  });
}

function wrongSource(source: ImageSource, stages: readonly Stage[]): readonly Finding[] {
  const { kind, text, line, target } = source;
  const verb = { from: 'FROM', copy: 'COPY', mount: 'mount' }[kind];
  if (target.is === 'nothing') {
    if (text === '') return [];
    if (kind !== 'from' && source.args.length > 0) {
      return [
        {
          summary: `${verb} is from "${text}", and BuildKit expands no names there`,
          hint: [`FROM ${text} AS source`, `${kind === 'copy' ? '--from' : 'from'}=source`],
          line,
        },
      ];
    }
    const expected = kind === 'copy' ? 'the name or number of a stage before it' : 'an image';
    return [{ summary: `${verb} is from "${text}", which is nothing`, expected, line }];
  }
  if (target.is === 'not-yet') {
    const stage = stages[target.index];
    const place =
      target.index === source.stage ? 'its own stage' : `the stage of line ${stage?.line ?? 0}`;
    return [
      {
        summary: `${verb} is from "${text}", which is ${place}`,
        expected: 'a stage before it',
        line,
      },
    ];
  }
  const lower = text.toLowerCase();
  if (kind !== 'from' || target.is !== 'name' || lower === text) return [];
  return stages.slice(0, source.stage).some(({ name }) => name === lower)
    ? [
        {
          summary: `FROM is from "${text}", which is not the stage "${lower}" for BuildKit`,
          hint: `FROM ${lower}`,
          line,
        },
      ]
    : [];
}

/** A FROM with a name that nothing declares is blank there, whatever the build is given. */
function emptyFrom({ references }: StageInput): readonly Finding[] {
  return references
    .filter(({ keyword, finds }) => keyword === 'FROM' && finds === 'nothing')
    .map(({ name, line }) => ({
      summary: `FROM refers to "${name}", which is not declared before the first FROM`,
      hint: `ARG ${name}`,
      line,
    }));
}
