import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import data from './data/countries.json' with { type: 'json' };

/** What EU law says of sending personal data to a country: from the table of adequacy decisions. */
export interface Transfer {
  readonly status: 'adequate' | 'adequate-limited' | 'check';
  readonly limit?: string;
  readonly act?: string;
  readonly date?: string;
  readonly expires?: string;
  readonly territoryOf?: string;
}

const names = english.countries as Readonly<Record<string, string | readonly string[]>>;
const transfers = data.transfer as Readonly<Record<string, Transfer>>;

/** The day on which the list of adequacy decisions was read. */
export const adequacyAsOf: string = data.adequacyAsOf;
/** The day up to which the lists of EU and EEA members are known to hold. */
export const countriesAsOf: string = data.asOf;

/** Groups of countries that may stand for a place: EU, EEA. Sorted ISO alpha-2 codes. */
export const groups: Readonly<Record<string, readonly string[]>> = data.groups;
export const eu: ReadonlySet<string> = new Set(data.groups.EU);
export const eea: ReadonlySet<string> = new Set(data.groups.EEA);

/** Codes that people write for another one: UK for GB, EL for GR. */
export const slips: Readonly<Record<string, string>> = data.slips;

/** Whether the text is an ISO 3166-1 alpha-2 code, in capitals. */
export const isCountry = (code: string): boolean => Object.hasOwn(names, code);

/** The English name of an ISO alpha-2 code; the code itself if it is none. */
export function countryName(code: string): string {
  const name = Object.hasOwn(names, code) ? names[code] : undefined;
  return typeof name === 'string' ? name : (name?.[0] ?? code);
}

/** The name as it stands in a sentence: the United States of America, but Germany. */
export function inSentence(code: string): string {
  const name = countryName(code);
  return /^(?:United |Netherlands|Philippines|Bahamas|Gambia|Maldives|Seychelles|Comoros|Holy See)|Islands|Territor|Republic/.test(
    name,
  )
    ? `the ${name}`
    : name;
}

/** All ISO alpha-2 codes. */
export const countryCodes = (): readonly string[] => Object.keys(names);

/** The adequacy entry of a country outside the EEA, if it has one. */
export const transferOf = (code: string): Transfer | undefined =>
  Object.hasOwn(transfers, code) ? transfers[code] : undefined;

/** The countries outside the EEA that have an adequacy entry. */
export const countriesWithTransfer: readonly string[] = Object.keys(transfers);
