import { type MapShape, type Shape, shapeUnder } from '../../schema/shapes.ts';
import { difference, lineBreakOf, lineEnd, lineStart, nextLine, type Splice } from '../../yaml/edits.ts';
import { readYaml } from '../../yaml/read.ts';
import type { Entry, MapNode, Node, Tree } from '../../yaml/tree.ts';

/**
 * Sorts the keys of a map, and of the maps in it, to the contract's order. Whole lines move, so that comments travel
 * with their key; a map of which that cannot be said stays as it is.
 * @param read the text's trees
 * @param start where the map starts
 * @returns the one change that does it, or `undefined` if nothing moves
 */
export function sortKeys(text: string, read: readonly Tree[], start: number, shape: MapShape): Splice | undefined {
  const whole = mapAt(read, start);
  if (!whole) return undefined;
  // The map's own lines read by themselves, so that a long text is not read again for each of its maps.
  const end = whole.flow ? whole.end : (endOfBlock(text, whole, own(whole)) ?? text.length);
  const from = whole.flow ? start : lineStart(text, start);
  let sorted = text.slice(from, end);
  let trees = readYaml(sorted);
  // A map that was sorted is found again at the same place: what stands before it does not move.
  const refused = new Set<string>();
  for (let round = 0; round < 100; round++) {
    const map = mapAt(trees, start - from, true);
    if (!map) break;
    const next = firstUnsorted(sorted, map, shape, refused);
    if (!next) break;
    const after = readYaml(next.text);
    if (sameContent(after, trees)) {
      sorted = next.text;
      trees = after;
    } else refused.add(next.id);
  }
  const change = difference(text.slice(from, end), sorted);
  return change && { ...change, start: change.start + from, end: change.end + from };
}

/** Whether some map in a map does not have its keys in the contract's order. */
export function isUnsorted(node: Node | undefined, shape: Shape | undefined): boolean {
  if (node?.kind === 'seq') return shape?.kind === 'list' && node.items.some((item) => isUnsorted(item, shape.items));
  if (node?.kind !== 'map' || shape?.kind !== 'map') return false;
  const entries = own(node);
  return (
    (!shape.others && inOrder(entries, shape).some((entry, index) => entry !== entries[index])) ||
    entries.some(({ key, value }) => isUnsorted(value, shapeUnder(shape, key.text)))
  );
}

/** @param alone the trees are of an excerpt, which lacks the anchors of its aliases */
function mapAt(trees: readonly Tree[], start: number, alone = false): MapNode | undefined {
  let found: MapNode | undefined;
  const walk = (node: Node | undefined): void => {
    if (!node || found || node.start > start || node.end < start) return;
    if (node.kind === 'map' && node.start === start) found = node;
    else if (node.kind === 'map') for (const { value, via } of node.entries) if (!via) walk(value);
    if (node.kind === 'seq') for (const item of node.items) walk(item);
  };
  for (const { root, problems } of trees) if (alone || problems.length === 0) walk(root);
  return found;
}

function firstUnsorted(
  text: string,
  map: MapNode,
  shape: MapShape,
  refused: ReadonlySet<string>,
): { text: string; id: string } | undefined {
  const id = `${map.start} ${map.entries.map(({ key }) => key.text).join(' ')}`;
  if (!shape.others && !refused.has(id)) {
    const sorted = map.flow ? sortFlow(text, map, shape) : sortBlock(text, map, shape);
    if (sorted !== undefined && sorted !== text) return { text: sorted, id };
  }
  for (const { key, value, via } of map.entries) {
    if (via || !value) continue;
    const found = inside(text, value, shapeUnder(shape, key.text), refused);
    if (found) return found;
  }
  return undefined;
}

function inside(
  text: string,
  node: Node,
  shape: Shape | undefined,
  refused: ReadonlySet<string>,
): { text: string; id: string } | undefined {
  if (node.kind === 'map' && shape?.kind === 'map') return firstUnsorted(text, node, shape, refused);
  if (node.kind !== 'seq' || shape?.kind !== 'list') return undefined;
  for (const item of node.items) {
    const found = item && inside(text, item, shape.items, refused);
    if (found) return found;
  }
  return undefined;
}

/** Entries in the contract's order; a key that is not in it stays behind the key that it follows. */
function inOrder(entries: readonly Entry[], shape: MapShape): Entry[] {
  const ranks = [...shape.keys.keys()];
  let last = -1;
  return entries
    .map((entry, index) => {
      const rank = ranks.indexOf(entry.key.text);
      if (rank >= 0) last = rank;
      return { entry, index, rank: rank >= 0 ? rank : last };
    })
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ entry }) => entry);
}

const own = (map: MapNode): Entry[] => map.entries.filter(({ via }) => !via).sort((a, b) => a.key.start - b.key.start);

