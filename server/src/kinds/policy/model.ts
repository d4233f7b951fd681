import { readControl } from '../../facts/controls.ts';
import type { Day } from '../../model/dates.ts';
import { isUncertain, lastReview, nextDue } from '../../model/reviews.ts';
import type { Context, Placed, Project } from '../../model/rule.ts';
import type { Field } from '../../model/types.ts';
import type { Policy } from './types.ts';

/**
 * From when a policy's next review counts: the last of its reviews and the day it came into effect, which a day in the
 * future is not; `undefined` if uncertain.
 */
export function policyReviewBasis(policy: Policy, today: Day): { date: Field<Day>; day: Day } | undefined {
  const { reviews, effective } = policy.fields;
  if (isUncertain(reviews) || (effective && effective.value === undefined)) return undefined;
  const reviewed = lastReview(reviews);
  if (effective?.value !== undefined && effective.value <= today && (!reviewed || effective.value > reviewed.day))
    return { date: effective, day: effective.value };
  return reviewed && { date: reviewed.date, day: reviewed.day };
}

/** When a policy's next review is due; `undefined` if there is nothing that it counts from. */
export function policyDue(policy: Policy, { settings, today }: Pick<Context, 'settings' | 'today'>) {
  const last = policyReviewBasis(policy, today);
  return last && { last, due: nextDue(last.day, policy.fields['review-every'], settings.policyReviews) };
}

/** The controls that a policy maps. A retired policy covers nothing. */
export function mappedBy(policy: Policy): ReadonlySet<string> {
  const ids = new Set<string>();
  if (policy.fields.status?.value === 'retired') return ids;
  for (const { value } of policy.fields.controls?.value ?? []) {
    const read = value === undefined ? undefined : readControl(value);
    if (read?.kind === 'controls') for (const id of read.ids) ids.add(id);
  }
  return ids;
}

/** The item of a policy's list of controls that maps a control. */
export const mappingItem = (policy: Policy, control: string): Field<string> | undefined =>
  policy.fields.controls?.value?.find(({ value }) => {
    const read = value === undefined ? undefined : readControl(value);
    return read?.kind === 'controls' && read.ids.includes(control);
  });

/** The policies of a root. */
export const policiesOf = <H>(project: Project<H>): readonly Placed<Policy, H>[] =>
  project.of<Policy>('policy').entities;
