import data from './data/iso27001.json' with { type: 'json' };

export type Theme = 'organizational' | 'people' | 'physical' | 'technological';

/** A control of ISO/IEC 27001:2022 Annex A: id and title, no text of the standard. */
export interface Control {
  /** `A.5.19` */
  readonly id: string;
  readonly title: string;
  readonly theme: Theme;
}

/** The 93 controls in the order of Annex A. */
export const controls = data.controls as readonly Control[];
export const controlsAsOf: string = data.asOf;
/** Clauses 4 to 10 with their sub-clauses. */
export const clauses: readonly { readonly id: string; readonly title: string }[] = data.clauses;

const order = new Map(controls.map((control, index) => [control.id, index]));
const clauseById = new Map(clauses.map((clause) => [clause.id, clause]));
const superseded = data.superseded as Readonly<Record<string, readonly string[]>>;

export const controlById = (id: string): Control | undefined => {
  const index = order.get(id);
  return index === undefined ? undefined : controls[index];
};
/** The control's place in Annex A, 0-based; -1 if there is no such control. */
export const controlOrder = (id: string): number => order.get(id) ?? -1;

/** What a control reference in a document turned out to be. */
export type ControlRead =
  | { readonly kind: 'controls'; readonly ids: readonly string[]; readonly range: boolean }
  | { readonly kind: 'superseded'; readonly id: string; readonly successors: readonly string[] }
  | { readonly kind: 'unknown'; readonly why: string };

const PREFIX = /^annex\s*/i;
const ONE = /^(?:A\.?\s?)?(\d{1,2}(?:\.\d{1,2}){1,2})$/i;

const canonical = (text: string): string | undefined => {
  const number = ONE.exec(text.trim().replace(PREFIX, ''))?.[1];
  return number === undefined ? undefined : `A.${number}`;
};

/**
 * Reads one control reference: `A.5.19`, `5.19`, a range (`A.5.15-5.18`), a leading `Annex A`, or a 2013 id.
 * The text is what stands in the source: `5.10` is control 5.10, whatever number YAML makes of it.
 */
export function readControl(text: string): ControlRead {
  const parts = text.split(/\s*[-\u2013\u2014]\s*/);
  if (parts.length === 1) {
    const id = canonical(text);
    if (id === undefined) return { kind: 'unknown', why: 'is not a control id such as A.5.19' };
    if (order.has(id)) return { kind: 'controls', ids: [id], range: false };
    if (Object.hasOwn(superseded, id)) return { kind: 'superseded', id, successors: superseded[id]! };
    return { kind: 'unknown', why: 'is not one of the 93 controls of ISO/IEC 27001:2022 Annex A' };
  }
  if (parts.length > 2) return { kind: 'unknown', why: 'is not a range of two control ids' };
  const [from, to] = parts.map((part) => canonical(part)) as [string | undefined, string | undefined];
  const first = from === undefined ? undefined : order.get(from);
  const last = to === undefined ? undefined : order.get(to);
  if (first === undefined) return { kind: 'unknown', why: `is a range whose start ${parts[0]} is no control` };
  if (last === undefined) return { kind: 'unknown', why: `is a range whose end ${parts[1]} is no control` };
  if (last < first) return { kind: 'unknown', why: 'is a range that runs backwards' };
  return { kind: 'controls', ids: controls.slice(first, last + 1).map((control) => control.id), range: true };
}

/** Reads one clause reference: `8.1`, with or without the word clause. */
export function readClause(text: string): { readonly id: string; readonly title: string } | undefined {
  return clauseById.get(text.trim().replace(/^(?:clauses?|cl\.)\s*/i, ''));
}
