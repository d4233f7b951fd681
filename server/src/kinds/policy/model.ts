import type { Day } from '../../model/dates.ts';
import type { Placed, Project } from '../../model/project.ts';
import { isUncertain, lastReview, nextDue } from '../../model/reviews.ts';
import type { Basis, Context } from '../../model/rule.ts';
import type { Entity, Field } from '../../model/types.ts';
import { controlsIn } from '../../values/control.ts';
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

/** The controls that a policy covers. A retired policy covers nothing. */
export const mappedBy = (policy: Policy): ReadonlySet<string> =>
  policy.fields.status?.value === 'retired' ? new Set() : mappedControls(policy);

/** The controls that a policy maps, ranges expanded. */
export function mappedControls(policy: Policy): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { value } of policy.fields.controls?.value ?? [])
    if (value !== undefined) for (const id of controlsIn(value)) ids.add(id);
  return ids;
}

const SUPPLIER_CONTROLS = ['A.5.19', 'A.5.20', 'A.5.21', 'A.5.22', 'A.5.23'];

/** The policies, not retired, that govern suppliers: they map a control of A.5.19 to A.5.23. */
export const supplierPolicies = (policies: readonly Policy[]): Policy[] =>
  policies.filter((policy) => SUPPLIER_CONTROLS.some((control) => mappedBy(policy).has(control)));

/**
 * What a rule rests on in a root. Where no policy governs suppliers, the controls themselves are the basis, and no
 * policy is named.
 */
export function basisIn(basis: Basis | undefined, policies: readonly Policy[]): Basis | undefined {
  if (!basis?.policy?.startsWith('Supplier Management Policy') || supplierPolicies(policies).length) return basis;
  const { policy: _, ...rest } = basis;
  return rest;
}

/** The item of a policy's list of controls that maps a control. */
export const mappingItem = (policy: Policy, control: string): Field<string> | undefined =>
  policy.fields.controls?.value?.find((item) => mapsControl(item, control));

/** Whether an item of a list of controls names a control. */
export const mapsControl = ({ value }: Field<string>, control: string): boolean =>
  value !== undefined && controlsIn(value).includes(control);

export const isPolicy = (entity: Entity): entity is Policy => entity.kind === 'policy';

/** The policies of a root. */
export const policiesOf = <H>(project: Project<H>): readonly Placed<Policy, H>[] =>
  project.of<Policy>('policy').entities;
