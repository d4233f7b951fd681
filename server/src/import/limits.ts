/** What a register that people keep in a spreadsheet does not come near. Beyond it nothing is read. */
export const MOST = {
  bytes: 20_000_000,
  /** Bytes of a spreadsheet's parts once they are unpacked. */
  unpacked: 64_000_000,
  rows: 100_000,
  columns: 1000,
  cells: 5_000_000,
  /** Characters in a cell: as many as Excel allows. */
  characters: 32_767,
} as const;

/** As far as the rows and columns of Excel go: empty ones that are only formatted may stand that far out. */
export const GRID = { rows: 1_048_576, columns: 16_384 } as const;

/** More than can be imported, as the end of a sentence about the file. */
export class Excess extends Error {}

const number = new Intl.NumberFormat('en-GB');
export const tooMany = (what: 'rows' | 'columns' | 'cells'): Excess =>
  new Excess(`it has more than ${number.format(MOST[what])} ${what}`);

/** Counts the rows of a sheet as they are read. @throws {@link Excess} */
export class Counter {
  private rows = 0;
  private cells = 0;

  add(row: readonly unknown[]): void {
    this.rows++;
    this.cells += row.length;
    if (this.rows > MOST.rows) throw tooMany('rows');
    if (row.length > MOST.columns) throw tooMany('columns');
    if (this.cells > MOST.cells) throw tooMany('cells');
    for (const cell of row)
      if (typeof cell === 'string' && cell.length > MOST.characters)
        throw new Excess(
          `a cell in row ${number.format(this.rows)} has more than ${number.format(MOST.characters)} characters (is a quote left open?)`,
        );
  }
}
