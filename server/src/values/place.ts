import { countriesAsOf, countryName, transferOf } from '../facts/countries.ts';
import { type Place, parsePlace, type Residency, regionsAsOf } from '../facts/places.ts';
import type { PlaceValue } from '../model/types.ts';
import type { Value } from '../schema/value.ts';
import { escapeMarkdown } from '../text/markdown.ts';
import { adequacyText } from './country.ts';

/** A country, a group of them or a cloud region. One that the catalogue does not know is a place all the same. */
export const place: Value = {
  name: 'place',
  nouns: ['place: DE, EU, provider:region', 'places: DE, EU, provider:region'],
  expected: 'text',
  read: ({ text }): PlaceValue => ({ place: parsePlace(text) }),
  explain: (text, { settings }) => placeText(text, settings.residency),
};

/** A place and how it stands to a residency, as Markdown. */
export function placeText(text: string, residency: Residency, provider?: string): string | undefined {
  const place = parsePlace(text, provider);
  if (!place) return undefined;
  const verdict = residency.verdict(place.members);
  return [
    `**${escapeMarkdown(place.id)}**: ${escapeMarkdown(place.label)}`,
    `**${verdict === 'unproven' ? 'Unproven' : verdict === 'inside' ? 'Inside' : 'Outside'}** (residency ${residency.text}): ${whyPlace(place, residency)}.`,
    ...adequacyLines(place),
    `Catalogue of places as of ${place.provider ? regionsAsOf : countriesAsOf}.`,
  ].join('\n\n');
}

/** Why a place is inside, outside or neither, as a clause. */
function whyPlace(place: Place, residency: Residency): string {
  const { members } = place;
  if (!members) return 'global names no place, so nothing keeps data inside';
  const beyond = residency.beyond(members);
  const named = (codes: readonly string[]) =>
    codes.length > 6
      ? `${codes.slice(0, 5).map(countryName).join(', ')} and ${codes.length - 5} more`
      : codes.map(countryName).join(', ');
  if (!beyond.length)
    return members.length === 1
      ? `${countryName(members[0]!)} is within ${residency.text}`
      : `all ${members.length} countries are within ${residency.text}`;
  const limited = beyond.filter((code) => residency.isLimited(code));
  if (limited.length) return `${named(limited)}: the adequacy decision is limited or to be checked`;
  return beyond.length === members.length
    ? `${named(beyond)} ${beyond.length === 1 ? 'is' : 'are'} not within ${residency.text}`
    : `it also means ${named(beyond)}, beyond ${residency.text}`;
}

function adequacyLines(place: Place): string[] {
  const country = place.members?.length === 1 ? place.members[0]! : undefined;
  const transfer = country === undefined ? undefined : transferOf(country);
  if (!transfer || country === undefined) return [];
  return [adequacyText(country)];
}
