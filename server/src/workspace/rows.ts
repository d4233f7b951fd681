import { assuranceState, computedRating, inScope, isReviewed } from '../model/supplier.ts';
import type { Rating, Severity, Supplier, SupplierStatus } from '../model/types.ts';
import type { RawFinding } from '../rules/check.ts';
import { supplierDue, triggeringEvent } from '../rules/reviews.ts';
import { rankOf } from '../rules/severity.ts';
import type { Context } from '../rules/types.ts';
import type { Part, Range } from './document.ts';

/** What views keep of a supplier while its model is let go. Ranges count lines from the start of its part. */
export interface SupplierRow {
  readonly id: string;
  readonly name: string;
  readonly status: SupplierStatus | undefined;
  readonly inScope: boolean;
  readonly rating: Rating | undefined;
  /** The worst finding that is not waived. */
  readonly worst: Severity | undefined;
  readonly findings: number;
  readonly range: Range;
  readonly review: ReviewState | undefined;
  /** Last day on which evidence that satisfies the policy counts. */
  readonly assuranceUntil: string | undefined;
}

/** Where a supplier's or a policy's reviews stand. */
export interface ReviewState {
  readonly last: string | undefined;
  readonly due: string | undefined;
  readonly range: Range;
  readonly triggered?: { readonly day: string; readonly kind: string; readonly range: Range };
}

export function worstOf(findings: readonly Pick<RawFinding, 'severity' | 'waived'>[]): Severity | undefined {
  let worst: Severity | undefined;
  for (const { severity, waived } of findings) if (!waived && (!worst || rankOf(severity) > rankOf(worst))) worst = severity;
  return worst;
}

export function supplierRow(supplier: Supplier, findings: readonly RawFinding[], part: Part, context: Context): SupplierRow {
  const { fields } = supplier;
  const anchor = part.rangeOf(supplier.anchor);
  let review: ReviewState | undefined;
  if (isReviewed(supplier)) {
    const state = supplierDue(supplier, context);
    const event = triggeringEvent(supplier);
    review = {
      last: state?.last.day,
      due: state?.due,
      range: state ? part.rangeOf(state.last.date) : anchor,
      ...(event ? { triggered: { day: event.date.value!, kind: event.kind, range: part.rangeOf(event.date) } } : {}),
    };
  }
  return {
    id: fields.id?.text ?? '',
    name: fields.name?.text ?? fields.id?.text ?? '',
    status: fields.status?.value,
    inScope: inScope(supplier),
    rating: computedRating(supplier)?.rating ?? fields.criticality?.value?.rating?.value,
    worst: worstOf(findings),
    findings: findings.filter((finding) => !finding.waived).length,
    range: anchor,
    review,
    assuranceUntil: assuranceState(supplier, context.settings).latest?.end,
  };
}
