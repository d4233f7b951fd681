import type { DocumentKind } from '../schema/shapes.ts';

/**
 * How a register is taken apart. Everything inside an item of a block list is indented deeper than its dash, so the
 * text of an item is a YAML document of its own: only the item that is edited has to be read again.
 */
export interface Split {
  /** The column of the dashes. */
  readonly column: number;
  /** What comes before the first item: comments and the list's key. */
  readonly head: string;
  readonly items: readonly string[];
}

/** What a line begins with, as far as dividing a register is concerned. */
type LineKind = 'blank' | 'comment' | 'dash' | 'content';

function lineAt(text: string, start: number): { kind: LineKind; indent: number } {
  let p = start;
  while (text.charCodeAt(p) === 32) p++;
  const c = text.charCodeAt(p);
  const indent = p - start;
  if (p >= text.length || c === 10 || (c === 13 && text.charCodeAt(p + 1) === 10)) return { kind: 'blank', indent };
  if (c === 35) return { kind: 'comment', indent };
  if (c === 45) {
    const next = text.charCodeAt(p + 1);
    if (next === 32 || next === 10 || next === 13 || p + 1 >= text.length) return { kind: 'dash', indent };
  }
  return { kind: 'content', indent };
}

const LISTS: Partial<Record<DocumentKind, string>> = { suppliers: 'suppliers', policies: 'policies', soa: 'soa' };
export const LONE_CR = /\r(?!\n)/;

/** Whether a text can stand before the first item: comments, one `---`, and the list's key. */
export function isHead(text: string, kind: DocumentKind): boolean {
  const list = LISTS[kind];
  if (!list || LONE_CR.test(text)) return false;
  let key = false;
  let marker = false;
  for (const raw of text.split('\n')) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (/^ *(?:#.*)?$/.test(line)) continue;
    if (line === '---' && !marker && !key) marker = true;
    else if (!key && line.startsWith(`${list}:`) && /^ *(?: #.*)?$/.test(line.slice(list.length + 1))) key = true;
    else return false;
  }
  return key;
}

/**
 * Takes a text apart at its list's items.
 * @returns `undefined` where the text is not of the simple shape and must be read as a whole
 */
export function split(text: string, kind: DocumentKind): Split | undefined {
  if (!LISTS[kind] || LONE_CR.test(text)) return undefined;
  const start = firstDash(text);
  if (start === undefined) return undefined;
  const head = text.slice(0, start);
  if (!isHead(head, kind)) return undefined;
  const column = lineAt(text, start).indent;
  const items = splitItems(text.slice(start), column);
  return items && { column, head, items };
}

/** Where the first line starts that begins with a dash. */
export function firstDash(text: string): number | undefined {
  for (let start = 0; start < text.length; start = nextLine(text, start))
    if (lineAt(text, start).kind === 'dash') return start;
  return undefined;
}

/**
 * Takes a text of whole lines that begins with an item apart at the dashes in a column.
 * @returns `undefined` if some line belongs to no item
 */
export function splitItems(text: string, column: number): string[] | undefined {
  const items: string[] = [];
  let itemStart = 0;
  for (let start = 0; start < text.length; start = nextLine(text, start)) {
    const { kind, indent } = lineAt(text, start);
    if (kind === 'blank' || kind === 'comment') {
      if (start === 0) return undefined;
      continue;
    }
    if (indent > column && start > 0) continue;
    if (kind !== 'dash' || indent !== column) return undefined;
    if (start > 0) items.push(text.slice(itemStart, start));
    itemStart = start;
  }
  items.push(text.slice(itemStart));
  return items;
}

const nextLine = (text: string, start: number): number => {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end + 1;
};

/** Line breaks in a text, as LSP counts them: \n, \r\n and a lone \r. */
export function countLines(text: string): number {
  let count = 0;
  for (let p = text.indexOf('\n'); p >= 0; p = text.indexOf('\n', p + 1)) count++;
  if (text.includes('\r')) for (const _ of text.matchAll(/\r(?!\n)/g)) count++;
  return count;
}

/** Offsets at which the lines of a text start. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  if (LONE_CR.test(text)) {
    for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  } else for (let p = text.indexOf('\n'); p >= 0; p = text.indexOf('\n', p + 1)) starts.push(p + 1);
  return starts;
}

/** The front matter of a Markdown text, as the offsets of what stands between its markers. */
export function frontMatter(text: string): { readonly start: number; readonly end: number } | undefined {
  const open = /^\uFEFF?---[ \t]*(?:\r\n|\n|\r)/.exec(text);
  if (!open) return undefined;
  const start = open[0].length;
  const close = /^(?:---|\.\.\.)[ \t]*$/m;
  const rest = text.slice(start).replace(/\r(?=\n|$)/g, ' ');
  const match = close.exec(rest);
  return match ? { start, end: start + match.index } : undefined;
}

/** Whether front matter is one of ours: it has an `id`, even where the rest cannot be read. */
export const hasId = (yaml: string): boolean => /^["']?id["']?[ \t]*:(?=\s|$)/m.test(yaml);
