import { policyRules } from '../kinds/policy/rules.ts';
import { settingsRules } from '../kinds/settings/rules.ts';
import { coverageRules, soaRules } from '../kinds/soa/rules.ts';
import { assuranceRules } from '../kinds/supplier/rules/assurance.ts';
import { criticalityRules } from '../kinds/supplier/rules/criticality.ts';
import { agreementRules, dpaRules } from '../kinds/supplier/rules/dpa.ts';
import { modelRules } from '../kinds/supplier/rules/model.ts';
import { placeRules } from '../kinds/supplier/rules/places.ts';
import { residencyRules } from '../kinds/supplier/rules/residency.ts';
import { reviewRules } from '../kinds/supplier/rules/reviews.ts';
import { engagementRules, scopeRules } from '../kinds/supplier/rules/scope.ts';
import type { Rule } from '../model/rule.ts';
import { controlRules } from './controls.ts';
import { referenceRules } from './references.ts';
import { anyReviewRules } from './reviews.ts';
import { dateRules, structureRules } from './structure.ts';
import { waiverRules } from './waivers.ts';

/** Every rule there is, in the contract's order. All lists of rules come from this one. */
export const rules: readonly Rule[] = [
  ...structureRules,
  ...referenceRules,
  ...dateRules,
  ...placeRules,
  ...settingsRules,
  ...controlRules,
  ...scopeRules,
  ...assuranceRules,
  ...residencyRules,
  ...dpaRules,
  ...agreementRules,
  ...criticalityRules,
  ...modelRules,
  ...reviewRules,
  ...anyReviewRules,
  ...engagementRules,
  ...waiverRules,
  ...policyRules,
  ...soaRules,
  ...coverageRules,
];

const byId = new Map(rules.map((rule) => [rule.id, rule]));

export const ruleById = (id: string): Rule | undefined => byId.get(id);
export const isRule = (id: string): boolean => byId.has(id);
export const ruleIds = (): Iterable<string> => byId.keys();

/** Where a rule's page is, in the repository and on the web. */
export const rulePage = (id: string): string => `docs/rules/${id.replace('/', '-')}.md`;
