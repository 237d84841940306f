/** The report of what was signed. */
import type { Signed } from '../commands/sign.ts';
import { visible } from './report.ts';

/** What is signed, and how that is verified; lines that can be typed begin with two blanks. */
export function signedLines({ signed, notes, lines }: Signed): readonly string[] {
  const said = signed.map((pinned) => `signed ${pinned}`);
  return [...said, 'to verify:', ...notes, ...lines.map((line) => `  ${line}`)];
}

/** The same as a text. */
export function formatSigned(signed: Signed): string {
  return signedLines(signed)
    .map((line) => `${visible(line)}\n`)
    .join('');
}
