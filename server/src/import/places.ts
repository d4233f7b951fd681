import german from 'i18n-iso-countries/langs/de.json' with { type: 'json' };
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import { countryCodes, isCountry, namedIn, slips } from '../facts/countries.ts';
import { parsePlace } from '../facts/places.ts';
import { CITIES, COUNTRY_ALIASES, GROUPS, MECHANISMS, normal, PROVIDERS, STATE_NAMES, STATES } from './words.ts';

let names: Map<string, string> | undefined;

/** The ISO alpha-2 code of a country, by its code or its whole name in English or German; nothing is guessed from a part. */
export function readCountry(text: string): string | undefined {
  const bare = text.trim();
  if (/^[A-Za-z]{2}$/.test(bare)) {
    const code = bare.toUpperCase();
    if (isCountry(code)) return code;
    return slips[code];
  }
  if (!names) {
    names = new Map(Object.entries(COUNTRY_ALIASES));
    const tables = [english.countries, german.countries] as Readonly<Record<string, string | readonly string[]>>[];
    for (const table of tables) {
      for (const code of countryCodes()) for (const name of [table[code] ?? []].flat()) names.set(normal(name), code);
    }
  }
  return names.get(normal(bare));
}

/** What a cell says of places: those that were understood, as the register writes them, and the rest. */
export interface PlacesRead {
  readonly places: readonly string[];
  readonly unknown: readonly string[];
  /** Those of the unknown whose two letters may be a state or a country: the city does not settle it. */
  readonly ambiguous: readonly string[];
  /** What names a safeguard of a transfer and no place. */
  readonly mechanisms: readonly string[];
}

const NOTE = /^(.*?)\s*\(([^()]*)\)$/;
const CITY = /^[\p{L}][\p{L} .'’-]*$/u;
const LETTERS = /^[A-Za-z]{2}$/;

/** The city in a line of an address: `10115 Berlin` is Berlin. */
const cityIn = (text: string): string => normal(text.replace(/^[A-Z]{0,2}-?\d{4,5}\s+/, ''));

/**
 * The country that two letters behind a city are: a code is only believed where the city is known to be there. Behind
 * a city of the US they are its state.
 */
function behindCity(city: string, letters: string): string | undefined {
  const code = letters.toUpperCase();
  const known = CITIES.get(cityIn(city));
  if (known === 'US' && (STATES.has(code) || code === 'US')) return 'US';
  if (known !== undefined) return readCountry(code) === known ? known : undefined;
  return STATES.has(code) && !isCountry(code) ? 'US' : undefined;
}

const isUs = (text: string | undefined): boolean => text !== undefined && readCountry(text) === 'US';

/** One place: a country, a group, `global`, a region with or without its provider's name, each with or without a note. */
function one(text: string): string | undefined {
  const [bare, note] = [NOTE.exec(text)?.[1] ?? text, NOTE.exec(text)?.[2]];
  const noted = (place: string) => (note ? `${place} (${note.trim()})` : place);
  const group = GROUPS.get(normal(bare));
  if (group) return noted(group);
  // `Ireland (Northern)` is another country than Ireland.
  const turned = note && !LETTERS.test(note) ? readCountry(`${note} ${bare}`) : undefined;
  if (turned) return turned;
  const country = readCountry(bare);
  if (country) return noted(country);
  if (/^[a-z]+:[\w-]+$/i.test(bare) && parsePlace(bare.toLowerCase())) return noted(bare.toLowerCase());
  // A bare region id has a digit or a provider before it; a word on its own is rather a city.
  if (/\d/.test(bare) && parsePlace(bare)) return noted(bare);
  const words = /^(.+?)[\s:,/–-]+([a-z][a-z0-9-]*)$/i.exec(bare);
  const provider = words && PROVIDERS[normal(words[1]!)];
  if (provider) {
    const id = `${provider}:${words[2]!.toLowerCase()}`;
    if (parsePlace(id)) return noted(id);
  }
  // `AWS (eu-central-1)`: the provider outside, the region in the brackets.
  if (note && PROVIDERS[normal(bare)]) {
    const id = `${PROVIDERS[normal(bare)]}:${note.trim().toLowerCase()}`;
    if (parsePlace(id)) return id;
  }
  // `Frankfurt (EU)`: the city outside, where it is in the brackets.
  if (note && CITY.test(bare)) {
    const around = GROUPS.get(normal(note)) ?? (LETTERS.test(note) ? behindCity(bare, note) : readCountry(note));
    if (around) return `${around} (${bare})`;
  }
  return undefined;
}

/** Splits outside brackets. */
const splitAt = (text: string, separators: RegExp): string[] => {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '(') depth++;
    else if (text[i] === ')') depth--;
    else if (depth <= 0 && separators.test(text[i]!)) {
      parts.push(text.slice(start, i));
      start = i + 1;
    }
  }
  parts.push(text.slice(start));
  return parts.map((part) => part.trim()).filter((part) => part !== '');
};

