import { type MapShape, type Shape, shapeUnder } from '../../schema/shapes.ts';
import type { Span } from '../../yaml/tree.ts';
import { type FlowNode, FlowReader, type Slot } from './flow.ts';

/**
 * Where somebody is writing. A syntax tree says little of a line that is half typed, so this reads the lines around the
 * cursor by their indentation, and brackets by what opens them. Nothing here fails on broken text, and only the lines
 * of the blocks around the cursor are looked at.
 */
export interface Spot {
  /** What is written here: a key of a map, or a value. */
  readonly kind: 'key' | 'value';
  /** For a key the map that it goes into; for a value what belongs here. */
  readonly shape: Shape;
  /** The list that this is an item of, or is to become one of. */
  readonly inList: boolean;
  readonly flow: boolean;
  /** What a completion replaces, in offsets of the text. */
  readonly token: Span;
  /** The text of it up to the cursor. */
  readonly typed: string;
  /** The whole of it. */
  readonly text: string;
  /** The quote that the cursor stands in. */
  readonly quote: '"' | "'" | undefined;
  /** What has to be put before it: `- ` where the dash is missing, a space behind a colon. */
  readonly prefix: string;
  /** The column at which what is inserted begins, the prefix not counted. */
  readonly column: number;
  /** A key: its colon is there already. */
  readonly hasColon: boolean;
  /** The value stands on its key's line in block style, so that a list or a map can still go below. */
  readonly beside: boolean;
  /** The keys of the map around, with their values where these are plain: the cursor's own left out. */
  readonly siblings: ReadonlyMap<string, Written>;
  /** The other items of the list around. */
  readonly items: readonly string[];
  /** The keys that lead here, outermost first. */
  readonly path: readonly string[];
}

/** A value as far as it can be told from its text. */
export interface Written {
  readonly text: string;
  /** The items, if it is a list of texts. */
  readonly items?: readonly string[];
}

interface Line {
  readonly start: number;
  readonly end: number;
  readonly indent: number;
  readonly blank: boolean;
  readonly comment: boolean;
  /** Divides documents. */
  readonly marker: boolean;
  readonly dashes: readonly number[];
  /** Column of what follows the dashes. */
  readonly content: number;
  readonly key: { readonly column: number; readonly end: number; readonly text: string } | undefined;
  /** Column of the value: behind the colon, else `content`. */
  readonly value: number;
}

/** A key or a dash to the left of something, which it leads to. */
interface Frame {
  readonly column: number;
  readonly key: string | undefined;
  readonly line: number;
  /** Offset of what follows it on its line; `undefined` where another key or dash follows. */
  readonly value: number | undefined;
}

