/** What hosts load when a spreadsheet is to be imported, and not before. */
import type { ImportedRegister, Requests } from '../protocol.ts';
import { describe } from './describe.ts';
import { type ImportResult, type RegisterOptions, readRegister } from './register.ts';
import { readSheets, type Sheet } from './sheet.ts';
import { writeRegister } from './write.ts';

export { describe };

/** A spreadsheet, and the suppliers in it. */
export interface Imported {
  readonly sheet: Sheet;
  readonly result: ImportResult;
}

/** What a user says of a spreadsheet that it does not say itself. */
export interface ImportOptions extends Pick<RegisterOptions, 'dates' | 'map' | 'set'> {
  /** The sheet of a workbook that is read; none: the first visible one with suppliers. */
  readonly sheet?: string;
}

/**
 * Reads the suppliers in a spreadsheet (CSV or XLSX).
 * @param name of the file, for messages
 * @returns `problem` where it cannot be read or has no supplier, as a sentence
 */
export async function importSheet(
  bytes: Uint8Array,
  name: string,
  { sheet: wanted, ...options }: ImportOptions = {},
): Promise<Imported | { readonly problem: string }> {
  const sheets = await readSheets(bytes, name);
  if ('problem' in sheets) return sheets;
  const named = sheets.filter((sheet) => sheet.name === wanted);
  if (wanted !== undefined && !named.length) {
    const names = sheets.flatMap((sheet) => (sheet.name === undefined ? [] : [`“${sheet.name}”`]));
    return {
      problem: `${name} has no sheet “${wanted}”${names.length ? `: it has ${names.join(', ')}` : ', since it is no workbook'}.`,
    };
  }
  let headed = false;
  let chosen: Imported | undefined;
  for (const sheet of wanted === undefined ? sheets.filter(({ hidden }) => !hidden) : named) {
    const result = readRegister(sheet.rows, { ...options, ...(sheet.merged ? { merged: sheet.merged } : {}) });
    headed ||= result.headingRow !== undefined;
    if (!result.suppliers.length) continue;
    chosen = { sheet, result };
    break;
  }
  if (!chosen)
    return {
      problem: headed
        ? `${name} has headings, and no supplier under them.`
        : `no row of headings was found in ${name}: a column for the suppliers' names is needed.`,
    };
  const read = chosen.sheet;
  const others = sheets
    .filter((sheet) => sheet !== read)
    .map((sheet) => `“${sheet.name}”${sheet.hidden ? ' (hidden)' : ''}`);
  const how = others.length ? `${read.how}; not read: ${others.join(', ')}` : read.how;
  return { ...chosen, sheet: { ...read, how } };
}

/** So many cells that were not understood are named in the register's comment. */
const MOST_REMARKS = 100;

/** A spreadsheet as the register that an editor shows. */
export async function registerOf({
  name,
  data,
  dates,
}: Requests['isms/importSheet']['params']): Promise<Requests['isms/importSheet']['result']> {
  const imported = await importSheet(fromBase64(data), name, dates ? { dates } : {});
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
