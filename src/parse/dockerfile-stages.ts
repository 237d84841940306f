/** The instructions of a file → its global arguments and its stages. */
import type {
  Command,
  DeclaredArgument,
  EscapeChar,
  ImageSource,
  NamedText,
  Place,
  PlacedText,
  Stage,
} from './dockerfile-facts.ts';
import { type Instruction, lineAt } from './dockerfile-lines.ts';
import { readSource, type StageNames } from './dockerfile-sources.ts';
import { plainWords, quotedWords } from './dockerfile-split.ts';

/** What BuildKit takes for a stage name, after putting it into lower case. */
export const STAGE_NAME = /^[a-z][a-z0-9_.-]*$/;

/** The instructions of a file, divided at each FROM; a stage's own FROM is its first. */
export interface DividedInstructions {
  readonly global: readonly Instruction[];
  readonly stages: readonly (readonly Instruction[])[];
}

/** Divides instructions into stages. */
export function divide(instructions: readonly Instruction[]): DividedInstructions {
  const begins = instructions.flatMap((one, index) => (one.keyword === 'FROM' ? [index] : []));
  return {
    global: instructions.slice(0, begins[0]),
    stages: begins.map((begin, index) => instructions.slice(begin, begins[index + 1])),
  };
}

/** The name that a FROM gives to its stage, as written; undefined without AS. */
export function writtenStageName(from: Instruction): string | undefined {
  const words = plainWords(from.rest);
  return words[1]?.toLowerCase() === 'as' ? words[2] : undefined;
}

/** The names of all stages; an illegal one counts as none. */
export function stageNames(divided: DividedInstructions): StageNames {
  return divided.stages.map(([from]) => {
    const name = from === undefined ? undefined : writtenStageName(from)?.toLowerCase();
    return name !== undefined && STAGE_NAME.test(name) ? name : undefined;
  });
}

/** One stage, from its instructions and the names of all stages. */
export function readStage(
  instructions: readonly Instruction[],
  index: number,
  { names, escapeChar }: { readonly names: StageNames; readonly escapeChar: EscapeChar },
): Stage {
  const [from, ...rest] = instructions;
  const name = names[index];
  const platform = from?.flags.find((flag) => flag.name === '--platform')?.value;
  const of = (keyword: string) => rest.filter((one) => one.keyword === keyword);
  const user = of('USER').at(-1);
  const cmd = of('CMD').at(-1);
  const entrypoint = of('ENTRYPOINT').at(-1);
  return {
    index,
    ...(name === undefined ? {} : { name }),
    from: readFrom(from, index, { names, escapeChar }),
    ...(platform === undefined ? {} : { platform }),
    line: from?.line ?? 0,
    endLine: instructions.at(-1)?.endLine ?? 0,
    args: rest.flatMap((one) => argumentsOf(one, index, escapeChar)),
    env: of('ENV').flatMap((one) => pairsOf(one, escapeChar)),
    labels: of('LABEL').flatMap((one) => pairsOf(one, escapeChar)),
    expose: of('EXPOSE').flatMap(({ rest: text, line }) =>
      plainWords(text).map((word) => ({ text: word, line })),
    ),
    workdirs: of('WORKDIR').map(placedText),
    ...(user === undefined ? {} : { user: placedText(user) }),
    ...(cmd === undefined ? {} : { cmd: commandOf(cmd) }),
    ...(entrypoint === undefined ? {} : { entrypoint: commandOf(entrypoint) }),
  };
}

/** The names that an ARG declares; none for any other instruction. */
export function argumentsOf(
  instruction: Instruction,
  place: Place,
  escapeChar: string,
): readonly DeclaredArgument[] {
  if (instruction.keyword !== 'ARG') return [];
  const words = quotedWords(instruction.rest, escapeChar);
  return placedWords(instruction, words).map(({ text, line }) => {
    const equals = text.indexOf('=');
    return equals < 0
      ? { name: text, line, place }
      : { name: text.slice(0, equals), default: text.slice(equals + 1), line, place };
  });
}

/** A stage with the stages that it is FROM, nearest first; it has what they have, unless it says otherwise. */
export function lineageOf(stages: readonly Stage[], index: number): readonly Stage[] {
  const stage = stages[index];
  if (stage === undefined) return [];
  const { target } = stage.from;
  return [stage, ...(target.is === 'stage' ? lineageOf(stages, target.index) : [])];
}

function readFrom(
  from: Instruction | undefined,
  stage: number,
  { names, escapeChar }: { readonly names: StageNames; readonly escapeChar: EscapeChar },
): ImageSource {
  const text = plainWords(from?.rest ?? '')[0] ?? '';
  const line = from === undefined ? 0 : lineAt(from, from.restOffset);
  return readSource({ kind: 'from', text, line, stage, onbuild: false }, names, escapeChar);
}

/** The names of ENV and LABEL, without quotes, with their values as written. */
function pairsOf(instruction: Instruction, escapeChar: EscapeChar): readonly NamedText[] {
  const { rest, line } = instruction;
  const words = quotedWords(rest, escapeChar);
  if (words[0]?.includes('=') !== true) {
    // The old form: one name, and the rest of the line.
    const [name = ''] = plainWords(rest);
    return name === '' ? [] : [{ name, text: rest.slice(name.length).trim(), line }];
  }
  return placedWords(instruction, words).map(({ text: word, line: at }) => {
    const equals = word.indexOf('=');
    // A quote may hold both name and value, as in `LABEL "a b=c"`.
    const name = (equals < 0 ? word : word.slice(0, equals)).replace(/["']/g, '');
    return { name, text: equals < 0 ? '' : word.slice(equals + 1), line: at };
  });
}

/** Words in their order, each with its physical line. */
function placedWords(instruction: Instruction, words: readonly string[]): readonly PlacedText[] {
  let offset = instruction.restOffset;
  return words.map((text) => {
    const at = instruction.text.indexOf(text, offset);
    offset = at < 0 ? offset : at + text.length;
    return { text, line: lineAt(instruction, at < 0 ? offset : at) };
  });
}

function placedText({ rest, line }: Instruction): PlacedText {
  return { text: rest, line };
}

function commandOf({ json, rest, line }: Instruction): Command {
  return json.is === 'array'
    ? { form: 'exec', words: json.words, line }
    : { form: 'shell', text: rest, line };
}
