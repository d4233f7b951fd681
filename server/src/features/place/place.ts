import type { TextEdit } from 'vscode-languageserver-types';
import { holds, isMapPlace, type MapPlace, type TextSite, type Trail, trailTo } from '../../edit/place.ts';
import { type AnyEntity, type AnyKind, type EntityName, kinds } from '../../kinds/index.ts';
import type { ReadDocument } from '../../model/document.ts';
import { onRelease } from '../../model/memo.ts';
import type { MapShape, Shape } from '../../schema/shapes.ts';
import { type IsmsDocument, type Part, type Position, type Range, topShape } from '../../workspace/document.ts';
import { frontMatter, lineStarts } from '../../workspace/parts.ts';
import type { Root } from '../../workspace/root.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { lineBreakOf, type Splice } from '../../yaml/edits.ts';
import { readYaml } from '../../yaml/read.ts';
import type { Span, Tree } from '../../yaml/tree.ts';
import type { Source } from './spot.ts';

/** One part of a document with its syntax trees: what fixes and refactorings work on. Offsets count from the part's start. */
export interface Site extends TextSite {
  readonly workspace: Workspace;
  readonly root: Root;
  readonly document: IsmsDocument;
  readonly part: Part;
  /** 0-based index of the part. */
  readonly index: number;
}

/** A position: its part, its offset from the part's start, and what stands there. */
export interface Cursor extends Site, Trail {
  readonly offset: number;
}

export function siteAt(workspace: Workspace, uri: string, position: Position): Site | undefined {
  const document = workspace.document(uri);
  return document && siteOf(workspace, document, document.partAtLine(position.line));
}

/** The index of the part that a position is in: behind the last line of front matter, or of an item that ends the file, the part above is meant. */
function partAt(document: IsmsDocument, position: Position): number {
  const index = document.partAtLine(position.line);
  const above = document.parts[index - 1];
  const behind =
    document.parts[index]!.role === 'plain' &&
    above !== undefined &&
    above.role !== 'plain' &&
    document.partLines()[index] === position.line &&
    position.character === 0;
  return behind ? index - 1 : index;
}

/** Where a position is; `undefined` if the file is no ISMS document. Its part may be plain, with nothing read in it. */
export function cursorAt(workspace: Workspace, uri: string, position: Position): Cursor | undefined {
  const document = workspace.document(uri);
  const index = document && partAt(document, position);
  const site = document && readSite(workspace, document, index!);
  if (!site) return undefined;
  const offset = site.part.offsetAt(site.document.toPart(index!, position));
  return { ...site, offset, ...trailTo(site, offset) };
}

/** Which text a position is in. Front matter without an `id` is nobody's yet, but may be about to become ours. */
export function sourceAt(document: IsmsDocument, position: Position): Source | undefined {
  const index = document.partAtLine(position.line);
  const part = document.parts[index]!;
  const firstLine = document.partLines()[index]!;
  // What is written in the head depends on whether items follow.
  const next = part.role === 'plain' && !document.isMarkdown ? document.parts[index + 1] : undefined;
  const text = part.text + (next?.text ?? '');
  const starts = lineStarts(text);
  const at = (line: number): number | undefined => starts[line];
  if (document.isMarkdown) {
    if (part.role === 'frontMatter')
      return {
        text,
        line: position.line - firstLine,
        offsetOf: at,
        firstLine,
        top: document.holds.shape,
        path: [document.holds.name],
      };
    const matter = document.parts.length === 1 ? frontMatter(part.text) : undefined;
    if (!matter) return undefined;
    const inner = part.text.slice(matter.start, matter.end);
    const own = lineStarts(inner);
    const first = part.positionAt(matter.start).line;
    if (position.line < first || position.line - first >= own.length - (inner.endsWith('\n') ? 1 : 0)) return undefined;
    return {
      text: inner,
      line: position.line - first,
      offsetOf: (line) => own[line],
      firstLine: first,
      top: idOnly(document.holds),
      path: [document.holds.name],
    };
  }
  const top = part.role === 'plain' ? document.holds.document : topShape(document.holds, part);
  // Every kind of list is called as its document is.
  const path = part.role === 'item' ? [document.kind] : [];
  return { text, line: position.line - firstLine, offsetOf: at, firstLine, top, path };
}

/** With an `id`, a page is an entity of the ISMS; without one its other keys are the site generator's. */
const idOnly = ({ shape, id, noun }: AnyKind): MapShape => ({
  kind: 'map',
  required: [id],
  keys: new Map([
    [id, { ...shape.keys.get(id)!, description: `Makes this page a ${noun} of the ISMS. Unique in the ISMS.` }],
  ]),
});

export function siteOf(workspace: Workspace, document: IsmsDocument, index: number): Site | undefined {
  const site = readSite(workspace, document, index);
  return site?.part.role === 'plain' ? undefined : site;
}

function readSite(workspace: Workspace, document: IsmsDocument, index: number): Site | undefined {
  const root = workspace.rootOf(document.uri);
  const part = document.parts[index];
  if (!root || !part) return undefined;
  const trees = part.role === 'plain' ? [] : treesOf(part);
  const { text, unclosed } = part;
  return { workspace, root, document, part, index, text, trees, unclosed, shape: topShape(document.holds, part) };
}

/** How many parts stay read: those that an author looks at. Models of all suppliers at once would fill the memory. */
const KEPT = 64;

/** What was read of a part. Its text never changes, so what was read of it stays right, a model for its day. */
interface Read {
  trees?: readonly Tree[];
  model?: ReadDocument<AnyEntity>;
  today?: string;
}

/** The parts that were looked at last, the latest at the end. */
const kept = new Map<Part, Read>();
onRelease(() => kept.clear());

function readOf(part: Part): Read {
  const read = kept.get(part) ?? {};
  kept.delete(part);
  kept.set(part, read);
  if (kept.size > KEPT) kept.delete(kept.keys().next().value!);
  return read;
}

/** The syntax trees of a part that an author looks at. */
export function treesOf(part: Part): readonly Tree[] {
  const read = readOf(part);
  read.trees ??= readYaml(part.text);
  return read.trees;
}

/** The model of a part that an author looks at. */
export function modelOf(part: Part, document: IsmsDocument, today: string): ReadDocument<AnyEntity> {
  const read = readOf(part);
  if (!read.model || read.today !== today) {
    read.model = part.read(document.holds, today);
    read.today = today;
  }
  return read.model;
}

/** The entity that an offset of a part is in. */
export const entityAt = (part: Part, document: IsmsDocument, today: string, offset: number): AnyEntity | undefined =>
  part.role === 'plain'
    ? undefined
    : modelOf(part, document, today).entities.find(({ entity }) => holds(entity, offset))?.entity;

/** The kind of entity that a map of a shape is: a description of its own makes a copy, but the keys stay the same. */
export const entityKind = (shape: Shape | undefined): EntityName | undefined =>
  kinds.find((kind) => shape?.kind === 'map' && shape.keys === kind.shape.keys)?.name;

/** The supplier, policy, row or settings that a trail leads through. */
export function entityOn(trail: Trail): (MapPlace & { readonly kind: EntityName }) | undefined {
  for (const place of trail.places) {
    const kind = entityKind(place.shape);
    if (kind && isMapPlace(place)) return { ...place, kind };
  }
  return undefined;
}

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
