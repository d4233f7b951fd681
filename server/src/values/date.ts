import { replacing } from '../fixes/common.ts';
import { daysMeant } from '../fixes/form.ts';
import { type Day, daysBetween, parseDay } from '../model/dates.ts';
import type { Fix } from '../model/fix.ts';
import type { Report, ToldRule } from '../model/rule.ts';
import type { Field } from '../model/types.ts';
import { type Around, quote, type Reading, type Value } from '../schema/value.ts';
import { plural } from '../text/words.ts';
import type { ScalarNode, Span } from '../yaml/tree.ts';

function day({ text }: ScalarNode, at: Span, reading: Reading): string | undefined {
  const noSuchDay = /^\d{4}-\d{2}-\d{2}$/.test(text) ? ': the calendar has no such day' : '';
  return (
    parseDay(text) ??
    reading.issue('date/invalid', at, `${quote(text)} is not a day in the form YYYY-MM-DD${noSuchDay}`)
  );
}

/** How far a day is from today. */
function distance(text: string, { today }: Around): string | undefined {
  if (!parseDay(text)) return undefined;
  const n = daysBetween(today, text);
  const days = plural(Math.abs(n), 'day');
  return `**${text}**: ${n === 0 ? 'today' : n > 0 ? `in ${days}` : `${days} ago`}`;
}

export const date: Value = {
  name: 'date',
  nouns: ['day: YYYY-MM-DD', 'days'],
  expected: 'a day',
  explain: distance,
  read: day,
};

/** The day of something that has been done. */
export const pastDate: Value = {
  name: 'past-date',
  nouns: ['day: YYYY-MM-DD, not in the future', 'days'],
  expected: 'a day',
  explain: distance,
  read(node, at, reading) {
    const read = day(node, at, reading);
    return read !== undefined && read > reading.today
      ? reading.issue(
          'date/in-future',
          at,
          `${read} lies in the future (today is ${reading.today}), but what it dates has been done`,
        )
      : read;
  },
};

const otherForm: Fix = {
  title: 'Write the day as YYYY-MM-DD',
  *drafts(fault) {
    if (fault.node?.kind !== 'scalar') return;
    const days = daysMeant(fault.node.text);
    const only = days.length === 1;
    for (const day of days)
      yield { title: `Write ${day}`, splices: replacing(fault, day), safe: only, preferred: only };
  },
};

export const dateRules: readonly ToldRule[] = [
  {
    id: 'date/invalid',
    title: 'Not a day',
    severity: 'error',
    fixes: [otherForm],
    rejects: 'date',
    scope: 'structure',
  },
  { id: 'date/order', title: 'End before the beginning', severity: 'error', rejects: 'date', scope: 'structure' },
  {
    id: 'date/in-future',
    title: 'A day in the future for something done',
    severity: 'error',
    rejects: 'date',
    scope: 'structure',
  },
];

/** Each kind looks at its own days. */
export const implausible = {
  id: 'date/implausible',
  title: 'Implausible day',
  severity: 'warning',
  rejects: 'date',
  always: true,
} as const;

export function tooEarly(date: Field<Day> | undefined, what: string, report: Report): void {
  if (date?.value !== undefined && date.value < '1990')
    report(date, `${date.value} is no day of ${what}: check it, a spreadsheet may have filled it in`);
}
