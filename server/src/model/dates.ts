/**
 * A calendar day as `YYYY-MM-DD`. Days compare as text, and no time zone has a say: all arithmetic is on the calendar.
 */
export type Day = string;

/** A length of time as an author writes it: `12 months`. */
export interface Duration {
  readonly count: number;
  readonly unit: 'day' | 'week' | 'month' | 'year';
}

const DURATION = /^(\d{1,5}) +(day|week|month|year)s?$/;

/** The text as a day, or `undefined` if there is no such day or it is written in another form. */
export function parseDay(text: string): Day | undefined {
  if (text.length !== 10 || text[4] !== '-' || text[7] !== '-') return undefined;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  // What is no number is not in any range either.
  if (!(year >= 0 && month >= 0 && day >= 0)) return undefined;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined;
  return text;
}

/** The text as a duration, or `undefined`. Zero is one: `bridge-letter-max: 0 days` accepts no bridge letter. */
export function parseDuration(text: string): Duration | undefined {
  const match = DURATION.exec(text.trim());
  if (!match) return undefined;
  return { count: Number(match[1]), unit: match[2] as Duration['unit'] };
}

export const daysInMonth = (year: number, month: number): number =>
  month === 2
    ? year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
      ? 29
      : 28
    : month === 4 || month === 6 || month === 9 || month === 11
      ? 30
      : 31;

/** The number that a stretch of decimal digits says; `NaN` if there is anything else. Registers are full of days. */
function digits(text: string, from: number, to: number): number {
  let number = 0;
  for (let p = from; p < to; p++) {
    const digit = text.charCodeAt(p) - 48;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
}

const two = (n: number): string => (n < 10 ? `0${n}` : `${n}`);
const format = (year: number, month: number, day: number): Day =>
  year > 9999
    ? '9999-12-31'
    : year < 1
      ? '0001-01-01'
      : `${year < 1000 ? String(year).padStart(4, '0') : year}-${two(month)}-${two(day)}`;

/** The day a duration later (earlier with `sign` -1). Months and years are clamped to the month's last day. */
export function addDuration(day: Day, { count, unit }: Duration, sign: 1 | -1 = 1): Day {
  const [y, m, d] = partsOf(day);
  const n = sign * count;
  if (unit === 'month' || unit === 'year') {
    const months = y * 12 + (m - 1) + (unit === 'year' ? n * 12 : n);
    const [year, month] = [Math.floor(months / 12), (((months % 12) + 12) % 12) + 1];
    return format(year, month, Math.min(d, daysInMonth(year, month)));
  }
  return fromNumber(dayNumber(day) + (unit === 'week' ? n * 7 : n));
}

const partsOf = (day: Day): [number, number, number] => [digits(day, 0, 4), digits(day, 5, 7), digits(day, 8, 10)];

/** Days since 1970-01-01. */
export function dayNumber(day: Day): number {
  const [y, m, d] = partsOf(day);
  const date = new Date(0);
  // setUTCFullYear, because Date.UTC takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(y, m - 1, d);
  return Math.round(date.getTime() / 86_400_000);
}

function fromNumber(number: number): Day {
  const date = new Date(number * 86_400_000);
  return format(date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate());
}

/** Whole days from one day to another; negative if the second is earlier. */
export const daysBetween = (from: Day, to: Day): number => dayNumber(to) - dayNumber(from);

export const formatDuration = ({ count, unit }: Duration): string => `${count} ${unit}${count === 1 ? '' : 's'}`;

/** The local calendar day of a moment. */
export const localDay = (now: Date): Day => format(now.getFullYear(), now.getMonth() + 1, now.getDate());

export const earlier = (a: Day, b: Day): Day => (a <= b ? a : b);
export const later = (a: Day, b: Day): Day => (a >= b ? a : b);
