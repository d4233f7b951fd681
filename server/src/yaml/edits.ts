import { readYaml } from './read.ts';
import { type Entry, isNullText, type MapNode, type Node, type ScalarNode, type SeqNode, type Span } from './tree.ts';

/**
 * Edits back to text. Everything here is a small change to the source: nothing is printed anew, so that comments, order,
 * alignment and quoting stay the author's. Offsets are UTF-16 units from the start of the text that was read.
 */
export interface Splice extends Span {
  readonly text: string;
}

/** What is to be written: a source text ('' leaves a blank), a list, or a map. */
export type Sketch = string | readonly Sketch[] | { readonly [key: string]: Sketch };

/** The text with some changes made; of two that overlap the later is passed over. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  let result = '';
  let at = 0;
  for (const splice of apart(splices)) {
    result += text.slice(at, splice.start) + splice.text;
    at = splice.end;
  }
  return result + text.slice(at);
}

/** Changes in order, without those that overlap an earlier one. */
export function apart(splices: readonly Splice[]): Splice[] {
  const kept: Splice[] = [];
  for (const splice of [...splices].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = kept.at(-1);
    if (last && (splice.start < last.end || (splice.start === last.start && splice.end === last.end))) continue;
    kept.push(splice);
  }
  return kept;
}

/** The one change that turns a text into another, as small as their common start and end allow. */
export function difference(before: string, after: string): Splice | undefined {
  if (before === after) return undefined;
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < most - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  // Never between the two halves of a line break.
  if (before[start - 1] === '\r') start--;
  if (tail > 0 && before[before.length - tail] === '\n') tail--;
  return { start, end: before.length - tail, text: after.slice(start, after.length - tail) };
}

export const lineBreakOf = (text: string): string => /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';

export function lineStart(text: string, offset: number): number {
  let p = offset;
  while (p > 0 && text[p - 1] !== '\n' && text[p - 1] !== '\r') p--;
  return p;
}

/** Where a line ends, before its break. */
export function lineEnd(text: string, offset: number): number {
  let p = offset;
  for (; p < text.length; p++) {
    const c = text.charCodeAt(p);
    if (c === 10 || c === 13) break;
  }
  return p;
}

export function nextLine(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  return text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, text.length);
}

export const columnOf = (text: string, offset: number): number => offset - lineStart(text, offset);

/** Whether the text, written without quotes, is read as that text. */
function plainIsSafe(text: string, inFlow: boolean): boolean {
  if (/[\r\n]/.test(text)) return false;
  const [tree, more] = readYaml(inFlow ? `[${text}]` : `k: ${text}`);
  const root = tree?.root;
  if (more || !root || tree.problems.length) return false;
  const node = root.kind === 'seq' ? root.items[0] : root.kind === 'map' ? root.entries[0]?.value : undefined;
  if (root.kind === 'seq' && root.items.length !== 1) return false;
  return node?.kind === 'scalar' && node.style === 'plain' && node.text === text && !isNullText(node);
}

const doubleQuoted = (text: string): string => JSON.stringify(text);

/** A text as a YAML scalar: plain where that reads the same, else in quotes. */
export const scalarSource = (text: string, inFlow: boolean): string =>
  plainIsSafe(text, inFlow) ? text : doubleQuoted(text);

/** Puts another text into a scalar and keeps its quotes; `undefined` for a block scalar. */
export function replaceScalar(node: ScalarNode, text: string, inFlow: boolean): Splice | undefined {
  const { start, end } = node;
  switch (node.style) {
    case 'single':
      return { start: start + 1, end: end - 1, text: text.replaceAll("'", "''") };
    case 'double':
      return { start: start + 1, end: end - 1, text: doubleQuoted(text).slice(1, -1) };
    case 'plain':
      return { start, end, text: scalarSource(text, inFlow) };
    default:
      return undefined;
  }
}

/** How a text indents: a block under its key, and the dashes of a list under its key. */
export interface Indents {
  readonly block: number;
  readonly dash: number;
}

/** The indentation that a tree shows, or two spaces. */
export function indentsOf(text: string, root: Node | undefined): Indents {
  let block: number | undefined;
  let dash: number | undefined;
  const walk = (node: Node | undefined): void => {
    if (!node || (block !== undefined && dash !== undefined)) return;
    if (node.kind === 'seq') for (const item of node.items) walk(item);
    if (node.kind !== 'map') return;
    for (const { key, value, via } of node.entries) {
      if (via || (value?.kind !== 'map' && value?.kind !== 'seq')) continue;
      if (!value.flow && value.start > key.start) {
        const deeper = columnOf(text, value.start) - columnOf(text, node.start);
        if (value.kind === 'map' && deeper > 0) block ??= deeper;
        else if (value.kind === 'seq' && deeper >= 0) dash ??= deeper;
      }
      walk(value);
    }
  };
  walk(root);
  return { block: block ?? 2, dash: dash ?? 2 };
}

const pad = (column: number): string => ' '.repeat(column);
const isList = (sketch: Sketch): sketch is readonly Sketch[] => Array.isArray(sketch);

