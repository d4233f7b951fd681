/** What hosts load when a spreadsheet is to be imported, and not before. */
import type { ImportedRegister, Requests } from '../protocol.ts';
import type { DateOrder } from './dates.ts';
import { describe } from './describe.ts';
import { type ImportResult, readRegister } from './register.ts';
import { readSheet, type Sheet } from './sheet.ts';
import { writeRegister } from './write.ts';

export { describe };

/** A spreadsheet, and the suppliers in it. */
export interface Imported {
  readonly sheet: Sheet;
  readonly result: ImportResult;
}

/**
 * Reads the suppliers in a spreadsheet (CSV or XLSX).
 * @param name of the file, for messages
 * @returns `problem` where it cannot be read or has no supplier, as a sentence
 */
export async function importSheet(
  bytes: Uint8Array,
  name: string,
  dates?: DateOrder,
): Promise<Imported | { readonly problem: string }> {
  const sheet = await readSheet(bytes, name);
  if ('problem' in sheet) return sheet;
  const result = readRegister(sheet.rows, dates ? { dates } : {});
  if (result.headingRow === undefined)
    return {
      problem: `no row of headings was found in ${name}: a column for the suppliers' names is needed, and at least one more.`,
    };
  if (!result.suppliers.length) return { problem: `${name} has headings, and no supplier under them.` };
  return { sheet, result };
}

/** So many cells that were not understood are named in the register's comment. */
const MOST_REMARKS = 100;

/** A spreadsheet as the register that an editor shows. */
export async function registerOf({
  name,
  data,
  dates,
}: Requests['isms/importSheet']['params']): Promise<Requests['isms/importSheet']['result']> {
  const imported = await importSheet(fromBase64(data), name, dates);
  if ('problem' in imported) return imported;
  const { result, sheet } = imported;
  const notes = ['', ...describe(result, sheet, { most: MOST_REMARKS }), '', 'This comment can go once it is read.'];
  return {
    text: writeRegister(result, name, notes, 'Problems'),
    suppliers: result.suppliers.length,
    notUnderstood: result.columns.filter(({ field }) => !field).length + result.remarks.length,
    ambiguousDates: result.remarks.filter(({ ambiguous }) => ambiguous).map(({ heading, text }) => ({ heading, text })),
  } satisfies ImportedRegister;
}

const fromBase64 = (text: string): Uint8Array => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
