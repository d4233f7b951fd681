import facts from '../../facts/data/assurance.json' with { type: 'json' };
import { isPlaceholder } from '../../facts/placeholders.ts';
import { addDuration, type Day, earlier, later } from '../../model/dates.ts';
import { remember } from '../../model/memo.ts';
import { shortName } from '../../model/names.ts';
import type { ResolvedSettings } from '../../model/settings.ts';
import type { Field } from '../../model/types.ts';
import type { Assurance, Rating, Supplier } from './types.ts';

/** The access values that could be read. */
export const accessOf = (supplier: Supplier): readonly string[] => readAccess(supplier, undefined);
const readAccess = remember((supplier: Supplier, _: undefined) => {
  const access: string[] = [];
  for (const { value } of supplier.fields.access?.value ?? []) if (value !== undefined) access.push(value);
  return access;
});

/** What a message calls a supplier. */
export const nameOf = ({ fields }: Supplier): string => shortName(fields.name?.text, fields.id?.text, 'the supplier');

/** Whether the Supplier Management Policy governs the supplier: it can reach something, and the contract still runs. */
export const inScope = (supplier: Supplier): boolean =>
  accessOf(supplier).some((access) => access !== 'none') && supplier.fields.status?.value !== 'terminated';

/**
 * Where a supplier is with regard to the policy: `unknown` while no access is stated that could be read, which is not
 * the same as reaching nothing.
 */
export type Scope = 'in' | 'out' | 'unknown';

export const scopeOf = (supplier: Supplier): Scope =>
  inScope(supplier)
    ? 'in'
    : supplier.fields.status?.value === 'terminated' || accessOf(supplier).length
      ? 'out'
      : 'unknown';

/** What is said of a supplier that is not in scope. */
export const SCOPE_WORDS: Readonly<Record<Scope, string | undefined>> = {
  in: undefined,
  out: 'out of scope',
  unknown: 'scope unknown',
};

export const hasPersonalData = (supplier: Supplier): boolean =>
  accessOf(supplier).some((access) => access === 'personal-data' || access === 'customer-data');

/** The role under the GDPR; `undefined` where one is written that cannot be read. */
export const gdprRole = (supplier: Supplier): 'processor' | 'controller' | 'joint-controller' | undefined =>
  supplier.fields.role ? supplier.fields.role.value : 'processor';

/** A processor of personal data: for it the DPA is the agreement. */
export const needsDpa = (supplier: Supplier): boolean =>
  hasPersonalData(supplier) && gdprRole(supplier) === 'processor';

/** Reviews happen while the relationship runs. */
export const isReviewed = (supplier: Supplier): boolean =>
  inScope(supplier) && (supplier.fields.status?.value === 'active' || supplier.fields.status?.value === 'suspended');

/** The last day a 2013 certificate counts, from the facts. */
const LAST_DAY_2013: Day = facts.iso27001['2013'].lastDay;

export const canSatisfy = (kind: string): boolean =>
  kind === 'iso27001' || kind === 'soc2-type2' || kind === 'questionnaire';

export interface AssuranceEnd {
  /** The last day on which it counts. */
  readonly end: Day;
  /** The date that it counts from. */
  readonly date: Field<Day>;
  readonly item: Field<Assurance>;
  /** A questionnaire without compensating controls never counts. */
  readonly incomplete: boolean;
  readonly superseded: boolean;
}

/**
 * Until when a piece of evidence counts. `undefined` if that cannot be told: a date is missing or was rejected, which
 * is told elsewhere.
 */
export function assuranceEnd(item: Field<Assurance>, settings: ResolvedSettings): AssuranceEnd | undefined {
  const fields = item.value;
  const of = (
    date: Field<Day> | undefined,
    end: (day: Day) => Day,
    more?: Partial<AssuranceEnd>,
  ): AssuranceEnd | undefined =>
    date?.value === undefined
      ? undefined
      : { end: end(date.value), date, item, incomplete: false, superseded: false, ...more };
  switch (fields?.kind?.value) {
    case 'iso27001': {
      if (fields.standard && fields.standard.value === undefined) return undefined;
      const old = fields.standard?.value === '2013';
      return of(fields['valid-until'], (day) => (old ? earlier(day, LAST_DAY_2013) : day), {
        superseded: old && (fields['valid-until']?.value ?? '') > LAST_DAY_2013,
      });
    }
    case 'soc2-type2': {
      const period = fields['period-end'];
      const bridge = fields['bridge-letter-until'];
      if (period?.value === undefined || (bridge && bridge.value === undefined)) return undefined;
      const end = addDuration(period.value, settings.soc2ValidFor);
      const bridged =
        bridge?.value === undefined
          ? end
          : later(end, earlier(bridge.value, addDuration(end, settings.bridgeLetterMax)));
      return of(bridged > end ? bridge : period, () => bridged);
    }
    case 'questionnaire': {
      const controls = fields['compensating-controls'];
      return of(fields.completed, (day) => addDuration(day, settings.questionnaireValidFor), {
        incomplete: !controls || Boolean(controls.value?.every(({ text }) => isPlaceholder(text))),
      });
    }
    default:
      return undefined;
  }
}

/** The evidence that can satisfy the policy and the one of it that counts longest. */
export const assuranceState = remember((supplier: Supplier, settings: ResolvedSettings) => {
  const items = supplier.fields.assurance?.value ?? [];
  let latest: AssuranceEnd | undefined;
  let incomplete: AssuranceEnd | undefined;
  /** Something is written that cannot be judged. */
  let unknown =
    Boolean(supplier.fields.assurance && !supplier.fields.assurance.value) ||
    Boolean(supplier.fields.assurance?.partial);
  let able = 0;
  for (const item of items) {
    const kind = item.value?.kind;
    if (kind?.value === undefined) unknown = true;
    else if (canSatisfy(kind.value)) {
      able++;
      const end = assuranceEnd(item, settings);
      if (!end) unknown = true;
      else if (end.incomplete) incomplete = !incomplete || end.end > incomplete.end ? end : incomplete;
      else if (!latest || end.end > latest.end) latest = end;
    }
  }
  return { latest, incomplete, unknown, able, count: items.length };
});

const FACTORS = ['business-impact', 'data-access', 'replacement-difficulty'] as const;

/** The rating that the three factors come to: that of the highest. `undefined` unless all three can be read. */
export function computedRating(supplier: Supplier): { rating: Rating; highest: number } | undefined {
  const criticality = supplier.fields.criticality?.value;
  if (!criticality) return undefined;
  let highest = 0;
  for (const factor of FACTORS) {
    const value = criticality[factor]?.value;
    if (value === undefined) return undefined;
    highest = Math.max(highest, value);
  }
  return { highest, rating: highest <= 2 ? 'low' : highest === 3 ? 'medium' : highest === 4 ? 'high' : 'critical' };
}
