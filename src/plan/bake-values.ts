/** Values of variables as bake reads them from the environment, where all are texts. */

/** A truth as Go's ParseBool reads it; undefined for any other text. */
export function readBool(text: string): boolean | undefined {
  if (['1', 't', 'T', 'TRUE', 'true', 'True'].includes(text)) return true;
  if (['0', 'f', 'F', 'FALSE', 'false', 'False'].includes(text)) return false;
  return undefined;
}

/** One record of CSV with `"` quoting, as Go's encoding/csv reads it; undefined where that fails. */
export function parseCsv(text: string): readonly string[] | undefined {
  if (text === '' || /[\r\n]/.test(text)) return undefined;
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(,|$)/y;
  while (field.lastIndex <= text.length) {
    const match = field.exec(text);
    if (!match) return undefined;
    fields.push(match[1] === undefined ? (match[2] ?? '') : match[1].replaceAll('""', '"'));
    if (match[3] === '') return fields;
  }
  return undefined;
}
