import readXlsxSheets from 'read-excel-file/universal';
import { decode, OpenQuote, readCsv } from './csv.ts';
import { Counter, Excess, MOST } from './limits.ts';
import { type Merged, openWorkbook } from './unzip.ts';

type Rows = readonly (readonly string[])[];

/** A spreadsheet as rows of text, how it was read, and by how many its rows' numbers differ from the file's. */
export interface Sheet {
  /** The name of a workbook's sheet. */
  readonly name?: string;
  readonly hidden?: boolean;
  readonly rows: Rows;
  readonly how: string;
  readonly offset: number;
  /** Cells that are merged over several rows. */
  readonly merged?: readonly Merged[];
}

/** The sheets of a file, in order; or why it cannot be read, as a sentence. */
export type Sheets = readonly Sheet[] | { readonly problem: string };

const SEPARATORS: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

/** How the name of a stream in an OLE container is written, where that holds an encrypted file. */
const ENCRYPTED = [...'EncryptedPackage'].flatMap((letter) => [letter.charCodeAt(0), 0]);

/** Reads CSV or XLSX, by what is in it rather than by its name. */
export async function readSheets(bytes: Uint8Array, name: string): Promise<Sheets> {
  const problem = (why: string) => ({ problem: `${name} ${why}.` });
  if (bytes.length > MOST.bytes) return { problem: tooMuch(name, 'it is larger than 20 MB') };
  if (!bytes.length) return problem('is empty');
  // A zip archive: a spreadsheet in the newer format, whatever it is called.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readXlsx(bytes, name);
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf)
    return problem(
      includes(bytes, ENCRYPTED)
        ? 'is protected with a password: open it, remove the password and save it again'
        : 'is a spreadsheet in the old format (.xls): save it as .xlsx or CSV',
    );
  const decoded = decode(bytes);
  const start = decoded?.text.slice(0, 200).trimStart() ?? '';
  if (!decoded || start.startsWith('%PDF-'))
    return problem('is neither text nor a workbook: save the spreadsheet as .xlsx or CSV');
  if (/^<(?:!doctype html|html|table|\?xml)\b/i.test(start))
    return problem('is a web page or XML, whatever its name: open it in a spreadsheet program and save it as .xlsx');
  const { text, encoding } = decoded;
  try {
    const { rows, separator, skipped } = readCsv(text);
    const how = `${encoding}, separated by ${SEPARATORS[separator] ?? `“${separator}”`}`;
    return [{ rows, how, offset: skipped }];
  } catch (error) {
    if (error instanceof Excess) return { problem: tooMuch(name, error.message) };
    if (error instanceof OpenQuote)
      return problem(`cannot be read: ${error.message}. Close it, or write a quote inside a cell twice`);
    throw error;
  }
}

async function readXlsx(bytes: Uint8Array, name: string): Promise<Sheets> {
  try {
    // A copy: the bytes may be a window on a larger buffer.
    const { buffer } = new Uint8Array(bytes);
    const workbook = openWorkbook(buffer);
    if ('other' in workbook) return { problem: `${name} is ${workbook.other}: save the spreadsheet as .xlsx or CSV.` };
    const sheets = await readXlsxSheets(buffer);
    const counter = new Counter();
    for (const { data } of sheets) for (const row of data) counter.add(row);
    return sheets.map(({ sheet, data }) => ({
      name: sheet,
      hidden: workbook.hidden.has(sheet),
      rows: data.map((row) => row.map(cell)),
      how: `the sheet “${sheet}”`,
      offset: 0,
      merged: workbook.merged.get(sheet) ?? [],
    }));
  } catch (error) {
    if (error instanceof Excess) return { problem: tooMuch(name, error.message) };
    return { problem: `${name} cannot be read as a spreadsheet: ${error instanceof Error ? error.message : error}.` };
  }
}

const tooMuch = (name: string, why: string): string => `${name} is too much for a register: ${why}.`;

/** The library makes days of a workbook's numbers, at midnight UTC. */
const cell = (value: unknown): string =>
  value === null || value === undefined ? '' : value instanceof Date ? value.toISOString().slice(0, 10) : String(value);

/** Whether bytes are in others, not far behind their start. */
function includes(bytes: Uint8Array, wanted: readonly number[]): boolean {
  const [first] = wanted;
  for (let at = bytes.indexOf(first!); at >= 0; at = bytes.indexOf(first!, at + 1))
    if (wanted.every((byte, index) => bytes[at + index] === byte)) return true;
  return false;
}
