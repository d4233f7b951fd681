import { describe, expect, it } from 'vitest';
import { ruleById, ruleIds, rules } from '../../server/src/check/rules.ts';
import type { RuleHead } from '../../server/src/model/rule.ts';
import { isRaise, severityOf } from '../../server/src/model/severity.ts';
import type { Severity } from '../../server/src/model/types.ts';

/** The rules that users depend on, with their default severities. A new rule is a line here, a page and a case. */
const TABLE = `
yaml/syntax error
schema/type error
schema/required error
schema/value error
schema/unknown-key warning
schema/duplicate-id error
reference/unknown error
reference/unlinked information
reference/file-missing warning
date/invalid error
date/order error
date/in-future error
date/implausible warning
control/unknown error
control/superseded error
control/unquoted-number warning
control/duplicate warning
clause/unknown error
regulation/unknown error
settings/non-negotiable error
settings/residency-wider information
settings/cadence-wider information
settings/evidence-wider information
place/unknown warning
supplier/scope-contradiction warning
supplier/example information
supplier/assurance-missing error
supplier/assurance-insufficient error
supplier/assurance-expired error
supplier/assurance-expiring warning
supplier/questionnaire-incomplete error
supplier/assurance-scope-missing warning
supplier/assurance-exceptions warning
supplier/hosting-missing error
supplier/hosting-outside-residency error
supplier/processing-outside-residency error
supplier/third-country-transfer error
supplier/transfer-mechanism error
supplier/transfers-contradiction warning
supplier/transfers-unstated information
supplier/dpa-missing error
supplier/dpa-unsigned error
supplier/dpa-expired error
supplier/dpa-incomplete warning
supplier/dpa-unchecked information
supplier/agreement-missing error
supplier/agreement-incomplete warning
supplier/agreement-unchecked information
supplier/criticality-missing error
supplier/criticality-mismatch warning
model/facts-missing error
model/storage-outside-residency error
model/inference-outside-residency error
model/inference-unproven warning
model/inference-conditional information
model/commitment-expired warning
model/training-allowed error
model/training-unstated error
model/training-not-contractual warning
model/training-unevidenced information
review/missing error
review/overdue error
review/due-soon warning
review/triggered error
review/incomplete warning
review/before-engagement warning
review/objection-ends warning
review/cadence-too-long error
review/open-action warning
review/action-overdue error
policy/unregistered information
policy/review-missing error
policy/review-overdue error
policy/review-due-soon warning
policy/review-triggered error
policy/not-yet-effective information
policy/owner-missing warning
policy/example information
policy/unapproved error
policy/unmapped warning
soa/control-missing error
soa/justification-missing error
soa/action-missing warning
soa/uncovered warning
soa/covered-by-draft warning
soa/inclusion-unjustified warning
soa/implementation-missing warning
soa/unapproved information
soa/contradiction error
coverage/control-uncovered information
risk/assessment-missing error
risk/treatment-missing error
risk/controls-missing warning
risk/residual-missing warning
risk/residual-higher error
risk/acceptance-missing error
risk/acceptance-by-wrong-role error
risk/acceptance-expired error
risk/acceptance-expiring warning
risk/acceptance-stale error
risk/action-overdue error
risk/review-missing error
risk/review-overdue error
risk/review-due-soon warning
risk/review-triggered error
risk/control-not-applicable error
risk/owner-missing warning
risk/example information
prose/control-unknown error
prose/control-superseded error
prose/control-title warning
prose/clause-unknown error
prose/regulation-unknown error
prose/control-unmapped warning
prose/mapping-unstated information
prose/metadata-mismatch error
prose/placeholder error
prose/cadence-mismatch warning
prose/section-missing warning
prose/vague-wording information
prose/link-broken warning
prose/supplier-unregistered warning
waiver/expired error
waiver/not-allowed error
waiver/too-long warning
waiver/unused information
`
  .trim()
  .split('\n')
  .map((line) => line.split(' ') as [string, Severity]);

const severity = (id: string, to?: Severity | 'off', lower = false) =>
  severityOf(ruleById(id)!, new Map(to ? [[id, to]] : []), lower);

describe('rules', () => {
  it('are those of the contract, by family, with its severities', () => {
    expect(rules.map((rule) => [rule.id, rule.severity])).toEqual(TABLE);
    expect(new Set(ruleIds()).size).toBe(rules.length);
  });

  it('have a title for people', () => {
    for (const { title } of rules) expect(title).toMatch(/^[A-Z].*[^.]$/);
    expect(new Set(rules.map(({ title }) => title)).size).toBe(rules.length);
  });
});

describe('an override', () => {
  it('sets the severity', () => {
    expect(severity('supplier/dpa-missing', 'information')).toBe('information');
    expect(severity('supplier/assurance-expiring', 'error')).toBe('error');
    expect(severity('supplier/dpa-missing', 'off')).toBeUndefined();
  });

  it.each([
    [undefined, 'warning'],
    ['error', 'warning'],
    ['warning', 'information'],
    ['information', 'information'],
    ['off', undefined],
  ] as const)('keeps the unproven form one step lower: %s → %s', (to, expected) => {
    expect(severity('supplier/hosting-outside-residency', to, true)).toBe(expected);
  });

  it('of the model rules can only raise', () => {
    for (const { id, severity: by } of rules.filter((rule) => rule.id.startsWith('model/'))) {
      expect(isRaise(ruleById(id)!, 'off'), id).toBeDefined();
      expect(severity(id, 'off'), id).toBe(by);
      expect(isRaise(ruleById(id)!, 'error'), id).toBeUndefined();
      expect(severity(id, 'error'), id).toBe('error');
      if (by !== 'information') expect(severity(id, 'information'), id).toBe(by);
    }
  });

  it('cannot switch off what keeps files readable', () => {
    for (const { id, severity: by } of rules.filter((rule) => /^(?:yaml|schema|settings|waiver)\//.test(rule.id))) {
      expect(severity(id, 'off'), id).toBe(by);
      expect(severity(id, 'information'), id).toBe('information');
    }
  });
});

describe('a waiver', () => {
  it('is for suppliers and reviews, and for places one at a time', () => {
    const ids = (answer: RuleHead['waivable']) =>
      TABLE.map(([id]) => id).filter((id) => ruleById(id)?.waivable === answer);
    expect(ids('for a value')).toEqual([
      'supplier/hosting-outside-residency',
      'supplier/processing-outside-residency',
      'supplier/third-country-transfer',
    ]);
    for (const id of ids(true)) expect(id).toMatch(/^(?:supplier|review)\//);
    for (const id of ids(undefined)) expect(id).not.toMatch(/^(?:supplier|review)\//);
  });
});
