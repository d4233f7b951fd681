import type { Today } from '../kind.ts';
import { hasPersonalData, isReviewed, needsDpa, SCOPE_WORDS, scopeOf } from './model.ts';
import { supplierDue, triggeringEvent } from './rules/reviews.ts';
import type { Supplier } from './types.ts';

export const supplierLens = (supplier: Supplier, context: Today): string =>
  [reviewState(supplier, context), reportsThatName(supplier)].filter(Boolean).join(' · ');

function reviewState(supplier: Supplier, context: Today): string {
  const out = SCOPE_WORDS[scopeOf(supplier)];
  if (out) return out;
  if (!isReviewed(supplier)) return 'no review due';
  const event = triggeringEvent(supplier);
  if (event) return `review called for since ${event.date.value}`;
  const state = supplierDue(supplier, context);
  return state ? `next review ${state.due}` : 'no review yet';
}

/** The review report names each supplier; the list of subprocessors the processors of personal data that are in use. */
function reportsThatName(supplier: Supplier): string {
  const status = supplier.fields.status?.value;
  const runs = status === 'active' || status === 'suspended';
  return runs && hasPersonalData(supplier) && needsDpa(supplier)
    ? 'in the review report and the subprocessor list'
    : 'in the review report';
}
