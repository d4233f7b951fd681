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

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** Letters that may not touch a name. */
const WORD = '[\\p{L}\\p{N}]';
const escaped = (words: Iterable<string>): string =>
  // The longest first: Papua New Guinea is not Guinea.
  [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('|');

interface Names {
  /** Names in lower case → code or group; empty for a name that contains one of a country and is another place. */
  readonly codeOf: ReadonlyMap<string, string>;
  readonly byName: RegExp;
  readonly byCode: RegExp;
}
let known: Names | undefined;

function countryNames(): Names {
  if (known) return known;
  const { codes, names: aliases, not } = data.inNotes;
  const codeOf = new Map<string, string>(not.map((name) => [name.toLowerCase(), '']));
  for (const [name, code] of Object.entries(aliases)) codeOf.set(name.toLowerCase(), code);
  for (const [code, list] of Object.entries(names))
    for (const name of [list].flat()) if (name.length > 2) codeOf.set(name.toLowerCase(), code);
  known = {
    codeOf,
    byName: new RegExp(`(?<!${WORD})(?:${escaped(codeOf.keys())})(?!${WORD})`, 'giu'),
    // 500 GB are no country.
    byCode: new RegExp(`(?<!${WORD}|\\d )(?:${escaped(codes)})(?!${WORD})`, 'gu'),
  };
  return known;
}

/** The countries and groups that a text names, by name or code: ISO codes and the names of groups, each once. */
export function namedIn(text: string): readonly string[] {
  const { codeOf, byName, byCode } = countryNames();
  const found = [...text.matchAll(byName)].map(([name]) => codeOf.get(name.toLowerCase()) ?? '');
  for (const [code] of text.replace(byName, ' ').matchAll(byCode)) found.push(own(slips, code) ?? code);
  return [...new Set(found.filter(Boolean))];
}

/** The code of a country or group that a text is the name of. */
export const codeOfName = (text: string): string | undefined =>
  countryNames().codeOf.get(text.toLowerCase()) || undefined;

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

/**
 * Whether a country is a third country: outside the EEA, and no territory of a member state of which EU law says whether
 * it belongs to the EU.
 */
export const isThirdCountry = (code: string): boolean =>
  !eea.has(code) && !eea.has(transferOf(code)?.territoryOf ?? '');
