import { InvalidArgumentError } from 'commander';
import type { Rating } from '../../kinds/supplier/types.ts';
import { localDay, parseDay } from '../../model/dates.ts';

/** Exit codes of the command line. */
export const EXIT = { ok: 0, findings: 1, wrong: 2 } as const;

/** A mistake of the user's: told in one line on stderr, exit code 2. */
export class UsageError extends Error {}

/** The argument of an option as a day. @throws InvalidArgumentError */
export const day = (text: string): string => {
  const parsed = parseDay(text);
  if (!parsed) throw new InvalidArgumentError('Expected a day as YYYY-MM-DD.');
  return parsed;
};

/** The argument of an option as a number of things. @throws InvalidArgumentError */
export const count = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('Expected a number, 0 or more.');
  return Number(text);
};

/** The day as of which to judge: the option, else ISMS_AS_OF, else today on this machine. */
export function asOfDay(option: string | undefined): string {
  if (option !== undefined) return option;
  const variable = process.env.ISMS_AS_OF;
  if (!variable) return localDay(new Date());
  const parsed = parseDay(variable);
  if (!parsed) throw new UsageError(`ISMS_AS_OF is “${variable}”: expected a day as YYYY-MM-DD.`);
  return parsed;
}

/** A line on stderr. What comes of files goes through `visible` before. */
export const warn = (line: string): void => {
  process.stderr.write(`isms: ${line}\n`);
};

const RATINGS: readonly string[] = ['low', 'medium', 'high', 'critical'] satisfies readonly Rating[];

/** Ratings of criticality, separated by commas. */
export function ratings(text: string): readonly Rating[] {
  const given = text.split(',').map((one) => one.trim());
  const wrong = given.find((one) => !RATINGS.includes(one));
  if (wrong !== undefined) throw new InvalidArgumentError(`“${wrong}” is not one of ${RATINGS.join(', ')}.`);
  return given as readonly Rating[];
}
