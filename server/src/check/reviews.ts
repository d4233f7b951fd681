import { isPlaceholder } from '../facts/placeholders.ts';
import { policyReviewBasis } from '../kinds/policy/model.ts';
import type { Policy } from '../kinds/policy/types.ts';
import { REVIEW } from '../kinds/supplier/basis.ts';
import { isReviewed } from '../kinds/supplier/model.ts';
import type { Supplier } from '../kinds/supplier/types.ts';
import type { AnyEntity } from '../kinds/types.ts';
import { addDuration, type Duration, formatDuration } from '../model/dates.ts';
import { shortName } from '../model/names.ts';
import { certainLastReview, lastReview, overdueActions } from '../model/reviews.ts';
import type { Report, Rule } from '../model/rule.ts';

const OPEN = new Set(['conditions', 'remediate', 'replace', 'escalate']);

/** Actions are followed while the supplier is used, or the policy is not retired. */
const hasActions = (entity: AnyEntity): entity is Supplier | Policy =>
  (entity.kind === 'supplier' && isReviewed(entity)) ||
  (entity.kind === 'policy' && entity.fields.status?.value !== undefined && entity.fields.status.value !== 'retired');

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

export const anyReviewRules: readonly Rule[] = [
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
        cadence(entity, policyReviewBasis(entity, today)?.day ?? today, settings.policyReviews, report);
    },
  },
  {
    id: 'review/open-action',
    title: 'The last review asks for something that is not written down',
    severity: 'warning',
    scope: 'any',
    basis: REVIEW,
    check(entity, _context, report) {
      if (!hasActions(entity) || entity.broken) return;
      const last = certainLastReview(entity.fields.reviews);
      const { outcome, action, risk } = last?.review ?? {};
      const what = action?.value?.what;
      const blank = what && isPlaceholder(what.text) ? what : undefined;
      if (!outcome?.value || !OPEN.has(outcome.value) || (action && !blank) || risk) return;
      report(
        blank ?? outcome,
        `The last review came to ${outcome.value}, but neither an action nor a risk records what follows: add one`,
        blank ? undefined : { data: { missing: 'action' } },
      );
    },
  },
  {
    id: 'review/action-overdue',
    title: 'Action overdue',
    severity: 'error',
    scope: 'any',
    basis: REVIEW,
    check(entity, context, report) {
      if (!hasActions(entity)) return;
      for (const { what, owner, due } of overdueActions(entity.fields.reviews, context)) {
        report(
          due,
          `Action overdue since ${due.value}: ${shortName(what)}${owner ? ` (${owner})` : ''}. Do it and record the day under done`,
        );
      }
    },
  },
];
