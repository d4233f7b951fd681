import { Residency } from '../../facts/places.ts';
import type { Day, Duration } from '../../model/dates.ts';
import type { ResolvedSettings, RiskSettings } from '../../model/settings.ts';
import type { Field, List, Severity } from '../../model/types.ts';
import { type AnyEntity, kinds } from '../index.ts';
import type { Settings } from './types.ts';

const MONTHS_12: Duration = { count: 12, unit: 'month' };

const texts = (list: Field<List<string>> | undefined): string[] | undefined =>
  list?.value?.flatMap((item) => (item.value === undefined ? [] : [item.value]));

const LEVELS = { low: 1, medium: 5, high: 10, critical: 15 } as const;
const ACCEPT = { low: ['any'], medium: ['any'], high: ['management'], critical: ['management'] } as const;

/** A key that is not there has its default. */
function resolveRisks(fields: NonNullable<Settings['fields']['risks']>['value']): RiskSettings {
  const names = Object.keys(LEVELS) as (keyof typeof LEVELS)[];
  const levels = names
    .map((name) => ({ name, from: fields?.levels?.value?.[name]?.value ?? LEVELS[name] }))
    .sort((a, b) => a.from - b.from);
  const accept = names.map((name) => {
    const roles: readonly string[] = texts(fields?.accept?.value?.[name]) ?? ACCEPT[name];
    return [name, roles.includes('any') ? undefined : new Set(roles)] as const;
  });
  return { scale: fields?.scale?.value ?? 5, levels, accept: new Map(accept) };
}

/** Fills in the defaults. A value that was rejected counts as absent. */
export function resolveSettings(settings?: Settings, today?: Day): ResolvedSettings {
  const fields = settings?.fields;
  const reviews = fields?.reviews?.value;
  const assurance = fields?.assurance?.value;
  const files = fields?.files?.value as Readonly<Record<string, Field<List<string>> | undefined>> | undefined;
  const residency = texts(fields?.residency);
  const roles = fields?.roles?.value;
  const rules = new Map<string, Severity | 'off'>();
  for (const [rule, { value }] of fields?.rules?.value ?? []) if (value) rules.set(rule, value);
  return {
    organisation: fields?.organisation?.value,
    roles: roles?.size ? new Set(roles.keys()) : undefined,
    roleNames: roles?.size
      ? new Map([...roles].map(([role, { value }]) => [role, value?.name?.value ?? '']))
      : undefined,
    policySections: texts(fields?.policies?.value?.sections) ?? [],
    residency: new Residency(residency?.length ? residency : ['EU'], today),
    supplierReviews: reviews?.suppliers?.value ?? MONTHS_12,
    policyReviews: reviews?.policies?.value ?? MONTHS_12,
    riskReviews: fields?.risks?.value?.review?.value ?? MONTHS_12,
    risks: resolveRisks(fields?.risks?.value),
    dueSoon: reviews?.['due-soon']?.value ?? { count: 30, unit: 'day' },
    soc2ValidFor: assurance?.['soc2-valid-for']?.value ?? MONTHS_12,
    bridgeLetterMax: assurance?.['bridge-letter-max']?.value ?? { count: 3, unit: 'month' },
    questionnaireValidFor: assurance?.['questionnaire-valid-for']?.value ?? MONTHS_12,
    expiringSoon: assurance?.['expiring-soon']?.value ?? { count: 60, unit: 'day' },
    longestWaiver: fields?.waivers?.value?.longest?.value ?? MONTHS_12,
    rules,
    files: Object.fromEntries(kinds.map(({ list, files: own }) => [list, texts(files?.[list]) ?? own])),
  };
}

/** The settings of a root whose `isms.yaml` says nothing. */
export const defaults: ResolvedSettings = resolveSettings();

export const isSettings = (entity: AnyEntity): entity is Settings => entity.kind === 'settings';