function sortFlow(text: string, map: MapNode, shape: MapShape): string | undefined {
  const entries = own(map);
  if (entries.length !== map.entries.length || / #|\n *#|<</.test(text.slice(map.start, map.end))) return undefined;
  const endOf = ({ key, value }: Entry): number => value?.end ?? text.indexOf(':', key.end) + 1;
  const order = inOrder(entries, shape);
  let result = '';
  let at = map.start;
  for (const [i, place] of entries.entries()) {
    const put = order[i]!;
    result += text.slice(at, place.key.start) + text.slice(put.key.start, endOf(put));
    at = endOf(place);
  }
  return text.slice(0, map.start) + result + text.slice(at);
}

function sortBlock(text: string, map: MapNode, shape: MapShape): string | undefined {
  const entries = own(map);
  const order = inOrder(entries, shape);
  if (order.every((entry, i) => entry === entries[i])) return undefined;
  const eol = lineBreakOf(text);
  const column = map.start - lineStart(text, map.start);
  const end = endOfBlock(text, map, entries);
  // A merge key is no entry: its line would go with the key above, which is right only where it stays below it.
  if (entries.length !== map.entries.length || entries.length < 2 || end === undefined) return undefined;
  const starts = entries.map((entry, i) => (i === 0 ? entry.key.start : withComments(text, entry, column)));
  const chunks = new Map<Entry, string>();
  for (const [i, entry] of entries.entries()) {
    let chunk = text.slice(starts[i], starts[i + 1] ?? end);
    if (!/[\r\n]$/.test(chunk)) chunk += eol;
    chunks.set(entry, chunk);
  }
  const first = order[0]!;
  let lead = '';
  const parts = order.map((entry) => {
    let chunk = chunks.get(entry)!;
    // The first key may stand behind a dash, so it is kept without its indentation.
    if (entry === entries[0]) chunk = ' '.repeat(column) + chunk;
    if (entry === first) {
      const key = keyLine(chunk);
      lead = chunk.slice(0, key);
      chunk = chunk.slice(key + column);
    }
    return chunk;
  });
  const dashed = text.slice(lineStart(text, map.start), map.start).trim() !== '';
  // Comments above a key that comes first now have no place between the dash and the key.
  if (lead.trim() !== '' && dashed) return undefined;
  const body = parts.join('');
  const open = end === text.length && !/[\r\n]$/.test(text);
  const done = open ? body.slice(0, body.length - eol.length) : body;
  if (dashed) return text.slice(0, map.start) + done + text.slice(end);
  const from = lineStart(text, map.start);
  return text.slice(0, from) + lead + ' '.repeat(column) + done + text.slice(end);
}

/** The offset of the first line of a chunk that is neither blank nor a comment. */
function keyLine(chunk: string): number {
  let at = 0;
  while (at < chunk.length && /^\s*(?:#.*)?$/.test(chunk.slice(at, lineEnd(chunk, at)))) at = nextLine(chunk, at);
  return at;
}

/** Where an entry starts with the comments right above it; its key must begin its line. */
function withComments(text: string, { key }: Entry, column: number): number {
  let start = lineStart(text, key.start);
  while (start > 0) {
    const above = lineStart(text, start - (text.startsWith('\r\n', start - 2) ? 2 : 1));
    const comment = /^( *)#/.exec(text.slice(above, start));
    if (!comment || comment[1]!.length !== column) break;
    start = above;
  }
  return start;
}

/** The line behind a map's last entry, comments that are indented deeper than its keys included. */
function endOfBlock(text: string, map: MapNode, entries: readonly Entry[]): number | undefined {
  const last = entries.at(-1);
  if (!last) return undefined;
  let end = last.value ? last.value.end : text.indexOf(':', last.key.end) + 1;
  while (end > 0 && /\s/.test(text[end - 1]!)) end--;
  const column = map.start - lineStart(text, map.start);
  let at = nextLine(text, end);
  for (;;) {
    const comment = /^( *)#/.exec(text.slice(at, lineEnd(text, at)));
    if (!comment || comment[1]!.length <= column || at >= text.length) return at;
    at = nextLine(text, at);
  }
}

/** Whether two texts say the same, whatever the order of keys. */
export const sameContent = (a: readonly Tree[], b: readonly Tree[]): boolean =>
  JSON.stringify(a.map(content)) === JSON.stringify(b.map(content));

const content = ({ root, problems }: Tree): unknown => [problems.length, said(root)];

export function said(node: Node | undefined): unknown {
  switch (node?.kind) {
    case 'scalar':
      return [node.style === 'plain' ? 'plain' : 'text', node.text];
    case 'seq':
      return node.items.map(said);
    case 'map':
      return node.entries
        .map(({ key, value }): [string, unknown] => [key.text, said(value)])
        .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    case 'alias':
      return ['alias', node.name];
    default:
      return node?.kind ?? null;
  }
}
