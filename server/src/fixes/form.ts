import { controls, readControl } from '../facts/controls.ts';
import { daysInMonth, formatDuration, parseDay, parseDuration } from '../model/dates.ts';

/** What a text most probably says in the one form that counts. These mend how something is written, never what it says. */

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const GERMAN: Readonly<Record<string, string>> = { mär: 'mar', mai: 'may', okt: 'oct', dez: 'dec' };

function day(year: number, month: number, date: number): string | undefined {
  if (month < 1 || month > 12 || date < 1 || date > daysInMonth(year, month)) return undefined;
  return parseDay(`${pad(year, 4)}-${pad(month)}-${pad(date)}`);
}

/** The days that a date in another form can mean: two where day and month may be either. */
export function daysMeant(text: string): string[] {
  const found = new Set<string>();
  const add = (value: string | undefined): void => {
    if (value) found.add(value);
  };
  const numbers = (match: RegExpExecArray): number[] => match.slice(1).map(Number);
  const trimmed = text.trim().replace(/[T ]\d{1,2}:\d{2}.*$/, '');
  let match = /^(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})$/.exec(trimmed) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(trimmed);
  if (match) {
    const [y, m, d] = numbers(match) as [number, number, number];
    add(day(y, m, d));
  }
  match = /^(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})$/.exec(trimmed);
  if (match) {
    const [d, m, y] = numbers(match) as [number, number, number];
    add(day(y, m, d));
  }
  match = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})$/.exec(trimmed);
  if (match) {
    const [a, b, y] = numbers(match) as [number, number, number];
    add(day(y, b, a));
    add(day(y, a, b));
  }
  const words = /^(\d{1,2})(?:\.|st|nd|rd|th)? ([a-z\u00e4]{3,9})\.?,? (\d{4})$/i.exec(trimmed);
  const american = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/i.exec(trimmed);
  const [d, name, y] = words ? [words[1], words[2], words[3]] : american ? [american[2], american[1], american[3]] : [];
  if (name) {
    const short = name.slice(0, 3).toLowerCase();
    const month = MONTHS.indexOf(GERMAN[short] ?? short) + 1;
    if (month) add(day(Number(y), month, Number(d)));
  }
  return [...found];
}

const UNITS: Readonly<Record<string, 'day' | 'week' | 'month' | 'year'>> = {
  d: 'day',
  day: 'day',
  w: 'week',
  week: 'week',
  mo: 'month',
  month: 'month',
  y: 'year',
  yr: 'year',
  year: 'year',
};
const WORDS: Readonly<Record<string, string>> = {
  daily: '1 day',
  weekly: '1 week',
  monthly: '1 month',
  quarterly: '3 months',
  'half-yearly': '6 months',
  yearly: '1 year',
  annually: '1 year',
  annual: '1 year',
};

/** A length of time that is only written in another form. */
export function durationMeant(text: string): string | undefined {
  const word = WORDS[text.trim().toLowerCase()];
  if (word) return word;
  const match = /^(\d{1,5})[\s-]*(d|days?|w|weeks?|mo|months?|y|yrs?|years?)\.?$/i.exec(text.trim());
  const unit = match && UNITS[match[2]!.toLowerCase().replace(/(?<=..)s$/, '')];
  const duration = unit && parseDuration(`${Number(match[1])} ${unit}s`);
  return duration ? formatDuration(duration) : undefined;
}

/** A control reference that is only written in another form: `A.5,19`, `A 5 19`, a range that runs backwards. */
export function controlMeant(text: string): string | undefined {
  const parts = text.split(/\s*[-\u2013\u2014]\s*/);
  if (parts.length === 2) {
    const turned = `${parts[1]}-${parts[0]}`;
    return readControl(turned).kind === 'controls' ? turned : undefined;
  }
  const match = /^(?:annex\s*)?A?[\s.,_:-]*([5-8])[\s.,_:]+(\d{1,2})[\s.,]*$/i.exec(text.trim());
  const id = match && `A.${match[1]}.${Number(match[2])}`;
  return id && readControl(id).kind === 'controls' ? id : undefined;
}

const place = new Map(controls.map(({ id }, index) => [id, index]));

const theme = (id: string): string => id.slice(0, 3);

/** Control ids as the fewest references, in the order in which they come; runs of three and more become ranges. */
export function asRanges(ids: readonly string[], shortest = 3): string[] {
  const out: string[] = [];
  for (let i = 0; i < ids.length; ) {
    let end = i;
    // A range stays within one theme: A.5.36-A.6.2 would be right, but nobody writes it.
    while (
      end + 1 < ids.length &&
      place.get(ids[end + 1]!) === place.get(ids[end]!)! + 1 &&
      theme(ids[end + 1]!) === theme(ids[i]!)
    )
      end++;
    if (end - i + 1 >= shortest) {
      out.push(`${ids[i]}-${ids[end]}`);
      i = end + 1;
    } else out.push(ids[i++]!);
  }
  return out;
}
