import type { Place } from '../protocol.ts';
import type { Inline, Tone } from './blocks.ts';

/**
 * Where the entries of a report come from, beside the report: the formats that show a report whole must not change by
 * it. A place is worked out when it is asked for; most formats never do.
 */
export class Sources {
  private readonly places = new WeakMap<object, () => Place | undefined>();

  /** Notes where an entry comes from. @returns the entry */
  note<T extends object>(entry: T, place: () => Place | undefined): T {
    this.places.set(entry, place);
    return entry;
  }

  /** Notes that an entry comes from where another does. @returns the entry */
  same<T extends object>(entry: T, other: object): T {
    const place = this.places.get(other);
    if (place) this.places.set(entry, place);
    return entry;
  }

  of(entry: object): Place | undefined {
    return this.places.get(entry)?.();
  }
}

/** Text that leads to where an entry comes from, in a format that can lead there. */
export type Link = (entry: object, text: string, more?: { readonly tone?: Tone; readonly strong?: boolean }) => Inline;

/** @param sources none: the format cannot lead anywhere, and nothing is worked out */
export const linksFrom =
  (sources: Sources | undefined): Link =>
  (entry, text, more) => {
    const place = sources?.of(entry);
    return place ? { text, ...more, place } : more ? { text, ...more } : text;
  };
