import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folder, isms } from './run.ts';
import { textCell as text, xlsx } from './workbook.ts';

const HEADINGS = `<row r="1">${text('A1', 'Supplier')}${text('B1', 'Purpose')}</row>`;
const row = (number: string, ...cells: string[]): string => `<row r="${number}">${cells.join('')}</row>`;

/** What is said of a spreadsheet. */
function outcome(bytes: Uint8Array | string): string {
  const at = folder({});
  writeFileSync(path.join(at, 'list'), bytes);
  const { code, stderr } = isms(['import', 'list', '--dry-run'], { cwd: at });
  return `${code} ${stderr.split('\n')[0]}`;
}

describe('a spreadsheet that is too much', { timeout: 60_000 }, () => {
  it('is read where its empty, formatted cells stand as far out as Excel goes', () => {
    const far = '<c r="XFD1048576" s="1"/>';
    const rows = `${HEADINGS}${row('2', text('A2', 'Example Ltd'), text('B2', 'Hosting'))}${row('1048576', far)}`;
    expect(outcome(xlsx(rows))).toContain('0 Read 1 supplier (');
  });

  const RANGE = { rows: 'it has more than 100,000 rows', columns: 'it has more than 1,000 columns' };
  it.each([
    ['a row that no sheet has', row('1048576000', text('A1048576000', 'x')), 'where there is none'],
    ['a row behind all others', row('9999999', text('A9999999', 'x')), RANGE.rows],
    ['a number with an exponent', row('1e9', text('A3', 'x')), 'where there is none'],
    ['a mark of the tag in its attribute', `<row spans=">" r='9999999'>${text('A2', 'x')}</row>`, RANGE.rows],
    ['a text far below', row('200000', text('A200000', 'x')), RANGE.rows],
    ['a column that no sheet has', row('2', text('ZZZZZ2', 'x')), 'where there is none'],
    ['a text far to the right', row('2', text('XFD2', 'x')), RANGE.columns],
    ['a long text', row('2', text('A2', 'x'.repeat(40_000))), 'more than 32,767 characters'],
  ])('%s', (_, rows, why) => {
    expect(outcome(xlsx(HEADINGS + rows))).toContain(why);
  });

  it('unpacked', () => {
    const bomb = xlsx(HEADINGS, `<si><t>${'a'.repeat(70_000_000)}</t></si>`);
    expect(bomb.length).toBeLessThan(200_000);
    expect(outcome(bomb)).toBe('2 isms: list is too much for a register: unpacked, it is larger than 64 MB.');
  });

  it('as CSV', () => {
    const headings = 'Supplier,Purpose\n';
    expect(outcome(headings + 'a,b\n'.repeat(1_000_000))).toContain(RANGE.rows);
    expect(outcome(`${headings}a${',x'.repeat(5000)}\n`)).toContain(RANGE.columns);
    expect(outcome(headings + `a${','.repeat(900)}\n`.repeat(9000))).toContain('more than 5,000,000 cells');
    expect(outcome(`${headings}"${'a b, c\n'.repeat(2_000_000)}`)).toContain('is a quote left open');
    expect(outcome(`${headings}"${'a b, c\n'.repeat(7_000_000)}`)).toContain('larger than 20 MB');
  });

  it('100,000 rows are not', () => {
    expect(outcome(`Supplier,Purpose\n${'Example Ltd,Hosting\n'.repeat(99_999)}`)).toContain(
      '0 Read 99999 suppliers (',
    );
  });
});
