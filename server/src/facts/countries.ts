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
let inNote: { readonly pattern: RegExp; readonly codes: ReadonlyMap<string, string> } | undefined;

/** The countries and groups that a text names: ISO codes and the names of groups, each once. */
export function namedIn(text: string): readonly string[] {
  if (!inNote) {
    const { codes, names: aliases, not } = data.inNotes;
    const known = new Map<string, string>(not.map((name) => [name, '']));
    for (const code of codes) known.set(code, own(slips, code) ?? code);
    for (const [name, code] of Object.entries(aliases)) known.set(name, code);
    for (const [code, list] of Object.entries(names)) for (const name of [list].flat()) known.set(name, code);
    // The longest first: Papua New Guinea is not Guinea.
    const words = [...known.keys()].sort((a, b) => b.length - a.length);
    const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|');
    inNote = { pattern: new RegExp(`(?<!${WORD})(?:${escaped})(?!${WORD})`, 'gu'), codes: known };
  }
  const found = [...text.matchAll(inNote.pattern)].map(([word]) => inNote!.codes.get(word)!);
  return [...new Set(found.filter(Boolean))];
}

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
