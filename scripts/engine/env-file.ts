import { parse } from 'dotenv';

const BEGIN = '# baketree engine: begin (npm run engine -- --remove takes these lines out)';
const END = '# baketree engine: end';

/** The text without our lines: exactly what the user has in it. */
export function withoutOurs(text: string): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  if (begin < 0 || end < 0) return text;
  const after = end + END.length;
  return text.slice(0, begin) + text.slice(text[after] === '\n' ? after + 1 : after);
}

/** The text of an edited file, and the names that were left as the user has them. */
export interface Edited {
  readonly text: string;
  readonly kept: readonly string[];
}

/**
 * Puts `values` into the text of a `.env` file, first in it, so that the user's own text stays as it is
 * to the byte. A name that the user sets is left alone. FLAVOUR decides what the images are for: where
 * the user has chosen another one, nothing is written at all.
 */
export function withOurs(text: string, values: Readonly<Record<string, string>>): Edited {
  const own = withoutOurs(text);
  const users = parse(own);
  const kept = Object.keys(values).filter((name) => users[name] !== undefined);
  const otherFlavour = kept.includes('FLAVOUR') && users.FLAVOUR !== values.FLAVOUR;
  if (otherFlavour) return { text: own, kept };
  const ours = Object.entries(values).filter(([name]) => !kept.includes(name));
  if (ours.length === 0) return { text: own, kept };
  const lines = [BEGIN, ...ours.map(([name, value]) => `${name}=${value}`), END, ''];
  return { text: lines.join('\n') + own, kept };
}

/** The values that our lines in the text set. */
export function oursIn(text: string): Readonly<Record<string, string>> {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  return begin < 0 || end < 0 ? {} : parse(text.slice(begin, end));
}
