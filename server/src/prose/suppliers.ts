import type { Run } from './runs.ts';
import type { SupplierName } from './types.ts';
import { anyOf, bare, onlyOf, words } from './words.ts';

const COLUMN = onlyOf(words.headings.supplierColumns);
const NAME = onlyOf(words.headings.nameColumns);
const LISTED = onlyOf(words.headings.suppliers);
const HARDWARE = /^(?:cpu|ram|cores?|memory|model|disk|os|chipset|threads|ghz)$/i;

/** Whether a heading is that of a list of suppliers. */
export const listsSuppliers = (heading: string): boolean => LISTED.test(bare(heading).replace(/^[\d.) ]+/, ''));

const SMALL = /^(?:of|and|for|the|de|du|des|et|und|für|von|der|die|das|by|on|in|van|den|&|e|y|di|la|le)$/;
/** A legal form at the end of a name. */
const LEGAL =
  /(?:^|\s)(?:(?:\p{L}\.\s?)+(?:\p{L}\.)?|Inc\.|Ltd\.|Co\.|Corp\.|Pty\.|Pte\.|mbH|z\s?o\.o\.|s\.r\.o\.|a\.s\.|d\.o\.o\.)$/u;
const FORM = new RegExp(`(?:^|[\\s,])(?:${anyOf(words.legalForms)})\\.?$`, 'u');
const COMMON = new Set(words.commonNouns);
const COMMON_END = new RegExp(`(?:${anyOf(words.commonEnds)})$`, 'u');
const isCommon = (word: string): boolean =>
  COMMON.has(word) || COMMON.has(word.replace(/s$/, '')) || COMMON_END.test(word);

/** The name with which a text begins, if that is what it looks like: no sentence, no common noun, nothing to fill in. */
function nameIn(
  run: Run,
  alone: boolean,
): { readonly start: number; readonly end: number; readonly text: string } | undefined {
  const text = run.text;
  const lead = /^[\s\uFFFC]*/.exec(text)![0].length;
  const rest = text.slice(lead);
  const stop = /\s+[\u2013\u2014-]\s|[:;(\n|]|,\s(?!(?:Inc|Ltd|LLC|Co|Corp|S\.A|GmbH|B\.V|Limited)\b)/.exec(rest);
  const part = (stop ? rest.slice(0, stop.index) : rest).replace(/[\s\uFFFC*]+$/, '');
  // Behind a name there may be what it is for; a cell may hold several names, and then nothing is certain.
  if (stop && alone && /^,|^;/.test(stop[0])) return undefined;
  if (part.length < 2 || part.length > 60 || /[[\]{}<>?!=/“”"\uFFFC]/.test(part)) return undefined;
  if (part.endsWith('.') && !LEGAL.test(part)) return undefined;
  const parts = part.split(/\s+/);
  if (
    parts.some((word) => /^[A-Z]$/.test(word)) ||
    parts.length > 6 ||
    !/^[\p{Lu}\d]/u.test(part) ||
    !/\p{L}{2}/u.test(part)
  )
    return undefined;
  if (parts.some((word) => /^\p{Ll}/u.test(word) && !SMALL.test(word) && !LEGAL.test(word))) return undefined;
  const plain = parts
    .map((word) => word.toLowerCase().replace(/[^\p{L}\d]/gu, ''))
    .filter((word) => !SMALL.test(word) && !/^\d+$/.test(word));
  if (!plain.length || plain.every(isCommon)) return undefined;
  const start = run.start + lead;
  return { start, end: start + part.length, text: part };
}

/** The names in columns of suppliers of one table. @param named a column of names counts, too */
export function suppliersInTable(cells: readonly Run[], named: boolean): SupplierName[] {
  const head = cells.filter(({ cell }) => cell!.row === 0);
  if (head.some(({ text }) => HARDWARE.test(bare(text)))) return [];
  const own = head.find(({ text }) => COLUMN.test(bare(text)));
  const column = own ?? (named ? head.find(({ text }) => NAME.test(bare(text))) : undefined);
  if (!column) return [];
  return cells.flatMap((run) => {
    if (run.cell!.row === 0 || run.cell!.column !== column.cell!.column) return [];
    const name = nameIn(run, true);
    return name ? [name] : [];
  });
}

/** The names with which the items of a list begin. */
export function suppliersInList(runs: readonly Run[], parents: readonly (number | undefined)[]): SupplierName[] {
  const first = new Map<number, Run>();
  for (const run of runs)
    if (run.item !== undefined && parents[run.item] === undefined && !first.has(run.item)) first.set(run.item, run);
  const names = [...first.values()].flatMap((run) => nameIn(run, false) ?? []);
  // Among things that are no names, what looks like one is certain by its legal form only.
  const sure = names.length * 2 >= first.size;
  return names.filter(({ text }) => sure || FORM.test(text));
}
