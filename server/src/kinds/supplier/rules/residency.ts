import { countryName, eea, inSentence, isThirdCountry, transferOf } from '../../../facts/countries.ts';
import type { Residency } from '../../../facts/places.ts';
import { lacks } from '../../../fixes/common.ts';
import type { Day } from '../../../model/dates.ts';
import type { Basis, Report, Rule } from '../../../model/rule.ts';
import type { Field, List, PlaceValue } from '../../../model/types.ts';
import { RESIDENCY, SELECTION } from '../basis.ts';
import { accessOf, nameOf } from '../model.ts';
import type { Supplier } from '../types.ts';
import { type ListedPlace, placesOf } from './places.ts';

/** Why a place is not inside, in words, with the day of the fact where one is behind it. */
export function beyond(
  { text, place }: Pick<ListedPlace, 'text' | 'place'>,
  residency: Residency,
  also?: ReadonlySet<string>,
): string {
  if (!place?.members) return `${text} can be anywhere`;
  const out = residency.beyond(place.members, also);
  const limited = out.filter((code) => residency.isLimited(code));
  if (limited.length) {
    const { limit, status, territoryOf } = transferOf(limited[0]!)!;
    if (territoryOf)
      return `${text} (${countryName(limited[0]!)}) belongs to ${inSentence(territoryOf)}, and whether EU law holds there has to be checked`;
    return `The EU's decision on ${inSentence(limited[0]!)} is limited${limit ? ` (${limit})` : status === 'check' ? ' and has to be looked up' : ''}`;
  }
  if (place.label === text && text.includes('(')) return `${text} names ${out.map(inSentence).join(', ')} as well`;
  if (place.members.length > 1) return `${text} includes ${out.map(inSentence).join(', ')}`;
  return place.label === text ? `${text} is ${inSentence(place.members[0]!)}` : `${text} is ${place.label}`;
}

/** What would settle that a place is only partly inside. */
export function settling({ text, place }: Pick<ListedPlace, 'text' | 'place'>, residency: Residency): string {
  return place?.members?.some((code) => residency.isLimited(code))
    ? `have it confirmed that the supplier is covered, and accept it in a waiver for ${text}`
    : 'name the place itself';
}

function judge(list: Field<List<PlaceValue>> | undefined, residency: Residency, what: string, report: Report): void {
  for (const listed of placesOf(list)) {
    if (!listed.place) continue;
    const verdict = residency.verdict(listed.place.members);
    if (verdict === 'inside') continue;
    const why = beyond(listed, residency);
    report(
      listed,
      verdict === 'outside'
        ? `${why}, outside the residency (${residency.text}): ${what} must move, or be accepted in a waiver for ${listed.text}`
        : `${why}, so it is not proven that ${what} stays inside the residency (${residency.text}): ${settling(listed, residency)}`,
      { lower: verdict === 'unproven', value: listed.text },
    );
  }
}

const TRANSFER: Basis = { ...RESIDENCY, regulations: ['GDPR Art. 44', 'GDPR Art. 46'] };

/**
 * Whether a mechanism can carry a transfer on a day, by the facts on adequacy.
 * @param countries third countries; `undefined` for a place that can be anywhere
 */
function carries(
  mechanism: string,
  countries: readonly string[] | undefined,
  today: Day,
): { readonly result: 'yes' | 'limited' | 'no'; readonly why: string } {
  if (mechanism === 'none') return { result: 'no', why: 'A transfer without a mechanism has no basis' };
  if (mechanism === 'dpf')
    return countries?.every((code) => code === 'US')
      ? { result: 'yes', why: '' }
      : { result: 'no', why: 'The EU-US Data Privacy Framework covers the United States only' };
  if (mechanism !== 'adequacy') return { result: 'yes', why: '' };
  let limited = false;
  for (const code of countries ?? ['']) {
    const decision = transferOf(code);
    if (!decision || (decision.expires !== undefined && decision.expires < today))
      return {
        result: 'no',
        why: decision ? `The adequacy decision ended on ${decision.expires}` : 'There is no adequacy decision in force',
      };
    limited ||= decision.status !== 'adequate';
  }
  return limited ? { result: 'limited', why: 'The adequacy decision is limited' } : { result: 'yes', why: '' };
}

