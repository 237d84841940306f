/**
 * A bake file as it is on disk → its values.
 *
 * This is the only file that knows `@cdktf/hcl2json`. That package is loaded inside the function:
 * importing it installs `global.Go` and starts a WebAssembly program.
 */
import { BaketreeError, type Problem } from '../errors.ts';
import {
  BAKE_BLOCKS,
  type BakeBlock,
  type BakeValue,
  type BakeValues,
  isMap,
} from './bake-file-values.ts';

export { valueSources } from './bake-file-source.ts';
export { diffBakeValues } from './bake-file-values.ts';

/**
 * Reads the values of a bake file; `file` is its name in the problems.
 *
 * Not seen, because hcl2json does not tell: comments, order and positions; a key that a map has
 * twice (the last one counts, as in bake); whether a reference is written `V` or `"${V}"`; how a
 * number is spelt, and its digits beyond 2^53; `"${"$"}${V}"` against `"$${V}"`.
 *
 * @throws BaketreeError with code `bake-file-unreadable`: every syntax error with line and column,
 * or a shape that hides blocks, such as an attribute `target` beside target blocks.
 */
export async function readBakeValues(file: string, text: string): Promise<BakeValues> {
  const { parse } = await import('@cdktf/hcl2json');
  let parsed: Readonly<Record<string, unknown>>;
  try {
    // A byte order mark would be taken for a part of the first name.
    parsed = (await parse(file, text.replace(/^\uFEFF/, ''))) as Readonly<Record<string, unknown>>;
  } catch (error) {
    throw new BaketreeError(syntaxProblems(file, error), { cause: error });
  }
  const problems: Problem[] = [];
  const blocks = (kind: keyof typeof BAKE_BLOCKS): Readonly<Record<string, BakeBlock>> => {
    const read = blocksOf(kind, parsed[kind]);
    if (read.wrong !== undefined) {
      problems.push({ code: 'bake-file-unreadable', at: { file }, ...read.wrong });
    }
    return Object.fromEntries(read.blocks);
  };
  const values: BakeValues = {
    variables: mapValues(blocks('variable'), (block) => unwrap(block, ['type'])),
    groups: blocks('group'),
    targets: blocks('target'),
    functions: mapValues(blocks('function'), (block) =>
      unwrap(block, ['params', 'variadic_params']),
    ),
    others: Object.fromEntries(
      Object.entries(parsed).filter(([key]) => !Object.hasOwn(BAKE_BLOCKS, key)),
    ) as BakeBlock,
  };
  if (problems.length > 0) throw new BaketreeError(problems);
  return values;
}

interface ReadBlocks {
  readonly blocks: readonly (readonly [string, BakeBlock])[];
  readonly wrong?: Pick<Problem, 'summary' | 'expected'>;
}

/** hcl2json gives `{ name: [block, …] }`; every other shape is something that bake refuses. */
function blocksOf(kind: string, value: unknown): ReadBlocks {
  if (value === undefined) return { blocks: [] };
  const expected = `${kind} "name" { … }`;
  if (Array.isArray(value)) {
    return { blocks: [], wrong: { summary: `a ${kind} has no name`, expected } };
  }
  if (!isMap(value)) {
    const summary = `"${kind}" is an attribute, which hides all ${kind} blocks`;
    return { blocks: [], wrong: { summary, expected } };
  }
  const odd = Object.entries(value).find(([, list]) => !Array.isArray(list));
  if (odd !== undefined) {
    const summary = `${kind} "${odd[0]}" has more than one name`;
    return { blocks: [], wrong: { summary, expected } };
  }
  return {
    blocks: Object.entries(value).flatMap(([name, list]) =>
      (list as readonly BakeBlock[]).map(
        (block, index) => [index === 0 ? name : `${name}#${index + 1}`, block] as const,
      ),
    ),
  };
}

/** Names that hcl2json writes as expressions, `"${name}"`, although they stand for themselves. */
function unwrap(block: BakeBlock, keys: readonly string[]): BakeBlock {
  const bare = (value: BakeValue): BakeValue =>
    typeof value === 'string'
      ? value.replace(/^\$\{(.*)\}$/s, '$1')
      : Array.isArray(value)
        ? value.map(bare)
        : value;
  return Object.fromEntries(
    Object.entries(block).map(([key, value]) => [key, keys.includes(key) ? bare(value) : value]),
  );
}

function mapValues(
  blocks: Readonly<Record<string, BakeBlock>>,
  change: (block: BakeBlock) => BakeBlock,
): Readonly<Record<string, BakeBlock>> {
  return Object.fromEntries(Object.entries(blocks).map(([name, block]) => [name, change(block)]));
}

/**
 * hcl2json gives one text: `parse config: [FILE:LINE,COLUMN-…: Summary; Detail FILE:…]`. The words
 * are HCL's own and stay as they are.
 */
function syntaxProblems(file: string, error: unknown): readonly Problem[] {
  const message = error instanceof Error ? error.message : String(error);
  const body = message.replace(/^parse config: \[/, '').replace(/\]$/, '');
  const name = file.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const place = new RegExp(`${name}:(\\d+),(\\d+)-(?:\\d+,)?\\d+: `, 'g');
  const places = [...body.matchAll(place)];
  const problems = places.map((match, index): Problem => {
    const start = match.index + match[0].length;
    const [summary = '', ...detail] = body
      .slice(start, places[index + 1]?.index)
      .trim()
      .split('; ');
    return {
      code: 'bake-file-unreadable',
      summary: lowerFirst(summary),
      at: { file, line: Number(match[1]), column: Number(match[2]) },
      ...(detail.length === 0 ? {} : { details: [detail.join('; ')] }),
    };
  });
  if (problems.length === 0) {
    return [{ code: 'bake-file-unreadable', summary: lowerFirst(message), at: { file } }];
  }
  return problems.sort(
    (a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0),
  );
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}
