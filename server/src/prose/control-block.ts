import { readDays } from './days.ts';
import type { Run } from './runs.ts';
import type { ControlBlock, ControlField, Entry } from './types.ts';
import { bare, onlyOf, words } from './words.ts';

const FIELDS = Object.entries(words.labels).map(
  ([field, list]) => [field as ControlField | 'other', onlyOf(list)] as const,
);
const HISTORY = onlyOf(words.headings.historyColumns);
const NAMED = onlyOf(words.headings.control);

/** What a label says. */
const fieldOf = (label: string): ControlField | 'other' | undefined => {
  if (label.length > 60) return undefined;
  const text = bare(label)
    .replace(/\s*\([^)]*\)$/, '')
    .replace(/[\s.:]+$/, '');
  return text.length > 40 ? undefined : FIELDS.find(([, pattern]) => pattern.test(text))?.[0];
};

/** Whether a text is a name of a document control block. */
export const namesControlBlock = (text: string): boolean =>
  text.length < 80 && NAMED.test(bare(text).replace(/^[\d. ]+/, ''));

/** The value in a stretch of a run's text: without blanks and what is not looked at around it. */
function valueIn(
  run: Run,
  from: number,
  to: number,
): { readonly start: number; readonly end: number; readonly value: string } | undefined {
  const text = run.text.slice(from, to);
  const value = text.replace(/^[\s\uFFFC]+|[\s\uFFFC]+$/g, '');
  if (!value || !/[\p{L}\p{N}]/u.test(value)) return undefined;
  const start = run.start + from + text.indexOf(value);
  return { start, end: start + value.length, value };
}

const STATUSES = (['approved', 'draft', 'retired'] as const).map(
  (status) => [status, onlyOf(words.statuses[status])] as const,
);

/** An entry with what its value means. */
function entryOf(
  field: ControlField | 'other',
  label: string,
  at: { readonly start: number; readonly end: number; readonly value: string },
): Entry {
  const days = field === 'effective' || field === 'nextReview' ? readDays(at.value) : undefined;
  const status = field === 'status' ? STATUSES.find(([, pattern]) => pattern.test(bare(at.value)))?.[0] : undefined;
  return { field, label: bare(label), ...at, ...(days ? { days } : {}), ...(status ? { status } : {}) };
}

const COUNTED = new Set<string>(['version', 'status', 'owner', 'approver', 'effective', 'nextReview']);
const counted = (entries: readonly Entry[]): number =>
  new Set(entries.map(({ field }) => field).filter((field) => COUNTED.has(field))).size;

/** Lines of label and value in running text: `**Version:** 1.2 | **Owner:** CISO`. */
function linesIn(runs: readonly Run[]): { entries: Entry[]; strange: number; named: boolean } {
  const entries: Entry[] = [];
  let strange = 0;
  let named = false;
  for (const run of runs) {
    let at = 0;
    for (const segment of run.text.split(/[\n|\u2022\u00b7]/)) {
      const from = at;
      at += segment.length + 1;
      if (!segment.trim()) continue;
      const colon = segment.indexOf(':');
      const label = colon < 0 ? segment : segment.slice(0, colon);
      if (namesControlBlock(label)) {
        named = true;
        continue;
      }
      const field = colon < 0 ? undefined : fieldOf(label);
      if (!field) {
        strange++;
        continue;
      }
      const value = valueIn(run, from + colon + 1, from + segment.length);
      if (value) entries.push(entryOf(field, label, value));
      else entries.push({ field: 'other', label: bare(label), start: run.start, end: run.start, value: '' });
    }
  }
  return { entries, strange, named };
}

/** A table of two columns, or of labels above one row of values. */
function tableIn(cells: readonly Run[]): { entries: Entry[]; strange: number; named: boolean } {
  const rows: Run[][] = [];
  for (const run of cells) {
    rows[run.cell!.row] ??= [];
    rows[run.cell!.row]![run.cell!.column] = run;
  }
  const width = rows.reduce((most, row) => Math.max(most, row?.length ?? 0), 0);
  if (rows.length > 2 && width !== 2 && width !== 4) return { entries: [], strange: 1, named: false };
  const label = (run: Run | undefined): ControlField | 'other' | undefined => (run ? fieldOf(run.text) : undefined);
  const pair = (field: ControlField | 'other', name: Run, value: Run): Entry | undefined => {
    const read = valueIn(value, 0, value.text.length);
    return read && entryOf(field, name.text, read);
  };
  const entries: Entry[] = [];
  let strange = 0;
  const head = rows[0] ?? [];
  const named = head.some((run) => run && namesControlBlock(run.text));
  const across = head.filter((run) => run?.text.trim());
  if (across.length >= 2 && across.every((run) => label(run)) && !across.some((run) => HISTORY.test(bare(run.text)))) {
    // Labels above values: with more than one row it is a history.
    if (rows.length === 2) {
      for (const run of across) {
        const value = rows[1]?.[run.cell!.column];
        const entry = value && pair(label(run)!, run, value);
        if (entry) entries.push(entry);
      }
      if (counted(entries) >= 2) return { entries, strange: 0, named };
      entries.length = 0;
    } else if (width > 2) return { entries: [], strange: 1, named: false };
  }
  if (width !== 2 && width !== 4) return { entries: [], strange: 1, named: false };
  for (const [index, row] of rows.entries()) {
    for (let column = 0; column < width; column += 2) {
      const name = row?.[column];
      const value = row?.[column + 1];
      if (!name?.text.trim()) continue;
      const field = label(name);
      if (!field) {
        if (index > 0) strange++;
        continue;
      }
      const entry = value && pair(field, name, value);
      if (entry) entries.push(entry);
    }
  }
  const fields = entries.map(({ field }) => field).filter((field) => field !== 'other');
  return new Set(fields).size < fields.length ? { entries: [], strange: 1, named: false } : { entries, strange, named };
}

/**
 * A document control block in a block of Markdown: at least two of its labels (one below its own heading), and hardly
 * anything else. Whether it stands at the head or the foot of the text is for the caller.
 */
export function controlBlockIn(runs: readonly Run[]): ControlBlock | undefined {
  if (!runs.length || runs[0]!.kind === 'heading') return undefined;
  const inTable = runs[0]!.kind === 'cell';
  if (
    !inTable &&
    (runs.length > 20 || !runs.some(({ text }) => text.includes(':')) || runs.some(({ text }) => text.length > 1500))
  )
    return undefined;
  const { entries, strange, named } = inTable ? tableIn(runs) : linesIn(runs);
  if (!entries.some(({ field }) => field !== 'other') && !named) return undefined;
  if (strange > Math.max(1, entries.length / 2)) return undefined;
  return { entries: entries.filter(({ value }) => value), named, pure: strange === 0 };
}
