/** Interpolated names of a Dockerfile, worked out for known values. */
import type { DockerfileFacts, EscapeChar } from './dockerfile-facts.ts';
import { lexShell, referencesIn, type ShellPart } from './dockerfile-shell.ts';

/** A text with its references filled in, or why that cannot be done here. */
export type Expansion =
  | {
      readonly ok: true;
      readonly text: string;
      /** Names without a value that stood for nothing: where there was neither `-` nor `+`. */
      readonly unset: readonly string[];
    }
  | { readonly ok: false; readonly reason: string };

/** Values by name; a name that is absent is unset, which is not the same as empty. */
export type Values = ReadonlyMap<string, string>;

/**
 * A text such as `packages-${FLAVOUR:-alpine}` with its references replaced and its quotes and
 * escapes taken off, as BuildKit does for a FROM. `-`, `+` and `?` and their forms with a colon are
 * worked out; the pattern forms (`#`, `%`, `/`) are refused, never guessed. Never throws.
 */
export function expandFrom(text: string, values: Values, escapeChar: EscapeChar = '\\'): Expansion {
  const lexed = lexShell(text, escapeChar);
  return lexed.ok ? fill(lexed.parts, values) : { ok: false, reason: lexed.reason };
}

/** As `expandFrom`, for a caller that needs the text alone: undefined where it cannot be had. */
export function expandText(
  text: string,
  values: Values,
  escapeChar: EscapeChar = '\\',
): string | undefined {
  const expansion = expandFrom(text, values, escapeChar);
  return expansion.ok ? expansion.text : undefined;
}

/** The names that a text refers to, each once, in order; none for a text that BuildKit refuses. */
export function namesIn(text: string, escapeChar: string): readonly string[] {
  const lexed = lexShell(text, escapeChar);
  return lexed.ok ? [...new Set(referencesIn(lexed.parts).map(({ name }) => name))] : [];
}

/**
 * The values of the global arguments, in the order of the file: a given value wins, otherwise the
 * default, in which earlier arguments count. A given value for a name that is not declared before
 * the first FROM is left out, as BuildKit does, unless it is one that BuildKit provides itself.
 */
export function globalValues(facts: DockerfileFacts, given: Values): Values {
  const values = new Map([...given].filter(([name]) => AUTOMATIC_ARGUMENTS.has(name)));
  for (const { name, default: text } of facts.globalArgs) {
    const chosen = given.get(name);
    if (chosen !== undefined) values.set(name, chosen);
    else if (text !== undefined) {
      const expansion = expandFrom(text, values, facts.escapeChar);
      if (expansion.ok) values.set(name, expansion.text);
    }
  }
  return values;
}

/** The arguments that BuildKit declares by itself before the first FROM. */
export const AUTOMATIC_ARGUMENTS: ReadonlySet<string> = new Set([
  ...['PLATFORM', 'OS', 'OSVERSION', 'ARCH', 'VARIANT'].flatMap((part) => [
    `BUILD${part}`,
    `TARGET${part}`,
  ]),
  'TARGETSTAGE',
]);

function fill(parts: readonly ShellPart[], values: Values): Expansion {
  const unset: string[] = [];
  let text = '';
  for (const part of parts) {
    if (part.is === 'text') {
      text += part.text;
      continue;
    }
    const { name, operator } = part;
    const value = values.get(name);
    const counts = value !== undefined && (value !== '' || !operator.startsWith(':'));
    switch (operator) {
      case '':
        if (value === undefined) unset.push(name);
        text += value ?? '';
        break;
      case '?':
      case ':?':
        if (!counts) return { ok: false, reason: `"${name}" must have a value` };
        text += value;
        break;
      case '#':
      case '%':
      case '/':
        return { ok: false, reason: `"${part.raw}" is a pattern` };
      default: {
        const useWord = operator.endsWith('+') ? counts : !counts;
        if (!useWord) {
          text += operator.endsWith('-') ? value : '';
          break;
        }
        const word = fill(part.word, values);
        if (!word.ok) return word;
        text += word.text;
        unset.push(...word.unset);
      }
    }
  }
  return { ok: true, text, unset: [...new Set(unset)] };
}
