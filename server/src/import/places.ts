import german from 'i18n-iso-countries/langs/de.json' with { type: 'json' };
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import { countryCodes, isCountry, slips } from '../facts/countries.ts';
import { parsePlace } from '../facts/places.ts';
import { COUNTRY_ALIASES, GROUPS, normal, PROVIDERS } from './words.ts';

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
}

const NOTE = /^(.*?)\s*\(([^()]*)\)$/;

/** One place: a country, a group, `global`, a region with or without its provider's name, each with or without a note. */
function one(text: string): string | undefined {
  const [bare, note] = [NOTE.exec(text)?.[1] ?? text, NOTE.exec(text)?.[2]];
  const noted = (place: string) => (note ? `${place} (${note.trim()})` : place);
  const group = GROUPS.get(normal(bare));
  if (group) return noted(group);
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
 * country is not guessed at.
 */
export function readPlaces(text: string): PlacesRead {
  const places: string[] = [];
  const unknown: string[] = [];
  for (const group of splitAt(text, /[;\n\r|]/)) {
    const whole = one(group);
    if (whole) {
      places.push(whole);
      continue;
    }
    for (const part of splitAt(group.replace(/\s+(?:and|und|&)\s+/gi, ', '), /[,/+]/)) {
      const place = one(part);
      if (!place) {
        unknown.push(part);
        continue;
      }
      // A city before its country is a note on it.
      const city =
        /^[A-Z]{2}$/.test(place) && unknown.length === 1 && /^[\p{L}][\p{L} .'-]*$/u.test(unknown[0]!)
          ? unknown.pop()
          : undefined;
      places.push(city ? `${place} (${city})` : place);
    }
  }
  return { places: [...new Set(places)], unknown };
}
