import Papa from 'papaparse';

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

/** Reads CSV, whatever separates its cells: comma, semicolon, tab or bar. Blank rows stay, so that rows keep their numbers. */
export function readCsv(text: string): {
  readonly rows: readonly (readonly string[])[];
  readonly separator: string;
  readonly skipped: number;
} {
  // Spreadsheets put the separator into a line of its own before the first.
  const told = /^\ufeff?sep=(.)\r?\n/i.exec(text);
  const body = told ? text.slice(told[0].length) : text.replace(/^\ufeff/, '');
  // A line break at the end would count as a row of one cell when the separator is looked for.
  const { data, meta } = Papa.parse<string[]>(body.replace(/[\r\n]+$/, ''), {
    ...(told ? { delimiter: told[1]! } : {}),
    delimitersToGuess: [',', ';', '\t', '|'],
    skipEmptyLines: false,
  });
  return { rows: data, separator: meta.delimiter, skipped: told ? 1 : 0 };
}
