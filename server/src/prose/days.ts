import { daysInMonth } from '../model/dates.ts';
import { words } from './words.ts';

/** The first and the last day that a date as people write it may mean, as `YYYY-MM-DD`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

const MONTH = Object.keys(words.months)
  .sort((a, b) => b.length - a.length)
  .join('|');
const FORMS: readonly (readonly [RegExp, (groups: readonly string[]) => (number | undefined)[] | undefined])[] = [
  [/^(\d{4})[-./](\d{1,2})[-./](\d{1,2})(?!\d)/, ([y, m, d]) => [Number(y), Number(m), Number(d)]],
  [/^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})(?!\d)/, ([d, m, y]) => [Number(y), Number(m), Number(d)]],
  [
    /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?!\d)/,
    ([a, b, y]) => {
      const [first, second] = [Number(a), Number(b)];
      // Nobody knows whether 03/04 is in March or in April.
      if (first <= 12 && second <= 12 && first !== second) return undefined;
      return first > 12 ? [Number(y), second, first] : [Number(y), first, second];
    },
  ],
  [
    new RegExp(`^(\\d{1,2})(?:st|nd|rd|th)?\\.?\\s+(?:of\\s+)?(${MONTH})\\.?,?\\s+(\\d{4})(?!\\d)`, 'i'),
    ([d, m, y]) => [Number(y), monthOf(m!), Number(d)],
  ],
  [
    new RegExp(`^(${MONTH})\\.?\\s+(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})(?!\\d)`, 'i'),
    ([m, d, y]) => [Number(y), monthOf(m!), Number(d)],
  ],
  [new RegExp(`^(${MONTH})\\.?,?\\s+(\\d{4})(?!\\d)`, 'i'), ([m, y]) => [Number(y), monthOf(m!), undefined]],
  [/^(\d{4})-(\d{2})(?![\d-])/, ([y, m]) => [Number(y), Number(m), undefined]],
];

const monthOf = (name: string): number => (words.months as Record<string, number>)[name.toLowerCase()]!;
const two = (n: number): string => String(n).padStart(2, '0');

/** Reads a day or a month with which a text begins; `undefined` for anything else, and for a day that may be two. */
export function readDays(text: string): Days | undefined {
  for (const [pattern, read] of FORMS) {
    const match = pattern.exec(text.trim());
    if (!match) continue;
    const parts = read(match.slice(1));
    if (!parts) return undefined;
    const [year, month, day] = parts as [number, number, number | undefined];
    if (month < 1 || month > 12 || (day !== undefined && (day < 1 || day > daysInMonth(year, month)))) return undefined;
    const prefix = `${String(year).padStart(4, '0')}-${two(month)}-`;
    return { from: prefix + two(day ?? 1), to: prefix + two(day ?? daysInMonth(year, month)) };
  }
  return undefined;
}
