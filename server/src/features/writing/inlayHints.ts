import type { InlayHint } from 'vscode-languageserver-types';
import { controlById, readControl } from '../../facts/controls.ts';
import { countryName } from '../../facts/countries.ts';
import { platforms } from '../../facts/inference.ts';
import { parsePlace } from '../../facts/places.ts';
import { kindOf } from '../../kinds/index.ts';
import { type Shape, shapeUnder } from '../../schema/shapes.ts';
import type { IsmsDocument, Part, Range } from '../../workspace/document.ts';
import { topShape } from '../../workspace/document.ts';
import type { Root } from '../../workspace/root.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Node, ScalarNode } from '../../yaml/tree.ts';
import { modelOf, treesOf } from '../place/place.ts';

/** Titles beside one another in brackets are cut at this many characters: the whole one is in the tooltip. */
const SHORT = 28;

/** What is to be read beside the text in a range: countries, titles of controls, due dates. */
export function inlayHints(workspace: Workspace, uri: string, range: Range): InlayHint[] {
  const document = workspace.document(uri);
  const root = workspace.rootOf(uri);
  if (!document || !root) return [];
  const hints: InlayHint[] = [];
  const last = document.partAtLine(range.end.line);
  for (let index = document.partAtLine(range.start.line); index <= last; index++) {
    const part = document.parts[index]!;
    if (part.role !== 'plain') new PartHints(document, part, index, root, workspace.today, hints).collect(range);
  }
  return hints;
}

class PartHints {
  private readonly firstLine: number;
  private from = 0;
  private to = 0;

  constructor(
    private readonly document: IsmsDocument,
    private readonly part: Part,
    index: number,
    private readonly root: Root,
    private readonly today: string,
    private readonly hints: InlayHint[],
  ) {
    this.firstLine = document.partLines()[index]!;
  }

  collect(range: Range): void {
    const { part, document, firstLine } = this;
    const from = part.offsetAt({ line: Math.max(range.start.line - firstLine, 0), character: 0 });
    const to = part.offsetAt({ line: range.end.line - firstLine, character: range.end.character });
    this.from = from;
    this.to = to;
    const walk = (node: Node | undefined, shape: Shape | undefined, inBrackets: boolean, provider?: string): void => {
      if (!node || !shape || node.end < from || node.start > to) return;
      if (node.kind === 'map' && shape.kind === 'map') {
        const platform = node.entries.find(({ key }) => key.text === 'platform')?.value;
        const own = platform?.kind === 'scalar' ? platforms[platform.text]?.provider : undefined;
        for (const { key, value, via } of node.entries) if (!via) walk(value, shapeUnder(shape, key.text), false, own);
      } else if (node.kind === 'seq' && shape.kind === 'list') {
        for (const item of node.items) walk(item, shape.items, node.flow && node.items.length > 1, provider);
      } else if (node.kind === 'scalar') this.scalar(node, shape, inBrackets, provider);
    };
    for (const { root } of treesOf(part)) walk(root, topShape(document.holds, part), false);
    this.reviews(from, to);
  }

  private add(offset: number, label: string, tooltip?: string): void {
    if (offset < this.from || offset > this.to) return;
    const { line, character } = this.part.positionAt(offset);
    this.hints.push({
      position: { line: line + this.firstLine, character },
      label,
      paddingLeft: true,
      ...(tooltip ? { tooltip } : {}),
    });
  }

  private scalar(node: ScalarNode, shape: Shape, inBrackets: boolean, provider: string | undefined): void {
    const kind = shape.kind === 'list' ? shape.items : shape;
    if (kind.kind !== 'scalar') return;
    switch (kind.scalar) {
      case 'place': {
        const place = parsePlace(node.text, provider);
        // A country or a group says its country itself.
        if (place?.members?.length !== 1 || /^[A-Z]{2,3}$/.test(place.id)) return;
        this.add(node.end, countryName(place.members[0]!), place.label);
        return;
      }
      case 'control':
      case 'control-range': {
        const pieces = shape.kind === 'list' && node.style !== 'block' ? node.text.split(',') : [node.text];
        if (pieces.length === 1) this.control(node.text, node.end, inBrackets);
        else if (node.style === 'plain' && node.end - node.start === node.text.length) {
          let at = node.start;
          for (const piece of pieces) {
            this.control(piece.trim(), at + piece.trimEnd().length, true);
            at += piece.length + 1;
          }
        }
        return;
      }
      default:
    }
  }

  private control(text: string, offset: number, short: boolean): void {
    const read = readControl(text);
    if (read.kind !== 'controls') return;
    if (read.range) {
      this.add(
        offset,
        `${read.ids.length} controls`,
        read.ids.map((id) => `${id} ${controlById(id)!.title}`).join('\n'),
      );
      return;
    }
    const { title } = controlById(read.ids[0]!)!;
    if (short && title.length > SHORT) this.add(offset, `${title.slice(0, SHORT - 1).trimEnd()}…`, title);
    else this.add(offset, title);
  }

  /** Behind the day that the next review counts from, when that is due. */
  private reviews(from: number, to: number): void {
    const { settings } = this.root;
    for (const { entity } of modelOf(this.part, this.document, this.today).entities) {
      if (entity.end < from || entity.start > to) continue;
      const state = kindOf(entity).review?.next(entity, { settings, today: this.today });
      if (state) this.add(state.last.date.end, `next due ${state.due}`);
    }
  }
}
