import Papa from 'papaparse';
import { Counter } from './limits.ts';

/** What Windows-1252 has from 0x80 on, where Latin-1 has control characters; five places are free. */
const WINDOWS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** Text in Windows-1252. The decoders of newer Nodes read it as Latin-1, so it is read from the table. */
export function fromWindows1252(bytes: Uint8Array): string {
  // Latin-1 is what characters of one byte are; in pieces, since a call takes only so many arguments.
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return text.replace(/[\x80-\x9f]/g, (character) => WINDOWS[character.charCodeAt(0) - 0x80]!);
}

type Encoding = 'UTF-8' | 'UTF-16' | 'Windows-1252';

/**
 * A file as text: UTF-8, UTF-16, else the old Windows encoding in which spreadsheets still export.
 * @returns `undefined` where it is no text
 */
export function decode(bytes: Uint8Array): { readonly text: string; readonly encoding: Encoding } | undefined {
  const sixteen = utf16(bytes);
  if (sixteen) return { text: new TextDecoder(sixteen).decode(bytes), encoding: 'UTF-16' };
  if (bytes.subarray(0, 8192).includes(0)) return undefined;
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: fromWindows1252(bytes), encoding: 'Windows-1252' };
  }
}

/** UTF-16 by its mark, or by the zeros beside its letters where it has none. */
function utf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 512);
  const zeros = [0, 0];
  for (const [index, byte] of start.entries()) if (byte === 0) zeros[index % 2]!++;
  const [even, odd] = zeros as [number, number];
  const half = start.length / 2;
  if (half < 2) return undefined;
  if (odd > half * 0.7 && even === 0) return 'utf-16le';
  return even > half * 0.7 && odd === 0 ? 'utf-16be' : undefined;
}

/** A quote that is opened and not closed. */
export class OpenQuote extends Error {
  /** @param line where its row begins, 1-based */
  constructor(line: number) {
    super(`the row in line ${line} opens a quote (") that is not closed, and would take the lines below it with it`);
  }
}

/** How many lines a row has. */
const linesIn = (row: readonly string[]): number =>
  row.reduce((lines, cell) => lines + (cell.match(/\r\n?|\n/g)?.length ?? 0), 1);

/**
 * Reads CSV, whatever separates its cells: comma, semicolon, tab or bar. Blank rows stay, so that rows keep their numbers.
 * @throws Excess where there is more than can be imported
 * @throws OpenQuote where a quote swallows the lines below it
 */
export function readCsv(text: string): {
  readonly rows: readonly (readonly string[])[];
  readonly separator: string;
  readonly skipped: number;
} {
  // Spreadsheets put the separator into a line of its own before the first.
  const told = /^\ufeff?sep=(.)\r?\n/i.exec(text);
  const body = told ? text.slice(told[0].length) : text.replace(/^\ufeff/, '');
  // A line break at the end would count as a row of one cell when the separator is looked for.
  const rows: string[][] = [];
  const counter = new Counter();
  let separator = told?.[1] ?? ',';
  Papa.parse<string[]>(withoutLastBreaks(body), {
    ...(told ? { delimiter: told[1]! } : {}),
    delimitersToGuess: [',', ';', '\t', '|'],
    skipEmptyLines: false,
    step: ({ data, meta, errors }) => {
      counter.add(data);
      if (errors.some(({ type }) => type === 'Quotes') && data.some((cell) => cell.includes('\n')))
        throw new OpenQuote(rows.reduce((lines, row) => lines + linesIn(row), told ? 2 : 1));
      rows.push(data);
      separator = meta.delimiter;
    },
  });
  return { rows, separator, skipped: told ? 1 : 0 };
}

function withoutLastBreaks(text: string): string {
  let end = text.length;
  while (end > 0 && '\r\n'.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}
