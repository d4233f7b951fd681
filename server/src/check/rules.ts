import { kinds } from '../kinds/index.ts';
import type { Fix } from '../model/fix.ts';
import type { Rule } from '../model/rule.ts';
import { valueRules } from '../values/index.ts';
import { referenceRules } from './references.ts';
import { reviewRules } from './reviews.ts';
import { structureRules } from './structure.ts';
import { waiverRules } from './waivers.ts';

const first: readonly Rule[] = [...structureRules, ...referenceRules, ...valueRules];

/** The rules that are for all kinds. */
export const commonRules: readonly Rule[] = [...first, ...reviewRules, ...waiverRules];

const byId = new Map<string, Rule>();
const families = new Map<string, Rule[]>();
/** Of all rules with an id: some kinds have a rule of one id each. */
const fixes = new Map<string, Set<Fix>>();
for (const rule of [...first, ...kinds.flatMap((kind) => kind.rules as readonly Rule[]), ...commonRules]) {
  if (rule.fixes) fixes.set(rule.id, new Set([...(fixes.get(rule.id) ?? []), ...rule.fixes]));
  if (byId.has(rule.id)) continue;
  byId.set(rule.id, rule);
  const family = rule.id.slice(0, rule.id.indexOf('/'));
  families.set(family, [...(families.get(family) ?? []), rule]);
}

/** Every rule there is, one of each id, by family. All lists of rules come from this one. */
export const rules: readonly Rule[] = [...families.values()].flat();

export const ruleById = (id: string): Rule | undefined => byId.get(id);
export const fixesOf = (id: string): Iterable<Fix> => fixes.get(id) ?? [];
export const isRule = (id: string): boolean => byId.has(id);
export const ruleIds = (): Iterable<string> => rules.map(({ id }) => id);

/** Where a rule's page is, in the repository and in the package. */
export const rulePage = (id: string): string => `docs/rules/${id.replace('/', '-')}.md`;

/** The page on the web. */
export const ruleUrl = (id: string): string => `https://github.com/isms-author/isms-author/blob/main/${rulePage(id)}`;
