import { clean } from './clean.ts';

/** The address if it may be a link: http and https only, and nothing in it that could leave an attribute or a line. */
export function webLink(text: string): string | undefined {
  return /^https?:\/\/[^\s"'<>`\\]+$/i.test(text) && clean(text) === text ? text : undefined;
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Compares as a reader sorts, the same on every machine. */
export function byText(a: string, b: string): number {
  const [x, y] = [a.toLowerCase(), b.toLowerCase()];
  return x < y ? -1 : x > y ? 1 : a < b ? -1 : a > b ? 1 : 0;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11-21` → `Nov 2026` */
export const monthOf = (day: string): string => `${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;
