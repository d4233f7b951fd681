import { isCountry, slips } from '../facts/countries.ts';
import { quote, type Value } from '../schema/value.ts';

export const country: Value = {
  name: 'country',
  nouns: ['country: ISO alpha-2 code', 'countries: ISO alpha-2 codes'],
  expected: 'text',
  read({ text }, at, reading) {
    if (isCountry(text)) return text;
    const meant = slips[text] ?? (isCountry(text.toUpperCase()) ? text.toUpperCase() : undefined);
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
