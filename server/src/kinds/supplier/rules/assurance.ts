import { isPlaceholder } from '../../../facts/placeholders.ts';
import { lacks, missing } from '../../../fixes/common.ts';
import { addDuration, formatDuration } from '../../../model/dates.ts';
import { isDone } from '../../../model/reviews.ts';
import type { Context, Rule } from '../../../model/rule.ts';
import { SELECTION } from '../basis.ts';
import { evidence } from '../fixes.ts';
import { type AssuranceEnd, assuranceState, nameOf } from '../model.ts';
import type { Supplier } from '../types.ts';

const NAMES: Record<string, string> = {
  iso27001: 'ISO/IEC 27001 certificate',
  'soc2-type2': 'SOC 2 Type II report',
  questionnaire: 'security questionnaire',
};
const evidenceName = (end: AssuranceEnd): string => NAMES[end.item.value!.kind!.value!]!;
/** Words for a report without exceptions. */
const NO_EXCEPTIONS =
  /^(?:none|no|nil|zero|0|keine|no (?:\w+ )?(?:exceptions?|deviations?|findings)( (?:were )?(?:noted|identified|found|reported))?|without exceptions?|clean|unqualified(?: opinion)?|keine (?:abweichungen|ausnahmen))\.?$/i;
/** Words for an auditor's opinion that is not clean. */
const OPINION =
  /(?<!\bno |\bnot |\bwithout (?:a |an )?)\b(?:qualified|adverse|disclaimer|disclaimed|eingeschr\u00e4nkt\w*|versagt\w*)\b/i;
const WANTED =
  'a current ISO/IEC 27001 certificate or SOC 2 Type II report, or a questionnaire with compensating controls';

/** How the last day of a piece of evidence comes about, for its message. */
function howLong(end: AssuranceEnd, { settings }: Context): string {
  const kind = end.item.value!.kind!.value!;
  if (kind === 'questionnaire') return `a questionnaire counts for ${formatDuration(settings.questionnaireValidFor)}`;
  if (kind === 'soc2-type2') {
    return `a report counts for ${formatDuration(settings.soc2ValidFor)} after its period, a bridge letter for at most ${formatDuration(settings.bridgeLetterMax)} more`;
  }
  return end.superseded ? 'no certificate of the 2013 edition counts after that day' : 'that is its last day';
}

