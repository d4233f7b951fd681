import type { Span } from './tree.ts';

/** A bracket or quote left open, and the value around it that cannot be read. */
export interface OpenPlace {
  /** The bracket or quote. */
  readonly start: number;
  readonly message: string;
  readonly region: Span;
}

interface Line {
  readonly start: number;
  /** Without the line end. */
  readonly end: number;
  /** Spaces before the first other character; -1 for a blank or a comment line. */
  readonly indent: number;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length; ) {
    let next = text.indexOf('\n', start);
    if (next < 0) next = text.length;
    const end = text[next - 1] === '\r' && next > start ? next - 1 : next;
    let p = start;
    while (p < end && text[p] === ' ') p++;
    lines.push({ start, end, indent: p === end || text[p] === '#' ? -1 : p - start });
    start = next + 1;
  }
  return lines;
}

const DASHES = /^ *((?:- +)*)/;
/** A plain or quoted key and its colon, up to the value. */
const KEY = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#&*!|>'"%@`[\]{},-][^#\n]*?|-[^\s#\n][^#\n]*?)\s*:(?=\s|$) */;

interface Prefix {
  /** The column that the line's value belongs to: lines indented deeper are part of it. */
  readonly column: number;
  /** Where the value starts. */
  readonly value: number;
  /** Whether a key or a dash stands before the value. */
  readonly opens: boolean;
}

/** What stands on a line on its own. */
function prefixOf(text: string, line: Line): Prefix {
  const source = text.slice(line.start, line.end);
  const dashes = DASHES.exec(source)!;
  const afterDashes = dashes[0].length;
  const key = KEY.exec(source.slice(afterDashes));
  if (key) return { column: afterDashes, value: line.start + afterDashes + key[0].length, opens: true };
  const dashColumn = dashes[1] ? source.lastIndexOf('-', afterDashes - 1) : line.indent;
  return { column: Math.max(dashColumn, 0), value: line.start + afterDashes, opens: Boolean(dashes[1]) };
}

/** Nothing but an anchor, a tag or a comment where the value would be. */
const NO_VALUE = /^(?:[&!][^\s]*\s*)*(?:#.*)?$/;

/**
 * What stands on a line, given the lines above. A line without key or dash is the value of the key above it, where that
 * has none; the beginning of a document; the continuation of a text; or astray.
 */
function placeOf(
  text: string,
  lines: readonly Line[],
  index: number,
): Prefix & { readonly role: 'own' | 'value' | 'continuation' | 'astray' } {
  const line = lines[index]!;
  const own = prefixOf(text, line);
  if (own.opens) return { ...own, role: 'own' };
  let up = index - 1;
  while (up >= 0 && lines[up]!.indent < 0) up--;
  if (up < 0 || /^(?:---|\.\.\.)(?:\s|$)/.test(text.slice(lines[up]!.start, lines[up]!.end)))
    return { ...own, column: -1, role: 'value' };
  const above = prefixOf(text, lines[up]!);
  if (line.indent <= above.column) return { ...own, role: 'astray' };
  if (!above.opens) return { ...own, role: 'continuation' };
  return NO_VALUE.test(text.slice(above.value, lines[up]!.end))
    ? { ...own, column: above.column, role: 'value' }
    : { ...own, role: 'continuation' };
}

/** The lines that belong to a value on a line: those below it that are indented deeper than its column. */
function lastLineOf(lines: readonly Line[], index: number, column: number): number {
  let last = index;
  for (let i = index + 1; i < lines.length; i++) {
    const { indent } = lines[i]!;
    if (indent < 0) continue;
    if (indent <= column) break;
    last = i;
  }
  return last;
}

/**
 * Brackets and quotes that nothing closes before the text goes back to the column that their value belongs to.
 * Nothing in a block scalar or a comment counts.
 */
export function openPlaces(text: string): OpenPlace[] {
  const lines = linesOf(text);
  const places: OpenPlace[] = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    if (line.indent < 0) continue;
    const { column, value, role } = placeOf(text, lines, i);
    if (role === 'continuation') continue;
    const first = text[value];
    const last = role === 'astray' ? i : lastLineOf(lines, i, column);
    if (first !== undefined && value < line.end && '|>'.includes(first)) {
      i = last;
      continue;
    }
    if (first === undefined || value >= line.end || !'[{"\''.includes(first)) continue;
    // A closing bracket alone in the value's own column still closes it.
    const below = lines.slice(last + 1).find(({ indent }) => indent >= 0);
    const closes = below && below.indent === column && ']}'.includes(text[below.start + below.indent]!);
    const end = closes ? below.start + below.indent + 1 : lines[last]!.end;
    const open = scan(text, value, end);
    if (open === undefined) {
      // What was closed on later lines is read; go on behind it.
      if (closes) i = Math.max(i, lines.indexOf(below));
      else i = Math.max(i, lineAt(lines, closedAt));
      continue;
    }
    // A closing bracket on a line of its own, in a column where it closes nothing, is part of the same fault.
    const next = lines[nextContent(lines, last)];
    const stray = next && /^ *[\]}],?\s*(?:#.*)?$/.test(text.slice(next.start, next.end));
    const through = stray ? lines.indexOf(next) : last;
    places.push({
      start: open,
      message: `${NAMES[text[open]!]} that is opened here is not closed`,
      region: { start: value, end: lines[through]!.end },
    });
    i = through;
  }
  return places;
}

