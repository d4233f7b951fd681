import { lacks, nearest } from '../../../fixes/common.ts';
import type { Rule } from '../../../model/rule.ts';
import { SELECTION } from '../basis.ts';
import { computedRating } from '../model.ts';
import type { Supplier } from '../types.ts';

export const criticalityRules: readonly Rule<Supplier>[] = [
  {
    id: 'supplier/criticality-missing',
    title: 'No risk rating',
    severity: 'error',
    fixes: [lacks('criticality')],
    waivable: true,
    softens: true,
    criterion: 'criticality',
    scope: 'supplier',
    basis: SELECTION,
    check(supplier, _context, report) {
      if (!supplier.fields.criticality && !supplier.broken) {
        report(
          supplier.anchor,
          'There is no criticality: rate business-impact, data-access and replacement-difficulty from 1 (low) to 5 (high)',
        );
      }
    },
  },
  {
    id: 'supplier/criticality-mismatch',
    title: 'The rating is not what the factors come to',
    severity: 'warning',
    fixes: [nearest],
    waivable: true,
    softens: true,
    criterion: 'criticality',
    scope: 'supplier',
    basis: SELECTION,
    check(supplier, _context, report) {
      const stated = supplier.fields.criticality?.value?.rating;
      const computed = computedRating(supplier);
      if (stated?.value === undefined || !computed || stated.value === computed.rating) return;
      report(
        stated,
        `The rating is ${stated.value}, but the highest factor is ${computed.highest}, which makes it ${computed.rating}`,
        {
          data: { replace: computed.rating },
        },
      );
    },
  },
];
