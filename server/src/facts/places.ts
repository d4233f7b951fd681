import { nearest, nearestOf } from '../text/nearest.ts';
import { detached } from '../yaml/detached.ts';
import {
  codeOfName,
  countriesWithTransfer,
  countryName,
  eea,
  eu,
  groups,
  isCountry,
  namedIn,
  slips,
  transferOf,
} from './countries.ts';
import countries from './data/countries.json' with { type: 'json' };
import data from './data/regions.json' with { type: 'json' };

/** Where data is: a place as an author writes it, resolved against the catalogue. */
export interface Place {
  /** The place without its note in brackets. */
  readonly id: string;
  /** ISO alpha-2 codes of the countries that it may mean; `undefined` for `global`, which promises none. */
  readonly members: readonly string[] | undefined;
  /** What the place is, for people: `Frankfurt, Germany`. */
  readonly label: string;
  readonly provider?: string;
}

/** How a place, or a promise, stands to the residency. */
export type Verdict = 'inside' | 'outside' | 'unproven';

interface Provider {
  readonly name: string;
  /** Its ids mean nothing without the provider's prefix. */
  readonly prefixed?: true;
  readonly regions: Readonly<Record<string, readonly string[]>>;
  readonly aliases?: Readonly<Record<string, string>>;
  readonly multiRegions?: Readonly<Record<string, { readonly places: readonly string[]; readonly note?: string }>>;
  readonly rewrite?: readonly { match: string; to: string; lower?: boolean; provider?: string }[];
}

const providers = data.providers as unknown as Readonly<Record<string, Provider>>;

/** The day on which the catalogue of cloud regions was put together. */
export const regionsAsOf: string = data.asOf;

const own = <T>(table: Readonly<Record<string, T>> | undefined, key: string): T | undefined =>
  table && Object.hasOwn(table, key) ? table[key] : undefined;

/** Bare region ids that mean one country in every provider's table that has them: id → provider:region. */
let bare: Map<string, { provider: string; country: string } | null> | undefined;

function bareRegions() {
  if (bare) return bare;
  bare = new Map();
  for (const [provider, { regions, multiRegions, prefixed }] of Object.entries(providers)) {
    if (prefixed) continue;
    for (const [id, [country]] of Object.entries(regions)) {
      const known = bare.get(id);
      if (known === undefined) bare.set(id, { provider, country: country! });
      else if (known?.country !== country) bare.set(id, null);
    }
    // `eu` or `us` on its own is no region in one country.
    for (const id of Object.keys(multiRegions ?? {})) bare.set(id, null);
  }
  return bare;
}

/** The country and city of a region by its id or an alias of it. */
const byId = ({ regions, aliases }: Provider, id: string): readonly string[] | undefined =>
  own(regions, own(aliases, id) ?? id);

/** The region that a zone or another spelling belongs to: `eu-central-1a`, `GRA11`, `EU (Frankfurt)`. */
function byRule(provider: string, { rewrite = [] }: Provider, id: string): readonly string[] | undefined {
  for (const { match, to, lower, provider: other } of rewrite) {
    const pattern = new RegExp(match);
    const entry = own(providers, other ?? provider);
    if (!entry || !pattern.test(id)) continue;
    const written = id.replace(pattern, to);
    const found = byId(entry, lower ? written.toLowerCase() : written) ?? byName(other ?? provider, entry, written);
    if (found) return found;
  }
  return undefined;
}

/** The region, multi-region or hint of a provider, by id, by what its console calls it, or by a rule for zones. */
function regionOf(provider: string, id: string, text: string): Place | undefined {
  const entry = own(providers, provider);
  if (!entry) return undefined;
  const region = byId(entry, id) ?? byName(provider, entry, id) ?? byRule(provider, entry, id);
  if (region) return inRegion(provider, region, text);
  const key = own(entry.multiRegions, id) ? id : id.toLowerCase();
  const multi = own(entry.multiRegions, key);
  if (!multi) return undefined;
  const members = membersOf(multi.places);
  return {
    id: text,
    provider,
    members,
    label: `${entry.name} ${key}${members ? ` (${multi.places.join(', ')})` : ', anywhere'}`,
  };
}

const inRegion = (provider: string, [country, city]: readonly string[], text: string): Place => ({
  id: text,
  provider,
  members: [country!],
  label: city ? `${city}, ${countryName(country!)}` : countryName(country!),
});

const plain = (name: string): string => name.toLowerCase().replace(/[\s_-]+/g, '');
const named = new Map<string, ReadonlyMap<string, readonly string[] | null>>();

/**
 * The region by its name as the provider's console shows it: `Germany West Central`, `Europe (Frankfurt)`, `FRA1`, or by
 * its city where that is in one country.
 */
