import { policyReviewBasis } from '../kinds/policy/model.ts';
import type { Policy } from '../kinds/policy/types.ts';
import { REVIEW } from '../kinds/supplier/basis.ts';
import type { Supplier } from '../kinds/supplier/types.ts';
import { addDuration, type Duration, formatDuration } from '../model/dates.ts';
import { lastReview } from '../model/reviews.ts';
import type { Report, Rule } from '../model/rule.ts';

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

export const cadenceRules: readonly Rule[] = [
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
