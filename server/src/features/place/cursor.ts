import type { MapShape, Shape } from '../../schema/shapes.ts';
import { type IsmsDocument, type Part, type Position, topShape } from '../../workspace/document.ts';
import type { Root } from '../../workspace/root.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Node, ScalarNode, Tree } from '../../yaml/tree.ts';
import { treesOf } from './reading.ts';

/** One step from the top of a document down to a cursor. */
export interface Step {
  readonly node: Node | undefined;
  /** What belongs here, if the schema says so. */
  readonly shape: Shape | undefined;
  /** The key that leads here, in a map; its 0-based index, in a list. */
  readonly key?: ScalarNode;
  readonly index?: number;
}

/** Where a position is: in which part of which document, and in which nodes. Offsets count from the start of the part. */
export interface Cursor {
  readonly root: Root;
  readonly document: IsmsDocument;
  readonly part: Part;
  /** 0-based index of the part. */
  readonly index: number;
  readonly offset: number;
  readonly trees: readonly Tree[];
  /** From the outermost node to the innermost whose range holds the offset, both ends included. */
  readonly path: readonly Step[];
  /** The key that the offset stands on, if it stands on one; its map is the last step but does not count its value. */
  readonly onKey: ScalarNode | undefined;
}

/** The shape of a map's value under a key, as its discriminator has it. */
export function shapeUnder(shape: MapShape, key: string): Shape | undefined {
  return shape.keys.get(key) ?? shape.others;
}

const holds = (node: { readonly start: number; readonly end: number }, offset: number): boolean =>
  node.start <= offset && offset <= node.end;

/** Finds what stands at a position; `undefined` if the file is no ISMS document or nothing is read there. */
export function cursorAt(workspace: Workspace, uri: string, position: Position): Cursor | undefined {
  const document = workspace.document(uri);
  const root = workspace.rootOf(uri);
  if (!document || !root) return undefined;
  let index = document.partAtLine(position.line);
  // Behind the last line of front matter, or of an item that ends the file, the part above is meant.
  if (
    document.parts[index]!.role === 'plain' &&
    index > 0 &&
    document.parts[index - 1]!.role !== 'plain' &&
    document.partLines()[index] === position.line &&
    position.character === 0
  )
    index--;
  const part = document.parts[index]!;
  const offset = part.offsetAt(document.toPart(index, position));
  const trees = part.role === 'plain' ? [] : treesOf(part, document);
  const path: Step[] = [];
  let onKey: ScalarNode | undefined;
  const tree = trees.findLast(({ root: node }) => node && holds(node, offset)) ?? trees.find(({ root: node }) => node);
  const walk = (step: Step): void => {
    path.push(step);
    const node = step.node;
    if (node?.kind === 'map') {
      const shape = step.shape?.kind === 'map' ? step.shape : undefined;
      for (const { key, value, via } of node.entries) {
        if (via) continue;
        if (holds(key, offset)) {
          onKey = key;
          path.push({ node: value, shape: shape && shapeUnder(shape, key.text), key });
          return;
        }
        if (value && holds(value, offset)) {
          walk({ node: value, shape: shape && shapeUnder(shape, key.text), key });
          return;
        }
      }
    } else if (node?.kind === 'seq') {
      const shape = step.shape?.kind === 'list' ? step.shape.items : undefined;
      for (const [i, item] of node.items.entries()) {
        if (item && holds(item, offset)) {
          walk({ node: item, shape, index: i });
          return;
        }
      }
    }
  };
  if (tree?.root && holds(tree.root, offset)) walk({ node: tree.root, shape: topShape(document.holds, part) });
  return { root, document, part, index, offset, trees, path, onKey };
}
