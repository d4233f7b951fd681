import { readControl } from '../../facts/controls.ts';
import { addDuration, daysBetween } from '../../model/dates.ts';
import { shortName } from '../../model/names.ts';
import { days, dueIn, eventAfter, isUncertain, isUnreviewed, lastReview } from '../../model/reviews.ts';
import type { Basis, Rule } from '../../model/rule.ts';
import type { Field } from '../../model/types.ts';
import { implausible, tooEarly } from '../../values/date.ts';
import { policyDue, policyReviewBasis } from './model.ts';
import type { Policy } from './types.ts';

const POLICY_REVIEW: Basis = { controls: ['A.5.1'] };

const nameOf = ({ fields }: Policy): string => shortName(fields.title?.text, fields.id?.text, 'the policy');

export const policyRules: readonly Rule<Policy>[] = [
  {
    id: 'policy/unregistered',
    title: 'Markdown that counts as no policy',
    severity: 'information',
    scope: 'structure',
    settings: ['files.policies'],
  },
  {
    ...implausible,
    scope: 'policy',
    check(policy, _context, report) {
      for (const { value } of policy.fields.reviews?.value ?? []) tooEarly(value?.date, 'a review', report);
    },
  },
  {
    id: 'control/duplicate',
    title: 'One control twice',
    severity: 'warning',
    scope: 'policy',
    check(policy, _context, report) {
      const first = new Map<string, Field<string>>();
      for (const field of policy.fields.controls?.value ?? []) {
        const read = field.value === undefined ? undefined : readControl(field.value);
        if (read?.kind !== 'controls') continue;
        const twice = read.ids.filter((id) => first.has(id));
        if (twice.length) {
          const earlier = first.get(twice[0]!)!;
          report(field, `${twice.join(', ')} ${twice.length > 1 ? 'are' : 'is'} in this list already`, {
            related: [{ start: earlier.start, end: earlier.end, message: `${twice[0]} is listed here` }],
          });
        }
        for (const id of read.ids) if (!first.has(id)) first.set(id, field);
      }
    },
  },
  {
    id: 'policy/review-missing',
    title: 'No day that the policy’s review counts from',
    severity: 'error',
    settledBy: 'review',
    scope: 'policy',
    basis: POLICY_REVIEW,
    check(policy, _context, report) {
      const { status, reviews, effective } = policy.fields;
      if (status?.value === 'approved' && isUnreviewed(reviews) && !effective && !policy.broken) {
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
    settledBy: 'review',
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
    settledBy: 'review',
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
    id: 'policy/review-triggered',
    title: 'Something happened since the policy’s last review',
    severity: 'error',
    settledBy: 'review',
    scope: 'policy',
    basis: POLICY_REVIEW,
    check(policy, { today }, report) {
      const last = policy.fields.status?.value === 'approved' ? policyReviewBasis(policy, today) : undefined;
      const event = last && eventAfter(policy.fields.events, last.day);
      if (!event) return;
      report(
        event.date,
        `The ${event.kind.replace('-', ' ')} of ${event.date.value} came after the last review of ${nameOf(policy)} (${last.day}): review the policy`,
        { related: [{ start: last.date.start, end: last.date.end, message: 'The last review' }] },
      );
    },
  },
  {
    id: 'policy/not-yet-effective',
    title: 'Approved policy not yet effective',
    severity: 'information',
    scope: 'policy',
    basis: POLICY_REVIEW,
    check(policy, { today }, report) {
      const { status, effective, reviews } = policy.fields;
      if (status?.value !== 'approved' || effective?.value === undefined || effective.value <= today) return;
      if (isUncertain(reviews) || lastReview(reviews)) return;
      report(
        effective,
        `${nameOf(policy)} is approved, but not effective before ${effective.value}: nothing holds until then`,
      );
    },
  },
  {
    id: 'policy/owner-missing',
    title: 'Policy without an owner',
    severity: 'warning',
    scope: 'policy',
    basis: { controls: ['A.5.2'] },
    check(policy, _context, report) {
      const { status, owner } = policy.fields;
      if (owner || status?.value === 'retired' || (status && status.value === undefined) || policy.broken) return;
      report(policy.anchor, `No owner for ${nameOf(policy)}: add the role that keeps the policy up to date`, {
        data: { missing: 'owner' },
      });
    },
  },
  {
    id: 'policy/example',
    title: 'Example policy',
    severity: 'information',
    scope: 'policy',
    check(policy, _context, report) {
      const { example } = policy.fields;
      if (example?.value)
        report(
          example,
          `${nameOf(policy)} is an example and not in reports: write your own over it, and remove this key`,
        );
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
