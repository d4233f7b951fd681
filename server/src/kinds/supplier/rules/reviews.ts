import { addDuration, daysBetween } from '../../../model/dates.ts';
import { certainLastReview, days, dueIn, eventAfter, isUnreviewed, nextDue } from '../../../model/reviews.ts';
import type { Context, Rule } from '../../../model/rule.ts';
import { REVIEW } from '../basis.ts';
import { isReviewed, needsDpa } from '../model.ts';
import type { Supplier } from '../types.ts';

/** When a supplier's next review is due; `undefined` if none was done yet or none can be read. */
export function supplierDue(supplier: Supplier, { settings }: Pick<Context, 'settings'>) {
  const last = certainLastReview(supplier.fields.reviews);
  return last && { last, due: nextDue(last.day, supplier.fields['review-every'], settings.supplierReviews) };
}

/** The latest event after the last review. */
export function triggeringEvent(supplier: Supplier) {
  const last = certainLastReview(supplier.fields.reviews);
  if (!last) return undefined;
  const event = eventAfter(supplier.fields.events, last.day);
  return event && { ...event, last };
}

export const reviewRules: readonly Rule<Supplier>[] = [
  {
    id: 'review/missing',
    title: 'No review yet',
    severity: 'error',
    waivable: true,
    criterion: 'review',
    settledBy: 'review',
    scope: 'supplier',
    basis: REVIEW,
    check(supplier, _context, report) {
      if (isReviewed(supplier) && isUnreviewed(supplier.fields.reviews) && !supplier.broken) {
        report(
          supplier.anchor,
          'There is no review: each supplier in scope is reviewed at least once a year, and the outcome and date recorded here',
        );
      }
    },
  },
  {
    id: 'review/overdue',
    title: 'The review is overdue',
    severity: 'error',
    waivable: true,
    criterion: 'review',
    settledBy: 'review',
    settings: ['reviews.suppliers'],
    scope: 'supplier',
    basis: REVIEW,
    check(supplier, context, report) {
      const state = isReviewed(supplier) ? supplierDue(supplier, context) : undefined;
      if (state && state.due < context.today) {
        report(
          state.last.date,
          `The review was due on ${state.due}, ${days(daysBetween(state.due, context.today))} ago: review the supplier and record it under reviews`,
        );
      }
    },
  },
  {
    id: 'review/due-soon',
    title: 'The review is due soon',
    severity: 'warning',
    waivable: true,
    criterion: 'review',
    settledBy: 'review',
    settings: ['reviews.suppliers', 'reviews.due-soon'],
    scope: 'supplier',
    basis: REVIEW,
    check(supplier, context, report) {
      const state = isReviewed(supplier) ? supplierDue(supplier, context) : undefined;
      if (state && state.due >= context.today && state.due <= addDuration(context.today, context.settings.dueSoon)) {
        report(
          state.last.date,
          `The next review is due on ${state.due}, ${dueIn(context.today, state.due)}: ask the supplier for what it needs`,
        );
      }
    },
  },
  {
    id: 'review/triggered',
    title: 'Something happened since the last review',
    severity: 'error',
    waivable: true,
    criterion: 'review',
    settledBy: 'review',
    scope: 'supplier',
    basis: REVIEW,
    check(supplier, _context, report) {
      const event = isReviewed(supplier) ? triggeringEvent(supplier) : undefined;
      if (event) {
        report(
          event.date,
          `The ${event.kind.replace('-', ' ')} of ${event.date.value} came after the last review (${event.last.day}): review the supplier now, sooner than planned`,
          {
            related: [{ start: event.last.date.start, end: event.last.date.end, message: 'The last review' }],
          },
        );
      }
    },
  },
  {
    id: 'review/incomplete',
    title: 'The last review did not check everything',
    severity: 'warning',
    waivable: true,
    criterion: 'review',
    settledBy: 'review',
    scope: 'supplier',
    basis: REVIEW,
    check(supplier, _context, report) {
      const last = isReviewed(supplier) ? certainLastReview(supplier.fields.reviews) : undefined;
      if (!last) return;
      const { checked } = last.review;
      if (checked && (!checked.value || checked.partial)) return;
      if (!checked && supplier.broken) return;
      const wanted = ['assurance', ...(needsDpa(supplier) ? ['dpa'] : []), 'residency', 'risk'];
      const lacking = wanted.filter((part) => !checked?.value?.some((item) => item.value === part));
      if (lacking.length) {
        report(
          checked ?? last.item.first ?? last.item,
          `The last review (${last.day}) did not check ${lacking.join(', ')} again: check it and record that, or review anew`,
          {
            ...(checked ? {} : { data: { missing: 'checked' } }),
          },
        );
      }
    },
  },
];
