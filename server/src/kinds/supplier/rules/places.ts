import { nearestRegion, placeSlip, withoutNote } from '../../../facts/places.ts';
import type { Rule } from '../../../model/rule.ts';
import type { Field, List, PlaceValue } from '../../../model/types.ts';
import type { Span } from '../../../yaml/tree.ts';
import { place } from '../fixes.ts';
import type { Supplier } from '../types.ts';

/** A place of a list, or the halves of one that a comma without quotes has torn apart. */
export interface ListedPlace extends Span {
  readonly text: string;
  readonly place: PlaceValue['place'];
  /** The text between the halves' start and end needs quotes. */
  readonly torn: boolean;
}

/** The places of a list. `[EU (Frankfurt, Paris)]` is one that lacks quotes, not two. */
export function placesOf(list: Field<List<PlaceValue>> | undefined): ListedPlace[] {
  const result: ListedPlace[] = [];
  const items = list?.value ?? [];
  for (let i = 0; i < items.length; i++) {
    const item = items[i]!;
    if (item.value === undefined) continue;
    if (item.plain && item.text.includes('(') && /\([^)]*$/.test(item.text)) {
      const close = items.findIndex((other, index) => index > i && /^[^(]*\)$/.test(other.text));
      if (close > 0) {
        const texts = items.slice(i, close + 1).map((half) => half.text);
        result.push({
          start: item.start,
          end: items[close]!.end,
          text: texts.join(', '),
          place: undefined,
          torn: true,
        });
        i = close;
        continue;
      }
    }
    result.push({ start: item.start, end: item.end, text: item.text, place: item.value.place, torn: false });
  }
  return result;
}

/** What to tell of a place that the catalogue does not know. */
export function unknownPlace({ text, torn }: Pick<ListedPlace, 'text' | 'torn'>): {
  message: string;
  data?: { replace: string };
} {
  if (torn)
    return {
      message: `${text} is read as several places: a comma in a note needs quotes around the place`,
      data: { replace: `"${text}"` },
    };
  const slip = placeSlip(text);
  if (slip)
    return {
      message: `${text} is no place of the catalogue: did you mean ${slip}?`,
      data: { replace: `${slip}${text.slice(withoutNote(text).length)}` },
    };
  const near = nearestRegion(text);
  return {
    message: near
      ? `${text} is no region of ${near.name} that the catalogue knows (the nearest is ${near.region}): correct it, or write a country`
      : `${text} is no place that the catalogue knows, so nothing can be said of it: write a country (DE), EU, EEA, provider:region or global`,
  };
}

/** The places outside the model block: those in it are unproven instead. */
export function* plainPlaces(supplier: Supplier): Generator<ListedPlace> {
  yield* placesOf(supplier.fields.hosting);
  yield* placesOf(supplier.fields.processing);
  for (const transfer of supplier.fields.transfers?.value ?? []) {
    const to = transfer.value?.to;
    if (to?.value) yield { start: to.start, end: to.end, text: to.text, place: to.value.place, torn: false };
  }
}

export const placeRules: readonly Rule<Supplier>[] = [
  {
    id: 'place/unknown',
    title: 'A place that the catalogue does not know',
    severity: 'warning',
    fixes: [place],
    criterion: 'residency',
    scope: 'supplier',
    check(supplier, _context, report) {
      for (const place of plainPlaces(supplier)) {
        if (place.place) continue;
        const { message, data } = unknownPlace(place);
        report(place, message, { value: place.text, ...(data ? { data } : {}) });
      }
    },
  },
];
