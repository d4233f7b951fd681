import { anyOf, standards } from './words.ts';

/** What numbers after a name belong to. */
export type Governs = 'iso27001' | 'iso27002' | 'annex' | 'other' | 'contract' | 'law';

export interface Named {
  readonly start: number;
  readonly end: number;
  readonly kind: Governs;
}

const bounded = (list: readonly string[]): string => `(?<![\\p{L}\\d])(?:${anyOf(list)})`;

const NAMES = new RegExp(
  `(?<a>${bounded(standards.iso27001)})|(?<b>${bounded(standards.iso27002)})|(?<o>${bounded(standards.others)})|(?<n>${bounded(standards.annex)}(?![\\p{L}]))|(?<l>${bounded(standards.laws)})|(?<c>${bounded(standards.contracts)})`,
  'gu',
);
const HINT =
  /\d{4}|[A-Z]{2}|Annex|Anhang|greement|ontract|lause|ertrag|ereinbarung|klausel|erms|his |ieser |andbook|andbuch|Modul|Act|Eight|Services|Grundschutz|erordnung|Directive|Protection/;

/** The standards, laws and contracts that a text names, in order. */
export function namedIn(text: string, around?: Governs): Named[] {
  if (!HINT.test(text)) return [];
  const names: Named[] = [];
  let last = around;
  for (const match of text.matchAll(NAMES)) {
    const { a, b, o, n, l } = match.groups!;
    const end = match.index + match[0].length;
    let kind: Governs = a ? 'iso27001' : b ? 'iso27002' : o ? 'other' : n ? 'annex' : l ? 'law' : 'contract';
    if (kind === 'annex') {
      // Another standard has an Annex A, too: the one named behind it, else the one named before.
      const of = /^[,\s]*(?:of|to|in|der|des|von|zu[rm]?)\s+(?:the\s+)?/.exec(text.slice(end, end + 20));
      const next = of ? namedAt(text, end + of[0].length) : undefined;
      if (next === 'other' || (next === undefined && last === 'other')) kind = 'other';
    }
    names.push({ start: match.index, end, kind });
    if (kind !== 'contract' && kind !== 'law') last = kind;
  }
  return names;
}

const STICKY = new RegExp(NAMES.source, 'yu');
/** What is named exactly at a place. */
export function namedAt(text: string, at: number): Governs | undefined {
  STICKY.lastIndex = at;
  const groups = STICKY.exec(text)?.groups;
  if (!groups) return undefined;
  return groups.a
    ? 'iso27001'
    : groups.b
      ? 'iso27002'
      : groups.o
        ? 'other'
        : groups.n
          ? 'annex'
          : groups.l
            ? 'law'
            : 'contract';
}

/** The standard that a text as a whole is about: the only one, or the last one named; `undefined` for none. */
export function governorOf(text: string, around?: Governs): Governs | undefined {
  const names = namedIn(text, around).filter(({ kind }) => kind !== 'contract' && kind !== 'law');
  if (!names.length) return undefined;
  // Where several are named side by side nobody can tell which one a number belongs to.
  if (names.some(({ kind }) => kind === 'other') && names.some(({ kind }) => kind !== 'other'))
    return names.at(-1)!.kind;
  return names.some(({ kind }) => kind === 'annex') ? 'annex' : names.at(-1)!.kind;
}