function byName(provider: string, { regions }: Provider, name: string): readonly string[] | undefined {
  let table = named.get(provider);
  if (!table) {
    const names = new Map<string, readonly string[] | null>();
    const add = (key: string, region: readonly string[]) => {
      const known = names.get(key);
      names.set(key, known === undefined || known?.[0] === region[0] ? (known ?? region) : null);
    };
    for (const region of Object.values(regions)) {
      const [, shown = ''] = region;
      if (shown) add(plain(shown), region);
      const city = /\(([^()]+)\)$/.exec(shown)?.[1];
      if (city) add(plain(city), region);
    }
    for (const [id, region] of Object.entries(regions)) names.set(plain(id), region);
    table = names;
    named.set(provider, table);
  }
  // Two capital letters are only ever a country or a group.
  return /^[A-Z]{2}$/.test(name) ? undefined : (table.get(plain(name)) ?? undefined);
}

/** The countries of several places together; `undefined` if one of them is `global` or unknown. */
export function membersOf(places: readonly string[]): readonly string[] | undefined {
  const all = new Set<string>();
  for (const text of places) {
    const members = parsePlace(text)?.members;
    if (!members) return undefined;
    for (const member of members) all.add(member);
  }
  return [...all];
}

const NOTE = /^([^()]*?)\s*\(([^()]*)\)$/;

/**
 * The countries that a note adds to those of its place: `DE (backup in USA)` is two places, and so is
 * `DE (backup in us-east-1)`. A group around the place, or a country of it, adds nothing: `DE (EU)`, `EU (Germany)`.
 */
function addedBy(note: string, { members }: Place): readonly string[] {
  if (!members) return [];
  const { within } = countries.inNotes;
  const groupsNamed = namedIn(note)
    .filter((name) => !members.includes(own<string>(within, name) ?? ''))
    .map((name) => own(groups, name) ?? [name]);
  const regionsNamed = [...note.matchAll(/[\w/-]+(?::[\w/-]+)?/g)].flatMap(([word]) => {
    const named = /:|-.*\d/.test(word) ? resolve(word)?.members : undefined;
    return named ? [named] : [];
  });
  return [...groupsNamed, ...regionsNamed]
    .filter((named) => !named.every((one) => members.includes(one)) && !members.every((one) => named.includes(one)))
    .flat();
}

/** A place's text without the note in brackets that may follow it. */
export const withoutNote = (text: string): string => (text.endsWith(')') ? (NOTE.exec(text)?.[1] ?? text) : text);

const cache = new Map<string, Place | undefined>();

/**
 * Resolves a place: an ISO alpha-2 code, a group, `provider:region`, a bare region id or `global`, with or without a
 * note in brackets. Nothing is guessed from a prefix. `undefined` if the catalogue does not know it.
 * @param provider whose table to try first for a bare id, where the context names one
 */
export function parsePlace(text: string, provider?: string): Place | undefined {
  const key = provider ? `${provider}\n${text}` : text;
  if (cache.has(key)) return cache.get(key);
  // What is kept must not keep the register alive that it was written in.
  const place = withNote(detached(text.trim()), provider);
  if (cache.size > 2000) cache.clear();
  cache.set(detached(key), place);
  return place;
}

function withNote(text: string, provider?: string): Place | undefined {
  const note = text.endsWith(')') ? NOTE.exec(text) : null;
  if (!note) return resolve(text, provider);
  // A console's name may have brackets of its own.
  const named = text.includes(':') ? resolve(text, provider) : undefined;
  const place = named ?? resolve(note[1]!, provider);
  if (!place || named) return place;
  const added = addedBy(note[2]!, place);
  if (!added.length) return place;
  const members = [...new Set([...place.members!, ...added])];
  return { ...place, members, label: text };
}

function resolve(id: string, provider?: string): Place | undefined {
  if (id === 'global') return { id, members: undefined, label: 'anywhere' };
  // Two capital letters are only ever a country or a group, whatever region ids providers have.
  if (/^[A-Z]{2}$/.test(id) || own(groups, id)) {
    const group = own(groups, id);
    if (group) return { id, members: group, label: id };
    return isCountry(id) ? { id, members: [id], label: countryName(id) } : undefined;
  }
  const colon = id.indexOf(':');
  if (colon > 0) return regionOf(id.slice(0, colon), id.slice(colon + 1), id);
  const preferred = provider && regionOf(provider, id, id);
  if (preferred) return preferred;
  const found = bareRegions().get(id);
  if (found) return regionOf(found.provider, id, id);
  // Ids with a rule of their own (GRA11, fr-par-1) have no entry: they count if every table that reads them agrees.
  if (found === undefined) {
    const read = Object.entries(providers)
      .filter(([, { prefixed }]) => !prefixed)
      .map(([name, entry]) => ({ name, region: byRule(name, entry, id) }))
      .filter(({ region }) => region !== undefined);
    const [first] = read;
    if (first && read.every(({ region }) => region![0] === first.region![0]))
      return inRegion(first.name, first.region!, id);
  }
  return undefined;
}

