import { readControl } from '../facts/controls.ts';
import { type DocumentKind, documentShapes, type MapShape, type Shape } from '../schema/shapes.ts';
import type { IsmsDocument, Part, Position, Range } from '../workspace/document.ts';
import type { Root } from '../workspace/root.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { readYaml } from '../yaml/read.ts';
import type { Node, ScalarNode } from '../yaml/tree.ts';
import { shapeUnder, topShape } from './cursor.ts';
import { entityKind } from './site.ts';

export type SymbolKind = 'supplier' | 'policy' | 'role' | 'control' | 'rule' | 'document';

/** Where something with a name is written. Lines count from the start of its part, characters in UTF-16 units. */
export interface Occurrence {
  readonly kind: SymbolKind;
  /** What it names: one id; of a range of controls all of them. */
  readonly ids: readonly string[];
  /** It says what the name stands for; for a control, it is the control's row in the Statement of Applicability. */
  readonly definition: boolean;
  /** The name without quotes. */
  readonly range: Range;
  /** How it is written, and where in its part, for a rename. */
  readonly node: ScalarNode;
  readonly inFlow: boolean;
}

/** An occurrence and the document that it stands in. */
export interface Found {
  readonly document: IsmsDocument;
  readonly part: Part;
  /** In the document. */
  readonly range: Range;
  readonly occurrence: Occurrence;
}

/** What somebody points at. */
export interface Pointed extends Found {
  readonly root: Root;
  readonly kind: SymbolKind;
  readonly id: string;
}

const WHERE: Readonly<Record<SymbolKind, readonly DocumentKind[]>> = {
  supplier: ['suppliers'],
  policy: ['policies', 'soa'],
  role: ['settings', 'suppliers', 'policies'],
  control: ['policies', 'soa'],
  rule: ['settings', 'suppliers'],
  document: ['suppliers', 'policies'],
};

/** Parts never change, an edit makes new ones: what was found in one stays right. */
const index = new WeakMap<Part, readonly Occurrence[]>();

/** Everything with a name in a part. */
export function occurrencesIn(kind: DocumentKind, part: Part): readonly Occurrence[] {
  let found = index.get(part);
  if (!found) {
    found = part.role === 'plain' ? [] : new Finder(kind, part).all();
    index.set(part, found);
    part.forgetLines();
  }
  return found;
}

/** Parts that are looked through ahead: what is found is kept, and a very large register is worth no such memory. */
const MOST_AHEAD = 3000;

/** Looks for names ahead of any request, a part at a time, so that the first request need not wait. */
export function* indexAhead(workspace: Workspace): Generator<void> {
  let left = MOST_AHEAD;
  for (const root of workspace.allRoots()) {
    for (const document of root.documents.values()) {
      for (const part of document.parts) {
        if (--left < 0) return;
        if (part.role === 'plain' || index.has(part)) continue;
        occurrencesIn(document.kind, part);
        yield;
      }
    }
  }
}

class Finder {
  private readonly found: Occurrence[] = [];
  /** A value that several aliases share is written once. */
  private readonly seen = new Set<number>();

  constructor(
    private readonly kind: DocumentKind,
    private readonly part: Part,
  ) {}

  all(): readonly Occurrence[] {
    const shape = topShape(this.kind, this.part);
    for (const { root } of readYaml(this.part.text)) this.walk(root, shape, undefined, false);
    return this.found;
  }

  private walk(node: Node | undefined, shape: Shape | undefined, owner: MapShape | undefined, inFlow: boolean): void {
    if (!node || !shape) return;
    if (node.kind === 'alias') this.walk(node.target, shape, owner, inFlow);
    else if (node.kind === 'map' && shape.kind === 'map') {
      const named = shape.others && this.keysAre(shape);
      for (const { key, value } of node.entries) {
        if (named) this.add(named, [key.text], named === 'role', key, node.flow);
        this.walk(value, shapeUnder(shape, key.text), shape, inFlow || node.flow);
      }
    } else if (node.kind === 'seq' && shape.kind === 'list') {
      for (const item of node.items) this.walk(item, shape.items, owner, inFlow || node.flow);
    } else if (node.kind === 'scalar') {
      if (shape.kind === 'scalar') this.scalar(node, shape.scalar, owner, inFlow);
      // A comma-separated text may stand for a list.
      else if (shape.kind === 'list' && shape.items.kind === 'scalar' && shape.items.scalar === 'control-range')
        this.controls(node, inFlow);
    }
  }

  /** What the keys of a map are, where the author chooses them. */
  private keysAre(shape: MapShape): SymbolKind | undefined {
    const { keys } = documentShapes.settings;
    if (this.kind !== 'settings') return undefined;
    return shape === keys.get('roles') ? 'role' : shape === keys.get('rules') ? 'rule' : undefined;
  }

