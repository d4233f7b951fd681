import { addDuration, type Day, type Duration, daysBetween, earlier, parseDay } from './dates.ts';
import type { Context } from './rule.ts';
import type { Action, Event, Field, List, Review } from './types.ts';

/** A review without its day, its reviewer or its outcome is no review yet. */
const isComplete = ({ value }: Field<Review>): boolean => Boolean(value?.date && value.by && value.outcome);

/** Whether a review is complete and its day is known and not in the future. */
export const isDone = (review: Field<Review>, today: Day): boolean =>
  isComplete(review) && review.value!.date!.value !== undefined && review.value!.date!.value <= today;

/** The latest complete review whose date can be read and does not lie in the future. */
export function lastReview(
  reviews: Field<List<Review>> | undefined,
): { review: Review; date: Field<Day>; day: Day; item: Field<Review> } | undefined {
  let last: ReturnType<typeof lastReview>;
  for (const item of reviews?.value ?? []) {
    const date = item.value?.date;
    if (date?.value !== undefined && isComplete(item) && (!last || date.value >= last.day)) {
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
      ({ value }) => !value || (value.date && value.date.value === undefined && !parseDay(value.date.text)),
    ),
  );

/** The last review, where it is certain which one that is. */
export const certainLastReview = (reviews: Field<List<Review>> | undefined): ReturnType<typeof lastReview> =>
  isUncertain(reviews) ? undefined : lastReview(reviews);

/** Whether no review was recorded at all, not even one whose day cannot be read or is still to come. */
export const isUnreviewed = (reviews: Field<List<Review>> | undefined): boolean =>
  !reviews || Boolean(reviews.value && !reviews.partial && !isUncertain(reviews) && !reviews.value.some(isComplete));

/** The latest event after a day. */
export function eventAfter(
  events: Field<List<Event>> | undefined,
  day: Day,
): { date: Field<Day>; kind: string } | undefined {
  let latest: { date: Field<Day>; kind: string } | undefined;
  for (const { value } of events?.value ?? []) {
    const date = value?.date;
    if (date?.value === undefined || date.value <= day) continue;
    if (!latest || date.value > latest.date.value!) latest = { date, kind: value?.kind?.value ?? 'event' };
  }
  return latest;
}

/** The actions that reviews ask for. */
export const actionsOf = (reviews: Field<List<Review>> | undefined): readonly Field<Action>[] =>
  (reviews?.value ?? []).flatMap(({ value }) => value?.action ?? []);

/** The actions that are past their day and not done. */
export function overdueActions(
  actions: readonly Field<Action>[] | undefined,
  { today }: Pick<Context, 'today'>,
): { what: string; owner: string | undefined; due: Field<Day> }[] {
  return (actions ?? []).flatMap(({ value }) => {
    const { what, owner, due, done } = value ?? {};
    return due?.value !== undefined && due.value < today && !done
      ? [{ what: what?.text ?? 'The action', owner: owner?.text, due }]
      : [];
  });
}

/** When the next review is due after a day: the shorter of the entity's own cadence and the root's. */
export function nextDue(from: Day, own: Field<Duration> | undefined, root: Duration): Day {
  const byRoot = addDuration(from, root);
  return own?.value ? earlier(addDuration(from, own.value), byRoot) : byRoot;
}

export const days = (n: number): string => `${n} day${n === 1 ? '' : 's'}`;

export const dueIn = (today: string, due: string): string =>
  due === today ? 'today' : `in ${days(daysBetween(today, due))}`;
