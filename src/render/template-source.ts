/** Sources of a template: its own text and its partials', parsed, with everything wrong in their braces. */
import Handlebars from 'handlebars';
import type { Problem } from '../errors.ts';
import { checkBlocks } from './template-blocks.ts';

/** A parsed text; what could not be parsed is left out of the program. */
export interface Source {
  readonly file: string;
  readonly program: hbs.AST.Program;
  readonly problems: readonly Problem[];
}

/**
 * Parses one text. Where the braces of a line do not fit together, the line is told and taken away, and
 * the rest is looked at again; but not where it may hold an end or a beginning of something.
 */
export function readSource(file: string, text: string): Source {
  const { problems: blocks, repaired } = checkBlocks(file, text);
  const problems = [...blocks];
  const lines = repaired.split('\n');
  for (;;) {
    const read = parse(lines.join('\n'));
    if (!(read instanceof Error)) return { file, program: read, problems };
    const line = beginning(lineOf(read, lines.length), lines);
    problems.push({
      code: 'template-invalid',
      summary: 'the braces do not fit together',
      at: { file, line },
      details: [text.split('\n')[line - 1]?.trim() ?? ''],
    });
    if (!STANDS_ALONE.test(lines[line - 1] ?? '')) {
      const before = parse(lines.slice(0, line - 1).join('\n'));
      const program = before instanceof Error ? Handlebars.parseWithoutProcessing('') : before;
      return { file, program, problems };
    }
    lines[line - 1] = '';
  }
}

function parse(text: string): hbs.AST.Program | Error {
  try {
    return Handlebars.parseWithoutProcessing(text);
  } catch (error) {
    return error as Error;
  }
}

/** A line with braces, none of which belong to a block or a comment, or go on in another line. */
const STANDS_ALONE = /^(?!.*\{\{~?\s*[#/^!{])(?!.*\{\{~?\s*else\b)(?=.*\{\{).*\}/;

/** Handlebars gives a line in the text ("on line 3"), or behind the message ("- 2:2"). */
function lineOf(error: Error & { readonly lineNumber?: number }, last: number): number {
  const said = /(?:on line |- )(\d+)(?::\d*)?/.exec(error.message)?.[1];
  return Math.min(error.lineNumber ?? Number(said ?? 1), last);
}

/** The line of braces that go on as far as a line, where it is not its own. */
function beginning(line: number, lines: readonly string[]): number {
  const before = lines.slice(0, line - 1).join('\n');
  const from = before.lastIndexOf('{{');
  return from > before.lastIndexOf('}}') ? before.slice(0, from).split('\n').length : line;
}

/** The partials that a program uses and those that it declares itself, by name. */
export interface PartialNames {
  readonly used: readonly string[];
  readonly declared: readonly string[];
  /** Whether it works out a name, which can then be any. */
  readonly any: boolean;
}

/** Looks for partials in a program, however deep. */
export function partialsIn(program: hbs.AST.Program): PartialNames {
  const [used, declared]: [string[], string[]] = [[], []];
  let any = false;
  const look = (body: hbs.AST.Program | undefined) => {
    for (const node of body?.body ?? []) {
      const { program: inner, inverse, params, type } = node as hbs.AST.BlockStatement;
      const { name } = node as unknown as hbs.AST.PartialStatement;
      if (type.startsWith('Partial')) {
        if (name.type === 'SubExpression') any = true;
        else used.push(String((name as hbs.AST.PathExpression).original));
      }
      if ((type as string) === 'DecoratorBlock') {
        declared.push(String((params[0] as hbs.AST.StringLiteral | undefined)?.value));
      }
      look(inner);
      look(inverse);
    }
  };
  look(program);
  return { used, declared, any };
}
