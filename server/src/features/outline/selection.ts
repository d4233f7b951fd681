import type { SelectionRange } from 'vscode-languageserver-types';
import { trailTo } from '../../edit/place.ts';
import type { Position, Range } from '../../workspace/document.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import type { Span } from '../../yaml/tree.ts';
import { rangeOf, siteAt, spanOf } from '../place/place.ts';

/** What encloses each position, from the innermost outwards: a value, its entry, its map or item, its list, the file. */
export function selections(workspace: Workspace, uri: string, positions: readonly Position[]): SelectionRange[] {
  return positions.map((position) => selectionAt(workspace, uri, position));
}

function selectionAt(workspace: Workspace, uri: string, position: Position): SelectionRange {
  const site = siteAt(workspace, uri, position);
  const document = workspace.document(uri);
  if (!site || !document) return { range: { start: position, end: position } };
  const { start: offset } = spanOf(site, { start: position, end: position });
  const { places, onKey } = trailTo(site, offset);
  const spans: Span[] = [];
  for (const { node, entry } of places) {
    if (entry) spans.push({ start: entry.key.start, end: Math.max(node.end, entry.key.end) });
    spans.push(node);
    // Without its quotes.
    if (node.kind === 'scalar' && (node.style === 'single' || node.style === 'double'))
      spans.push({ start: node.start + 1, end: node.end - 1 });
  }
  if (onKey) {
    spans.push({ start: onKey.key.start, end: Math.max(onKey.value?.end ?? 0, onKey.key.end) }, onKey.key);
  }
  const whole: Range = {
    start: { line: 0, character: 0 },
    end: document.fromPart(document.parts.length - 1, endOf(document.parts.at(-1)!)).end,
  };
  let selection: SelectionRange = { range: whole };
  let outer: Span | undefined;
  for (const span of spans) {
    if (
      span.start > offset ||
      span.end < offset ||
      (outer &&
        (span.start < outer.start || span.end > outer.end || (span.start === outer.start && span.end === outer.end)))
    )
      continue;
    selection = { range: rangeOf(site, span), parent: selection };
    outer = span;
  }
  return selection;
}

const endOf = (part: { readonly text: string; rangeOf(span: Span): Range }): Range =>
  part.rangeOf({ start: part.text.length, end: part.text.length });
