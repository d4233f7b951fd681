import { isPlaceholder } from '../facts/placeholders.ts';
import { missing, nearest } from '../fixes/common.ts';
import { type AnyEntity, kindOf } from '../kinds/index.ts';
import { addDuration, formatDuration } from '../model/dates.ts';
import { shortName } from '../model/names.ts';
import { actionsOf, certainLastReview, overdueActions } from '../model/reviews.ts';
import type { Basis, EntityRule } from '../model/rule.ts';
import type { Field, List, Review } from '../model/types.ts';

const REVIEW: Basis = { policy: 'Supplier Management Policy, Ongoing review', controls: ['A.5.22'] };
const OPEN = new Set(['conditions', 'remediate', 'replace', 'escalate']);

/** The reviews of an entity whose actions are followed. */
const followed = (entity: AnyEntity): Field<List<Review>> | undefined => {
  const { review } = kindOf(entity);
  return review?.isFollowed(entity) ? review.of(entity) : undefined;
};

export const reviewRules: readonly EntityRule<AnyEntity>[] = [
  {
    id: 'review/cadence-too-long',
    title: 'Longer between reviews than the ISMS allows',
    severity: 'error',
    fixes: [nearest],
    waivable: true,
    criterion: 'review',
    settings: ['reviews.suppliers', 'reviews.policies', 'risks.review'],
    scope: 'any',
    basis: REVIEW,
    check(entity, { settings, today }, report) {
      const { review } = kindOf(entity);
      const own = review?.every(entity);
      if (!own?.value) return;
      const root = review!.allowed(settings);
      const from = review!.lastDay(entity, today) ?? today;
      if (addDuration(from, own.value) <= addDuration(from, root)) return;
      report(
        own,
        `${formatDuration(own.value)} is longer than the ${formatDuration(root)} that the ISMS allows between two reviews: it can be shortened here, not lengthened`,
        { data: { replace: formatDuration(root) } },
      );
    },
  },
  {
    id: 'review/open-action',
    title: 'The last review asks for something that is not written down',
    severity: 'warning',
    fixes: [missing],
    waivable: true,
    criterion: 'review',
    scope: 'any',
    basis: REVIEW,
    check(entity, _context, report) {
      if (entity.broken) return;
      const last = certainLastReview(followed(entity));
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
    waivable: true,
    criterion: 'review',
    scope: 'any',
    basis: REVIEW,
    check(entity, context, report) {
      for (const { what, owner, due } of overdueActions(actionsOf(followed(entity)), context)) {
        report(
          due,
          `Action overdue since ${due.value}: ${shortName(what)}${owner ? ` (${owner})` : ''}. Do it and record the day under done`,
        );
      }
    },
  },
];
