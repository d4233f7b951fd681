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
  /** A marker between documents. */
  readonly marker: boolean;
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start <= text.length; ) {
    let next = text.indexOf('\n', start);
    if (next < 0) next = text.length;
    const end = text[next - 1] === '\r' && next > start ? next - 1 : next;
    let p = start;
    while (p < end && text[p] === ' ') p++;
    lines.push({
      start,
      end,
      indent: p === end || text[p] === '#' ? -1 : p - start,
      marker: p === start && isMarker(text, start),
    });
    start = next + 1;
  }
  return lines;
}

const isMarker = (text: string, at: number): boolean =>
  (text.startsWith('---', at) || text.startsWith('...', at)) && /^\s?$/.test(text.slice(at + 3, at + 4));

/** A plain or quoted key and its colon, up to the value. No two parts of it can take the same characters. */
const KEY = /^(?:"(?:[^"\\]|\\.)*"\s*|'(?:[^']|'')*'\s*|[^\s#&*!|>'"%@`[\]{},-][^#\n]*?|-[^\s#\n][^#\n]*?):(?=\s|$) */;

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
  let value = line.start;
  while (text[value] === ' ' && value < line.end) value++;
  let dash = -1;
  while (text[value] === '-' && text[value + 1] === ' ' && value + 1 < line.end) {
    dash = value;
    value++;
    while (text[value] === ' ') value++;
  }
  const key = KEY.exec(text.slice(value, line.end));
  if (key) return { column: value - line.start, value: value + key[0].length, opens: true };
  return { column: Math.max(dash < 0 ? line.indent : dash - line.start, 0), value, opens: dash >= 0 };
}

/** Nothing but an anchor, a tag or a comment where the value would be. */
const NO_VALUE = /^(?:[&!]\S*(?:\s+|$))*(?:#.*)?$/;

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
  if (up < 0 || lines[up]!.marker) return { ...own, column: -1, role: 'value' };
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
    const { indent, marker } = lines[i]!;
    if (indent < 0) continue;
    if (indent <= column || marker) break;
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
    if (first === undefined || value >= line.end || !'|>[{"\''.includes(first)) continue;
    const last = role === 'astray' ? i : lastLineOf(lines, i, column);
    if (first === '|' || first === '>') {
      i = last;
      continue;
    }
    // A closing bracket alone in the value's own column still closes it.
    const belowIndex = nextContent(lines, last);
    const below = lines[belowIndex];
    const closes = below && below.indent === column && ']}'.includes(text[below.start + below.indent]!);
    const end = closes ? below.start + below.indent + 1 : lines[last]!.end;
    const open = scan(text, value, end);
    if (open === undefined) {
      // What was closed on later lines is read; go on behind it.
      if (closes) i = Math.max(i, belowIndex);
      else i = Math.max(i, lineAt(lines, closedAt));
      continue;
    }
    // A closing bracket on a line of its own, in a column where it closes nothing, is part of the same fault.
    const stray = below && STRAY.test(text.slice(below.start, below.end));
    const through = stray ? belowIndex : last;
    places.push({
      start: open,
      message: `${NAMES[text[open]!]} that is opened here is not closed`,
      region: { start: value, end: lines[through]!.end },
    });
    i = through;
  }
  return places;
}

/** Nothing but a closing bracket on a line. */
const STRAY = /^ *[\]}],?\s*(?:#.*)?$/;

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

/**
 * What hangs on a block list or map that starts at an offset: the rest of its line, and the lines below it that are not
 * indented less.
 */
export function blockAt(text: string, offset: number): Span {
  const lines = linesOf(text);
  const index = lineAt(lines, offset);
  const last = lastLineOf(lines, index, offset - lines[index]!.start - 1);
  return { start: offset, end: lines[last]!.end };
}

/** The value on a line around a bracket, with a closing bracket on a line of its own below it. */
export function flowAt(text: string, offset: number): Span {
  const lines = linesOf(text);
  const region = regionAt(text, offset);
  const below = lines[nextContent(lines, lineAt(lines, Math.max(region.start, region.end - 1)))];
  const stray = below && STRAY.test(text.slice(below.start, below.end));
  return { start: region.start, end: stray ? below.end : region.end };
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

/** The text with regions made blank, in order, line ends kept, so that every offset stays. */
export function blankRegions(text: string, regions: readonly Span[]): string {
  let result = '';
  let at = 0;
  for (const { start, end } of regions) {
    result += text.slice(at, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ');
    at = end;
  }
  return result + text.slice(at);
}
