import { strFromU8, strToU8, unzipSync } from 'fflate';
import { Excess, GRID, MOST, tooMany } from './limits.ts';

export { strFromU8 };

/** Archives that were unpacked, by their bytes. */
const unpacked = new WeakMap<ArrayBufferLike, Record<string, Uint8Array>>();

/** What a workbook has beside the values of its cells. */
export interface Workbook {
  /** Names of its sheets that are hidden. */
  readonly hidden: ReadonlySet<string>;
  /** Cells merged over several rows of one column, 0-based, by the name of their sheet. */
  readonly merged: ReadonlyMap<string, readonly Merged[]>;
}

export interface Merged {
  readonly column: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Unpacks a workbook, and puts its cells into a form that the library reads.
 * @returns the name of its format where it is another archive than a workbook
 * @throws {@link Excess}
 */
export function openWorkbook(archive: ArrayBuffer): Workbook | { readonly other: string } {
  let size = 0;
  const names = new Set<string>();
  const files = unzipSync(new Uint8Array(archive), {
    filter: ({ name, originalSize }) => {
      names.add(name);
      if (name !== 'mimetype' && !/\.xml(?:\.rels)?$/.test(name)) return false;
      size += originalSize;
      if (size > MOST.unpacked) throw new Excess('unpacked, it is larger than 64 MB');
      return true;
    },
  });
  const workbook = files['xl/workbook.xml'];
  if (!workbook) {
    const type = files.mimetype && strFromU8(files.mimetype);
    if (type?.includes('opendocument')) return { other: 'an OpenDocument file (.ods)' };
    if (names.has('xl/workbook.bin')) return { other: 'a binary workbook (.xlsb)' };
    return { other: names.has('word/document.xml') ? 'a text document (.docx)' : 'an archive' };
  }
  const merged = new Map<string, readonly Merged[]>();
  for (const [name, bytes] of Object.entries(files))
    if (/\/worksheets\//.test(name)) {
      const xml = strFromU8(bytes);
      files[name] = strToU8(readableCells(xml));
      merged.set(
        name,
        [...xml.matchAll(MERGED)].flatMap(([, range]) => mergedRows(range!)),
      );
    }
  unpacked.set(archive, files);
  const targets = new Map(
    [...strFromU8(files['xl/_rels/workbook.xml.rels'] ?? new Uint8Array()).matchAll(/<Relationship\s[^>]*>/g)].map(
      ([tag]) => [attribute(tag, 'Id'), attribute(tag, 'Target')?.replace(/^(?:\/?xl\/)?/, 'xl/')] as const,
    ),
  );
  const sheets = [...strFromU8(workbook).matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)].map(([tag]) => tag);
  const named = (tag: string) => attribute(tag, 'name') ?? '';
  return {
    hidden: new Set(sheets.filter((tag) => /hidden/i.test(attribute(tag, 'state') ?? '')).map(named)),
    merged: new Map(sheets.map((tag) => [named(tag), merged.get(targets.get(attribute(tag, '\\w+:id')) ?? '') ?? []])),
  };
}

/**
 * Stands in for the `unzip` of fflate where spreadsheets are read: that one starts workers from text, which neither
 * every host nor every policy allows, and unpacks pictures and whatever else is in the archive.
 */
export function unzip(
  archive: Uint8Array,
  done: (error: unknown, files: Record<string, Uint8Array> | null) => void,
): void {
  const files = unpacked.get(archive.buffer);
  if (files) done(null, files);
  else done(new Error('it was not unpacked'), null);
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
  return (found?.[1] ?? found?.[2])?.replace(/&(amp|lt|gt|quot|apos);/g, (_, entity) => ENTITIES[entity]!);
}

const MERGED = /<(?:\w+:)?mergeCell\s[^>]*ref\s*=\s*["']([^"']*)["']/g;

/** The part of merged cells (`A2:B5`) that is in their first column, if it has several rows. */
function mergedRows(range: string): Merged[] {
  const [, letters, first, last] = /^([A-Z]{1,3})(\d{1,7}):[A-Z]{1,3}(\d{1,7})$/.exec(range) ?? [];
  if (!letters || Number(last) <= Number(first) || Number(last) > MOST.rows) return [];
  return [{ column: columnOf(letters) - 1, first: Number(first) - 1, last: Number(last) - 1 }];
}

/** The 1-based number of a column. */
const columnOf = (letters: string): number =>
  [...letters].reduce((column, letter) => column * 26 + letter.charCodeAt(0) - 64, 0);

/** The letters of a 1-based column. */
export const lettersOf = (column: number): string =>
  column > 26
    ? lettersOf(Math.floor((column - 1) / 26)) + lettersOf(((column - 1) % 26) + 1)
    : String.fromCharCode(64 + column);

/** Rows and cells of a sheet, with what is in their tags; a cell that is closed at once is empty. */
const TAGS = /<((?:\w+:)?)(row|c)(?=[\s/>])((?:"[^"]*"|'[^']*'|[^>"'])*)>/g;
const ADDRESS = /(?:^|\s)r\s*=\s*(?:"([^"]*)"|'([^']*)')/;

/**
 * Looks at where the rows and cells of a sheet say that they are: the library fills what is missing before them. Cells
 * that do not say it get their addresses. Days without a time zone and errors become texts: the library makes moments
 * of the former, and empty cells of the latter.
 * @throws {@link Excess}
 */
function readableCells(xml: string): string {
  let row = 0;
  let column = 0;
  return xml.replace(TAGS, (whole, prefix: string, tag: string, attributes: string) => {
    const found = ADDRESS.exec(attributes);
    const address = found?.[1] ?? found?.[2];
    const [, letters, digits] = /^([A-Z]{0,3})([0-9]{1,7})$/.exec(address ?? '') ?? [];
    if (address !== undefined && letters === undefined)
      throw new Excess(`it has a cell at ${address.slice(0, 20)}, where there is none`);
    if (tag === 'row') {
      row = digits ? Number(digits) : row + 1;
      column = 0;
    } else column = letters ? columnOf(letters) : column + 1;
    if (Math.max(row, Number(digits ?? 0)) > GRID.rows) throw tooMany('rows');
    if (column > GRID.columns || (column > MOST.columns && !attributes.endsWith('/'))) throw tooMany('columns');
    if (tag === 'row') return address === undefined ? `<${prefix}row r="${row}"${attributes}>` : whole;
    const own = address === undefined ? ` r="${lettersOf(column)}${row}"` : '';
    return `<${prefix}c${own}${attributes.replace(/(^|\s)t\s*=\s*(["'])[de]\2/, '$1t="str"')}>`;
  });
}
