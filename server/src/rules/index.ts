import { assuranceRules } from './assurance.ts';
import { controlRules } from './controls.ts';
import { criticalityRules } from './criticality.ts';
import { agreementRules, dpaRules } from './dpa.ts';
import { modelRules } from './model.ts';
import { placeRules } from './places.ts';
import { referenceRules } from './references.ts';
import { residencyRules } from './residency.ts';
import { policyRules, reviewRules } from './reviews.ts';
import { settingsRules } from './settings.ts';
import { coverageRules, soaRules } from './soa.ts';
import { dateRules, structureRules } from './structure.ts';
import type { Rule } from './types.ts';
import { waiverRules } from './waivers.ts';

/** Every rule there is, in the contract's order. All lists of rules come from this one. */
export const rules: readonly Rule[] = [
  ...structureRules,
  ...referenceRules,
  ...dateRules,
  ...placeRules,
  ...settingsRules,
  ...controlRules,
  ...assuranceRules,
  ...residencyRules,
  ...dpaRules,
  ...agreementRules,
  ...criticalityRules,
  ...modelRules,
  ...reviewRules,
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
