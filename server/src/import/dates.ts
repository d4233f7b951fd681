import { type Day, parseDay } from '../model/dates.ts';

/** Which of two numbers is the day, where both could be: only the user can say. */
export type DateOrder = 'day-first' | 'month-first';

/** What a cell says as a day; `ambiguous` where an order of day and month would settle it. */
export type DateRead = { readonly day: Day } | { readonly wrong: string; readonly ambiguous?: true };

const MONTHS: Readonly<Record<string, number>> = Object.fromEntries(
  [
    ['jan', 'january', 'januar', 'jän', 'jänner'],
    ['feb', 'february', 'februar'],
    ['mar', 'march', 'mär', 'märz', 'mrz', 'maerz'],
    ['apr', 'april'],
    ['may', 'mai'],
    ['jun', 'june', 'juni'],
    ['jul', 'july', 'juli'],
    ['aug', 'august'],
    ['sep', 'sept', 'september'],
    ['oct', 'october', 'okt', 'oktober'],
    ['nov', 'november'],
    ['dec', 'december', 'dez', 'dezember'],
  ].flatMap((names, index) => names.map((name) => [name, index + 1])),
);

const of = (year: string, month: string | number, day: string): DateRead => {
  const full = year.length === 2 ? `20${year}` : year;
  const found = parseDay(`${full}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`);
  if (!found) return { wrong: 'the calendar has no such day' };
  // Spreadsheets show the 0 of an empty cell that a formula looks up as a day of 1899 or 1900.
  return found < '1990' ? { wrong: 'it is a day before 1990' } : { day: found };
};

/**
 * Reads a day as people write it: `2026-12-31`, `31.12.2026`, `31 Dec 2026`, `Dezember 31, 2026`, `12/31/2026`. With
 * slashes, where both numbers could be the month, nothing is guessed.
 */
export function readDate(text: string, order?: DateOrder): DateRead {
  const value = text.trim().replace(/[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:Z|[+-]\d{2}:?\d{2})?$/, '');
  let match = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(value);
  if (match) return of(match[1]!, match[2]!, match[3]!);
  match = /^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4}|\d{2})$/.exec(value);
  if (match) return of(match[3]!, match[2]!, match[1]!);
  match = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})$/.exec(value);
  if (match) {
    const [first, second] = [Number(match[1]), Number(match[2])];
    if (first > 12 && second > 12) return { wrong: 'the calendar has no such day' };
    if (first > 12 || (order === 'day-first' && second <= 12)) return of(match[3]!, match[2]!, match[1]!);
    if (second > 12 || order === 'month-first') return of(match[3]!, match[1]!, match[2]!);
    if (first === second) return of(match[3]!, match[1]!, match[2]!);
    return { wrong: 'it may be day and month or month and day', ambiguous: true };
  }
  match = /^(\d{1,2})(?:\.|st|nd|rd|th)?[\s-]+([\p{L}]+)\.?,?[\s-]+(\d{4}|\d{2})$/u.exec(value);
  if (match) return byName(match[2]!, match[1]!, match[3]!);
  match = /^([\p{L}]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})$/u.exec(value);
  if (match) return byName(match[1]!, match[2]!, match[3]!);
  if (/^\d{5}$/.test(value))
    return { wrong: 'it is a spreadsheet’s own count of days: format the column as a date and export again' };
  if (/^(?:\p{L}+\.?\s+\d{4}|\d{1,2}[/.]\d{4}|\d{4})$/u.test(value)) return { wrong: 'it names no day' };
  return { wrong: 'it is no day' };
}

function byName(name: string, day: string, year: string): DateRead {
  const month = MONTHS[name.toLowerCase()];
  return month ? of(year, month, day) : { wrong: 'it is no day' };
}
