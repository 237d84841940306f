/**
 * The line on which a call that declares a target, a tree or a workflow says one of its attributes. It is
 * only looked for where it is plain to see: one such call on the line, and one such key in it that is not
 * within another one's value.
 */

/** Comments, and strings, which may hold brackets; what is within `${…}` of a template counts as string. */
const NO_CODE =
  /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\[\s\S]|[^`\\])*`/g;

const DECLARING = /(?<![\w$.])(?:target|defineTree|githubWorkflow)\s*\(/g;

const TOKEN = /[A-Za-z_$][\w$]*|[^\s\w$]/y;

interface Frame {
  readonly open: string;
  /** What stands before it. */
  readonly before: string;
  /** Whether it stands in the value of a key. */
  readonly within: boolean;
  readonly found: number[];
  inValue: boolean;
}

/**
 * The line of `key` in the declaring call that is on `line` of a TypeScript source, both counted from 1;
 * undefined where that cannot be told for certain.
 */
export function ownLine(source: string, line: number, key: string): number | undefined {
  const code = source.replace(NO_CODE, (text) => text.replace(/[^\n]/g, ' '));
  const before = code.split('\n').slice(0, line - 1);
  const start = before.reduce((sum, each) => sum + each.length + 1, 0);
  const calls = [...(code.split('\n')[line - 1] ?? '').matchAll(DECLARING)];
  const [call] = calls;
  if (!call || calls.length > 1) return undefined;
  const found = keysIn(code, start + call.index + call[0].length - 1, key);
  const [at] = found ?? [];
  if (at === undefined || found?.length !== 1) return undefined;
  return code.slice(0, at).split('\n').length;
}

/** Where a key is, in the brackets that open at a place; undefined where they do not close. */
function keysIn(code: string, start: number, key: string): readonly number[] | undefined {
  const frames: Frame[] = [];
  const kept: number[] = [];
  let last = '';
  for (let at = start; at < code.length; ) {
    TOKEN.lastIndex = at;
    const token = TOKEN.exec(code)?.[0];
    const top = frames.at(-1);
    if (token === undefined) {
      at += 1;
      continue;
    }
    if ('([{'.includes(token)) {
      const within = top !== undefined && (top.within || top.inValue);
      frames.push({ open: token, before: last, within, found: [], inValue: false });
    } else if (')]}'.includes(token)) {
      frames.pop();
      const rest = code.slice(at + 1, at + 40);
      // A pattern, which takes an object apart, has names of other things.
      const isPattern = top?.before !== '?' && /^\s*(?:\)\s*=>|=[^=>]|:)/.test(rest);
      if (top && !isPattern) kept.push(...top.found);
      if (frames.length === 0) return kept;
    } else if (top?.open === '{') {
      const begins = last === '{' || last === ',';
      const isKey = begins && !top.within && token === key;
      if (isKey && /^\s*[:,}]/.test(code.slice(at + token.length))) top.found.push(at);
      if (token === ':') top.inValue = true;
      if (token === ',' || token === ';') top.inValue = false;
    }
    last = token;
    at += token.length;
  }
  return undefined;
}
