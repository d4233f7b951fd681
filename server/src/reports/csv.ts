import Papa from 'papaparse';
import { clean } from '../text/clean.ts';

/**
 * What a spreadsheet takes for a formula, in its wide forms too: such a cell gets a quote before it, as OWASP advises.
 */
const FORMULA = /^\s*[=+\-@＝＋－＠]/;

/**
 * A table as CSV after RFC 4180, with a byte order mark, without which spreadsheets misread everything beyond ASCII.
 * Every cell is quoted, no cell is a formula, and none holds a line break.
 */
export function toCsv(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const data = rows.map((row) => row.map((cell) => clean(cell)));
  return `\ufeff${Papa.unparse({ fields: [...head], data }, { escapeFormulae: FORMULA, quotes: true, newline: '\r\n' })}\r\n`;
}
