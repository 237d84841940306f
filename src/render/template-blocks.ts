/**
 * Blocks of a template: which are not closed, and which ends close nothing. Handlebars stops at the first
 * and speaks of its grammar; this says all of them, and gives a text in which the others can be looked for.
 */
import type { Location, Problem } from '../errors.ts';

/** What is wrong with a template's blocks, and the text without that. */
export interface Blocks {
  readonly problems: readonly Problem[];
  /** The text without its wrong tags and with its wrong ends put right, each line in its own place. */
  readonly repaired: string;
}

interface Tag {
  readonly kind: 'open' | 'else' | 'close';
  /** "if" of `{{#if debug}}`. */
  readonly name: string;
  readonly text: string;
  readonly from: number;
  readonly length: number;
  readonly line: number;
}

interface Edit {
  readonly tag: Tag;
  /** What stands in the tag's place; the blocks around it where the text ends before it. */
  readonly by: string | readonly Tag[];
}

/** Pairs the tags of a text. `file` is where it lies, for the problems. */
export function checkBlocks(file: string, text: string): Blocks {
  const tags = tagsOf(text);
  const open: Tag[] = [];
  const problems: Problem[] = [];
  const edits: Edit[] = [];
  const at = ({ line }: Tag): Location => ({ file, line });
  const leaveOpen = (tag: Tag, around: readonly Tag[]) => {
    const summary = `the block "${tag.text}" is not closed`;
    problems.push({ code: 'template-invalid', summary, at: at(tag), hint: `{{/${tag.name}}}` });
    // Without one of these, names mean the same; behind any other, nobody knows what they mean.
    const plain = tag.name === 'if' || tag.name === 'unless';
    edits.push({ tag, by: plain ? '' : [...around] });
  };
  tags.forEach((tag, index) => {
    const top = open.at(-1);
    const spare = (name: string) => closesLeft(tags.slice(index), name) - countOf(open, name);
    if (tag.kind === 'open') {
      open.push(tag);
    } else if (tag.kind === 'else') {
      if (top) return;
      const summary = `"${tag.text}" stands in no block`;
      const expected = 'a block around it, or no such line';
      problems.push({ code: 'template-invalid', summary, at: at(tag), expected });
      edits.push({ tag, by: '' });
    } else if (top?.name === tag.name) {
      open.pop();
    } else if (countOf(open, tag.name) > 0 && spare(tag.name) <= 0) {
      for (let last = open.pop(); last && last.name !== tag.name; last = open.pop()) {
        leaveOpen(last, open);
      }
    } else if (top && spare(top.name) < 0) {
      open.pop();
      const end = `{{/${top.name}}}`;
      const summary = `"${tag.text}" stands where the block "${top.text}" of line ${top.line} ends`;
      problems.push({ code: 'template-invalid', summary, at: at(tag), hint: end });
      edits.push({ tag, by: end });
    } else {
      const summary = `"${tag.text}" closes no block`;
      const expected = `"{{#${tag.name} …}}" above it, or no such line`;
      problems.push({ code: 'template-invalid', summary, at: at(tag), expected });
      edits.push({ tag, by: '' });
    }
  });
  open.forEach((tag, depth) => {
    leaveOpen(tag, open.slice(0, depth));
  });
  problems.sort((one, two) => (one.at?.line ?? 0) - (two.at?.line ?? 0));
  return { problems, repaired: repair(text, edits) };
}

/** Comments, raw blocks and escaped braces come first: what is in them is text. */
const TAGS = new RegExp(
  [
    String.raw`\{\{~?!--[\s\S]*?--~?\}\}`,
    String.raw`\{\{~?![\s\S]*?\}\}`,
    String.raw`\{\{\{\{\s*([^\s}/]+)[^}]*\}\}\}\}[\s\S]*?\{\{\{\{/\1\}\}\}\}`,
    String.raw`(?<!\\)\\\{\{`,
    String.raw`\{\{~?\s*(?<sign>#[>*]?|\^|/|else(?=[\s~}]))\s*(?<name>[^\s}~|()]*)(?:"[^"]*"|'[^']*'|[^}"'])*\}\}`,
  ].join('|'),
  'g',
);

function tagsOf(text: string): readonly Tag[] {
  const tags: Tag[] = [];
  let line = 1;
  let counted = 0;
  for (const { 0: found, index, groups = {} } of text.matchAll(TAGS)) {
    const { sign, name = '' } = groups;
    if (sign === undefined) continue;
    line += text.slice(counted, index).split('\n').length - 1;
    counted = index;
    const isElse = sign === 'else' || (sign === '^' && name === '');
    const kind = sign === '/' ? 'close' : isElse ? 'else' : 'open';
    tags.push({
      kind,
      name,
      text: found.replace(/\s+/g, ' '),
      from: index,
      length: found.length,
      line,
    });
  }
  return tags;
}

/** How many blocks of a name, that are open where some tags begin, these close. */
function closesLeft(tags: readonly Tag[], name: string): number {
  let [depth, closed] = [0, 0];
  for (const tag of tags) {
    if (tag.name !== name) continue;
    if (tag.kind === 'open') depth += 1;
    if (tag.kind === 'close' && depth > 0) depth -= 1;
    else if (tag.kind === 'close') closed += 1;
  }
  return closed;
}

function countOf(tags: readonly Tag[], wanted: string): number {
  return tags.filter(({ name }) => name === wanted).length;
}

function repair(text: string, edits: readonly Edit[]): string {
  const edited = new Set(edits.map(({ tag }) => tag));
  let [repaired, done] = ['', 0];
  for (const { tag, by } of [...edits].sort((one, two) => one.tag.from - two.tag.from)) {
    repaired += text.slice(done, tag.from);
    if (typeof by !== 'string') {
      const around = by.filter((each) => !edited.has(each)).reverse();
      return repaired + around.map(({ name }) => `{{/${name}}}`).join('');
    }
    done = tag.from + tag.length;
    repaired += by + text.slice(tag.from, done).replace(/[^\n]/g, '');
  }
  return repaired + text.slice(done);
}
