import { parsePlace } from '../facts/places.ts';
import type { PlaceValue } from '../model/types.ts';
import type { Value } from '../schema/value.ts';

/** A country, a group of them or a cloud region. One that the catalogue does not know is a place all the same. */
export const place: Value = {
  name: 'place',
  nouns: ['place: DE, EU, provider:region', 'places: DE, EU, provider:region'],
  expected: 'text',
  read: ({ text }): PlaceValue => ({ place: parsePlace(text) }),
};
