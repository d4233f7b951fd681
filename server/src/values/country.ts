import {
  adequacyAsOf,
  codeOfName,
  countriesAsOf,
  countryName,
  eea,
  eu,
  groups,
  isCountry,
  slips,
  transferOf,
} from '../facts/countries.ts';
import { quote, type Value } from '../schema/value.ts';

export const country: Value = {
  name: 'country',
  nouns: ['country: ISO alpha-2 code', 'countries: ISO alpha-2 codes'],
  expected: 'text',
  explain: (text) => (isCountry(text) ? countryText(text) : undefined),
  read({ text }, at, reading) {
    if (isCountry(text)) return text;
    const named = codeOfName(text);
    const meant =
      slips[text] ??
      (isCountry(text.toUpperCase())
        ? text.toUpperCase()
        : named !== undefined && isCountry(named)
          ? named
          : undefined);
    return reading.issue(
      'schema/value',
      at,
      `${quote(text)} is no ISO alpha-2 country code${meant ? `: did you mean ${meant}?` : ', such as DE'}`,
      meant ? { replace: meant } : undefined,
    );
  },
};

const GROUPS = ['EU', 'EEA', 'ADEQUATE'];

/** What a residency consists of: a group of countries, or one country. */
export const residency: Value = {
  name: 'residency',
  nouns: ['EU, EEA, ADEQUATE or a country', 'EU, EEA, ADEQUATE or countries'],
  expected: 'text',
  explain: residencyText,
  read({ text }, at, reading) {
    const allowed = (code: string): boolean => GROUPS.includes(code) || isCountry(code);
    if (allowed(text)) return text;
    const upper = text.toUpperCase();
    const meant = slips[upper] ?? (allowed(upper) ? upper : undefined);
    return reading.issue(
      'schema/value',
      at,
      `${quote(text)} is not EU, EEA, ADEQUATE or an ISO alpha-2 country code${meant ? `: did you mean ${meant}?` : ''}`,
      meant ? { replace: meant } : undefined,
    );
  },
};

/** What the EU has decided about a country, as Markdown. */
export function adequacyText(country: string): string {
  const transfer = transferOf(country);
  if (!transfer) return `No adequacy decision for ${countryName(country)} (list as of ${adequacyAsOf}).`;
  const what =
    transfer.status === 'adequate'
      ? 'Adequate under GDPR Art. 45'
      : transfer.status === 'adequate-limited'
        ? 'Adequate within limits under GDPR Art. 45'
        : 'Adequacy is to be checked';
  return `${what}${transfer.limit ? `: ${transfer.limit}` : ''}${transfer.expires ? `, until ${transfer.expires}` : ''} (list as of ${adequacyAsOf}).`;
}

function countryText(code: string): string {
  const where = eu.has(code) ? 'a member of the EU' : eea.has(code) ? 'in the EEA, not in the EU' : 'outside the EEA';
  return [`**${code}**: ${countryName(code)}, ${where}.`, ...(eea.has(code) ? [] : [adequacyText(code)])].join('\n\n');
}

function residencyText(code: string): string | undefined {
  if (groups[code]) return `**${code}**: ${groups[code].map(countryName).join(', ')} (as of ${countriesAsOf}).`;
  if (code === 'ADEQUATE')
    return `**ADEQUATE**: the EEA and the countries with an adequacy decision (list as of ${adequacyAsOf}). Where adequacy is limited, a place is unproven.`;
  return isCountry(code) ? countryText(code) : undefined;
}
