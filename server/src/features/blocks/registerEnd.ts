import { indentsAt } from '../../edit/place.ts';
import type { IsmsDocument } from '../../workspace/document.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import {
  addItem,
  behind,
  columnOf,
  dashOf,
  insertLines,
  itemLines,
  lineBreakOf,
  nextLine,
  type Sketch,
  type Splice,
} from '../../yaml/edits.ts';
import { type Entry, isNullText, type MapNode, type Node, type SeqNode } from '../../yaml/tree.ts';
import { type Site, siteOf } from '../place/place.ts';

/** The list that a document is there for, as it stands in the document's last part. */
interface Register {
  readonly site: Site;
  readonly top: Node | undefined;
  readonly entry: Entry | undefined;
  readonly list: Node | undefined;
}

function registerOf(workspace: Workspace, document: IsmsDocument): Register | undefined {
  const site = siteOf(workspace, document, document.parts.length - 1);
  if (site?.trees.length !== 1 || site.trees[0]!.problems.length) return undefined;
  const top = site.trees[0]!.root;
  const entry =
    top?.kind === 'map' ? top.entries.find((other) => other.key.text === document.kind && !other.via) : undefined;
  return { site, top, entry, list: top?.kind === 'seq' ? top : entry?.value };
}

/** Behind the last item of a register that is a block list, and the column of its dashes. */
export function endOfRegister(
  workspace: Workspace,
  document: IsmsDocument,
): { site: Site; at: number; column: number; apart: boolean; last?: Node } | undefined {
  const register = registerOf(workspace, document);
  if (!register) return undefined;
  const { site, top, entry, list } = register;
  if (entry && (top as MapNode).entries.at(-1) === entry && (!list || (list.kind === 'scalar' && isNullText(list)))) {
    return list ? undefined : { site, at: nextLine(site.text, entry.key.end), column: 2, apart: false };
  }
  if (list?.kind !== 'seq' || list.flow) return undefined;
  const last = list.items.at(-1);
  const dash = last ? dashOf(site.text, last) : -1;
  if (!last || dash < 0) return undefined;
  let end = last.end;
  while (/\s/.test(site.text[end - 1] ?? '')) end--;
  const column = columnOf(site.text, dash);
  const before = document.parts.length > 1 ? document.parts.at(-2)!.text : site.text.slice(0, dash);
  return {
    site,
    at: behind(site.text, end, column),
    column,
    apart: /(?:\r\n|\n)[ ]*(?:\r\n|\n)(?: *#.*(?:\r\n|\n))* *$/.test(before),
    last,
  };
}

/**
 * Adds an item at the end of a register, whatever form it has: a block list, a list in brackets, one that is empty, or a
 * file with nothing in it.
 * @param sketch the item, as a map and as one line in braces
 * @returns `undefined` where the file's YAML is broken at its end, or no list stands under the key
 */
export function addToRegister(
  workspace: Workspace,
  document: IsmsDocument,
  sketch: { readonly map: Sketch; readonly line: string },
): { readonly site: Site; readonly splices: Splice[] } | undefined {
  const end = endOfRegister(workspace, document);
  if (end) {
    const { site, at, column, apart, last } = end;
    const eol = lineBreakOf(document.text);
    const item = last?.kind === 'map' && last.flow ? sketch.line : sketch.map;
    const lines = itemLines(item, column, indentsAt(site));
    const splice = insertLines(site.text, at, apart && typeof item !== 'string' ? ['', ...lines] : lines, eol);
    return { site, splices: [splice] };
  }
  const register = registerOf(workspace, document);
  if (!register) return undefined;
  const { site, top, entry, list } = register;
  const { text } = site;
  const indents = indentsAt(site);
  const eol = lineBreakOf(text);
  if (!top || (top.kind === 'scalar' && isNullText(top))) {
    const lines = [`${document.kind}:`, ...itemLines(sketch.map, 2, indents)];
    return { site, splices: [insertLines(text, text.length, lines, eol)] };
  }
  if (list?.kind === 'seq' && list.flow && list.items.some((item) => item)) {
    const splice = addItem(text, list as SeqNode, sketch.line, indents);
    return splice && { site, splices: [splice] };
  }
  // `suppliers: []` and `suppliers: ~` make room for a block.
  const empty = list?.kind === 'seq' ? list.flow : list?.kind === 'scalar' && isNullText(list);
  if (!entry || top.kind !== 'map' || top.flow || (list && !empty)) return undefined;
  const colon = text.indexOf(':', entry.key.end) + 1;
  const column = columnOf(text, top.start) + 2;
  const body = insertLines(text, nextLine(text, list?.end ?? colon), itemLines(sketch.map, column, indents), eol);
  return { site, splices: list ? [body, { start: colon, end: list.end, text: '' }] : [body] };
}
