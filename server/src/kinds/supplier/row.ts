import type { Lines, Range } from '../../model/range.ts';
import type { Context, RawFinding } from '../../model/rule.ts';
import { rankOf } from '../../model/severity.ts';
import type { Severity } from '../../model/types.ts';
import type { Span } from '../../yaml/tree.ts';
import { assuranceState, computedRating, isReviewed, type Scope, scopeOf } from './model.ts';
import { supplierDue, triggeringEvent } from './rules/reviews.ts';
import type { Rating, Supplier, SupplierStatus } from './types.ts';

/** What views keep of a supplier while its model is let go. Ranges count lines from the start of its part. */
export interface SupplierRow {
  readonly id: string;
  readonly name: string;
  readonly status: SupplierStatus | undefined;
  readonly scope: Scope;
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
  for (const { severity, waived } of findings)
    if (!waived && (!worst || rankOf(severity) > rankOf(worst))) worst = severity;
  return worst;
}

/** A place in a part, whose lines are counted only when somebody asks: most never do. */
class Place {
  private readonly start: number;
  private readonly end: number;

  constructor(
    private readonly lines: Lines,
    { start, end }: Span,
  ) {
    this.start = start;
    this.end = end;
  }

  get range(): Range {
    return this.lines.rangeOf({ start: this.start, end: this.end });
  }
}

class Row extends Place implements SupplierRow {
  readonly id: string;
  readonly name: string;
  readonly status: SupplierStatus | undefined;
  readonly scope: Scope;
  readonly rating: Rating | undefined;
  readonly worst: Severity | undefined;
  readonly findings: number;
  readonly review: ReviewState | undefined;
  readonly assuranceUntil: string | undefined;

  constructor(supplier: Supplier, findings: readonly RawFinding[], part: Lines, context: Context) {
    super(part, supplier.anchor);
    const { fields } = supplier;
    this.id = fields.id?.text ?? '';
    this.name = fields.name?.text ?? this.id;
    this.status = fields.status?.value;
    this.scope = scopeOf(supplier);
    this.rating = computedRating(supplier)?.rating ?? fields.criticality?.value?.rating?.value;
    this.worst = worstOf(findings);
    this.findings = findings.reduce((count, { waived }) => (waived ? count : count + 1), 0);
    this.assuranceUntil = assuranceState(supplier, context.settings).latest?.end;
    this.review = isReviewed(supplier) ? new Reviews(supplier, part, context) : undefined;
  }
}

class Reviews extends Place implements ReviewState {
  readonly last: string | undefined;
  readonly due: string | undefined;
  readonly triggered?: Place & { readonly day: string; readonly kind: string };

  constructor(supplier: Supplier, part: Lines, context: Context) {
    const state = supplierDue(supplier, context);
    super(part, state?.last.date ?? supplier.anchor);
    this.last = state?.last.day;
    this.due = state?.due;
    const event = triggeringEvent(supplier);
    if (event)
      this.triggered = Object.assign(new Place(part, event.date), { day: event.date.value!, kind: event.kind });
  }
}

/** Keeps of a supplier what views show. */
export const supplierRow = (
  supplier: Supplier,
  findings: readonly RawFinding[],
  part: Lines,
  context: Context,
): SupplierRow => new Row(supplier, findings, part, context);
