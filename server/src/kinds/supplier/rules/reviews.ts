import { missing, review } from '../../../fixes/common.ts';
import { certainLastReview, eventAfter, isUnreviewed, nextDue } from '../../../model/reviews.ts';
import type { Context, Rule } from '../../../model/rule.ts';
import { dueRules } from '../../common.ts';
import { REVIEW } from '../basis.ts';
import { isReviewed, nameOf, needsDpa } from '../model.ts';
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
    fixes: [review],
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
  ...dueRules<Supplier>({
    scope: 'supplier',
    prefix: 'review/',
    whose: '',
    basis: REVIEW,
    head: { waivable: true, criterion: 'review' },
    setting: 'reviews.suppliers',
    nameOf,
    due: (supplier, context) => (isReviewed(supplier) ? supplierDue(supplier, context) : undefined),
    events: ({ fields }) => fields.events,
  }),
  {
    id: 'review/incomplete',
    title: 'The last review did not check everything',
    severity: 'warning',
    fixes: [missing, review],
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
          `The last review (${last.day}) did not check ${lacking.join(', ')} again: check it and record that, or review again`,
          {
            ...(checked ? {} : { data: { missing: 'checked' } }),
          },
        );
      }
    },
  },
];