/** A sketch on one line. */
export function inline(sketch: Sketch): string {
  if (typeof sketch === 'string') return sketch;
  if (isList(sketch)) return `[${sketch.map(inline).join(', ')}]`;
  return `{ ${Object.entries(sketch)
    .map(([key, value]) => `${key}: ${inline(value)}`)
    .join(', ')} }`.replace(/ {2}}$/, ' }');
}

/** The lines of `key: sketch` in block style. */
export function keyLines(key: string, sketch: Sketch, column: number, indents: Indents): string[] {
  const head = `${pad(column)}${key}:`;
  if (typeof sketch === 'string') return [sketch ? `${head} ${sketch}` : head];
  if (isList(sketch)) {
    // Scalars share a line; maps have one each, even those in braces.
    if (sketch.every((item) => typeof item === 'string' && !item.startsWith('{'))) return [`${head} ${inline(sketch)}`];
    return [head, ...sketch.flatMap((item) => itemLines(item, column + indents.dash, indents))];
  }
  return [head, ...mapLines(sketch, column + indents.block, indents)];
}

const mapLines = (sketch: { readonly [key: string]: Sketch }, column: number, indents: Indents): string[] =>
  Object.entries(sketch).flatMap(([key, value]) => keyLines(key, value, column, indents));

/** The lines of a list's item, its dash in a column. */
export function itemLines(sketch: Sketch, column: number, indents: Indents): string[] {
  if (typeof sketch === 'string' || isList(sketch)) return [`${pad(column)}- ${inline(sketch)}`];
  const lines = mapLines(sketch, column + 2, indents);
  return [`${pad(column)}- ${lines[0]!.slice(column + 2)}`, ...lines.slice(1)];
}

/** Behind the last character that belongs to an entry. */
export const entryEnd = (text: string, { key, value }: Entry): number =>
  trimmedEnd(text, value ? value.end : text.indexOf(':', key.end) + 1);

/** A block scalar's range may reach behind its last line. */
function trimmedEnd(text: string, end: number): number {
  let p = end;
  while (p > 0 && /\s/.test(text[p - 1]!)) p--;
  return p;
}

/** The start of the line behind an end, where comments that are indented deeper than a column go with what is above. */
export function behind(text: string, end: number, column: number): number {
  let at = nextLine(text, end);
  for (;;) {
    const comment = /^( *)#/.exec(text.slice(at, lineEnd(text, at)));
    if (!comment || comment[1]!.length <= column || at >= text.length) return at;
    at = nextLine(text, at);
  }
}

/** Whole lines, put in at the start of a line. */
export function insertLines(text: string, at: number, lines: readonly string[], eol: string): Splice {
  const body = lines.join(eol);
  const open = at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r';
  return { start: at, end: at, text: open ? eol + body : body + eol };
}

/** Where a key belongs in a map: behind the last entry that comes before it in an order. */
function predecessor(map: MapNode, key: string, order: readonly string[]): Entry | undefined {
  const own = map.entries.filter(({ via }) => !via);
  const rank = order.indexOf(key);
  let last: Entry | undefined;
  for (const entry of own) {
    const other = order.indexOf(entry.key.text);
    // The author's own keys stay with what they follow.
    if (last && other < 0 && own[own.indexOf(entry) - 1] === last) last = entry;
    else if (other >= 0 && other < rank) last = entry;
  }
  return rank < 0 ? own.at(-1) : (last ?? own[0]);
}

/**
 * Adds a key to a map, in block or flow style as the map is.
 * @param order the order in which keys are written; behind the last one where the key is not in it
 */
export function insertKey(
  text: string,
  map: MapNode,
  key: string,
  sketch: Sketch,
  order: readonly string[],
  indents: Indents,
): Splice | undefined {
  const after = predecessor(map, key, order);
  if (map.flow) {
    const entry = `${key}: ${inline(sketch)}`;
    if (!after) return map.end - map.start >= 2 ? { start: map.start, end: map.end, text: `{ ${entry} }` } : undefined;
    let at = after.value ? after.value.end : text.indexOf(':', after.key.end) + 1;
    if (!after.value && text[at] === ' ') at++;
    const blank = !after.value && text[at - 1] !== ' ';
    const put = `${blank ? ' ' : ''}, ${entry}`;
    return { start: at, end: at, text: text[at] === ' ' ? put.trimEnd() : put };
  }
  if (!after) return undefined;
  const column = columnOf(text, map.start);
  return insertLines(
    text,
    behind(text, entryEnd(text, after), column),
    keyLines(key, sketch, column, indents),
    lineBreakOf(text),
  );
}

/** The offset of the dash before a block list's item; -1 if something else stands between them. */
export function dashOf(text: string, item: Node): number {
  let p = item.start - 1;
  while (p >= 0 && /\s/.test(text[p]!)) p--;
  return text[p] === '-' ? p : -1;
}

