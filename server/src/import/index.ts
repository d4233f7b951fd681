/** What hosts load when a spreadsheet is to be imported, and not before. */
import type { DateOrder } from './dates.ts';
import { type ImportResult, readRegister } from './register.ts';
import { readSheet, type Sheet } from './sheet.ts';

export { describe } from './describe.ts';

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
