import { ownEntry } from '../edit/place.ts';
import { controlById, readControl } from '../facts/controls.ts';
import { listAround, moreItems, replacing } from '../fixes/common.ts';
import { asRanges, controlMeant } from '../fixes/form.ts';
import type { Draft, Fault, Fix } from '../model/fix.ts';
import { removeItem, type Splice } from '../yaml/edits.ts';
import type { Node, Span } from '../yaml/tree.ts';

function* superseded(fault: Fault): Generator<Draft> {
  const successors = fault.data?.replace?.split(', ') ?? [];
  for (const id of successors) {
    yield {
      title: `Replace by ${id} ${controlById(id)?.title ?? ''}`.trim(),
      splices: replacing(fault, id),
      preferred: successors.length === 1,
    };
  }
  if (successors.length > 1 && !isSingle(fault)) {
    const around = listAround(fault);
    const inString = !around && fault.node?.kind !== 'scalar';
    if (around?.list.node.flow || inString) {
      yield {
        title: `Replace by all of ${successors.join(', ')}`,
        splices: { ...fault.span, text: successors.join(', ') },
      };
    } else if (around) {
      const first = replacing(fault, successors[0]!);
      const more = moreItems(fault.site, around.item, successors.slice(1));
      if (first && more) yield { title: `Replace by all of ${successors.join(', ')}`, splices: [first, more] };
    }
  }
}

/** Where one control belongs, not a list of them. */
const isSingle = ({ trail }: Fault): boolean => {
  const shape = trail.places.at(-1)?.shape;
  return shape?.kind === 'scalar' && shape.value.name === 'control';
};

function* unquoted(fault: Fault): Generator<Draft> {
  const { node, span, source } = fault;
  if (node?.kind !== 'scalar') return;
  yield {
    title: `Put quotes around ${source}`,
    splices: { ...span, text: `"${source}"` },
    preferred: true,
    safe: true,
  };
  yield { title: `Write A.${source}`, splices: { ...span, text: `A.${source}` } };
}

function* unknownControl(fault: Fault): Generator<Draft> {
  const meant = controlMeant(fault.node?.kind === 'scalar' ? fault.node.text : fault.source);
  if (meant) yield { title: `Write ${meant}`, splices: replacing(fault, meant), preferred: true };
}

/** A control twice in a list: the later mention goes, and of a range what is mapped already. */
function* again(fault: Fault): Generator<Draft> {
  const { site, span, entity } = fault;
  const read = readControl(fault.node?.kind === 'scalar' ? fault.node.text : fault.source);
  const controls = entity && ownEntry(entity.node, 'controls');
  if (read.kind !== 'controls' || !controls || !entity) return;
  const earlier = new Set<string>();
  for (const reference of referencesBefore(controls.value, span.start)) {
    const known = readControl(reference);
    if (known.kind === 'controls') for (const id of known.ids) earlier.add(id);
  }
  const left = read.ids.filter((id) => !earlier.has(id));
  if (left.length === read.ids.length) return;
  const around = listAround(fault);
  if (left.length === 0) {
    if (around)
      yield {
        title: `Remove ${fault.source}`,
        splices: removeItem(site.text, around.list.node, around.item),
        preferred: true,
        safe: true,
      };
    else
      yield { title: `Remove ${fault.source}`, splices: withoutSegment(site.text, span), preferred: true, safe: true };
    return;
  }
  const ranges = asRanges(left);
  const title = `Keep only what is new: ${ranges.join(', ')}`;
  if (!around || around.list.node.flow) yield { title, splices: { ...span, text: ranges.join(', ') }, preferred: true };
  else {
    const first = replacing(fault, ranges[0]!);
    const more = ranges.length > 1 ? moreItems(site, around.item, ranges.slice(1)) : undefined;
    if (first && (more || ranges.length === 1))
      yield { title, splices: more ? [first, more] : [first], preferred: true };
  }
}

function referencesBefore(node: Node | undefined, offset: number): string[] {
  if (node?.kind === 'seq')
    return node.items.flatMap((item) => (item?.kind === 'scalar' && item.start < offset ? [item.text] : []));
  if (node?.kind !== 'scalar') return [];
  const start = node.start + (node.style === 'plain' ? 0 : 1);
  return [...node.text.matchAll(/[^,\s](?:[^,]*[^,\s])?/g)].flatMap((match) =>
    start + match.index < offset ? [match[0]] : [],
  );
}

/** Takes a part out of a comma-separated text; it is never the first. */
function withoutSegment(text: string, { start, end }: Span): Splice | undefined {
  let from = start;
  while (/[\s]/.test(text[from - 1] ?? '')) from--;
  return text[from - 1] === ',' ? { start: from - 1, end, text: '' } : undefined;
}

export const successor: Fix = { title: 'Replace it by its successors in the 2022 edition', drafts: superseded };
export const quoted: Fix = { title: 'Put quotes around it, or write `A.` before it', drafts: unquoted };
export const otherControl: Fix = { title: 'Write the control that was probably meant', drafts: unknownControl };
export const onlyNew: Fix = { title: 'Remove what is mapped already', drafts: again };