const KEY = /^(?:"((?:[^"\\]|\\.)*)"|'((?:[^']|'')*)'|([^\s#&*!|>'"%@`[\]{},-][^#]*?|-[^\s#][^#]*?))\s*:(?= |$)/;
const PROPERTIES = /^(?:[&!]\S*\s+)+/;

class Lines {
  private readonly cache = new Map<number, Line>();

  constructor(
    readonly text: string,
    private readonly starts: (line: number) => number | undefined,
  ) {}

  at(index: number): Line | undefined {
    const known = this.cache.get(index);
    if (known) return known;
    const start = this.starts(index);
    if (start === undefined) return undefined;
    const line = this.read(start, this.starts(index + 1));
    this.cache.set(index, line);
    return line;
  }

  /** Whether a line begins to the right of a column; told without reading it, as most lines far above are. */
  isDeeper(index: number, column: number): boolean {
    const start = this.starts(index)!;
    const end = start + column;
    for (let p = start; p <= end; p++) if (this.text.charCodeAt(p) !== 32) return false;
    return true;
  }

  private read(start: number, next: number | undefined): Line {
    let end = next ?? this.text.length;
    while (end > start && (this.text[end - 1] === '\n' || this.text[end - 1] === '\r')) end--;
    const source = this.text.slice(start, end);
    let p = 0;
    while (source[p] === ' ') p++;
    const indent = p;
    const blank = p === source.length;
    const comment = source[p] === '#';
    const marker = indent === 0 && /^(?:---|\.\.\.)(?:\s|$)/.test(source);
    const dashes: number[] = [];
    while (!marker && source[p] === '-' && (p + 1 === source.length || source[p + 1] === ' ')) {
      dashes.push(p);
      p++;
      while (source[p] === ' ') p++;
    }
    let value = p;
    let key: Line['key'];
    const match = marker || comment ? null : KEY.exec(source.slice(p));
    if (match) {
      key = { column: p, end: p + match[0].trimEnd().length - 1, text: match[1] ?? match[2] ?? match[3]! };
      key = { ...key, end: p + match[0].slice(0, -1).trimEnd().length };
      value = p + match[0].length;
      while (source[value] === ' ') value++;
    }
    return { start, end, indent, blank, comment, marker, dashes, content: p, key, value };
  }

  nothing(line: Line): boolean {
    return line.blank || line.comment;
  }

  /** The text of a line from a column, without a comment and what belongs to YAML. */
  valueText(line: Line): string {
    return withoutComment(this.text.slice(line.start + line.value, line.end)).replace(PROPERTIES, '');
  }
}

function withoutComment(text: string): string {
  if (/^\s*["']/.test(text)) {
    const quote = text.trimStart()[0]!;
    const close = text.indexOf(quote, text.indexOf(quote) + 1);
    return close < 0 ? text : text.slice(0, close + 1);
  }
  return text.replace(/(?:^|\s)#.*$/, '').trimEnd();
}

const unquoted = (text: string): string => /^(["'])(.*?)\1?$/s.exec(text)?.[2] ?? text;

/** The keys and dashes that lead to what stands left of a column, outermost first. */
function framesAbove(lines: Lines, before: number, limit: number): Frame[] {
  const frames: Frame[] = [];
  let column = limit;
  /** The innermost frame found is a dash in this column, whose list may hang on a key in the same column. */
  let dash = -1;
  for (let i = before - 1; i >= 0 && column > 0; i--) {
    if (column < 1000 && lines.isDeeper(i, column)) continue;
    const line = lines.at(i)!;
    if (line.marker) break;
    if (lines.nothing(line) || line.indent > column) continue;
    const marks: { column: number; key?: string }[] = [...line.dashes.map((at) => ({ column: at }))];
    if (line.key) marks.push({ column: line.key.column, key: line.key.text });
    let last = true;
    for (const mark of marks.reverse()) {
      const owner = mark.key !== undefined && mark.column === dash && lines.valueText(line) === '';
      if (mark.column < column || owner) {
        const follows = last;
        frames.push({
          column: mark.column,
          key: mark.key,
          line: i,
          value: follows ? line.start + line.value : undefined,
        });
        column = mark.column;
        dash = mark.key === undefined ? mark.column : -1;
      }
      last = false;
    }
    if (column === 0 && dash < 0) break;
  }
  // At the left margin a list may still hang on a key above it.
  if (dash === 0) {
    for (let i = frames.at(-1)!.line - 1; i >= 0; i--) {
      if (lines.isDeeper(i, 0)) continue;
      const line = lines.at(i)!;
      if (line.marker) break;
      if (lines.nothing(line) || line.indent > 0 || line.dashes.length) continue;
      if (line.key && lines.valueText(line) === '')
        frames.push({ column: 0, key: line.key.text, line: i, value: line.start + line.value });
      break;
    }
  }
  return frames.reverse();
}

/** Follows keys and dashes down a shape. */
function shapeAt(top: Shape, frames: readonly Frame[]): Shape | undefined {
  let shape: Shape | undefined = top;
  for (const frame of frames) {
    if (frame.key === undefined) shape = shape?.kind === 'list' ? shape.items : undefined;
    else shape = shape?.kind === 'map' ? shapeUnder(shape, frame.key) : undefined;
  }
  return shape;
}

const keysOf = (frames: readonly Frame[]): string[] => frames.flatMap(({ key }) => (key === undefined ? [] : [key]));

/** What a key's value says, from its line and those below it. */
function writtenAt(lines: Lines, index: number): Written {
  const line = lines.at(index)!;
  const text = lines.valueText(line);
  if (text.startsWith('[')) {
    const region = regionEnd(lines, index, line.key?.column ?? line.indent);
    const flow = new FlowReader(lines.text, line.start + line.value, region).node();
    return flow.kind === 'seq'
      ? { text: '', items: flow.slots.flatMap(({ node }) => (node?.kind === 'scalar' ? [node.text] : [])) }
      : { text: '' };
  }
  if (text !== '' || !line.key) return { text: unquoted(text) };
  const items: string[] = [];
  let column = -1;
  for (let i = index + 1; ; i++) {
    const below = lines.at(i);
    if (!below || below.marker) break;
    if (lines.nothing(below)) continue;
    const dash = below.dashes[0];
    if (column < 0) {
      if (dash === undefined || dash < line.key.column) break;
      column = dash;
    } else if (below.indent < column || (below.indent === column && dash === undefined)) break;
    if (dash === column && !below.key) items.push(unquoted(lines.valueText(below)));
  }
  return items.length ? { text: '', items } : { text: '' };
}

/** The keys of the block map in a column, from the line of one of them. */
function siblingsAt(lines: Lines, index: number, column: number): Map<string, Written> {
  const found = new Map<string, Written>();
  const own = lines.at(index)!;
  const visit = (i: number, line: Line): boolean => {
    if (lines.nothing(line)) return true;
    if (line.marker) return false;
    if (line.key?.column === column) {
      if (!found.has(line.key.text)) found.set(line.key.text, writtenAt(lines, i));
      return line.dashes.length === 0;
    }
    return line.indent >= column;
  };
  // A dash on the cursor's own line begins the map.
  if (own.blank || !own.dashes.length || own.dashes.at(-1)! >= column) {
    for (let i = index - 1; i >= 0; i--) if (!visit(i, lines.at(i)!)) break;
  }
  for (let i = index + 1; ; i++) {
    const line = lines.at(i);
    if (!line || line.dashes.some((dash) => dash < column) || !visit(i, line)) break;
  }
  return found;
}

/** The keys beside the one that leads to a list, and their values. */
function siblingsOf(lines: Lines, frames: readonly Frame[]): Map<string, Written> {
  const owner = frames.findLast(({ key }) => key !== undefined);
  if (!owner) return new Map();
  const siblings = siblingsAt(lines, owner.line, owner.column);
  siblings.delete(owner.key!);
  return siblings;
}

/** The texts of the items of the block list in a column, but for the one on a line. */
function itemsAt(lines: Lines, index: number, column: number): string[] {
  const found: string[] = [];
  const visit = (line: Line): boolean => {
    if (lines.nothing(line)) return true;
    if (line.marker || line.indent < column) return false;
    if (line.dashes[0] === column) {
      if (!line.key) found.push(unquoted(lines.valueText(line)));
      return true;
    }
    return line.indent > column;
  };
  for (let i = index - 1; i >= 0; i--) if (!visit(lines.at(i)!)) break;
  for (let i = index + 1; ; i++) {
    const line = lines.at(i);
    if (!line || !visit(line)) break;
  }
  return found;
}

/** Where the value that begins on a line ends at the latest: before the next line that is not indented deeper. */
function regionEnd(lines: Lines, index: number, column: number): number {
  let end = lines.at(index)!.end;
  for (let i = index + 1; ; i++) {
    const line = lines.at(i);
    if (!line || line.marker) break;
    if (line.blank) {
      end = line.end;
      continue;
    }
    const closes = line.indent === column && /^[\]}]/.test(lines.text.slice(line.start + line.indent, line.end));
    if (line.indent <= column && !line.comment && !closes) break;
    end = line.end;
    if (closes) break;
  }
  return end;
}

// --- Flow style

function writtenIn(slot: Slot): Written {
  const { node } = slot;
  if (node?.kind === 'scalar') return { text: node.text };
  if (node?.kind === 'seq')
    return { text: '', items: node.slots.flatMap((item) => (item.node?.kind === 'scalar' ? [item.node.text] : [])) };
  return { text: '' };
}

/** The spot of an offset inside a bracket. */
function spotInFlow(
  text: string,
  node: FlowNode,
  shape: Shape | undefined,
  offset: number,
  path: readonly string[],
  column: number,
  around: ReadonlyMap<string, Written>,
): Spot | undefined {
  if (node.kind === 'scalar' || !shape) return undefined;
  const slot = node.slots.findLast(({ start, end }) => start <= offset && offset <= end);
  if (!slot) return undefined;
  const common = { flow: true, prefix: '', column, beside: false, path };
  const inside = (child: FlowNode | undefined): child is FlowNode =>
    child !== undefined &&
    child.kind !== 'scalar' &&
    child.start < offset &&
    (offset < child.end || (offset === child.end && !child.closed));
  const scalar = (child: FlowNode | undefined): Pick<Spot, 'token' | 'typed' | 'text' | 'quote'> | undefined => {
    if (child?.kind !== 'scalar' || offset < child.start)
      return child ? undefined : { token: { start: offset, end: offset }, typed: '', text: '', quote: undefined };
    const start = child.quote ? child.start + 1 : child.start;
    const closed = child.quote && child.end > start && text[child.end - 1] === child.quote;
    const end = Math.max(closed ? child.end - 1 : child.end, offset);
    if (child.quote && (offset < start || (closed && offset > child.end - 1))) return undefined;
    return {
      token: { start, end },
      typed: text.slice(start, offset),
      text: text.slice(start, end),
      quote: child.quote,
    };
  };
  if (node.kind === 'seq') {
    if (shape.kind !== 'list') return undefined;
    if (inside(slot.node)) return spotInFlow(text, slot.node, shape.items, offset, path, column, around);
    const at = scalar(slot.node);
    const items = node.slots.flatMap((other) =>
      other !== slot && other.node?.kind === 'scalar' ? [other.node.text] : [],
    );
    return (
      at && {
        ...common,
        ...at,
        kind: 'value',
        shape: shape.items,
        inList: true,
        hasColon: false,
        siblings: around,
        items,
      }
    );
  }
  if (shape.kind !== 'map') return undefined;
  const siblings = new Map<string, Written>();
  for (const other of node.slots) {
    const key = other.key ?? (other.node?.kind === 'scalar' ? other.node : undefined);
    if (other !== slot && key) siblings.set(key.text, writtenIn(other));
  }
  if (slot.colon !== undefined && offset > slot.colon) {
    const key = slot.key?.text ?? '';
    const child = shapeUnder(shape, key);
    if (inside(slot.node)) return spotInFlow(text, slot.node, child, offset, [...path, key], column, siblings);
    const at = child && scalar(slot.node);
    const prefix = text[offset - 1] === ':' && at?.token.start === offset ? ' ' : '';
    return (
      at && {
        ...common,
        ...at,
        prefix,
        kind: 'value',
        shape: child,
        inList: false,
        hasColon: false,
        siblings,
        items: [],
        path: [...path, key],
      }
    );
  }
  const at = scalar((slot.key ?? slot.node) as FlowNode | undefined);
  return (
    at && {
      ...common,
      ...at,
      kind: 'key',
      shape,
      inList: false,
      hasColon: slot.colon !== undefined,
      siblings,
      items: [],
    }
  );
}

// --- Block style

/** Where a list is read from: a part of a document, or front matter that is to become one. */
export interface Source {
  readonly text: string;
  readonly line: number;
  readonly offsetOf: (line: number) => number | undefined;
  readonly firstLine: number;
  readonly top: Shape;
  /** The keys that lead to the text: an item's list stands outside it. */
  readonly path: readonly string[];
}

/** The places that a position on a source's line may mean; several on an empty line, where the indentation fits a key and an item alike. */
export const spotsAt = ({ text, line, offsetOf, top, path }: Source, character: number): Spot[] =>
  spotsIn(text, line, character, offsetOf, top)
    // A value that goes on from another line is not replaced: what an editor may replace is on the cursor's line.
    .filter(({ token }) => token.start >= offsetOf(line)! && !/[\r\n]/.test(text.slice(token.start, token.end)))
    .map((spot) => ({ ...spot, path: [...path, ...spot.path] }));

function spotsIn(
  text: string,
  lineIndex: number,
  character: number,
  offsetOf: (line: number) => number | undefined,
  top: Shape,
): Spot[] {
  const lines = new Lines(text, offsetOf);
  const line = lines.at(lineIndex);
  if (!line || line.marker) return [];
  const column = Math.min(character, line.end - line.start);
  const offset = line.start + column;
  const before = text.slice(line.start, offset);
  if (line.comment && column > line.indent) return [];

  const outer = framesAbove(lines, lineIndex, line.blank ? Number.POSITIVE_INFINITY : line.indent);
  // A bracket, a quote or a block scalar that began further up holds the cursor, whatever stands on its line.
  const atLeast = line.blank
    ? column
    : /^[\]}]/.test(text.slice(line.start + line.indent))
      ? line.indent + 1
      : line.indent;
  for (const [index, frame] of [...outer, ...ancestorsOfCloser(lines, lineIndex, line)].entries()) {
    if (frame.value === undefined || frame.column >= atLeast) continue;
    const first = text[frame.value];
    if (first === undefined || first === '\n' || first === '\r') continue;
    if (first === '[' || first === '{') {
      const node = new FlowReader(text, frame.value, regionEnd(lines, frame.line, frame.column)).node();
      if (offset > node.start && (offset < node.end || !('closed' in node && node.closed))) {
        const frames = [...outer, ...ancestorsOfCloser(lines, lineIndex, line)].slice(0, index + 1);
        const spot = spotInFlow(
          text,
          node,
          shapeAt(top, frames),
          offset,
          keysOf(frames),
          frame.column + 2,
          siblingsOf(lines, frames),
        );
        return spot ? [spot] : [];
      }
    } else if (first === '|' || first === '>') {
      if (line.blank ? column > frame.column : true) return [];
    }
  }
  if (line.blank) return blankSpots(lines, lineIndex, column, offset, outer, top);
  if (column < line.indent) return [];

  const own: Frame[] = line.dashes.map((at, i) => ({
    column: at,
    key: undefined,
    line: lineIndex,
    value: i === line.dashes.length - 1 && !line.key ? line.start + line.value : undefined,
  }));
  // Dashes in the column of a key's own: the list hangs on that key.
  const frames = [...framesFor(lines, lineIndex, line, outer), ...own];
  const around = shapeAt(top, frames);
  const last = frames.at(-1);
  // What is indented below a value goes on with it.
  if (
    last &&
    !own.length &&
    last.value !== undefined &&
    last.line !== lineIndex &&
    lines.valueText(lines.at(last.line)!) !== ''
  )
    return [];

  if (line.key && column > line.key.end) {
    if (around?.kind !== 'map') return [];
    const shape = shapeUnder(around, line.key.text);
    const frame: Frame = {
      column: line.key.column,
      key: line.key.text,
      line: lineIndex,
      value: line.start + line.value,
    };
    const siblings = siblingsAt(lines, lineIndex, line.key.column);
    siblings.delete(line.key.text);
    return shape
      ? valueSpots(lines, line, lineIndex, offset, shape, {
          column: line.key.column,
          path: keysOf([...frames, frame]),
          siblings,
          items: [],
          beside: true,
        })
      : [];
  }
  if (line.key && column >= line.key.column) {
    if (around?.kind !== 'map') return [];
    const quoted = /["']/.test(text[line.start + line.key.column]!);
    if (quoted) return [];
    const siblings = siblingsAt(lines, lineIndex, line.key.column);
    siblings.delete(line.key.text);
    return [
      keySpot(around, text, { start: line.start + line.key.column, end: line.start + line.key.end }, offset, {
        column: line.key.column,
        siblings,
        path: keysOf(frames),
        hasColon: true,
        inList: last?.key === undefined && own.length > 0,
      }),
    ];
  }
  if (column < line.content) {
    // Between dashes nothing is written; right behind one a space is missing.
    if (!line.dashes.length || column !== line.dashes.at(-1)! + 1 || line.content < line.end - line.start) return [];
    return contentSpots(lines, lineIndex, line, offset, around, frames, before.endsWith('-') ? ' ' : '');
  }
  return contentSpots(
    lines,
    lineIndex,
    line,
    offset,
    around,
    frames,
    before.endsWith('-') && line.dashes.at(-1) === column - 1 ? ' ' : '',
  );
}

/** On a line that only closes brackets, the key in the same column counts as one to the left of it. */
function ancestorsOfCloser(lines: Lines, index: number, line: Line): Frame[] {
  if (line.blank || !/^[\]}]/.test(lines.text.slice(line.start + line.indent))) return [];
  return framesAbove(lines, index, line.indent + 1).slice(-1);
}

function framesFor(lines: Lines, index: number, line: Line, outer: readonly Frame[]): readonly Frame[] {
  if (line.dashes[0] !== line.indent) return outer;
  // `controls:` and its dashes may stand in one column.
  for (let i = index - 1; i >= 0; i--) {
    const above = lines.at(i)!;
    if (above.marker) break;
    if (lines.nothing(above) || above.indent > line.indent) continue;
    if (above.indent < line.indent) {
      const key = above.key;
      if (key?.column !== line.indent || lines.valueText(above) !== '') break;
      return [
        ...framesAbove(lines, i, above.indent),
        ...above.dashes.map((at) => ({ column: at, key: undefined, line: i, value: undefined })),
        { column: key.column, key: key.text, line: i, value: above.start + above.value },
      ];
    }
    if (above.dashes[0] === line.indent) continue;
    if (above.key && lines.valueText(above) === '')
      return [...outer, { column: above.indent, key: above.key.text, line: i, value: above.start + above.value }];
    break;
  }
  return outer;
}

function keySpot(
  shape: MapShape,
  text: string,
  token: Span,
  offset: number,
  rest: Pick<Spot, 'column' | 'siblings' | 'path' | 'hasColon' | 'inList'> & { prefix?: string },
): Spot {
  return {
    kind: 'key',
    shape,
    flow: false,
    token,
    typed: text.slice(token.start, offset),
    text: text.slice(token.start, token.end),
    quote: undefined,
    prefix: '',
    beside: false,
    items: [],
    ...rest,
  };
}

/** A value beside its key, or behind a dash. */
function valueSpots(
  lines: Lines,
  line: Line,
  index: number,
  offset: number,
  shape: Shape,
  rest: Pick<Spot, 'column' | 'path' | 'siblings' | 'items' | 'beside'>,
  more: { prefix?: string; inList?: boolean } = {},
): Spot[] {
  const { text } = lines;
  const start = Math.min(line.start + line.value, line.end);
  const spot = (token: Span, quote: Spot['quote'], prefix: string, items = rest.items): Spot => ({
    kind: 'value',
    shape,
    flow: false,
    token,
    typed: text.slice(token.start, offset),
    text: text.slice(token.start, token.end),
    quote,
    hasColon: false,
    inList: false,
    ...rest,
    ...more,
    items,
    prefix: more.prefix || prefix,
  });
  const first = text[start];
  const empty = start >= line.end || first === '#';
  if (offset < start && !empty) return [];
  if (empty) {
    // Behind a comment nothing is written, and what has its value below needs none beside it.
    if (offset > start && first === '#') return [];
    if (rest.beside && hasBelow(lines, index, rest.column)) return [];
    return [spot({ start: offset, end: offset }, undefined, text[offset - 1] === ':' ? ' ' : '')];
  }
  if (first === '[' || first === '{') {
    const node = new FlowReader(text, start, regionEnd(lines, index, rest.column)).node();
    if (offset <= node.start || (offset >= node.end && 'closed' in node && node.closed)) return [];
    const inner = spotInFlow(text, node, shape, offset, rest.path, rest.column + 2, rest.siblings);
    return inner ? [inner] : [];
  }
  if ('|>&*!'.includes(first!)) return [];
  const quote = first === '"' || first === "'" ? first : undefined;
  let from = quote ? start + 1 : start;
  let to = line.start + line.value + withoutComment(text.slice(start, line.end)).length;
  if (quote && to > from && text[to - 1] === quote) to--;
  if (offset < from) return [];
  if (offset > to) {
    if (quote || /#/.test(text.slice(to, offset))) return [];
    to = offset;
  }
  if (shape.kind === 'list' && shape.orText === 'comma') {
    // One reference of several: the others count as listed.
    const whole = text.slice(from, to);
    const items: string[] = [];
    let at = from;
    let own = { start: from, end: to };
    for (const piece of whole.split(',')) {
      const end = at + piece.length;
      if (at <= offset && offset <= end) {
        const lead = piece.length - piece.trimStart().length;
        own = { start: Math.min(at + lead, offset), end: Math.max(at + piece.trimEnd().length, offset) };
      } else if (piece.trim()) items.push(piece.trim());
      at = end + 1;
    }
    return [{ ...spot(own, quote, '', items), shape: shape.items, inList: true, beside: false }];
  }
  from = Math.min(from, offset);
  return [spot({ start: from, end: to }, quote, '')];
}

/** Whether the value of the key on a line, in a column, stands below it. */
function hasBelow(lines: Lines, index: number, column: number): boolean {
  for (let i = index + 1; ; i++) {
    const below = lines.at(i);
    if (!below || below.marker) return false;
    if (lines.nothing(below)) continue;
    return below.indent > column || (below.dashes[0] === column && lines.at(index)!.key?.column === column);
  }
}

/** What stands behind dashes, or alone on a line. */
function contentSpots(
  lines: Lines,
  index: number,
  line: Line,
  offset: number,
  around: Shape | undefined,
  frames: readonly Frame[],
  gap: string,
): Spot[] {
  const { text } = lines;
  if (!around) return [];
  const column = Math.max(
    line.content,
    offset -
      line.start -
      (offset - line.start > line.content && line.content < line.end - line.start ? Number.POSITIVE_INFINITY : 0),
  );
  const dashed = line.dashes.length > 0;
  const path = keysOf(frames);
  const start = Math.min(line.start + line.content, offset);
  const end = Math.max(
    line.start + line.content + withoutComment(text.slice(line.start + line.content, line.end)).length,
    offset,
  );
  const token = start >= line.end ? { start: offset, end: offset } : { start, end };
  const first = text[token.start];
  switch (around.kind) {
    case 'map': {
      if (token.end > token.start && '[{"\'|>&*!'.includes(first!)) {
        if (first !== '{') return [];
        return valueSpots(
          lines,
          line,
          index,
          offset,
          around,
          { column: line.dashes.at(-1) ?? line.indent, path, siblings: new Map(), items: [], beside: false },
          { inList: dashed },
        );
      }
      if (/\s/.test(text.slice(token.start, offset).trim())) return [];
      const at = gap ? column + 1 : column;
      return [
        keySpot(around, text, token, offset, {
          column: at,
          siblings: siblingsAt(lines, index, line.end - line.start > line.content ? line.content : at),
          path,
          hasColon: false,
          inList: dashed,
          prefix: gap,
        }),
      ];
    }
    case 'list': {
      // The dash is still missing.
      if (dashed) return [];
      const items = itemsAt(lines, index, line.indent);
      const inner = around.items;
      if (inner.kind === 'map')
        return [
          keySpot(inner, text, token, offset, {
            column: column + 2,
            siblings: new Map(),
            path,
            hasColon: false,
            inList: true,
            prefix: '- ',
          }),
        ];
      return valueSpots(
        lines,
        line,
        index,
        offset,
        inner,
        { column, path, siblings: siblingsOf(lines, frames), items, beside: false },
        { prefix: '- ', inList: true },
      );
    }
    default: {
      const items = dashed ? itemsAt(lines, index, line.dashes.at(-1)!) : [];
      return valueSpots(
        lines,
        line,
        index,
        offset,
        around,
        { column: line.dashes.at(-1) ?? line.indent, path, siblings: siblingsOf(lines, frames), items, beside: false },
        { inList: dashed, prefix: gap },
      );
    }
  }
}

/** What may go on an empty line: into which of the blocks that are open there, by the cursor's column. */
function blankSpots(
  lines: Lines,
  index: number,
  column: number,
  offset: number,
  outer: readonly Frame[],
  top: Shape,
): Spot[] {
  const line = lines.at(index)!;
  const spots: Spot[] = [];
  /** Adds what goes into a block at a column; where the cursor stands elsewhere, the spaces before it are mended. */
  const add = (frames: readonly Frame[], target: number): void => {
    const shape = shapeAt(top, frames);
    if (!shape) return;
    const fits = target === column;
    const space = fits ? '' : ' '.repeat(target);
    const rest = {
      token: { start: fits ? offset : line.start, end: fits ? offset : line.end },
      typed: '',
      text: '',
      quote: undefined,
      flow: false,
      hasColon: false,
      beside: false,
      path: keysOf(frames),
    };
    if (shape.kind === 'map') {
      const siblings = siblingsAt(lines, index, target);
      spots.push({ ...rest, kind: 'key', shape, inList: false, column: target, prefix: space, siblings, items: [] });
    } else if (shape.kind === 'list' && shape.items.kind === 'map') {
      const item = { shape: shape.items, column: target + 2, prefix: `${space}- ` };
      spots.push({ ...rest, ...item, kind: 'key', inList: true, siblings: new Map(), items: [] });
    } else {
      const list = shape.kind === 'list';
      spots.push({
        ...rest,
        kind: 'value',
        shape: list ? shape.items : shape,
        inList: list,
        column: target,
        prefix: list ? `${space}- ` : space,
        siblings: siblingsOf(lines, frames),
        items: list ? itemsAt(lines, index, target) : [],
      });
    }
  };

  const last = outer.at(-1);
  if (!last) {
    // Nothing to the left: the whole text, or in an item's text the list that it belongs to.
    add([], top.kind === 'list' ? firstDashColumn(lines) : 0);
    return spots;
  }
  // What stands deeper below goes with what stands above: nothing may come between them.
  const wanted = Math.max(column, indentBelow(lines, index));
  const isOpen = last.value !== undefined && lines.valueText(lines.at(last.line)!) === '';
  if (isOpen && wanted > last.column) {
    add(outer, wanted);
    return spots;
  }
  // In the column of its key a list may still go below it, or the next key.
  if (isOpen && wanted === last.column && shapeAt(top, outer)?.kind === 'list') add(outer, wanted);
  const columns = outer.map((frame) => frame.column);
  const left = columns.findLast((other) => other <= wanted) ?? columns[0]!;
  for (let i = outer.length - 1; i >= 0; i--) if (columns[i] === left) add(outer.slice(0, i), left);
  return spots;
}

/** The column of the next line with content; 0 where none follows. */
function indentBelow(lines: Lines, index: number): number {
  for (let i = index + 1; ; i++) {
    const below = lines.at(i);
    if (!below || below.marker) return 0;
    if (!lines.nothing(below)) return below.indent;
  }
}

function firstDashColumn(lines: Lines): number {
  for (let i = 0; ; i++) {
    const line = lines.at(i);
    if (!line) return 2;
    if (line.dashes.length) return line.dashes[0]!;
  }
}
