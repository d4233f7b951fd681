import type { AnyKind } from '../kinds/index.ts';
import type { Position, Range } from '../model/range.ts';
import type { MapShape, Shape } from '../schema/shapes.ts';
import type { Value } from '../schema/value.ts';
import { readYaml } from '../yaml/read.ts';
import type { Node, ScalarNode } from '../yaml/tree.ts';
import { type IsmsDocument, type Part, topShape } from './document.ts';
import type { Root } from './root.ts';
import type { Workspace } from './workspace.ts';

/** Where something with a name is written. Its kind is that of an entity, or `role`, `control`, `rule`, `document`. Lines count from the start of its part, characters in UTF-16 units. */
export interface Occurrence {
  readonly kind: string;
  /** What it names: one id; of a range of controls all of them. */
  readonly ids: readonly string[];
  /** It says what the name stands for, such as the key of a role, or the row of a control. */
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
  readonly kind: string;
  readonly id: string;
}

interface Names {
  /** What documents of a kind may name, and what of that they may define. */
  readonly all: ReadonlySet<string>;
  readonly defined: ReadonlySet<string>;
}

const namesByKind = new Map<AnyKind, Names>();

/** What documents of a kind may name, from their shapes. */
function namesIn(kind: AnyKind): Names {
  const known = namesByKind.get(kind);
  if (known) return known;
  const all = new Set<string>(kind.unique ? [kind.name] : []);
  const defined = new Set(all);
  const note = ({ refersTo, defines }: Value, as: Value['defines']): void => {
    if (refersTo === undefined) return;
    all.add(refersTo);
    if (defines === as) defined.add(refersTo);
  };
  const walk = (shape: Shape): void => {
    if (shape.kind === 'scalar') note(shape.value, 'value');
    else if (shape.kind === 'list') walk(shape.items);
    else if (shape.kind === 'map') {
      if (shape.names) note(shape.names, 'key');
      if (shape.others) walk(shape.others);
      for (const child of shape.keys.values()) walk(child);
    }
  };
  walk(kind.document);
  const names = { all, defined };
  namesByKind.set(kind, names);
  return names;
}

/** Parts never change, an edit makes new ones: what was found in one stays right. */
const index = new WeakMap<Part, readonly Occurrence[]>();

/** Everything with a name in a part. */
export function occurrencesIn(kind: AnyKind, part: Part): readonly Occurrence[] {
  let found = index.get(part);
  if (!found) {
    // A text that was not read yet is looked at again.
    if (part.markdown && !part.prose) return [];
    found = part.markdown ? inText(part) : part.role === 'plain' ? [] : new Finder(kind, part).all();
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
        if ((part.role === 'plain' && !part.prose) || index.has(part)) continue;
        occurrencesIn(document.holds, part);
        yield;
      }
    }
  }
}

/** The controls that a text names. */
function inText(part: Part): readonly Occurrence[] {
  return part.prose!.blocks.flatMap(({ at, read }) =>
    read.mentions.flatMap((mention): Occurrence[] => {
      if (mention.kind !== 'control' || !mention.ids.length) return [];
      const span = { start: at + mention.start, end: at + mention.end };
      const node: ScalarNode = { kind: 'scalar', ...span, text: mention.text, style: 'plain' };
      return [{ kind: 'control', ids: mention.ids, definition: false, range: part.rangeOf(span), node, inFlow: false }];
    }),
  );
}

class Finder {
  private readonly found: Occurrence[] = [];
  /** A value that several aliases share is written once. */
  private readonly seen = new Set<number>();

  constructor(
    private readonly kind: AnyKind,
    private readonly part: Part,
  ) {}

  all(): readonly Occurrence[] {
    const shape = topShape(this.kind, this.part);
    for (const { root } of readYaml(this.part.text)) this.walk(root, shape, '', undefined, false);
    return this.found;
  }

  private walk(
    node: Node | undefined,
    shape: Shape | undefined,
    key: string,
    owner: MapShape | undefined,
    inFlow: boolean,
  ): void {
    if (!node || !shape) return;
    if (node.kind === 'alias') this.walk(node.target, shape, key, owner, inFlow);
    else if (node.kind === 'map' && shape.kind === 'map') {
      for (const entry of node.entries) {
        if (shape.names) this.name(shape.names, 'key', entry.key, node.flow);
        const name = entry.key.text;
        this.walk(entry.value, shape.keys.get(name) ?? shape.others, name, shape, inFlow || node.flow);
      }
    } else if (node.kind === 'seq' && shape.kind === 'list') {
      for (const item of node.items) this.walk(item, shape.items, key, undefined, inFlow || node.flow);
    } else if (node.kind === 'scalar') {
      if (shape.kind === 'scalar') {
        if (owner?.keys === this.kind.shape.keys && key === this.kind.id && this.kind.unique)
          this.add(this.kind.name, [node.text], true, node, inFlow);
        else this.name(shape.value, 'value', node, inFlow);
        // A text may stand for a list.
      } else if (shape.kind === 'list' && shape.orText === 'comma' && shape.items.kind === 'scalar')
        this.listed(shape.items.value, node, inFlow);
    }
  }

  private name(value: Value, as: Value['defines'], node: ScalarNode, inFlow: boolean): void {
    const { refersTo, ids, defines, isName } = value;
    if (refersTo === undefined || isName?.(node.text) === false) return;
    const names = ids ? ids(node.text) : [node.text];
    if (names.length) this.add(refersTo, names, defines === as, node, inFlow);
  }

  /** The parts of a comma-separated text. */
  private listed(value: Value, node: ScalarNode, inFlow: boolean): void {
    const quote = node.style === 'plain' ? 0 : 1;
    if (node.style === 'block' || node.end - node.start !== node.text.length + 2 * quote) return;
    for (const match of node.text.matchAll(/[^,\s](?:[^,]*[^,\s])?/g)) {
      const start = node.start + quote + match.index;
      const text = match[0];
      this.name(value, 'value', { kind: 'scalar', start, end: start + text.length, text, style: 'plain' }, inFlow);
    }
  }

  private add(kind: string, ids: readonly string[], definition: boolean, node: ScalarNode, inFlow: boolean): void {
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
  for (const occurrence of occurrencesIn(document.holds, part)) {
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
export function occurrencesOf(root: Root, kind: string, id: string, only?: IsmsDocument): Found[] {
  const found: Found[] = [];
  for (const document of only ? [only] : root.inOrder()) {
    if (!namesIn(document.holds).all.has(kind) && !document.textPart) continue;
    for (const [at, part] of document.parts.entries()) {
      // A part that was not read for names yet and does not have the text at all need not be read now.
      if (
        (part.role === 'plain' && !part.prose) ||
        (kind !== 'control' && !index.has(part) && !mentions(part.text, id))
      )
        continue;
      for (const occurrence of occurrencesIn(document.holds, part)) {
        if (occurrence.kind === kind && occurrence.ids.includes(id))
          found.push({ document, part, occurrence, range: document.fromPart(at, occurrence.range) });
      }
    }
  }
  return found;
}

/** An escape could hide the name; such a text is read. */
const mentions = (text: string, id: string): boolean => text.includes(id) || text.includes('\\');

/** Where something is defined. */
export function definitionsOf(root: Root, kind: string, id: string): Found[] {
  return root
    .inOrder()
    .filter((document) => namesIn(document.holds).defined.has(kind))
    .flatMap((document) => occurrencesOf(root, kind, id, document))
    .filter(({ occurrence }) => occurrence.definition);
}