/**
 * Reads the places of a cell. `Frankfurt, Germany` is one place in Germany, `Germany, Ireland` are two; a city without a
 * country is not guessed at, nor are two letters behind a city that do not go with it: `Wilmington, DE` is in Delaware.
 */
export function readPlaces(text: string): PlacesRead {
  const places: string[] = [];
  const unknown: string[] = [];
  const ambiguous: string[] = [];
  const mechanisms: string[] = [];
  for (const group of splitAt(text, /[;\n\r|]/)) {
    const whole = one(group);
    if (whole) {
      places.push(whole);
      continue;
    }
    const parts = splitAt(group.replace(/\s+(?:and|und|&)\s+/gi, ', '), /[,/+·•]/);
    // What may be a city, or more of an address, until the country comes.
    let before: string[] = [];
    const settle = (place: string, note: readonly string[]) => {
      // A state goes with its country; what names another country would count as one.
      const kept = note.filter((part) => !(place === 'US' && (STATES.has(part.toUpperCase()) || namedIn(part).length)));
      const city = kept.length && kept.every((part) => CITY.test(part)) ? kept.join(', ') : undefined;
      if (!city) unknown.push(...kept);
      places.push(city ? `${place} (${city})` : place);
      before = [];
    };
    for (const [index, part] of parts.entries()) {
      const next = parts[index + 1];
      if (MECHANISMS.has(normal(part)) && !one(part)) mechanisms.push(part);
      // A state, with its country behind it or without.
      else if (isUs(next) && (STATES.has(part.toUpperCase()) || [...STATES.values()].includes(normal(part))))
        before.push(part);
      else if (STATE_NAMES.has(normal(part)) && !isUs(next) && normal(part) !== 'new york')
        settle('US', [...before, part]);
      else if (LETTERS.test(part) && before.length === 1 && CITY.test(before[0]!)) {
        const country = behindCity(before[0]!, part);
        if (country) settle(country, country === part.toUpperCase() ? before : [...before, part]);
        else {
          ambiguous.push(`${before[0]}, ${part}`);
          before = [];
        }
      } else {
        const place = one(part);
        if (!place) before.push(part);
        // A city before its country is a note on it.
        else if (/^[A-Z]{2}$/.test(place) && before.length <= 2) settle(place, before);
        else {
          unknown.push(...before);
          settle(place, []);
        }
      }
    }
    unknown.push(...before);
  }
  return { places: [...new Set(places)], unknown: [...unknown, ...ambiguous], ambiguous, mechanisms };
}

/** The country of a seat: of `Example Street 1, 10115 Berlin, Germany` the last part counts. */
export function readSeat(text: string): { readonly country?: string; readonly note?: string } {
  const [, bare = text, note] = NOTE.exec(text) ?? [];
  const turned = note === undefined ? undefined : readCountry(`${note} ${bare}`);
  if (turned) return { country: turned };
  const parts = bare
    .split(/[,\n\r;]/)
    .map((part) => part.trim())
    .filter(Boolean);
  const last = parts.at(-1) ?? '';
  const before = parts.at(-2);
  const state = before !== undefined && (LETTERS.test(last) || STATE_NAMES.has(normal(last)));
  const country = state ? (LETTERS.test(last) ? behindCity(before, last) : 'US') : readCountry(last);
  return { ...(country ? { country } : {}), ...(note ? { note } : {}) };
}
