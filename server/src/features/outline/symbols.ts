import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import { type AnyKind, kindNamed } from '../../kinds/index.ts';
import { type MapShape, type Shape, shapeUnder } from '../../schema/shapes.ts';
import type { IsmsDocument, Part, Position, Range } from '../../workspace/document.ts';
import { topShape } from '../../workspace/document.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { columnOf, lineEnd, nextLine } from '../../yaml/edits.ts';
import { readYaml } from '../../yaml/read.ts';
import type { MapNode, Node, Span } from '../../yaml/tree.ts';
import { entityKind } from '../place/place.ts';

/** Suppliers or policies in one file up to which their blocks are listed too: an editor asks for the outline after each keystroke. */
const MOST_WITH_BLOCKS = 300;

/** A symbol whose lines count from the start of its part. */
interface RelativeSymbol {
  readonly name: string;
  readonly detail: string;
  readonly kind: SymbolKind;
  readonly range: Range;
  readonly selectionRange: Range;
  readonly children: readonly RelativeSymbol[];
}

/** Parts never change, so their symbols don't either. */
const cache = new WeakMap<Part, readonly RelativeSymbol[]>();

/** The outline of a file: suppliers, policies, rows of the Statement of Applicability, settings, and the blocks in them. */
export function documentSymbols(workspace: Workspace, uri: string): DocumentSymbol[] {
  const document = workspace.document(uri);
  if (!document) return [];
  const blocks = document.parts.length <= MOST_WITH_BLOCKS + 1;
  const starts = document.partLines();
  const symbols: DocumentSymbol[] = [];
  for (const [index, part] of document.parts.entries()) {
    if (part.role === 'plain') continue;
    const known = blocks ? undefined : fromRow(document, part);
    if (known) {
      symbols.push(placed(known, starts[index]!, false));
      continue;
    }
    let own = cache.get(part);
    if (!own) {
      own = symbolsIn(document, part);
      cache.set(part, own);
      part.forgetLines();
    }
    for (const symbol of own) symbols.push(placed(symbol, starts[index]!, blocks));
  }
  return symbols;
}

/** The one supplier of a part, from what views keep of it. */
function fromRow(document: IsmsDocument, part: Part): RelativeSymbol | undefined {
  const rows = part.result?.rows;
  const row = rows?.length === 1 && part.role === 'item' ? rows[0]! : undefined;
  if (!row) return undefined;
  const { text } = part;
  const start = { line: 0, character: Math.max(text.indexOf('-'), 0) };
  let end = text.length;
  let line = part.lines;
  for (; end > 0 && /\s/.test(text[end - 1]!); end--) if (text[end - 1] === '\n') line--;
  return {
    name: row.id || row.name || '…',
    detail: row.name,
    kind: document.holds.symbol,
    range: { start, end: { line, character: columnOf(text, end) } },
    selectionRange: row.range,
    children: [],
  };
}

const moved = ({ line, character }: Position, by: number): Position => ({ line: line + by, character });
const movedRange = ({ start, end }: Range, by: number): Range => ({ start: moved(start, by), end: moved(end, by) });

function placed(
  { name, detail, kind, range, selectionRange, children }: RelativeSymbol,
  by: number,
  blocks: boolean,
): DocumentSymbol {
  return {
    // VS Code rejects a whole outline in which one has no name.
    name: name.trim() || '…',
    detail,
    kind,
    range: movedRange(range, by),
    selectionRange: movedRange(selectionRange, by),
    ...(blocks && children.length ? { children: children.map((child) => placed(child, by, true)) } : {}),
  };
}

function symbolsIn(document: IsmsDocument, part: Part): RelativeSymbol[] {
  return (part.role === 'item' && scanned(document.holds, part)) || parsed(document, part);
}

const isBlock = (shape: Shape | undefined): boolean =>
  shape?.kind === 'map' || (shape?.kind === 'list' && shape.items.kind === 'map');
const kindOf = (shape: Shape | undefined): SymbolKind =>
  shape?.kind === 'list' ? SymbolKind.Array : shape?.kind === 'map' ? SymbolKind.Object : SymbolKind.Property;

/**
 * The symbols of an item of a block list from its lines alone: in a long register reading every item anew would take
 * longer than somebody waits. `undefined` where the item is not of the simple shape.
 */
