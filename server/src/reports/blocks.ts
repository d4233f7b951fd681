import type { Place } from '../protocol.ts';
import type { Picture, Tone } from './pictures.ts';

export type { Tone };

export type Inline =
  | string
  | {
      readonly text: string;
      readonly tone?: Tone;
      readonly strong?: boolean;
      readonly href?: string;
      /** Where it comes from, for a format that can lead there. */
      readonly place?: Place;
    };
export type Text = Inline | readonly Inline[];
export type Cell = Text | { readonly lines: readonly Text[] };

/** The parts of a report in the order in which they are read. All text in them is raw: the formats escape. */
export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3; readonly text: string; readonly newPage?: boolean }
  | { readonly kind: 'paragraph'; readonly text: Text }
  | {
      readonly kind: 'tiles';
      readonly tiles: readonly { readonly label: string; readonly value: number | string; readonly tone?: Tone }[];
    }
  | {
      readonly kind: 'table';
      readonly head: readonly string[];
      readonly rows: readonly (readonly Cell[])[];
      /** Column widths in per cent; together 100. */
      readonly widths?: readonly number[];
      /** Whose table it is, for the pages on which it goes on. */
      readonly running?: string;
    }
  | { readonly kind: 'picture'; readonly picture: Picture }
  | { readonly kind: 'signOff'; readonly roles: readonly string[] };

/** Whether an address is a file beside the report, spelled so that no format has to escape it. */
export const isBeside = (href: string): boolean => /^[\w.~%-]+(?:\/[\w.~%-]+)*$/.test(href);

/** A report ready to be written in any format. */
export interface ReportDocument {
  readonly title: string;
  /** What stands under the title: whose report it is, as of when. */
  readonly lead: readonly { readonly label: string; readonly text: string }[];
  readonly blocks: readonly Block[];
  /** The wide tables of the report want the sheet turned. */
  readonly landscape?: boolean;
  readonly footer: string;
}

export const isLines = (cell: Cell): cell is { readonly lines: readonly Text[] } =>
  typeof cell === 'object' && 'lines' in cell;
export const inlines = (text: Text): readonly Inline[] => (Array.isArray(text) ? text : [text as Inline]);
export const linesOf = (cell: Cell): readonly Text[] => (isLines(cell) ? cell.lines : [cell]);
