import type { Duration } from '../model/dates.ts';
import { addDuration, daysBetween, formatDuration } from '../model/dates.ts';
import { certainLastReview, isReviewed, lastReview, needsDpa, nextDue, policyReviewBasis } from '../model/supplier.ts';
import type { Field, Policy, Supplier } from '../model/types.ts';
import { POLICY_REVIEW, REVIEW } from './basis.ts';
import type { Context, Report, Rule } from './types.ts';

const OPEN = new Set(['remediate', 'replace', 'escalate']);

/** When a supplier's next review is due; `undefined` if none was done yet or none can be read. */
export function supplierDue(supplier: Supplier, { settings }: Pick<Context, 'settings'>) {
  const last = certainLastReview(supplier.fields.reviews);
  return last && { last, due: nextDue(last.day, supplier.fields['review-every'], settings.supplierReviews) };
}

/** When a policy's next review is due; `undefined` if there is nothing that it counts from. */
export function policyDue(policy: Policy, { settings }: Pick<Context, 'settings'>) {
  const last = policyReviewBasis(policy);
  return last && { last, due: nextDue(last.day, policy.fields['review-every'], settings.policyReviews) };
}

/** The latest event after the last review. */
export function triggeringEvent(supplier: Supplier) {
  const last = certainLastReview(supplier.fields.reviews);
  if (!last) return undefined;
  let latest: { date: Field<string>; kind: string } | undefined;
  for (const event of supplier.fields.events?.value ?? []) {
    const date = event.value?.date;
    if (date?.value === undefined || date.value <= last.day) continue;
    if (!latest || date.value > latest.date.value!) latest = { date, kind: event.value?.kind?.value ?? 'event' };
  }
  return latest && { ...latest, last };
}

const days = (n: number): string => `${n} day${n === 1 ? '' : 's'}`;

function cadence(entity: Supplier | Policy, from: string, root: Duration, report: Report): void {
  const own = entity.fields['review-every'];
  if (own?.value && addDuration(from, own.value) > addDuration(from, root)) {
    report(
      own,
      `${formatDuration(own.value)} is longer than the ${formatDuration(root)} that the ISMS allows between two reviews: it can be shortened here, not lengthened`,
      {
        data: { replace: formatDuration(root) },
      },
    );
  }
}

export const reviewRules: readonly Rule[] = [
  {
    id: 'review/missing',
    title: 'No review yet',
    severity: 'error',
    scope: 'supplier',
    basis: REVIEW,
    check(supplier, _context, report) {
      if (isReviewed(supplier) && !supplier.fields.reviews && !supplier.broken) {
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
    scope: 'supplier',
    basis: REVIEW,
    check(supplier, _context, report) {
      const event = isReviewed(supplier) ? triggeringEvent(supplier) : undefined;
      if (event) {
        report(
          event.date,
          `The ${event.kind.replace('-', ' ')} of ${event.date.value} came after the last review (${event.last.day}): the policy asks for a review sooner than planned`,
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
  {
    id: 'review/open-action',
    title: 'The last review asks for something that is not written down',
    severity: 'warning',
    scope: 'supplier',
    basis: REVIEW,
    check(supplier, _context, report) {
      const last = isReviewed(supplier) ? certainLastReview(supplier.fields.reviews) : undefined;
      const outcome = last?.review.outcome;
      if (!outcome?.value || !OPEN.has(outcome.value) || last!.review.action || last!.review.risk || supplier.broken)
        return;
      report(
        outcome,
        `The last review came to ${outcome.value}, but neither an action nor a risk says what follows: add one`,
        { data: { missing: 'action' } },
      );
    },
  },
  {
    id: 'review/cadence-too-long',
    title: 'Longer between reviews than the ISMS allows',
    severity: 'error',
    settings: ['reviews.suppliers', 'reviews.policies'],
    scope: 'any',
    basis: REVIEW,
    check(entity, { settings, today }, report) {
      if (entity.kind === 'supplier')
        cadence(entity, lastReview(entity.fields.reviews)?.day ?? today, settings.supplierReviews, report);
      else if (entity.kind === 'policy')
        cadence(entity, policyReviewBasis(entity)?.day ?? today, settings.policyReviews, report);
    },
  },
];

const dueIn = (today: string, due: string): string => (due === today ? 'today' : `in ${days(daysBetween(today, due))}`);

export const policyRules: readonly Rule[] = [
  {
    id: 'policy/review-missing',
    title: 'No day that the policy’s review counts from',
    severity: 'error',
    scope: 'policy',
    basis: POLICY_REVIEW,
    check(policy, _context, report) {
      const { status, reviews, effective } = policy.fields;
      if (status?.value === 'approved' && !reviews && !effective && !policy.broken) {
        report(
          policy.anchor,
          'The approved policy has neither reviews nor effective, so nobody can say when its review is due: add the day it came into effect',
        );
      }
    },
  },
  {
    id: 'policy/review-overdue',
    title: 'The policy’s review is overdue',
    severity: 'error',
    settings: ['reviews.policies'],
    scope: 'policy',
    basis: POLICY_REVIEW,
    check(policy, context, report) {
      const state = policy.fields.status?.value === 'approved' ? policyDue(policy, context) : undefined;
      if (state && state.due < context.today) {
        report(
          state.last.date,
          `The policy's review was due on ${state.due}, ${days(daysBetween(state.due, context.today))} ago: review it and record that under reviews`,
        );
      }
    },
  },
  {
    id: 'policy/review-due-soon',
    title: 'The policy’s review is due soon',
    severity: 'warning',
    settings: ['reviews.policies', 'reviews.due-soon'],
    scope: 'policy',
    basis: POLICY_REVIEW,
    check(policy, context, report) {
      const state = policy.fields.status?.value === 'approved' ? policyDue(policy, context) : undefined;
      if (state && state.due >= context.today && state.due <= addDuration(context.today, context.settings.dueSoon)) {
        report(
          state.last.date,
          `The policy's next review is due on ${state.due}, ${dueIn(context.today, state.due)}: plan it`,
        );
      }
    },
  },
  {
    id: 'policy/unapproved',
    title: 'Approved by nobody',
    severity: 'error',
    scope: 'policy',
    basis: POLICY_REVIEW,
    check(policy, _context, report) {
      if (policy.fields.status?.value === 'approved' && !policy.fields['approved-by'] && !policy.broken) {
        report(policy.anchor, 'The policy is approved, but by whom is missing: add approved-by', {
          data: { missing: 'approved-by' },
        });
      }
    },
  },
  {
    id: 'policy/unmapped',
    title: 'A policy that maps no control and no clause',
    severity: 'warning',
    scope: 'policy',
    basis: POLICY_REVIEW,
    check(policy, _context, report) {
      const { status, controls, clauses } = policy.fields;
      if (!status || status.value === undefined || status.value === 'retired' || controls || clauses || policy.broken)
        return;
      report(policy.anchor, 'The policy maps neither controls nor clauses, so it counts for none: add what it covers');
    },
  },
];
