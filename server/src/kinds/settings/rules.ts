import { isRaise } from '../../check/severity.ts';
import { eu, groups, inSentence } from '../../facts/countries.ts';
import type { Rule } from '../../model/rule.ts';

export const settingsRules: readonly Rule[] = [
  {
    id: 'settings/non-negotiable',
    title: 'A rule that may not be lowered or switched off',
    severity: 'error',
    settings: ['rules'],
    scope: 'settings',
    check(settings, context, report) {
      for (const [rule, field] of settings.fields.rules?.value ?? []) {
        if (field.value === undefined || !context.isRule(rule)) continue;
        const why = isRaise(rule, field.value);
        if (why) report(field, `${rule} ${why}: remove this line`);
      }
    },
  },
  {
    id: 'settings/residency-wider',
    title: 'The residency reaches beyond the EU',
    severity: 'information',
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
];
