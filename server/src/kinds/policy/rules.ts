import { lacks, review } from '../../fixes/common.ts';
import { shortName } from '../../model/names.ts';
import { isUncertain, isUnreviewed, lastReview } from '../../model/reviews.ts';
import type { Basis, Rule } from '../../model/rule.ts';
import { onlyNew } from '../../values/controlFixes.ts';
import { implausible, tooEarly } from '../../values/date.ts';
import { controlsTwice, dueRules, exampleRule } from '../common.ts';
import { policyDue } from './model.ts';
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
    fixes: [onlyNew],
    scope: 'policy',
    check: ({ fields }, _context, report) => controlsTwice(fields.controls, report),
  },
  {
    id: 'policy/review-missing',
    title: 'No day that the policy’s review counts from',
    severity: 'error',
    fixes: [lacks('effective'), review],
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
  ...dueRules<Policy>({
    scope: 'policy',
    prefix: 'policy/review-',
    whose: 'policy’s ',
    basis: POLICY_REVIEW,
    setting: 'reviews.policies',
    nameOf,
    due: (policy, context) => (policy.fields.status?.value === 'approved' ? policyDue(policy, context) : undefined),
    events: ({ fields }) => fields.events,
  }),
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
  exampleRule<Policy>('policy', nameOf, ({ fields }) => fields.example),
  {
    id: 'policy/unapproved',
    title: 'Approved by nobody',
    severity: 'error',
    fixes: [lacks('approved-by')],
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
    fixes: [lacks('controls')],
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
