import Papa from 'papaparse';
import { Counter } from './limits.ts';

/** A file as text: UTF-8, UTF-16 with its mark, else the old Windows encoding in which spreadsheets still export. */
export function decode(bytes: Uint8Array): {
  readonly text: string;
  readonly encoding: 'UTF-8' | 'UTF-16' | 'Windows-1252';
} {
  if (bytes[0] === 0xff && bytes[1] === 0xfe)
    return { text: new TextDecoder('utf-16le').decode(bytes), encoding: 'UTF-16' };
  if (bytes[0] === 0xfe && bytes[1] === 0xff)
    return { text: new TextDecoder('utf-16be').decode(bytes), encoding: 'UTF-16' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'Windows-1252' };
  }
}

/**
 * Reads CSV, whatever separates its cells: comma, semicolon, tab or bar. Blank rows stay, so that rows keep their numbers.
 * @throws Excess where there is more than can be imported
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
    step: ({ data, meta }) => {
      counter.add(data);
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
