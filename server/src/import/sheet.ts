import readXlsxSheets from 'read-excel-file/universal';
import { plural } from '../reports/text.ts';
import { decode, readCsv } from './csv.ts';
import { Counter, Excess, MOST } from './limits.ts';

/** A spreadsheet as rows of text, how it was read, and by how many its rows' numbers differ from the file's. */
export interface Sheet {
  readonly rows: readonly (readonly string[])[];
  readonly how: string;
  readonly offset: number;
}

const SEPARATORS: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

/** Reads CSV or XLSX, by what is in it rather than by its name. @returns `problem` where it is neither, as a sentence */
export async function readSheet(bytes: Uint8Array, name: string): Promise<Sheet | { readonly problem: string }> {
  if (bytes.length > MOST.bytes) return { problem: tooMuch(name, 'it is larger than 20 MB') };
  // A zip archive: a spreadsheet in the newer format, whatever it is called.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readXlsx(bytes, name);
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf)
    return { problem: `${name} is a spreadsheet in the old format (.xls): save it as .xlsx or CSV.` };
  const { text, encoding } = decode(bytes);
  let csv: ReturnType<typeof readCsv>;
  try {
    csv = readCsv(text);
  } catch (error) {
    if (error instanceof Excess) return { problem: tooMuch(name, error.message) };
    throw error;
  }
  const { rows, separator, skipped } = csv;
  return { rows, how: `${encoding}, separated by ${SEPARATORS[separator] ?? `“${separator}”`}`, offset: skipped };
}

async function readXlsx(bytes: Uint8Array, name: string): Promise<Sheet | { readonly problem: string }> {
  try {
    // A copy: the bytes may be a window on a larger buffer.
    const sheets = await readXlsxSheets(new Uint8Array(bytes).buffer);
    const first = sheets[0]!;
    const others = sheets.length > 1 ? `; ${plural(sheets.length - 1, 'other sheet')} not read` : '';
    const counter = new Counter();
    for (const row of first.data) counter.add(row);
    return { rows: first.data.map((row) => row.map(cell)), how: `the sheet “${first.sheet}”${others}`, offset: 0 };
  } catch (error) {
    if (error instanceof Excess) return { problem: tooMuch(name, error.message) };
    return { problem: `${name} cannot be read as a spreadsheet: ${error instanceof Error ? error.message : error}.` };
  }
}

const tooMuch = (name: string, why: string): string => `${name} is too much for a register: ${why}.`;

const cell = (value: unknown): string =>
  value === null || value === undefined ? '' : value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