  private scalar(node: ScalarNode, scalar: string, owner: MapShape | undefined, inFlow: boolean): void {
    switch (scalar) {
      case 'id': {
        const kind = entityKind(owner);
        if (kind === 'supplier' || kind === 'policy') this.add(kind, [node.text], true, node, inFlow);
        return;
      }
      case 'policy-id':
        this.add('policy', [node.text], false, node, inFlow);
        return;
      case 'role':
        this.add('role', [node.text], false, node, inFlow);
        return;
      case 'rule-id':
        this.add('rule', [node.text], false, node, inFlow);
        return;
      case 'document':
        this.add('document', [node.text], false, node, inFlow);
        return;
      case 'control':
      case 'control-range': {
        const read = readControl(node.text);
        if (read.kind === 'controls') this.add('control', read.ids, this.kind === 'soa', node, inFlow);
      }
    }
  }

  private controls(node: ScalarNode, inFlow: boolean): void {
    const quote = node.style === 'plain' ? 0 : 1;
    if (node.style === 'block' || node.end - node.start !== node.text.length + 2 * quote) return;
    for (const match of node.text.matchAll(/[^,\s](?:[^,]*[^,\s])?/g)) {
      const read = readControl(match[0]);
      const start = node.start + quote + match.index;
      if (read.kind === 'controls')
        this.add(
          'control',
          read.ids,
          false,
          { kind: 'scalar', start, end: start + match[0].length, text: match[0], style: 'plain' },
          inFlow,
        );
    }
  }

  private add(kind: SymbolKind, ids: readonly string[], definition: boolean, node: ScalarNode, inFlow: boolean): void {
    if (this.seen.has(node.start) || ids[0] === '') return;
    this.seen.add(node.start);
    const quote = node.style === 'single' || node.style === 'double' ? 1 : 0;
    this.found.push({
      kind,
      ids,
      definition,
      node,
      inFlow,
      range: this.part.rangeOf({ start: node.start + quote, end: node.end - quote }),
    });
  }
}

/** What stands at a position; of a range of controls the end that is pointed at. */
export function pointedAt(workspace: Workspace, uri: string, position: Position): Pointed | undefined {
  const document = workspace.document(uri);
  const root = workspace.rootOf(uri);
  if (!document || !root) return undefined;
  const first = document.partAtLine(position.line);
  const part = document.parts[first]!;
  const { line, character } = document.toPart(first, position);
  for (const occurrence of occurrencesIn(document.kind, part)) {
    const { start, end } = occurrence.range;
    if (
      line < start.line ||
      line > end.line ||
      (line === start.line && character < start.character) ||
      (line === end.line && character > end.character)
    )
      continue;
    const { ids, kind, node } = occurrence;
    const dash = node.text.search(/[-\u2013\u2014]/);
    const id =
      kind === 'control' && ids.length > 1 && dash >= 0 && character - start.character > dash ? ids.at(-1)! : ids[0]!;
    return { root, document, part, kind, id, occurrence, range: document.fromPart(first, occurrence.range) };
  }
  return undefined;
}

/** Every place in a root that names something, by path and position. */
export function occurrencesOf(root: Root, kind: SymbolKind, id: string, only?: IsmsDocument): Found[] {
  const found: Found[] = [];
  for (const document of only ? [only] : root.inOrder()) {
    if (!WHERE[kind].includes(document.kind)) continue;
    for (const [at, part] of document.parts.entries()) {
      // A part that was not read for names yet and does not have the text at all need not be read now.
      if (part.role === 'plain' || (kind !== 'control' && !index.has(part) && !mentions(part.text, id))) continue;
      for (const occurrence of occurrencesIn(document.kind, part)) {
        if (occurrence.kind === kind && occurrence.ids.includes(id))
          found.push({ document, part, occurrence, range: document.fromPart(at, occurrence.range) });
      }
    }
  }
  return found;
}

/** An escape could hide the name; such a text is read. */
const mentions = (text: string, id: string): boolean => text.includes(id) || text.includes('\\');

const DEFINED: Partial<Record<SymbolKind, DocumentKind>> = {
  supplier: 'suppliers',
  policy: 'policies',
  role: 'settings',
  control: 'soa',
};

/** Where something is defined. */
export function definitionsOf(root: Root, kind: SymbolKind, id: string): Found[] {
  return root
    .inOrder()
    .filter((document) => document.kind === DEFINED[kind])
    .flatMap((document) => occurrencesOf(root, kind, id, document))
    .filter(({ occurrence }) => occurrence.definition);
}