function scanned({ symbol, shape, unique, outline }: AnyKind, part: Part): RelativeSymbol[] | undefined {
  const { text } = part;
  const dash = /^( *)- +(?=[a-z])/.exec(text);
  if (!unique || !dash || text.includes('\t')) return undefined;
  const column = dash[0].length;
  const key = new RegExp(
    `^(?: {${dash[1]!.length}}- {${column - dash[1]!.length - 1}}| {${column}})([a-z][\\w./-]*):(?= |$)`,
  );
  const found: { name: string; start: number; line: number; value: string }[] = [];
  let last = { line: 0, length: 0 };
  let at = 0;
  for (let line = 0; at < text.length; line++) {
    const end = lineEnd(text, at);
    const source = text.slice(at, end);
    const match = key.exec(source);
    if (match) found.push({ name: match[1]!, start: column, line, value: source.slice(match[0].length).trim() });
    if (source.trim() !== '' && !/^ *#/.test(source)) {
      if (line > 0 && /^ */.exec(source)![0].length < column) return undefined;
      last = { line, length: source.trimEnd().length };
    }
    at = nextLine(text, at);
    if (end === text.length) break;
  }
  const of = (name: string): string => plain(found.find((entry) => entry.name === name)?.value ?? '');
  const id = found.find((entry) => entry.name === 'id');
  const lines = text.split(/\r\n|\n|\r/);
  const lengths = (line: number): number => lines[line]!.trimEnd().length;
  const children = found.flatMap((entry, i): RelativeSymbol[] => {
    const child = shape.keys.get(entry.name);
    if (!isBlock(child)) return [];
    let until = (found[i + 1]?.line ?? last.line + 1) - 1;
    while (until > entry.line && (lines[until]!.trim() === '' || /^ *#/.test(lines[until]!))) until--;
    const start = { line: entry.line, character: entry.start };
    return [
      {
        name: entry.name,
        detail: '',
        kind: kindOf(child),
        range: { start, end: { line: until, character: Math.max(lengths(until), entry.start) } },
        selectionRange: { start, end: { line: entry.line, character: entry.start + entry.name.length } },
        children: [],
      },
    ];
  });
  const start = { line: 0, character: dash[1]!.length };
  const end = { line: last.line, character: last.length };
  const where = id ?? found[0];
  const selectionRange = where
    ? { start: { line: where.line, character: where.start }, end: { line: where.line, character: lengths(where.line) } }
    : { start, end: start };
  const { name, detail } = outline(of);
  return [
    {
      name: name || '…',
      detail,
      kind: symbol,
      range: { start, end },
      selectionRange,
      children,
    },
  ];
}

/** A value as text, without anchor, tag, quotes and comment. */
function plain(value: string): string {
  const bare = value.replace(/^(?:[&!]\S*\s+)+/, '');
  const quoted = /^"((?:[^"\\]|\\.)*)"|^'((?:[^']|'')*)'/.exec(bare)?.slice(1);
  return quoted?.find((text) => text !== undefined) ?? bare.replace(/\s+#.*$/, '');
}

function parsed(document: IsmsDocument, part: Part): RelativeSymbol[] {
  const symbols: RelativeSymbol[] = [];
  const range = (span: Span): Range => part.rangeOf(trimmed(part.text, span));
  const text = (map: MapNode, key: string): string => {
    const value = map.entries.find((entry) => entry.key.text === key)?.value;
    return value?.kind === 'scalar' ? value.text : '';
  };
  const entity = (map: MapNode, shape: MapShape, extent: Span): void => {
    const kind = kindNamed(entityKind(shape)!)!;
    const { name, detail } = kind.outline((key) => text(map, key));
    // A whole file is not found by the value that makes it one.
    const id = kind.whole ? undefined : map.entries.find(({ key, via }) => key.text === kind.id && !via)?.value;
    const children = map.entries.flatMap(({ key, value, via }): RelativeSymbol[] => {
      const child = shapeUnder(shape, key.text);
      if (via || !isBlock(child)) return [];
      const named = child?.kind === 'map' && child.others && value?.kind === 'map' ? value.entries : [];
      return [
        {
          name: key.text,
          detail: '',
          kind: kindOf(child),
          range: range({ start: key.start, end: Math.max(value?.end ?? 0, key.end) }),
          selectionRange: range(key),
          children: named.flatMap((entry) =>
            entry.via
              ? []
              : [
                  {
                    name: entry.key.text,
                    detail: '',
                    kind: SymbolKind.Key,
                    range: range({ start: entry.key.start, end: Math.max(entry.value?.end ?? 0, entry.key.end) }),
                    selectionRange: range(entry.key),
                    children: [],
                  },
                ],
          ),
        },
      ];
    });
    const whole = range(extent);
    const selection =
      id && id.start >= extent.start && id.end <= extent.end ? range(id) : { start: whole.start, end: whole.start };
    symbols.push({
      name: name || '…',
      detail,
      kind: kind.symbol,
      range: whole,
      selectionRange: selection,
      children,
    });
  };
  const walk = (node: Node | undefined, shape: Shape, extent?: Span): void => {
    if (node?.kind === 'map' && shape.kind === 'map') {
      if (entityKind(shape)) entity(node, shape, extent ?? node);
      else
        for (const { key, value, via } of node.entries) {
          const child = shape.keys.get(key.text);
          if (child && !via)
            walk(value, child, value?.kind === 'map' ? { start: key.start, end: value.end } : undefined);
        }
    } else if (node?.kind === 'seq' && shape.kind === 'list') for (const item of node.items) walk(item, shape.items);
  };
  for (const { root } of readYaml(part.text)) walk(root, topShape(document.holds, part));
  return symbols;
}

/** A span without the line breaks at its end. */
function trimmed(text: string, { start, end }: Span): Span {
  let last = end;
  while (last > start && /\s/.test(text[last - 1]!)) last--;
  return { start, end: last };
}
