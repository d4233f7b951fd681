import { readControl } from '../../facts/controls.ts';
import { moreItems } from '../../fixes/common.ts';
import { asRanges } from '../../fixes/form.ts';
import { lineEnd, lineStart, nextLine, type Splice } from '../../yaml/edits.ts';
import type { Node, ScalarNode, Span } from '../../yaml/tree.ts';
import type { Site } from '../place/place.ts';

interface Reference extends Span {
  readonly ids: readonly string[];
  readonly range: boolean;
}

/** The ranges of a policy's controls, each written out in its place. */
export function expandRanges(site: Site, controls: Node): Splice[] {
  return referencesIn(controls).flatMap(({ start, end, ids, range }): Splice[] => {
    if (!range) return [];
    const item =
      controls.kind === 'seq' && !controls.flow ? controls.items.find((other) => other?.start === start) : undefined;
    if (!item) return [{ start, end, text: ids.join(', ') }];
    const more = moreItems(site, item, ids.slice(1));
    return more ? [{ start, end, text: ids[0]! }, more] : ids.length === 1 ? [{ start, end, text: ids[0]! }] : [];
  });
}

/** Neighbours in a policy's controls that follow each other in Annex A, as ranges. Nothing moves, so comments stay where they are. */
export function compactRanges({ text }: Site, controls: Node): Splice[] {
  const references = referencesIn(controls);
  const splices: Splice[] = [];
  for (let i = 0; i < references.length; ) {
    let end = i;
    let ids = references[i]!.ids;
    while (end + 1 < references.length && joins(text, controls, references[end]!, references[end + 1]!)) {
      const longer = [...ids, ...references[end + 1]!.ids];
      if (asRanges(longer).length > 1 && longer.length > 2) break;
      if (longer.length === 2 && asRanges(longer, 2).length > 1) break;
      ids = longer;
      end++;
    }
    const ranges = asRanges(ids);
    if (end > i && ranges.length === 1) splices.push(...joined(text, controls, references, i, end, ranges[0]!));
    i = end > i && ranges.length === 1 ? end + 1 : i + 1;
  }
  return splices;
}

function joined(
  text: string,
  controls: Node,
  references: readonly Reference[],
  from: number,
  to: number,
  range: string,
): Splice[] {
  const first = references[from]!;
  if (controls.kind !== 'seq' || controls.flow) return [{ start: first.start, end: references[to]!.end, text: range }];
  const removed = references
    .slice(from + 1, to + 1)
    .map(({ start, end }) => ({ start: lineStart(text, start), end: nextLine(text, end), text: '' }));
  return [{ start: first.start, end: first.end, text: range }, ...removed];
}

/** Whether nothing but a separator stands between two references: a comment would be lost. */
function joins(text: string, controls: Node, a: Reference, b: Reference): boolean {
  const between = text.slice(a.end, b.start);
  if (controls.kind !== 'seq' || controls.flow) return /^\s*,\s*$/.test(between);
  return /^ *\r?\n? *- +$/.test(between) && text.slice(b.end, lineEnd(text, b.end)).trim() === '';
}

/** The references that can be read and are written plainly. */
function referencesIn(controls: Node): Reference[] {
  if (controls.kind === 'seq')
    return controls.items.flatMap((item) =>
      item?.kind === 'scalar' && item.style === 'plain' ? referenceAt(item, item.text) : [],
    );
  return controls.kind === 'scalar' && controls.style !== 'block' ? segmentsOf(controls) : [];
}

function segmentsOf(node: ScalarNode): Reference[] {
  const offset = node.style === 'plain' ? 0 : 1;
  if (node.end - node.start !== node.text.length + 2 * offset) return [];
  return [...node.text.matchAll(/[^,\s](?:[^,]*[^,\s])?/g)].flatMap((match) => {
    const start = node.start + offset + match.index;
    return referenceAt({ start, end: start + match[0].length }, match[0]);
  });
}

function referenceAt({ start, end }: Span, text: string): Reference[] {
  const read = readControl(text);
  return read.kind === 'controls' ? [{ start, end, ids: read.ids, range: read.range }] : [];
}
