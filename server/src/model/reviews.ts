import { addDuration, type Day, type Duration, daysBetween, earlier, parseDay } from './dates.ts';
import type { Field, List, Review } from './types.ts';

/** The latest review whose date can be read and does not lie in the future. */
export function lastReview(
  reviews: Field<List<Review>> | undefined,
): { review: Review; date: Field<Day>; day: Day; item: Field<Review> } | undefined {
  let last: ReturnType<typeof lastReview>;
  for (const item of reviews?.value ?? []) {
    const date = item.value?.date;
    if (date?.value !== undefined && (!last || date.value >= last.day)) {
      last = { review: item.value!, date, day: date.value, item };
    }
  }
  return last;
}

/**
 * Whether nobody can say which review is the last, because some review's date cannot be read. A date in the future can
 * be read: that review does not count yet.
 */
export const isUncertain = (reviews: Field<List<Review>> | undefined): boolean =>
  Boolean(
    reviews?.value?.some(
      ({ value }) => !value || (value.date?.value === undefined && !parseDay(value.date?.text ?? '')),
    ),
  );

/** The last review, where it is certain which one that is. */
export const certainLastReview = (reviews: Field<List<Review>> | undefined): ReturnType<typeof lastReview> =>
  isUncertain(reviews) ? undefined : lastReview(reviews);

/** When the next review is due after a day: the shorter of the entity's own cadence and the root's. */
export function nextDue(from: Day, own: Field<Duration> | undefined, root: Duration): Day {
  const byRoot = addDuration(from, root);
  return own?.value ? earlier(addDuration(from, own.value), byRoot) : byRoot;
}

export const days = (n: number): string => `${n} day${n === 1 ? '' : 's'}`;

export const dueIn = (today: string, due: string): string =>
  due === today ? 'today' : `in ${days(daysBetween(today, due))}`;