export const assuranceRules: readonly Rule<Supplier>[] = [
  {
    id: 'supplier/assurance-missing',
    title: 'No evidence of security',
    severity: 'error',
    fixes: [lacks('assurance')],
    waivable: true,
    softens: true,
    criterion: 'assurance',
    scope: 'supplier',
    basis: SELECTION,
    check(supplier, _context, report) {
      if (!supplier.fields.assurance && !supplier.broken) {
        report(supplier.anchor, `There is no assurance: before it gets access, a supplier needs ${WANTED}`);
      }
    },
  },
  {
    id: 'supplier/assurance-insufficient',
    title: 'Evidence that does not suffice',
    severity: 'error',
    fixes: [evidence],
    waivable: true,
    softens: true,
    criterion: 'assurance',
    scope: 'supplier',
    basis: SELECTION,
    check(supplier, { settings }, report) {
      const { able, unknown, count } = assuranceState(supplier, settings);
      if (count && !able && !unknown && !supplier.broken) {
        const kinds = supplier.fields.assurance!.value!.map((item) => item.value?.kind?.value).join(', ');
        report(supplier.anchor, `The assurance (${kinds}) does not suffice: a supplier needs ${WANTED}`);
      }
    },
  },
  {
    id: 'supplier/assurance-expired',
    title: 'No evidence that is still current',
    severity: 'error',
    fixes: [evidence],
    waivable: true,
    softens: true,
    criterion: 'assurance',
    settings: ['assurance.soc2-valid-for', 'assurance.bridge-letter-max', 'assurance.questionnaire-valid-for'],
    scope: 'supplier',
    basis: SELECTION,
    check(supplier, context, report) {
      const { latest, incomplete, unknown } = assuranceState(supplier, context.settings);
      if (!latest || incomplete || unknown || latest.end >= context.today) return;
      report(
        latest.date,
        `The ${evidenceName(latest)} counted up to ${latest.end} (${howLong(latest, context)}), and nothing else is current: ask the supplier for a new one`,
      );
    },
  },
  {
    id: 'supplier/assurance-expiring',
    title: 'The last current evidence ends soon',
    severity: 'warning',
    fixes: [evidence],
    waivable: true,
    softens: true,
    criterion: 'assurance',
    settings: [
      'assurance.expiring-soon',
      'assurance.soc2-valid-for',
      'assurance.bridge-letter-max',
      'assurance.questionnaire-valid-for',
    ],
    scope: 'supplier',
    basis: SELECTION,
    check(supplier, context, report) {
      const { latest, unknown } = assuranceState(supplier, context.settings);
      if (!latest || unknown || latest.end < context.today) return;
      if (latest.end > addDuration(context.today, context.settings.expiringSoon)) return;
      report(
        latest.date,
        `The ${evidenceName(latest)} counts up to ${latest.end} (${howLong(latest, context)}), and nothing current lasts longer: ask the supplier for the next one`,
      );
    },
  },
  {
    id: 'supplier/questionnaire-incomplete',
    title: 'A questionnaire without compensating controls',
    severity: 'error',
    fixes: [missing],
    waivable: true,
    softens: true,
    criterion: 'assurance',
    settings: ['assurance.soc2-valid-for', 'assurance.bridge-letter-max'],
    scope: 'supplier',
    basis: SELECTION,
    check(supplier, context, report) {
      const { latest, incomplete, unknown } = assuranceState(supplier, context.settings);
      if (!incomplete || unknown || supplier.broken || (latest && latest.end >= context.today)) return;
      report(
        incomplete.item.value?.['compensating-controls'] ?? incomplete.item.first ?? incomplete.item,
        'A questionnaire only counts with documented compensating controls, and nothing else is current: add compensating-controls',
        {
          data: { missing: 'compensating-controls' },
        },
      );
    },
  },
  {
    id: 'supplier/assurance-scope-missing',
    title: 'Certificate without a scope',
    severity: 'warning',
    waivable: true,
    softens: true,
    criterion: 'assurance',
    scope: 'supplier',
    basis: SELECTION,
    check(supplier, { settings, today }, report) {
      const { latest } = assuranceState(supplier, settings);
      const { kind, scope } = latest?.item.value ?? {};
      if (!latest || latest.end < today || kind?.value !== 'iso27001' || supplier.broken) return;
      if (scope && (scope.value === undefined || !isPlaceholder(scope.text))) return;
      report(
        scope ?? kind,
        `No scope for the certificate of ${nameOf(supplier)}: add scope, and check that it covers the services in use`,
        scope ? undefined : { data: { missing: 'scope' } },
      );
    },
  },
  {
    id: 'supplier/assurance-exceptions',
    title: 'SOC 2 report with exceptions',
    severity: 'warning',
    waivable: true,
    softens: true,
    criterion: 'assurance',
    lower: 'where the auditor states exceptions, but no qualified or adverse opinion and no disclaimer',
    scope: 'supplier',
    basis: SELECTION,
    check(supplier, { today }, report) {
      for (const { value } of supplier.fields.assurance?.value ?? []) {
        const exceptions = value?.exceptions;
        if (!exceptions?.value || NO_EXCEPTIONS.test(exceptions.text) || isPlaceholder(exceptions.text)) continue;
        const end = value!['period-end']?.value;
        const weighed = supplier.fields.reviews?.value?.some(
          (review) =>
            isDone(review, today) && end !== undefined && review.value!.date!.value! > end && review.value!.notes,
        );
        if (weighed) continue;
        const opinion = OPINION.test(exceptions.text);
        report(
          exceptions,
          `${opinion ? 'The auditor does not give a clean opinion' : 'The report has exceptions'} on ${nameOf(supplier)}: weigh what it means for you in the notes of a review`,
          { lower: !opinion },
        );
      }
    },
  },
];
