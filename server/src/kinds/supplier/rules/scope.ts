import { addDuration, daysBetween } from '../../../model/dates.ts';
import { days, isDone, isUncertain } from '../../../model/reviews.ts';
import type { Rule } from '../../../model/rule.ts';
import { exampleRule } from '../../common.ts';
import { REVIEW, SELECTION } from '../basis.ts';
import { accessOf, isReviewed, nameOf } from '../model.ts';
import type { Supplier } from '../types.ts';

/** What suppliers cannot do that reach nothing. */
const REACHING = new Set(['model', 'hosting']);

export const scopeRules: readonly Rule<Supplier>[] = [
  {
    id: 'supplier/scope-contradiction',
    title: 'Access none contradicts the rest',
    severity: 'warning',
    waivable: true,
    softens: true,
    scope: 'supplier',
    always: true,
    basis: SELECTION,
    check(supplier, _context, report) {
      const { access, categories, dpa, model, status } = supplier.fields;
      const none = access?.value?.find(({ value }) => value === 'none');
      if (!none || accessOf(supplier).length > 1 || status?.value === 'terminated') return;
      const category = categories?.value?.find(({ value }) => value !== undefined && REACHING.has(value));
      const other = category ?? model?.key ?? dpa?.key;
      if (!other) return;
      const what = category ? `is in the category ${category.value}` : `has a ${model ? 'model block' : 'dpa'}`;
      report(none, `Access none keeps ${nameOf(supplier)} out of scope, but it ${what}: state what it can reach`, {
        related: [{ start: other.start, end: other.end, message: 'This contradicts access none' }],
      });
    },
  },
  { ...exampleRule<Supplier>('supplier', nameOf, ({ fields }) => fields.example), waivable: true, softens: true },
];

/** How long before its end the time to object to a change shows. */
const OBJECTION = { count: 30, unit: 'day' } as const;

export const engagementRules: readonly Rule<Supplier>[] = [
  {
    id: 'review/before-engagement',
    title: 'Used before the first review',
    severity: 'warning',
    waivable: true,
    criterion: 'review',
    scope: 'supplier',
    basis: REVIEW,
    check(supplier, { today }, report) {
      const { engaged, reviews } = supplier.fields;
      if (engaged?.value === undefined || !isReviewed(supplier) || isUncertain(reviews) || supplier.broken) return;
      if (reviews && (!reviews.value || reviews.partial)) return;
      if (reviews?.value?.some((review) => isDone(review, today) && review.value!.date!.value! <= engaged.value!))
        return;
      report(
        engaged,
        `${nameOf(supplier)} is used from ${engaged.value}, and no review was complete by then: record it, or correct the day`,
      );
    },
  },
  {
    id: 'review/objection-ends',
    title: 'Time to object to a change ends',
    severity: 'warning',
    waivable: true,
    criterion: 'review',
    scope: 'supplier',
    basis: REVIEW,
    check(supplier, { today }, report) {
      const { events, reviews } = supplier.fields;
      if (!isReviewed(supplier) || isUncertain(reviews) || (reviews && !reviews.value)) return;
      for (const { value: event } of events?.value ?? []) {
        const until = event?.['object-until'];
        const date = event?.date?.value;
        if (until?.value === undefined || date === undefined || until.value > addDuration(today, OBJECTION)) continue;
        if (reviews?.value?.some((review) => isDone(review, today) && review.value!.date!.value! >= date)) continue;
        const left = daysBetween(today, until.value);
        report(
          until,
          `The time to object to a change at ${nameOf(supplier)} ${left < 0 ? `ended on ${until.value}` : `ends on ${until.value}${left ? `, in ${days(left)}` : ', today'}`}: review it and decide`,
        );
      }
    },
  },
];
