/**
 * A calendar day as `YYYY-MM-DD`. Days compare as text, and no time zone has a say: all arithmetic is on the calendar.
 */
export type Day = string;

/** A length of time as an author writes it: `12 months`. */
export interface Duration {
  readonly count: number;
  readonly unit: 'day' | 'week' | 'month' | 'year';
}

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const DURATION = /^(\d{1,5}) +(day|week|month|year)s?$/;

/** The text as a day, or `undefined` if there is no such day or it is written in another form. */
export function parseDay(text: string): Day | undefined {
  const match = DAY.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
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
    : [4, 6, 9, 11].includes(month)
      ? 30
      : 31;

const pad = (n: number, width: number) => String(n).padStart(width, '0');
const format = (year: number, month: number, day: number): Day =>
  year > 9999 ? '9999-12-31' : year < 1 ? '0001-01-01' : `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}`;

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

const partsOf = (day: Day): [number, number, number] => [
  Number(day.slice(0, 4)),
  Number(day.slice(5, 7)),
  Number(day.slice(8, 10)),
];

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