/** Adds an item to a list, written as its neighbour is: at the end, or at the start of a list that has its newest first. */
export function addItem(
  text: string,
  seq: SeqNode,
  sketch: Sketch,
  indents: Indents,
  where: 'first' | 'last' = 'last',
): Splice | undefined {
  const beside = where === 'first' ? seq.items.find(isNode) : seq.items.findLast(isNode);
  if (seq.flow) {
    if (!beside) return { start: seq.start, end: seq.end, text: `[${inline(sketch)}]` };
    // Items that have lines of their own get one more line.
    const indent = text.slice(lineStart(text, beside.start), beside.start);
    const own = indent.trim() === '';
    if (where === 'first') {
      const gap = own ? lineBreakOf(text) + indent : ' ';
      return { start: beside.start, end: beside.start, text: `${inline(sketch)},${gap}` };
    }
    const end = lineEnd(text, beside.end);
    const [, comma, rest] = /^(,?)( *(?:#.*)?)$/.exec(text.slice(beside.end, end)) ?? [];
    if (!own || rest === undefined) return { start: beside.end, end: beside.end, text: `, ${inline(sketch)}` };
    const line = lineBreakOf(text) + indent + inline(sketch);
    return { start: beside.end, end, text: `,${rest}${line}${comma}` };
  }
  if (!beside) return undefined;
  const dash = dashOf(text, beside);
  if (dash < 0) return undefined;
  const column = columnOf(text, dash);
  const flow = (beside.kind === 'map' || beside.kind === 'seq') && beside.flow;
  const lines = flow ? [`${pad(column)}- ${inline(sketch)}`] : itemLines(sketch, column, indents);
  if (where === 'last')
    return insertLines(text, behind(text, trimmedEnd(text, beside.end), column), lines, lineBreakOf(text));
  const start = lineStart(text, dash);
  return text.slice(start, dash).trim() === '' ? insertLines(text, start, lines, lineBreakOf(text)) : undefined;
}

const isNode = (item: Node | undefined): item is Node => item !== undefined;

/** Adds an item to the list under a key of a map, and the key where it is not there yet. */
export function addToList(
  text: string,
  map: MapNode,
  key: string,
  item: Sketch,
  order: readonly string[],
  indents: Indents,
  where: 'first' | 'last' = 'last',
): Splice | undefined {
  const entry = map.entries.find((other) => other.key.text === key);
  if (!entry) return insertKey(text, map, key, [item], order, indents);
  if (entry.via) return undefined;
  if (entry.value?.kind === 'seq') return addItem(text, entry.value, item, indents, where);
  if (entry.value && !(entry.value.kind === 'scalar' && isNullText(entry.value))) return undefined;
  const colon = text.indexOf(':', entry.key.end) + 1;
  const end = entry.value?.end ?? colon;
  if (map.flow || entry.value)
    return { start: colon, end: Math.max(end, text[colon] === ' ' ? colon + 1 : colon), text: ` [${inline(item)}]` };
  const column = columnOf(text, map.start);
  return insertLines(text, nextLine(text, colon), itemLines(item, column + indents.dash, indents), lineBreakOf(text));
}

/** Takes a stretch out of a flow collection, with the comma that is too many then. */
function removeFromFlow(text: string, start: number, end: number): Splice {
  let after = end;
  while (/\s/.test(text[after] ?? '')) after++;
  if (text[after] === ',') {
    after++;
    while (text[after] === ' ') after++;
    return { start, end: after, text: '' };
  }
  let before = start;
  while (before > 0 && /\s/.test(text[before - 1]!)) before--;
  return text[before - 1] === ',' ? { start: before - 1, end, text: '' } : { start, end, text: '' };
}

/** Takes an item out of a list that keeps others. */
export function removeItem(text: string, seq: SeqNode, item: Node): Splice | undefined {
  if (seq.flow) return removeFromFlow(text, item.start, item.end);
  const dash = dashOf(text, item);
  if (dash < 0 || text.slice(lineStart(text, dash), dash).trim() !== '') return undefined;
  return { start: lineStart(text, dash), end: nextLine(text, trimmedEnd(text, item.end)), text: '' };
}

/** Takes an entry out of a map that keeps others. */
export function removeEntry(text: string, map: MapNode, entry: Entry): Splice | undefined {
  const end = entryEnd(text, entry);
  if (map.flow) return removeFromFlow(text, entry.key.start, end);
  const start = lineStart(text, entry.key.start);
  if (text.slice(start, entry.key.start).trim() === '') return { start, end: nextLine(text, end), text: '' };
  // The first entry shares its line with a dash, which the next entry takes over.
  const next = map.entries.find((other) => !other.via && other.key.start > end);
  return next && text.slice(end, next.key.start).trim() === ''
    ? { start: entry.key.start, end: next.key.start, text: '' }
    : undefined;
}

/** Takes an item out of the list under a key, and the key with it if nothing is left. */
export function removeFromList(text: string, map: MapNode, entry: Entry, item: Node): Splice | undefined {
  const seq = entry.value;
  if (seq?.kind !== 'seq' || entry.via) return undefined;
  if (seq.items.filter((other) => other !== undefined).length > 1) return removeItem(text, seq, item);
  return map.entries.some((other) => other !== entry && !other.via) ? removeEntry(text, map, entry) : undefined;
}
