import { strFromU8, unzipSync } from 'fflate';
import { Excess, GRID, MOST, tooMany } from './limits.ts';

export { strFromU8 };

/**
 * Stands in for the `unzip` of fflate where spreadsheets are read: that one starts workers from text, which neither
 * every host nor every policy allows, and unpacks pictures and whatever else is in the archive.
 */
export function unzip(
  archive: Uint8Array,
  done: (error: unknown, files: Record<string, Uint8Array> | null) => void,
): void {
  let size = 0;
  try {
    const files = unzipSync(archive, {
      filter: ({ name, originalSize }) => {
        if (!/\.xml(?:\.rels)?$/.test(name)) return false;
        size += originalSize;
        if (size > MOST.unpacked) throw new Excess('unpacked, it is larger than 64 MB');
        return true;
      },
    });
    for (const [name, bytes] of Object.entries(files))
      if (/\/worksheets\//.test(name)) checkAddresses(strFromU8(bytes));
    done(null, files);
  } catch (error) {
    done(error, null);
  }
}

/** Rows and cells of a sheet, with what is in their tags; a cell that is closed at once is empty. */
const TAGS = /<(?:\w+:)?(row|c)(?=[\s/>])((?:"[^"]*"|'[^']*'|[^>"'])*)>/g;
const ADDRESS = /(?:^|\s)r\s*=\s*(?:"([^"]*)"|'([^']*)')/;

/**
 * Looks at where the rows and cells of a sheet say that they are: the library fills what is missing before them.
 * @throws {@link Excess}
 */
function checkAddresses(xml: string): void {
  for (const [, tag, attributes] of xml.matchAll(TAGS)) {
    const found = ADDRESS.exec(attributes!);
    if (!found) continue;
    const [, letters, digits] = /^([A-Z]{0,3})([0-9]{1,7})$/.exec(found[1] ?? found[2]!) ?? [];
    if (letters === undefined)
      throw new Excess(`it has a cell at ${(found[1] ?? found[2]!).slice(0, 20)}, where there is none`);
    if (Number(digits) > GRID.rows) throw tooMany('rows');
    let column = 0;
    for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64;
    if (column > GRID.columns || (column > MOST.columns && tag === 'c' && !attributes!.endsWith('/')))
      throw tooMany('columns');
  }
}
