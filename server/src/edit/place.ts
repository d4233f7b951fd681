import { type ListShape, type MapShape, type Shape, shapeUnder } from '../schema/shapes.ts';
import { type Indents, indentsOf } from '../yaml/edits.ts';
import type { Entry, MapNode, Node, ScalarNode, SeqNode, Span, Tree } from '../yaml/tree.ts';

/** A text with its syntax trees and what the schema says of it. Offsets count from the text's start. */
export interface TextSite {
  readonly text: string;
  readonly trees: readonly Tree[];
  readonly shape: Shape;
  /** Front matter whose end is missing. */
  readonly unclosed?: boolean;
}

/** A step from the top of a tree towards a place: a node and what the schema says belongs there. */
export interface Place {
  readonly node: Node;
  readonly shape: Shape | undefined;
  /** The entry of the map above that leads here; none for the items of a list. */
  readonly entry?: Entry;
}

/** What is at a place, from the outermost node to the innermost. */
export interface Trail {
  readonly places: readonly Place[];
  /** The entry whose key the place is on. */
  readonly onKey: Entry | undefined;
}

export interface MapPlace extends Place {
  readonly node: MapNode;
  readonly shape: MapShape;
}

export interface ListPlace extends Place {
  readonly node: SeqNode;
}

export const holds = (span: Span, offset: number): boolean => span.start <= offset && offset <= span.end;

/** Goes down to an offset; a node's end counts as in it. */
export function trailTo(site: TextSite, offset: number): Trail {
  const places: Place[] = [];
  let onKey: Entry | undefined;
  const walk = (node: Node, shape: Shape | undefined, entry?: Entry): void => {
    places.push({ node, shape, ...(entry ? { entry } : {}) });
    if (node.kind === 'seq') {
      const items = shape?.kind === 'list' ? shape.items : undefined;
      const item = node.items.find((other) => other && holds(other, offset));
      if (item) walk(item, items);
    } else if (node.kind === 'map') {
      for (const child of node.entries) {
        if (child.via) continue;
        if (holds(child.key, offset)) {
          onKey = child;
          return;
        }
        if (child.value && holds(child.value, offset)) {
          walk(child.value, shape?.kind === 'map' ? shapeUnder(shape, child.key.text) : undefined, child);
          return;
        }
      }
    }
  };
  const tree = site.trees.findLast(({ root }) => root && holds(root, offset));
  if (tree?.root) walk(tree.root, site.shape);
  return { places, onKey };
}

export const isMapPlace = (place: Place | undefined): place is MapPlace =>
  place?.node.kind === 'map' && place.shape?.kind === 'map';

export const isListPlace = (place: Place): place is ListPlace => place.node.kind === 'seq';

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

/** By the trees they were seen in: they take a walk through all of a long text. */
const indents = new WeakMap<readonly Tree[], Indents>();

export function indentsAt({ text, trees }: TextSite): Indents {
  let seen = indents.get(trees);
  if (!seen) {
    seen = indentsOf(text, trees.find(({ root }) => root)?.root);
    indents.set(trees, seen);
  }
  return seen;
}
