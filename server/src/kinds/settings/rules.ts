import { eu, groups, inSentence } from '../../facts/countries.ts';
import { addDuration, type Day, type Duration, formatDuration } from '../../model/dates.ts';
import type { Rule } from '../../model/rule.ts';
import { isRaise } from '../../model/severity.ts';
import type { Field } from '../../model/types.ts';
import { withoutOverride } from './fixes.ts';
import type { Settings } from './types.ts';

const YEAR: Duration = { count: 12, unit: 'month' };
const QUARTER: Duration = { count: 3, unit: 'month' };

const isLonger = (field: Field<Duration> | undefined, usual: Duration, today: Day): boolean =>
  field?.value !== undefined && addDuration(today, field.value) > addDuration(today, usual);

export const settingsRules: readonly Rule<Settings>[] = [
  {
    id: 'settings/non-negotiable',
    title: 'A rule that may not be lowered or switched off',
    severity: 'error',
    fixes: [withoutOverride],
    override: 'keep',
    settings: ['rules'],
    scope: 'settings',
    check(settings, context, report) {
      for (const [rule, field] of settings.fields.rules?.value ?? []) {
        const known = field.value === undefined ? undefined : context.ruleById(rule);
        const why = known && isRaise(known, field.value!);
        if (why) report(field, `${rule} ${why}: remove this line`);
      }
    },
  },
  {
    id: 'settings/residency-wider',
    title: 'The residency reaches beyond the EU',
    severity: 'information',
    override: 'keep',
    settings: ['residency'],
    scope: 'settings',
    basis: { policy: 'Supplier Management Policy, Selection criteria', regulations: ['GDPR Art. 44'] },
    check(settings, _context, report) {
      for (const { value, start, end } of settings.fields.residency?.value ?? []) {
        if (value === undefined || eu.has(value) || value === 'EU') continue;
        const allows =
          value === 'ADEQUATE'
            ? 'the EEA and every country with an adequacy decision, such as Switzerland and the United Kingdom'
            : value === 'EEA'
              ? groups
                  .EEA!.filter((code) => !eu.has(code))
                  .map(inSentence)
                  .join(', ')
              : inSentence(value);
        report(
          { start, end },
          `The residency reaches beyond the EU: ${value} also allows ${allows}, for hosting, processing and inference`,
        );
      }
    },
  },
  {
    id: 'settings/cadence-wider',
    title: 'Longer between reviews than a year',
    severity: 'information',
    override: 'keep',
    settings: ['reviews.suppliers', 'reviews.policies', 'risks.review'],
    scope: 'settings',
    basis: { policy: 'Supplier Management Policy, Ongoing review', controls: ['A.5.22', 'A.5.1'] },
    check(settings, { today }, report) {
      const { suppliers, policies } = settings.fields.reviews?.value ?? {};
      const risks = settings.fields.risks?.value?.review;
      for (const [field, what] of [
        [risks, 'risks'],
        [suppliers, 'suppliers'],
        [policies, 'policies'],
      ] as const)
        if (isLonger(field, YEAR, today))
          report(
            field!,
            `Reviews of ${what} may be ${formatDuration(field!.value!)} apart: one at least once a year is usual`,
          );
    },
  },
  {
    id: 'settings/evidence-wider',
    title: 'Evidence counts longer than usual',
    severity: 'information',
    override: 'keep',
    settings: ['assurance.soc2-valid-for', 'assurance.bridge-letter-max', 'assurance.questionnaire-valid-for'],
    scope: 'settings',
    basis: { policy: 'Supplier Management Policy, Selection criteria', controls: ['A.5.19'] },
    check(settings, { today }, report) {
      const assurance = settings.fields.assurance?.value ?? {};
      for (const [field, what, usual] of [
        [assurance['soc2-valid-for'], 'A SOC 2 report counts', YEAR],
        [assurance['questionnaire-valid-for'], 'A questionnaire counts', YEAR],
        [assurance['bridge-letter-max'], 'A bridge letter counts', QUARTER],
      ] as const)
        if (isLonger(field, usual, today))
          report(
            field!,
            `${what} for ${formatDuration(field!.value!)}: ${formatDuration(usual)} is usual, so auditors may not accept it`,
          );
    },
  },
];
