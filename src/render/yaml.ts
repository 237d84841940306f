/**
 * YAML, as much of it as a workflow needs: maps, lists, texts on one line or in a block, and comments.
 * {@link yamlText} is the only escape; no text reaches a file but through it.
 *
 * Source: YAML 1.2.2, and what an independent parser reads back (test/render/yaml.test.ts).
 */

/** A value. Entries of a map that are undefined are left out. */
export type Yaml = string | number | boolean | readonly Yaml[] | YamlMap | Commented;

/** A map, in the order of its keys. */
export interface YamlMap {
  readonly [key: string]: Yaml | undefined;
}

/** A text with a comment behind it. */
export interface Commented {
  readonly $: 'commented';
  readonly text: string;
  readonly comment: string;
}

/** Puts a comment behind a text that stands on one line. */
export function commented(text: string, comment: string): Commented {
  return { $: 'commented', text, comment };
}

/** One entry of a map, or several lines of it, each with its line end. */
export function yamlEntry(key: string, value: Yaml, indent = ''): string {
  const name = `${indent}${/^[A-Za-z_][\w-]*$/.test(key) && !isWord(key) ? key : quote(key)}:`;
  if (Array.isArray(value)) {
    if (value.length === 0) return `${name} []\n`;
    return `${name}\n${value.map((item: Yaml) => yamlItem(item, `${indent}  `)).join('')}`;
  }
  if (typeof value === 'object' && !isCommented(value)) {
    const entries = yamlMap(value as YamlMap, `${indent}  `);
    return entries === '' ? `${name} {}\n` : `${name}\n${entries}`;
  }
  return `${name} ${yamlScalar(value as Scalar, `${indent}  `)}\n`;
}

/** The entries of a map. */
export function yamlMap(map: YamlMap, indent = ''): string {
  return Object.entries(map)
    .map(([key, value]) => (value === undefined ? '' : yamlEntry(key, value, indent)))
    .join('');
}

/** An item of a list; a map begins behind the dash. */
export function yamlItem(item: Yaml, indent: string): string {
  if (Array.isArray(item)) throw new Error('internal error: no workflow has a list in a list');
  if (typeof item !== 'object' || isCommented(item)) {
    return `${indent}- ${yamlScalar(item as Scalar, `${indent}  `)}\n`;
  }
  const entries = yamlMap(item as YamlMap, `${indent}  `);
  return entries === '' ? `${indent}- {}\n` : `${indent}- ${entries.slice(indent.length + 2)}`;
}

type Scalar = string | number | boolean | Commented;

function isCommented(value: Yaml): value is Commented {
  return typeof value === 'object' && '$' in value && value.$ === 'commented';
}

function yamlScalar(value: Scalar, indent: string): string {
  if (typeof value === 'string') return yamlText(value, indent);
  if (typeof value !== 'object') return String(value);
  return `${yamlText(value.text, indent)} # ${value.comment.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`;
}

/** A text: bare where that can be nothing else, in a block where it has lines, else in quotes. */
function yamlText(text: string, indent: string): string {
  if (isBlock(text)) {
    const lines = text.slice(0, -1).split('\n');
    return ['|', ...lines.map((line) => (line === '' ? '' : `${indent}${line}`))].join('\n');
  }
  // No ":" and "#", which may end it, and no mark in front that means something there.
  const isBare = /^[A-Za-z_./$](?:[\w ./@$(){}=|<>*!?+~'"-]*[\w./@$(){}=|<>*!?+~'"-])?$/.test(text);
  return isBare && !isWord(text) ? text : quote(text);
}

/** Whether a text can stand in a block as it is: its lines are told by their indent alone. */
function isBlock(text: string): boolean {
  return /^[^\s].*\n/.test(text) && /[^\n]\n$/.test(text) && !/[^\n\x20-\x7e]/.test(text);
}

/** Words that some reader takes for no text; numbers begin with none of the marks of a bare text but ".". */
function isWord(text: string): boolean {
  return (
    /^(?:true|false|yes|no|y|n|on|off|null|~|\.(?:inf|nan|\d.*))$/i.test(text) && text !== 'on'
  );
}

/** In double quotes: JSON's escapes are among those of YAML. */
function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Lines of a comment, each with its line end. */
export function yamlComment(lines: readonly string[]): string {
  return lines
    .map((line) => `# ${line.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')}`.trimEnd())
    .map((line) => `${line}\n`)
    .join('');
}
