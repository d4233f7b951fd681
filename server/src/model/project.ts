import type { Span } from '../yaml/tree.ts';
import type { Entity, Field } from './types.ts';

/** An entity and its home: the part of a file that it is in, which only the workspace looks into. */
export interface Placed<E, H> {
  readonly entity: E;
  readonly home: H;
}

export interface PlacedSpan<H> {
  readonly home: H;
  readonly span: Span;
}

/** What the documents of one kind hold. */
export interface Held<E, H> {
  /** By path and place. None of a kind of which only rows are kept. */
  readonly entities: readonly Placed<E, H>[];
  /** The first top-level key. */
  readonly key: PlacedSpan<H> | undefined;
  /** The values of the documents' other top-level keys. */
  readonly beside: Readonly<Record<string, Field<unknown>>>;
  /** Some document has a syntax error. */
  readonly broken: boolean;
}

/** What the rules over a whole root see. */
export interface Project<H = unknown> {
  of<E extends Entity>(kind: E['kind']): Held<E, H>;
  /** Ids that more than one entity of a kind has, each with its places in order. */
  readonly duplicates: readonly {
    readonly kind: string;
    readonly id: string;
    readonly places: readonly PlacedSpan<H>[];
  }[];
}
