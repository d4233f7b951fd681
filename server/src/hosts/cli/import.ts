import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { decode, readCsv } from '../../import/csv.ts';
import type { DateOrder } from '../../import/dates.ts';
import { type ImportResult, readRegister } from '../../import/register.ts';
import { writeRegister } from '../../import/write.ts';
import { clean, plural } from '../../reports/text.ts';
import { reasonOf, rootFolderAbove } from '../disk.ts';
import { write } from './output.ts';
import { EXIT, UsageError } from './usage.ts';

export interface ImportCommand {
  readonly out?: string;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly dates?: DateOrder;
}

const SEPARATORS: Readonly<Record<string, string>> = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };

/** A spreadsheet as rows of text, how it was read, and by how many its rows' numbers differ from the file's. */
interface Sheet {
  readonly rows: readonly (readonly string[])[];
  readonly how: string;
  readonly offset: number;
}

/** `isms import`. @returns the exit code */
export async function importFile(file: string, options: ImportCommand): Promise<number> {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file === '-' ? 0 : file);
  } catch (error) {
    throw new UsageError(`${file} cannot be read: ${reasonOf(error)}.`);
  }
  const sheet = await read(bytes, file);
  const result = readRegister(sheet.rows, options.dates ? { dates: options.dates } : {});
  if (result.headingRow === undefined)
    throw new UsageError(
      `no row of headings was found in ${file}: a column for the suppliers' names is needed, and at least one more.`,
    );
  if (!result.suppliers.length) throw new UsageError(`${file} has headings, and no supplier under them.`);
  const text = writeRegister(result, file === '-' ? 'standard input' : path.basename(file));
  const report = describe(result, sheet);
  if (options.dryRun) {
    process.stderr.write(report);
    write(text);
    return EXIT.ok;
  }
  const out = options.out ?? defaultOut();
  if (existsSync(out) && !options.force)
    throw new UsageError(
      `${out} is there already: name another file with --out (suppliers/imported.yaml is read as well), or overwrite it with --force.`,
    );
  try {
    writeFileSync(out, text, { flag: options.force ? 'w' : 'wx' });
  } catch (error) {
    throw new UsageError(`${out} cannot be written: ${reasonOf(error)}.`);
  }
  write(
    `${report}\nwrote ${out}: ${plural(result.suppliers.length, 'supplier')}. What the sheet does not say is missing there; isms check ${path.dirname(out)} lists it.\n`,
  );
  return EXIT.ok;
}

/** The register of the ISMS around the working directory, else a new one here. */
function defaultOut(): string {
  const root = rootFolderAbove('.');
  return path.relative('.', path.join(root ?? '.', 'suppliers.yaml')) || 'suppliers.yaml';
}

async function read(bytes: Buffer, file: string): Promise<Sheet> {
  // A zip archive: a spreadsheet in the newer format, whatever it is called.
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readXlsx(bytes, file);
  if (bytes[0] === 0xd0 && bytes[1] === 0xcf)
    throw new UsageError(`${file} is a spreadsheet in the old format (.xls): save it as .xlsx or CSV.`);
  const { text, encoding } = decode(bytes);
  const { rows, separator, skipped } = readCsv(text);
  return { rows, how: `${encoding}, separated by ${SEPARATORS[separator] ?? `“${separator}”`}`, offset: skipped };
}

async function readXlsx(bytes: Buffer, file: string): Promise<Sheet> {
  const { default: readFile } = await import('read-excel-file/node');
  try {
    const sheets = await readFile(bytes);
    const first = sheets[0]!;
    const cell = (value: unknown): string =>
      value === null || value === undefined
        ? ''
        : value instanceof Date
          ? value.toISOString().slice(0, 10)
          : String(value);
    const others = sheets.length > 1 ? `; ${plural(sheets.length - 1, 'other sheet')} not read` : '';
    return { rows: first.data.map((row) => row.map(cell)), how: `the sheet “${first.sheet}”${others}`, offset: 0 };
  } catch (error) {
    throw new UsageError(`${file} cannot be read as a spreadsheet: ${error instanceof Error ? error.message : error}.`);
  }
}

const quoted = (text: string): string => {
  const line = clean(text);
  return `“${line.length > 60 ? `${line.slice(0, 59)}…` : line}”`;
};

/** What was understood and what was not, for people. */
function describe({ columns, remarks, suppliers, passedOver }: ImportResult, { how, offset }: Sheet): string {
  const understood = columns.filter(({ field }) => field);
  const others = columns.filter(({ field }) => !field);
  const lines = [`Read ${plural(suppliers.length, 'supplier')} (${how}).`, '', 'Understood:'];
  for (const { heading, field } of understood) lines.push(`  ${quoted(heading)} → ${field}`);
  lines.push('  ids are made from the names where the sheet has none');
  if (others.length) {
    lines.push('', 'Columns that were not understood:');
    for (const { heading, why } of others) lines.push(`  ${quoted(heading)}: ${why}`);
  }
  if (remarks.length) {
    lines.push('', 'Cells that were not understood:');
    for (const { row, heading, text, why } of remarks)
      lines.push(`  row ${row + offset}, ${heading ? quoted(heading) : 'no heading'}, ${quoted(text)}: ${why}`);
  }
  if (passedOver.length)
    lines.push('', `Rows without a supplier, passed over: ${passedOver.map((row) => row + offset).join(', ')}`);
  return `${lines.join('\n')}\n`;
}
