/**
 * How a register is taken apart. Everything inside an item of a block list is indented deeper than its dash, so the
 * text of an item is a YAML document of its own: only the item that is edited has to be read again.
 */
export interface Split {
  /** The column of the dashes. */
  readonly column: number;
  /** The items; each ends where the next one starts. Before the first stand comments and the list's key. */
  readonly items: Items;
}

/** Where items start in their text, and how many line breaks each has. */
export interface Items {
  readonly starts: readonly number[];
  readonly lines: readonly number[];
}

const indentOf = (text: string, start: number): number => {
  let p = start;
  while (text.charCodeAt(p) === 32) p++;
  return p - start;
};

/** What a line is, as far as dividing a register is concerned, by the offset of its first character that is no space. */
function kindAt(text: string, p: number): 'blank' | 'comment' | 'dash' | 'content' {
  const c = text.charCodeAt(p);
  if (p >= text.length || c === 10 || (c === 13 && text.charCodeAt(p + 1) === 10)) return 'blank';
  if (c === 35) return 'comment';
  if (c === 45) {
    const next = text.charCodeAt(p + 1);
    if (next === 32 || next === 10 || next === 13 || p + 1 >= text.length) return 'dash';
  }
  return 'content';
}

const LONE_CR = /\r(?!\n)/;
/** Whether a line ends with a carriage return alone, as hardly any does: looking for the character first is far faster. */
export const hasLoneCr = (text: string): boolean => text.includes('\r') && LONE_CR.test(text);

/** Whether a text can stand before the first item: comments, one `---`, and the list's key. */
export function isHead(text: string, list: string): boolean {
  if (hasLoneCr(text)) return false;
  let key = false;
  let marker = false;
  for (const raw of text.replace(/^\uFEFF/, '').split('\n')) {
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
export function split(text: string, list: string): Split | undefined {
  if (hasLoneCr(text)) return undefined;
  const start = firstDash(text);
  if (start === undefined) return undefined;
  if (!isHead(text.slice(0, start), list)) return undefined;
  const column = indentOf(text, start);
  const items = splitItems(text, column, start);
  return items && { column, items };
}

/** Where the first line starts that begins with a dash. */
export function firstDash(text: string): number | undefined {
  for (let start = 0; start < text.length; start = nextLine(text, start))
    if (kindAt(text, start + indentOf(text, start)) === 'dash') return start;
  return undefined;
}

/**
 * Takes whole lines that begin with an item, from an offset to the text's end, apart at the dashes in a column.
 * @returns the items; `undefined` if some line belongs to no item
 */
export function splitItems(text: string, column: number, from = 0): Items | undefined {
  const starts: number[] = [];
  const lines: number[] = [];
  let line = 0;
  let first = 0;
  for (let start = from; start < text.length; start = nextLine(text, start), line++) {
    const indent = indentOf(text, start);
    // Most lines are deeper, and then it does not matter what they are.
    if (indent > column && start > from) continue;
    const kind = kindAt(text, start + indent);
    if (kind === 'blank' || kind === 'comment') {
      if (start === from) return undefined;
      continue;
    }
    if (kind !== 'dash' || indent !== column) return undefined;
    if (starts.length) lines.push(line - first);
    starts.push(start);
    first = line;
  }
  // The last line need not end with a break.
  if (!text.endsWith('\n')) line--;
  lines.push(line - first);
  return { starts, lines };
}

const nextLine = (text: string, start: number): number => {
  const end = text.indexOf('\n', start);
  return end < 0 ? text.length : end + 1;
};

/** Line breaks in a stretch of a text, as LSP counts them: \n, \r\n and a lone \r. */
export function countLines(text: string, from = 0, to = text.length): number {
  let count = 0;
  for (let p = text.indexOf('\n', from); p >= 0 && p < to; p = text.indexOf('\n', p + 1)) count++;
  const lines = text.slice(from, to);
  if (lines.includes('\r')) for (const _ of lines.matchAll(/\r(?!\n)/g)) count++;
  return count;
}

/** Offsets at which the lines of a text start. */
export function lineStarts(text: string): number[] {
  const starts = [0];
  if (hasLoneCr(text)) {
    for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  } else for (let p = text.indexOf('\n'); p >= 0; p = text.indexOf('\n', p + 1)) starts.push(p + 1);
  return starts;
}

/** The front matter of a Markdown text, as the offsets of what is between its markers; `open`: the second one is missing. */
export function frontMatter(
  text: string,
): { readonly start: number; readonly end: number; readonly open?: true } | undefined {
  const open = /^\uFEFF?---[ \t]*(?:\r\n|\n|\r)/.exec(text);
  if (!open) return undefined;
  const start = open[0].length;
  const close = /^(?:---|\.\.\.)[ \t]*$/m;
  const rest = text.slice(start).replace(/\r(?=\n|$)/g, ' ');
  const match = close.exec(rest);
  if (match) return { start, end: start + match.index };
  // Without the second marker it ends with the lines that look like YAML, if they are ours at all.
  const end = YAML_LINES.exec(rest)![0].trimEnd().length;
  if (!hasId(rest.slice(0, end))) return undefined;
  return { start, end: start + Math.min(rest.length, end + endOfLine(rest, end)), open: true };
}

/** The end of the line that a place is in, counted from the place. */
export const endOfLine = (text: string, at: number): number => {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length - at : end + 1 - at;
};

/** Keys with their values, items, comments and single blank lines, up to what is Markdown. */
const YAML_LINES = /^(?:(?:["']?[\w.-]+["']?[ \t]*:(?=\s).*|[ \t]+\S.*|- .*|#(?!#* ).*|[ \t]*)(?:\n|$))*/;

/** Whether front matter is one of ours: it has an `id`, even where the rest cannot be read. */
export const hasId = (yaml: string): boolean => /^["']?id["']?[ \t]*:(?=\s|$)/m.test(yaml);
