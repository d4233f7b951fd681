import { clean } from '../text/clean.ts';
import { plural } from '../text/words.ts';
import type { ImportResult } from './register.ts';
import type { Sheet } from './sheet.ts';

const quoted = (text: string): string => {
  const line = clean(text);
  return `“${line.length > 60 ? `${line.slice(0, 59)}…` : line}”`;
};

/** So many rows without a supplier are named. */
const MOST_ROWS = 100;

/** How a reader who can still say it lets the order of day and month be known; remarks on days end with it. */
interface Wording {
  readonly ambiguous?: string;
  /** So many cells are named at most. */
  readonly most?: number;
}

/** What was understood of a spreadsheet and what was not, for people: one line each, without line breaks. */
export function describe(
  { columns, remarks, suppliers, passedOver }: ImportResult,
  { how, offset }: Sheet,
  { ambiguous = '', most = Number.POSITIVE_INFINITY }: Wording = {},
): readonly string[] {
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
    for (const { row, heading, text, why, ambiguous: open } of remarks.slice(0, most))
      lines.push(
        `  row ${row + offset}, ${heading ? quoted(heading) : 'no heading'}, ${quoted(text)}: ${why}${open ? ambiguous : ''}`,
      );
    if (remarks.length > most) lines.push(`  and ${remarks.length - most} more`);
  }
  if (passedOver.length) {
    const named = passedOver.slice(0, MOST_ROWS).map((row) => row + offset);
    const more = passedOver.length > MOST_ROWS ? ` and ${passedOver.length - MOST_ROWS} more` : '';
    lines.push('', `Rows without a supplier, passed over: ${named.join(', ')}${more}`);
  }
  return lines;
}
