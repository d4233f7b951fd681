import { addDuration, daysBetween } from '../../model/dates.ts';
import { days, dueIn } from '../../model/reviews.ts';
import type { Basis, Rule } from '../../model/rule.ts';
import { policyDue } from './model.ts';

const POLICY_REVIEW: Basis = { controls: ['A.5.1'] };

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
