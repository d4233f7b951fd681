import { withoutWaiver } from '../fixes/waivers.ts';
import { type AnyEntity, kindOf } from '../kinds/index.ts';
import { addDuration, type Day, formatDuration } from '../model/dates.ts';
import type { Context, EntityRule, RuleHead, ToldRule } from '../model/rule.ts';
import type { Field, Waiver } from '../model/types.ts';

/** Why a waiver of a rule is not allowed; `undefined` if it is. */
export function refusal(waiver: Waiver, head: RuleHead): string | undefined {
  const rule = head.id;
  if (head.override === 'raise')
    return `${rule} is one of the model subprocessor rules, which are not negotiable: it cannot be waived`;
  if (!head.waivable) return `${rule} cannot be waived: only supplier/* and review/* can`;
  if (head.waivable === 'for a value' && !waiver.for)
    return `A waiver of ${rule} is for one place: say which one with for`;
  return undefined;
}

type RuleById = Context['ruleById'];

/** The rule that a waiver is of. */
const ruleOf = ({ rule }: Waiver, ruleById: RuleById): RuleHead | undefined =>
  rule?.value === undefined ? undefined : ruleById(rule.value);

/** Whether a waiver holds on a day: it has all its required keys, is allowed, has begun and has not ended. */
export function isInForce(waiver: Waiver, today: Day, ruleById: RuleById): boolean {
  const { reason, expires, approved } = waiver;
  const rule = ruleOf(waiver, ruleById);
  if (!rule || expires?.value === undefined) return false;
  if (reason?.value === undefined || waiver['approved-by']?.value === undefined) return false;
  if (approved && (approved.value === undefined || approved.value > today)) return false;
  return expires.value >= today && !refusal(waiver, rule);
}

const waiversOf = (entity: AnyEntity): readonly Field<Waiver>[] => kindOf(entity).waivers?.(entity)?.value ?? [];

export const waiverRules: readonly (ToldRule | EntityRule<AnyEntity>)[] = [
  {
    id: 'waiver/expired',
    title: 'A waiver that has ended',
    severity: 'error',
    fixes: [withoutWaiver],
    override: 'keep',
    scope: 'any',
    check(entity, { today, ruleById }, report) {
      for (const { value: waiver } of waiversOf(entity)) {
        const expires = waiver?.expires;
        if (expires?.value === undefined || expires.value >= today) continue;
        const rule = ruleOf(waiver!, ruleById);
        if (rule && refusal(waiver!, rule)) continue;
        report(
          expires,
          `The waiver ended on ${expires.value} and no longer waives: fix what it was for, renew it, or remove it`,
        );
      }
    },
  },
  {
    id: 'waiver/not-allowed',
    title: 'A waiver that may not be',
    severity: 'error',
    fixes: [withoutWaiver],
    override: 'keep',
    scope: 'any',
    check(entity, { ruleById }, report) {
      for (const { value: waiver } of waiversOf(entity)) {
        const rule = waiver && ruleOf(waiver, ruleById);
        const why = rule && refusal(waiver, rule);
        if (why && !(entity.broken && !waiver.for && rule.waivable === 'for a value')) report(waiver.rule!, why);
      }
    },
  },
  {
    id: 'waiver/too-long',
    title: 'Waiver longer than allowed',
    severity: 'warning',
    override: 'keep',
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
  {
    id: 'waiver/unused',
    title: 'A waiver that waives nothing',
    severity: 'information',
    fixes: [withoutWaiver],
    override: 'keep',
    scope: 'waiver',
  },
];

/** The waivers that hold on a day. */
export const waiversInForce = (
  waivers: readonly Field<Waiver>[] | undefined,
  today: Day,
  ruleById: RuleById,
): Waiver[] => (waivers ?? []).flatMap(({ value }) => (value && isInForce(value, today, ruleById) ? [value] : []));