export const residencyRules: readonly Rule<Supplier>[] = [
  {
    id: 'supplier/hosting-missing',
    title: 'No place of hosting',
    severity: 'error',
    fixes: [lacks('hosting')],
    waivable: true,
    softens: true,
    criterion: 'residency',
    lower: 'where access names production and dependency alone',
    scope: 'supplier',
    basis: SELECTION,
    check(supplier, _context, report) {
      if (supplier.fields.hosting || supplier.broken) return;
      const access = accessOf(supplier);
      const noData =
        !supplier.fields.access?.partial && access.every((one) => one === 'production' || one === 'dependency');
      report(
        supplier.anchor,
        'There is no hosting: say where the supplier keeps the data, so that its residency can be judged',
        {
          lower: noData,
        },
      );
    },
  },
  {
    id: 'supplier/hosting-outside-residency',
    title: 'Data is hosted outside the residency',
    severity: 'error',
    waivable: 'for a value',
    softens: true,
    criterion: 'residency',
    lower: 'when unproven',
    settings: ['residency'],
    scope: 'supplier',
    basis: RESIDENCY,
    check(supplier, { settings }, report) {
      judge(supplier.fields.hosting, settings.residency, 'the data', report);
    },
  },
  {
    id: 'supplier/processing-outside-residency',
    title: 'Data is processed outside the residency',
    severity: 'error',
    waivable: 'for a value',
    softens: true,
    criterion: 'residency',
    lower: 'when unproven',
    settings: ['residency'],
    scope: 'supplier',
    basis: RESIDENCY,
    check(supplier, { settings }, report) {
      judge(supplier.fields.processing, settings.residency, 'the processing', report);
    },
  },
  {
    id: 'supplier/third-country-transfer',
    title: 'A transfer to a third country',
    severity: 'error',
    waivable: 'for a value',
    softens: true,
    criterion: 'residency',
    lower: 'when unproven',
    settings: ['residency'],
    scope: 'supplier',
    basis: RESIDENCY,
    check(supplier, { settings }, report) {
      for (const transfer of supplier.fields.transfers?.value ?? []) {
        const to = transfer.value?.to;
        if (!to?.value?.place) continue;
        const verdict = settings.residency.verdict(to.value.place.members, eea);
        if (verdict === 'inside') continue;
        const why = beyond({ text: to.text, place: to.value.place }, settings.residency, eea);
        const mechanism = transfer.value?.mechanism?.value;
        report(
          to,
          `${why}, ${verdict === 'unproven' ? 'so the transfer may leave' : 'outside'} the EEA and the residency (${settings.residency.text}): no transfer to a third country is allowed${mechanism && mechanism !== 'none' ? `, whatever the mechanism (${mechanism})` : ''}`,
          { lower: verdict === 'unproven', value: to.text },
        );
      }
    },
  },
  {
    id: 'supplier/transfer-mechanism',
    title: 'The mechanism cannot carry the transfer',
    severity: 'error',
    waivable: true,
    softens: true,
    lower: 'where the adequacy decision is limited',
    scope: 'supplier',
    basis: TRANSFER,
    check(supplier, { today }, report) {
      for (const { value: transfer } of supplier.fields.transfers?.value ?? []) {
        const mechanism = transfer?.mechanism;
        const place = transfer?.to?.value?.place;
        if (mechanism?.value === undefined || !place) continue;
        const outside = place.members?.filter(isThirdCountry);
        if (outside?.length === 0) continue;
        const to = outside?.map(inSentence).join(', ') ?? 'anywhere';
        const verdict = carries(mechanism.value, outside, today);
        if (verdict.result === 'yes') continue;
        report(mechanism, `${verdict.why} (${to}): ${nameOf(supplier)} needs another mechanism, or no transfer`, {
          lower: verdict.result === 'limited',
        });
      }
    },
  },
  {
    id: 'supplier/transfers-contradiction',
    title: 'No transfer stated, but a place outside the EEA',
    severity: 'warning',
    waivable: true,
    softens: true,
    criterion: 'residency',
    scope: 'supplier',
    basis: TRANSFER,
    check(supplier, _context, report) {
      const { transfers, hosting, processing, model } = supplier.fields;
      if (transfers?.value?.length !== 0 || transfers.partial) return;
      const places = [hosting, processing, model?.value?.storage].flatMap((list) => placesOf(list));
      const beyondEea = places.filter(({ place }) => place && (!place.members || place.members.every(isThirdCountry)));
      const [first] = beyondEea;
      if (!first) return;
      report(
        transfers,
        `No transfer is stated, but data of ${nameOf(supplier)} is in ${[...new Set(beyondEea.map(({ text }) => text))].join(', ')}: list it, or correct the place`,
        { related: [{ start: first.start, end: first.end, message: 'This place is outside the EEA' }] },
      );
    },
  },
  {
    id: 'supplier/transfers-unstated',
    title: 'Nothing is said of transfers',
    severity: 'information',
    fixes: [lacks('transfers')],
    waivable: true,
    softens: true,
    criterion: 'residency',
    scope: 'supplier',
    basis: RESIDENCY,
    check(supplier, _context, report) {
      const country = supplier.fields.country?.value;
      if (country === undefined || eea.has(country) || supplier.fields.transfers || supplier.broken) return;
      report(
        supplier.anchor,
        `The supplier's seat is in ${inSentence(country)}, outside the EEA, and nothing is said of transfers: list them, or state transfers: []`,
      );
    },
  },
];