const NAMES: Record<string, string> = { '[': 'The list', '{': 'The map', '"': 'The quote', "'": 'The quote' };

const lineAt = (lines: readonly Line[], offset: number): number => {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lines[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
};

/** Where the last `scan` that found nothing open came to its end. */
let closedAt = 0;

/** The innermost bracket or quote left open between two offsets, or `undefined` if the first one is closed. */
function scan(text: string, from: number, to: number): number | undefined {
  const stack: number[] = [];
  for (let p = from; p < to; p++) {
    const c = text[p]!;
    const before = text[p - 1];
    if (c === '#' && (before === ' ' || before === '\n' || before === '\t')) {
      const end = text.indexOf('\n', p);
      p = end < 0 ? to : end;
    } else if ((c === '"' || c === "'") && (p === from || /[\s,[{:]/.test(before ?? ' '))) {
      const close = endOfQuote(text, p, to);
      if (close < 0) return p;
      p = close;
      if (!stack.length) {
        closedAt = p;
        return undefined;
      }
    } else if (c === '[' || c === '{') {
      stack.push(p);
    } else if (c === ']' || c === '}') {
      const open = stack.pop();
      if (open === undefined) break;
      if ((text[open] === '[') !== (c === ']')) return open;
      if (!stack.length) {
        closedAt = p;
        return undefined;
      }
    }
  }
  closedAt = to;
  return stack.at(-1);
}

function endOfQuote(text: string, open: number, to: number): number {
  const quote = text[open]!;
  for (let p = open + 1; p < to; p++) {
    if (text[p] === '\\' && quote === '"') p++;
    else if (text[p] === quote) {
      if (quote === "'" && text[p + 1] === "'") p++;
      else return p;
    }
  }
  return -1;
}

/** The value (or, where a line has no key, the line) in which reading fails at an offset. */
export function regionAt(text: string, offset: number): Span {
  const lines = linesOf(text);
  let index = lineAt(lines, Math.min(offset, text.length));
  while (index > 0 && (lines[index]!.indent < 0 || lines[index]!.start + lines[index]!.indent >= lines[index]!.end))
    index--;
  const line = lines[index]!;
  // A tab has no column, so nothing is known of what belongs below: the run of such lines is the broken place.
  const tabbed = (at: number) => /^ *\t\s*\S/.test(text.slice(lines[at]!.start, lines[at]!.end));
  if (tabbed(index)) {
    let last = index;
    for (let i = index + 1; i < lines.length; i++) {
      if (tabbed(i)) last = i;
      else if (text.slice(lines[i]!.start, lines[i]!.end).trim() !== '') break;
    }
    return { start: line.start, end: lines[last]!.end };
  }
  // Inside a value of several lines, the value begins further up.
  for (let up = index; up >= 0; up--) {
    const above = lines[up]!;
    if (above.indent < 0) continue;
    if (up !== index) {
      const { column, value } = placeOf(text, lines, up);
      const first = text[value];
      if (first !== undefined && '[{"\''.includes(first) && value < above.end) {
        const last = lastLineOf(lines, up, column);
        const closing = line.indent === column && ']}'.includes(text[line.start + line.indent]!);
        if (last >= index || (closing && nextContent(lines, last) === index))
          return { start: value, end: lines[Math.max(last, index)]!.end };
      }
      if (above.indent < line.indent) break;
    }
  }
  const { value, column, role } = placeOf(text, lines, index);
  if (value < line.end && offset >= value - 1) {
    const last = role === 'own' || role === 'value' ? lastLineOf(lines, index, column) : blockEnd(text, lines, index);
    const region = { start: value, end: lines[last]!.end };
    return text.slice(region.start, region.end).trim() === '' ? { start: line.start, end: line.end } : region;
  }
  // The line itself is out of place: an item goes with all that is in it, a key with the block below it.
  return { start: line.start, end: lines[blockEnd(text, lines, index)]!.end };
}

/** The next line with content; the number of lines if there is none. */
function nextContent(lines: readonly Line[], index: number): number {
  let next = index + 1;
  while (next < lines.length && lines[next]!.indent < 0) next++;
  return next;
}

/** The last line of what hangs on a line that is out of place. */
function blockEnd(text: string, lines: readonly Line[], index: number): number {
  const line = lines[index]!;
  const child = lines[nextContent(lines, index)];
  if (!child || child.indent <= line.indent) return index;
  const { value, opens } = prefixOf(text, line);
  const isItem = text[line.start + line.indent] === '-' && text[child.start + child.indent] !== '-';
  // A key that lost its colon keeps its block.
  const isWord = line.indent > 0 && /^[\w-]+\s*(?:#.*)?$/.test(text.slice(line.start + line.indent, line.end));
  return isItem || isWord || (opens && NO_VALUE.test(text.slice(value, line.end)))
    ? lastLineOf(lines, index, child.indent - 1)
    : index;
}

/** The text with a region made blank, line ends kept, so that every offset stays. */
export const blankRegion = (text: string, { start, end }: Span): string =>
  text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ') + text.slice(end);
