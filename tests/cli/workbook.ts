import { strToU8, zipSync } from 'fflate';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATED = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A sheet of a workbook, with its rows as XML. */
export interface SheetXml {
  readonly name: string;
  readonly rows: string;
  readonly hidden?: boolean;
  /** Merged cells: `A2:A4`. */
  readonly merged?: readonly string[];
}

/** A workbook. The style 1 shows numbers as days. */
export function workbook(sheets: readonly SheetXml[], shared = ''): Uint8Array {
  const related = (id: number, type: string, target: string) =>
    `<Relationship Id="rId${id}" Type="${RELATED}/${type}" Target="${target}"/>`;
  return zipSync({
    '[Content_Types].xml': strToU8('<Types/>'),
    'xl/workbook.xml': strToU8(
      `<workbook xmlns="${MAIN}" xmlns:r="${RELATED}"><sheets>${sheets
        .map(
          ({ name, hidden }, index) =>
            `<sheet name="${name}" sheetId="${index + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`,
        )
        .join('')}</sheets></workbook>`,
    ),
    'xl/_rels/workbook.xml.rels': strToU8(
      `<Relationships>${sheets.map((_, index) => related(index + 1, 'worksheet', `worksheets/sheet${index + 1}.xml`)).join('')}${related(100, 'sharedStrings', 'sharedStrings.xml')}${related(101, 'styles', 'styles.xml')}</Relationships>`,
    ),
    'xl/sharedStrings.xml': strToU8(`<sst xmlns="${MAIN}">${shared}</sst>`),
    'xl/styles.xml': strToU8(
      `<styleSheet xmlns="${MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    ),
    ...Object.fromEntries(
      sheets.map(({ rows, merged = [] }, index) => [
        `xl/worksheets/sheet${index + 1}.xml`,
        strToU8(
          `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData><mergeCells>${merged.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells></worksheet>`,
        ),
      ]),
    ),
  });
}

/** A workbook of one sheet. */
export const xlsx = (rows: string, shared = ''): Uint8Array => workbook([{ name: 'List', rows }], shared);

export const textCell = (address: string, value: string): string =>
  `<c r="${address}" t="inlineStr"><is><t>${value}</t></is></c>`;

/** A cell that does not say where it is, which the format allows. */
export const bare = (value: string): string => `<c t="inlineStr"><is><t>${value}</t></is></c>`;
