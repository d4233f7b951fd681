/** What a reader should feel about something; each format shows it in its own way, never by colour alone. */
export type Tone = 'good' | 'warn' | 'bad' | 'note' | 'mute';

/** A series of values, one for each category. */
export interface Series {
  readonly name: string;
  readonly tone: Tone;
  readonly values: readonly number[];
}

/** What a picture shows, without a word about how it is drawn. `alt` tells it to those who cannot see it. */
export type Picture = { readonly title: string; readonly alt: string; readonly note?: string } & (
  | {
      /** `columns` stand, `bars` lie; the series are stacked. Values are counts. */
      readonly kind: 'columns' | 'bars';
      readonly categories: readonly string[];
      readonly series: readonly Series[];
      readonly unit: string;
    }
  | {
      /** Stretches of time, a row each. Days are `YYYY-MM-DD`. */
      readonly kind: 'spans';
      readonly today: string;
      readonly rows: readonly {
        readonly label: string;
        readonly start: string;
        readonly end: string;
        readonly tone: Tone;
      }[];
      readonly legend: readonly { readonly name: string; readonly tone: Tone }[];
    }
  | {
      /** Likelihood across, impact up, from 1 to `scale`. */
      readonly kind: 'matrix';
      readonly scale: number;
      /** All cells, the highest impact first. */
      readonly cells: readonly {
        readonly likelihood: number;
        readonly impact: number;
        readonly tone: Tone;
        readonly marks: readonly string[];
      }[];
      readonly legend: readonly { readonly name: string; readonly tone: Tone }[];
    }
);
