import type { TextEdit } from 'vscode-languageserver-types';
import { type EntityName, kinds } from '../../kinds/index.ts';
import { onRelease } from '../../model/memo.ts';
import type { ListShape, MapShape, Shape } from '../../schema/shapes.ts';
import type { IsmsDocument, Part, Position, Range } from '../../workspace/document.ts';
import { topShape } from '../../workspace/document.ts';
import type { Root } from '../../workspace/root.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { type Indents, indentsOf, lineBreakOf, type Splice } from '../../yaml/edits.ts';
import { readYaml } from '../../yaml/read.ts';
import type { Entry, MapNode, Node, ScalarNode, Span, Tree } from '../../yaml/tree.ts';
import { shapeUnder } from './cursor.ts';

/** One part of a document with its syntax trees: what fixes and refactorings work on. Offsets count from the part's start. */
export interface Site {
  readonly workspace: Workspace;
  readonly root: Root;
  readonly document: IsmsDocument;
  readonly part: Part;
  /** 0-based index of the part. */
  readonly index: number;
  readonly text: string;
  readonly trees: readonly Tree[];
  readonly shape: Shape;
}

/** A step from the top of a tree towards a place: a node and what the schema says belongs there. */
export interface Place {
  readonly node: Node;
  readonly shape: Shape | undefined;
  /** The entry of the map above that leads here; none for the items of a list. */
  readonly entry?: Entry;
}

/** What stands at a place, from the outermost node to the innermost. */
export interface Trail {
  readonly places: readonly Place[];
  /** The entry whose key the place is on. */
  readonly onKey: Entry | undefined;
}

export interface MapPlace extends Place {
  readonly node: MapNode;
  readonly shape: MapShape;
}

export function siteAt(workspace: Workspace, uri: string, position: Position): Site | undefined {
  const document = workspace.document(uri);
  return document && siteOf(workspace, document, document.partAtLine(position.line));
}

/** The part that was read last: one request looks at it several times, and so do those that follow it. */
let latest: { readonly part: Part; readonly trees: readonly Tree[] } | undefined;
onRelease(() => {
  latest = undefined;
});

export function siteOf(workspace: Workspace, document: IsmsDocument, index: number): Site | undefined {
  const root = workspace.rootOf(document.uri);
  const part = document.parts[index];
  if (!root || !part || part.role === 'plain') return undefined;
  if (latest?.part !== part) latest = { part, trees: readYaml(part.text) };
  const { trees } = latest;
  return { workspace, root, document, part, index, text: part.text, trees, shape: topShape(document.holds, part) };
}

/** Goes down to an offset; a node's end counts as in it. */
export function trailTo(site: Site, offset: number): Trail {
  const places: Place[] = [];
  let onKey: Entry | undefined;
  const holds = (span: Span): boolean => span.start <= offset && offset <= span.end;
  const walk = (node: Node, shape: Shape | undefined, entry?: Entry): void => {
    places.push({ node, shape, ...(entry ? { entry } : {}) });
    if (node.kind === 'seq') {
      const items = shape?.kind === 'list' ? shape.items : undefined;
      const item = node.items.find((other) => other && holds(other));
      if (item) walk(item, items);
    } else if (node.kind === 'map') {
      for (const child of node.entries) {
        if (child.via) continue;
        if (holds(child.key)) {
          onKey = child;
          return;
        }
        if (child.value && holds(child.value)) {
          walk(child.value, shape?.kind === 'map' ? shapeUnder(shape, child.key.text) : undefined, child);
          return;
        }
      }
    }
  };
  const tree = site.trees.findLast(({ root }) => root && root.start <= offset && offset <= root.end);
  if (tree?.root) walk(tree.root, site.shape);
  return { places, onKey };
}

/** The kind of entity that a map of a shape is: a description of its own makes a copy, but the keys stay the same. */
export const entityKind = (shape: Shape | undefined): EntityName | undefined =>
  kinds.find((kind) => shape?.kind === 'map' && shape.keys === kind.shape.keys)?.name;

export const isMapPlace = (place: Place | undefined): place is MapPlace =>
  place?.node.kind === 'map' && place.shape?.kind === 'map';

/** The supplier, policy, row or settings that a trail leads through. */
export function entityOn(trail: Trail): (MapPlace & { readonly kind: EntityName }) | undefined {
  for (const place of trail.places) {
    const kind = entityKind(place.shape);
    if (kind && isMapPlace(place)) return { ...place, kind };
  }
  return undefined;
}

/** A map's own entry under a key. */
export const ownEntry = (map: MapNode, key: string): Entry | undefined =>
  map.entries.find((entry) => entry.key.text === key && !entry.via);

export const scalarUnder = (map: MapNode, key: string): ScalarNode | undefined => {
  const value = ownEntry(map, key)?.value;
  return value?.kind === 'scalar' ? value : undefined;
};

/** The shape of an item of a list, where it is a list. */
export const itemShape = (shape: Shape | undefined): Shape | undefined =>
  shape?.kind === 'list' ? (shape as ListShape).items : undefined;

export const indentsAt = ({ text, trees }: Site): Indents => indentsOf(text, trees.find(({ root }) => root)?.root);

/** Changes to a part as edits of its document. */
export function editsOf(
  { document, part, index }: Pick<Site, 'document' | 'part' | 'index'>,
  splices: readonly Splice[],
): TextEdit[] {
  // A part of one line does not show how the file breaks its lines.
  const eol = /[\r\n]/.test(part.text) || document.parts.length === 1 ? undefined : lineBreakOf(document.text);
  return splices.map((splice) => ({
    range: rangeOf({ document, part, index }, splice),
    newText: eol === undefined ? splice.text : splice.text.replaceAll('\n', eol),
  }));
}

export const rangeOf = ({ document, part, index }: Pick<Site, 'document' | 'part' | 'index'>, span: Span): Range =>
  document.fromPart(index, part.rangeOf(span));

/** The part's own offsets of a range of its document. */
export const spanOf = ({ document, part, index }: Pick<Site, 'document' | 'part' | 'index'>, range: Range): Span => ({
  start: part.offsetAt(document.toPart(index, range.start)),
  end: part.offsetAt(document.toPart(index, range.end)),
});

/** Whether one range lies in or touches another. */
export function touches(a: Range, b: Range): boolean {
  const before = (p: Position, q: Position): boolean =>
    p.line < q.line || (p.line === q.line && p.character < q.character);
  return !before(a.end, b.start) && !before(b.end, a.start);
}
