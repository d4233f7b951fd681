import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { fromWindows1252 } from '../../server/src/import/csv.ts';
import { folder, isms, type RunOptions } from './run.ts';
import { bare, textCell, workbook, xlsx } from './workbook.ts';

/** Imports a file, and prints the register and what was understood. */
function imported(bytes: Uint8Array | string, more: readonly string[] = [], options: RunOptions = {}) {
  const at = folder({});
  writeFileSync(path.join(at, 'list'), bytes);
  return isms(['import', 'list', '--dry-run', ...more], { cwd: at, ...options });
}

const row = (...cells: string[]): string => `<row>${cells.join('')}</row>`;
const HEADINGS = row(bare('Supplier'), bare('DPA date'), bare('DPA expires'));

describe('the 27 characters that Windows-1252 has between 0x80 and 0x9F', () => {
  const CHARACTERS = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';
  const bytes = [...Array(32).keys()].map((index) => index + 0x80);
  const free = [0x81, 0x8d, 0x8f, 0x90, 0x9d];
  const used = bytes.filter((byte) => !free.includes(byte));

  it('are what they are on every Node', () => {
    expect(fromWindows1252(Uint8Array.from(used))).toBe(CHARACTERS);
    expect(fromWindows1252(Uint8Array.from([0x41, 0xe4, 0xff]))).toBe('Aäÿ');
  });

  it('reach the register', () => {
    const sheet = [
      ...Buffer.from('Supplier;Purpose\r\nExample '),
      0x96,
      ...Buffer.from(' K'),
      0xf6,
      ...Buffer.from('ln;5 '),
      0x80,
      10,
    ];
    expect(imported(Uint8Array.from(sheet)).stdout).toContain('name: Example – Köln\n    purpose: 5 €');
  });
});

describe('days in a workbook', () => {
  it.each(['UTC', 'America/Los_Angeles', 'Pacific/Auckland'])('are the same in %s', (TZ) => {
    const days = row(bare('Example Ltd'), '<c t="d"><v>2026-10-31T00:00:00</v></c>', '<c s="1"><v>46691</v></c>');
    const { stdout, stderr } = imported(xlsx(HEADINGS + days), [], { env: { TZ } });
    expect(stderr).not.toContain('not understood');
    expect(stdout).toContain('dpa: { status: signed, signed: 2026-10-31, expires: 2027-10-31 }');
  });

  it('are none where a formula looks up an empty cell', () => {
    const { stdout, stderr } = imported(xlsx(HEADINGS + row(bare('Example Ltd'), '<c s="1"><v>0</v></c>')));
    expect(stdout).not.toContain('dpa:');
    expect(stderr).toContain('“DPA date”, “1899-12-30”: it is a day before 1990');
  });
});

describe('a workbook', () => {
  it('names the errors in its cells', () => {
    const errors = row(bare('Example Ltd'), '<c t="e"><v>#REF!</v></c>', '<c t="e"><v>#N/A</v></c>');
    const { stderr } = imported(xlsx(HEADINGS + errors));
    expect(stderr).toContain('“DPA date”, “#REF!”: it is an error of the spreadsheet');
    expect(stderr).toContain('“DPA expires”, “#N/A”: it is an error of the spreadsheet');
  });

  const list = (name: string) => HEADINGS + row(bare(name));
  it('is read from its first visible sheet with suppliers, and names the others', () => {
    const bytes = workbook([
      { name: 'Cover', rows: row(bare('ISMS')) + row(bare('Version'), bare('1.0')) },
      { name: 'Draft', rows: list('Draft Ltd'), hidden: true },
      { name: 'Vendors', rows: list('Example Ltd') },
      { name: 'Old &amp; gone', rows: list('Old Ltd') },
    ]);
    const first = imported(bytes);
    expect(first.stdout).toContain('name: Example Ltd');
    expect(first.stderr).toContain('(the sheet “Vendors”; not read: “Cover”, “Draft” (hidden), “Old & gone”)');
    expect(imported(bytes, ['--sheet', 'Old & gone']).stdout).toContain('name: Old Ltd');
    expect(imported(bytes, ['--sheet', 'Draft']).stdout).toContain('name: Draft Ltd');
    expect(imported(bytes, ['--sheet', 'New']).stderr).toBe(
      'isms: list has no sheet “New”: it has “Cover”, “Draft”, “Vendors”, “Old & gone”.\n',
    );
  });

  it('may mix cells with and without their addresses', () => {
    const mixed = `<row r="2">${textCell('A2', 'Example Ltd')}${bare('2026-10-31')}</row>`;
    expect(imported(xlsx(HEADINGS + mixed)).stdout).toContain('signed: 2026-10-31');
  });
});

describe('what cannot be read', () => {
  const ole = (stream: string) =>
    Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.from(stream, 'utf16le')]);
  const zip = (files: Record<string, string>) =>
    zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
  it.each<[string, string | Uint8Array, string]>([
    ['a quote that is not closed', 'Supplier;Purpose\nOne;a\nTwo;"b\nThree;c\n', 'the row in line 3 opens a quote (")'],
    [
      'a quote that the next one seems to close',
      'Supplier,Purpose\n"One,a\nTwo,"b"\n',
      'the row in line 2 opens a quote',
    ],
    ['a workbook with a password', ole('EncryptedPackage'), 'is protected with a password'],
    ['an old workbook', ole('Workbook'), 'old format (.xls)'],
    ['an OpenDocument file', zip({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet' }), '(.ods): save'],
    ['a binary workbook', zip({ 'xl/workbook.bin': '' }), '(.xlsb): save'],
    ['a text document', zip({ 'word/document.xml': '' }), '(.docx): save'],
    ['a PDF', '%PDF-1.7\n', 'neither text nor a workbook'],
    ['bytes', Uint8Array.from([1, 2, 0, 0, 9]), 'neither text nor a workbook'],
    ['a web page', '<html><table>', 'is a web page'],
    ['an empty file', '', 'list is empty'],
  ])('%s is said in a line', (_, bytes, why) => {
    const { code, stderr } = imported(bytes);
    expect(stderr).toMatch(/^isms: [^\n]+\n$/);
    expect(stderr).toContain(why);
    expect(code).toBe(2);
  });

  it.each([
    ['utf16le', false],
    ['utf16le', true],
  ] as const)('does not include %s, with a mark: %s', (encoding, mark) => {
    const text = `${mark ? '\ufeff' : ''}Supplier\tPurpose\nExämple Ltd\tHosting\n`;
    const bytes = Buffer.from(text, encoding);
    expect(imported(bytes).stdout).toContain('name: Exämple Ltd');
    expect(imported(Buffer.from(bytes).swap16()).stdout).toContain('name: Exämple Ltd');
  });
});