/** What an author probably meant by a place that the catalogue does not know, where that is a plain slip. */
export function placeSlip(text: string): string | undefined {
  const id = withoutNote(text);
  const slip = own(slips, id) ?? codeOfName(id);
  if (slip) return slip;
  const upper = id.toUpperCase();
  if (upper !== id && /^[A-Z]{2,3}$/.test(upper)) return own(slips, upper) ?? (resolve(upper) ? upper : undefined);
  const lower = id.toLowerCase();
  if (lower !== id && resolve(lower) && !/^[a-z]+$/.test(lower)) return lower;
  const colon = id.indexOf(':');
  if (colon < 0) return undefined;
  const written = id.slice(0, colon).toLowerCase();
  const provider = own(data.providerSlips as Readonly<Record<string, string>>, written) ?? written;
  if (!own(providers, provider)) return undefined;
  const rest = id.slice(colon + 1).trim();
  if (regionOf(provider, rest, rest)) return `${provider}:${rest}`;
  const near = nearest(rest, regionIds(provider));
  return near && `${provider}:${near}`;
}

const regionIds = (provider: string): readonly string[] => {
  const { regions, multiRegions } = providers[provider]!;
  return [...Object.keys(regions), ...Object.keys(multiRegions ?? {})];
};

/**
 * The region that comes nearest to one that is unknown, however far that is, where the provider is known.
 * @param provider whose region a bare id is meant to be
 */
export function nearestRegion(text: string, provider?: string): { name: string; region: string } | undefined {
  const [, written = provider, id] = /^(?:([^:]*):)?(.*)$/s.exec(withoutNote(text))!;
  const entry = written === undefined ? undefined : own(providers, written);
  const region = entry && nearestOf(id!, regionIds(written!));
  return region === undefined ? undefined : { name: entry!.name, region: `${written}:${region}` };
}

/** Every place of the catalogue, for completion: groups and countries apart. */
export function* allRegions(): Generator<{
  provider: string;
  providerName: string;
  region: string;
  country?: string;
  city: string;
}> {
  for (const [provider, { name, regions, multiRegions }] of Object.entries(providers)) {
    for (const [region, [country, city]] of Object.entries(regions)) {
      yield { provider, providerName: name, region, country: country!, city: city ?? '' };
    }
    for (const region of Object.keys(multiRegions ?? {})) yield { provider, providerName: name, region, city: '' };
  }
}

/** Where data may be, from the setting `residency`. */
export class Residency {
  private readonly inside = new Set<string>();
  /** Countries of which the setting does not say enough: adequate only for some. */
  private readonly limited = new Set<string>();

  /**
   * @param codes EU, EEA, ADEQUATE or ISO alpha-2 codes; others are passed over
   * @param today a decision that has ended by then counts no more
   */
  constructor(
    readonly codes: readonly string[],
    readonly today = '0000-01-01',
  ) {
    for (const code of codes) {
      if (code === 'ADEQUATE') {
        for (const member of eea) this.inside.add(member);
        for (const country of countriesWithTransfer) {
          const { status, expires, territoryOf } = transferOf(country)!;
          if (territoryOf || (expires !== undefined && expires < today)) continue;
          (status === 'adequate' ? this.inside : this.limited).add(country);
        }
      } else for (const member of own(groups, code) ?? [code]) this.inside.add(member);
    }
    // Whether a territory of a member state belongs to the EU is for its lawyers.
    for (const country of countriesWithTransfer) {
      const state = transferOf(country)!.territoryOf;
      if (
        state &&
        !this.inside.has(country) &&
        (this.inside.has(state) || [...eu].every((one) => this.inside.has(one)))
      )
        this.limited.add(country);
    }
  }

  get text(): string {
    return this.codes.join(', ');
  }

  has(country: string): boolean {
    return this.inside.has(country);
  }

  isLimited(country: string): boolean {
    return !this.inside.has(country) && this.limited.has(country);
  }

  /** @param also countries that count as inside as well, such as the EEA for a transfer */
  verdict(members: readonly string[] | undefined, also?: ReadonlySet<string>): Verdict {
    if (!members) return 'outside';
    let within = 0;
    let maybe = 0;
    for (const member of members) {
      if (this.inside.has(member) || also?.has(member)) within++;
      else if (this.limited.has(member)) maybe++;
    }
    if (within === members.length) return 'inside';
    return within + maybe === 0 ? 'outside' : 'unproven';
  }

  /** Those of the countries that are not inside. */
  beyond(members: readonly string[], also?: ReadonlySet<string>): string[] {
    return members.filter((member) => !this.inside.has(member) && !also?.has(member));
  }
}
