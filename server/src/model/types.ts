import type { Place } from '../facts/places.ts';
import type { Span } from '../yaml/tree.ts';
import type { Day } from './dates.ts';

/**
 * A value of the model with its place in the text. Offsets are UTF-16 units from the start of the text that was read.
 * A key that is not there, or has an empty value, is no field at all; a field whose `value` is `undefined` is there, but
 * structure or date rules already rejected it, so no other rule may say anything of it.
 */
export interface Field<T> extends Span {
  readonly value: T | undefined;
  /** What the value says as text: the source text of a plain scalar, the content of a quoted one; '' for lists and maps. */
  readonly text: string;
  /** Where the key stands; the value itself for the items of a list. */
  readonly key: Span;
  /** Plain: neither quoted nor a block scalar. */
  readonly plain?: boolean;
  /** For a list: some of its items were rejected, so that nothing can be said of what it lacks. */
  readonly partial?: boolean;
  /** For a map: its first value, where things are shown that are missing in an item of a list. */
  readonly first?: Span;
}

export type Fields<T> = { readonly [K in keyof T]?: Field<T[K]> };
export type List<T> = readonly Field<T>[];

/** A place as it is written, and what the catalogue makes of it (`undefined`: unknown). */
export interface PlaceValue {
  readonly place: Place | undefined;
}

export type Outcome = 'approved' | 'conditions' | 'remediate' | 'replace' | 'escalate';

/** What has to be done; written as a text, it has only `what`. */
export type Action = Fields<{ what: string; owner: string; due: Day; done: Day }>;

export type Review = Fields<{
  date: Day;
  by: string;
  outcome: Outcome;
  checked: List<'assurance' | 'dpa' | 'residency' | 'risk'>;
  action: Action;
  risk: string;
  notes: string;
}>;

export type Waiver = Fields<{
  rule: string;
  for: string;
  reason: string;
  'compensating-controls': List<string>;
  'approved-by': string;
  approved: Day;
  expires: Day;
  notes: string;
}>;

/** Something that calls for a review before it is due. */
export type Event = Fields<{ date: Day; kind: string; notified: Day; 'object-until': Day; notes: string }>;

export type Severity = 'error' | 'warning' | 'information';

/** An entity of a document: a supplier, a policy, a row of the Statement of Applicability, the settings. */
export interface Entity<K extends string = string, F = object> extends Span {
  readonly kind: K;
  readonly fields: F;
  /** Where something is shown that is missing in it as a whole: its id, else its first value. */
  readonly anchor: Span;
  /** It has a syntax error: nothing may be said of what is missing in it. */
  readonly broken: boolean;
}
