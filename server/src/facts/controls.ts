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

const clauseOrder = new Map(clauses.map((clause, index) => [clause.id, index]));
/** Clause → its last point, where it has points. */
const points = data.clausePoints.last as Readonly<Record<string, string>>;
const POINT = /^(.*?\d)\s*\(?([a-z])\)?(?:\s*\(?\d\)?)?(?:\s*(?:[-\u2013]|to|bis)\s*\(?([a-z])\)?)?$/i;
const CLAUSE_RANGE = /\s*(?:[-\u2013\u2014]|\bto\b|\bbis\b)\s*(?=\d)/i;

/**
 * Reads one clause reference: `8.1`, with or without the word clause, a point (`6.1.3 d)`, `6.1.3(d)`) or a range
 * (`4.1-4.4`, `4-10`).
 * @returns the clauses that it names, in their order; `undefined` if one of them does not exist or the range runs backwards
 */
export function readClauses(text: string): readonly { readonly id: string; readonly title: string }[] | undefined {
  const parts = text
    .trim()
    .replace(/^(?:clauses?|cl\.)\s*/i, '')
    .split(CLAUSE_RANGE);
  if (parts.length > 2) return undefined;
  const ends = parts.map((part) => clauseOrder.get(part) ?? ofPoint(part));
  const [from, to = from] = ends;
  if (from === undefined || to === undefined || to < from || (parts.length > 1 && ends[1] === undefined))
    return undefined;
  return clauses.slice(from, to + 1);
}

/** The place of a point's clause, 0-based. */
function ofPoint(text: string): number | undefined {
  const [, clause, first, last = first] = POINT.exec(text) ?? [];
  if (clause === undefined || last!.toLowerCase() < first!.toLowerCase()) return undefined;
  if (last!.toLowerCase() > (points[clause] ?? 'z')) return undefined;
  return clauseOrder.get(clause);
}

/** Reads a reference to one clause, or to a point of it. */
export function readClause(text: string): { readonly id: string; readonly title: string } | undefined {
  const read = readClauses(text);
  return read?.length === 1 ? read[0] : undefined;
}
