import { type AnyEntity, kindOf } from '../kinds/index.ts';
import { addDuration, type Day, formatDuration } from '../model/dates.ts';
import type { Context, EntityRule, ToldRule } from '../model/rule.ts';
import type { Field, Waiver } from '../model/types.ts';

const NEED_VALUE = new Set([
  'supplier/hosting-outside-residency',
  'supplier/processing-outside-residency',
  'supplier/third-country-transfer',
]);

/** Whether findings of a rule can be waived: of three rules only for a value. */
export const waivable = (id: string): 'yes' | 'for a value' | 'no' =>
  NEED_VALUE.has(id) ? 'for a value' : /^(?:supplier|review)\//.test(id) ? 'yes' : 'no';

/** Why a waiver may not be, for a rule that exists; `undefined` if it may. */
export function refusal(waiver: Waiver): string | undefined {
  const rule = waiver.rule?.value;
  if (rule === undefined) return undefined;
  if (rule.startsWith('model/'))
    return `${rule} is one of the model subprocessor rules, which are not negotiable: it cannot be waived`;
  if (waivable(rule) === 'no') return `${rule} cannot be waived: only supplier/* and review/* can`;
  if (NEED_VALUE.has(rule) && !waiver.for) return `A waiver of ${rule} is for one place: say which one with for`;
  return undefined;
}

/** Whether a waiver holds on a day: it has all its required keys, is allowed, has begun and has not ended. */
export function isInForce(waiver: Waiver, today: Day): boolean {
  const { rule, reason, expires, approved } = waiver;
  if (rule?.value === undefined || expires?.value === undefined) return false;
  if (reason?.value === undefined || waiver['approved-by']?.value === undefined) return false;
  if (approved && (approved.value === undefined || approved.value > today)) return false;
  return expires.value >= today && !refusal(waiver);
}

const waiversOf = (entity: AnyEntity): readonly Field<Waiver>[] => kindOf(entity).waivers?.(entity)?.value ?? [];

export const waiverRules: readonly (ToldRule | EntityRule<AnyEntity>)[] = [
  {
    id: 'waiver/expired',
    title: 'A waiver that has ended',
    severity: 'error',
    scope: 'any',
    check(entity, { today, ruleById }, report) {
      for (const { value: waiver } of waiversOf(entity)) {
        const expires = waiver?.expires;
        if (
          expires?.value === undefined ||
          expires.value >= today ||
          (waiver?.rule?.value && ruleById(waiver.rule.value) && refusal(waiver))
        )
          continue;
        report(
          expires,
          `The waiver ended on ${expires.value} and no longer waives: mend what it was for, decide anew, or remove it`,
        );
      }
    },
  },
  {
    id: 'waiver/not-allowed',
    title: 'A waiver that may not be',
    severity: 'error',
    scope: 'any',
    check(entity, { ruleById }, report) {
      for (const { value: waiver } of waiversOf(entity)) {
        const why = waiver?.rule?.value !== undefined && ruleById(waiver.rule.value) ? refusal(waiver) : undefined;
        if (why && !(entity.broken && !waiver!.for && NEED_VALUE.has(waiver!.rule!.value!))) report(waiver!.rule!, why);
      }
    },
  },
  {
    id: 'waiver/too-long',
    title: 'Waiver longer than allowed',
    severity: 'warning',
    settings: ['waivers.longest'],
    scope: 'any',
    check(entity, { settings: { longestWaiver } }, report) {
      for (const { value: waiver } of waiversOf(entity)) {
        const { approved, expires } = waiver ?? {};
        if (approved?.value === undefined || expires?.value === undefined) continue;
        const latest = addDuration(approved.value, longestWaiver);
        if (expires.value > latest)
          report(
            expires,
            `The waiver holds longer than ${formatDuration(longestWaiver)}: end it by ${latest} and decide again then`,
            { data: { replace: latest } },
          );
      }
    },
  },
  { id: 'waiver/unused', title: 'A waiver that waives nothing', severity: 'information', scope: 'waiver' },
];

/** The waivers that hold on a day. */
export const waiversInForce = (
  waivers: readonly Field<Waiver>[] | undefined,
  today: Day,
  ruleById: Context['ruleById'],
): Waiver[] =>
  (waivers ?? []).flatMap(({ value }) =>
    value && ruleById(value.rule?.value ?? '') && isInForce(value, today) ? [value] : [],
  );
