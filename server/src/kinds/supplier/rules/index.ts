import type { Rule } from '../../../model/rule.ts';
import type { Supplier } from '../types.ts';
import { assuranceRules } from './assurance.ts';
import { criticalityRules } from './criticality.ts';
import { dateRules } from './dates.ts';
import { agreementRules, dpaRules } from './dpa.ts';
import { modelRules } from './model.ts';
import { placeRules } from './places.ts';
import { residencyRules } from './residency.ts';
import { reviewRules } from './reviews.ts';
import { engagementRules, scopeRules } from './scope.ts';

/** The rules of suppliers, in the contract's order. */
export const supplierRules: readonly Rule<Supplier>[] = [
  ...dateRules,
  ...placeRules,
  ...scopeRules,
  ...assuranceRules,
  ...residencyRules,
  ...dpaRules,
  ...agreementRules,
  ...criticalityRules,
  ...modelRules,
  ...reviewRules,
  ...engagementRules,
];
