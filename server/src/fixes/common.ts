import type { MapPlace, Place, TextSite, Trail } from '../edit/place.ts';
import { isListPlace, isMapPlace, type ListPlace, ownEntry } from '../edit/place.ts';
import { putItem, putKey } from '../edit/put.ts';
import { blankOf } from '../edit/skeletons.ts';
import type { Draft, Fault, Fix } from '../model/fix.ts';
import {
  behind,
  columnOf,
  dashOf,
  insertLines,
  lineBreakOf,
  replaceScalar,
  type Sketch,
  type Splice,
} from '../yaml/edits.ts';
import { isNullText, type Node } from '../yaml/tree.ts';

/** Fixes that rules of several kinds have, and what others are made of. */

/** Puts another text where the finding is, in the quotes that are there. */
export function replacing({ span, node, trail, inFlow, site }: Fault, text: string): Splice | undefined {
  const key = trail.onKey?.key;
  if (key?.start === span.start && key.end === span.end) return replaceScalar(key, text, inFlow);
  if (node?.kind === 'scalar') return replaceScalar(node, text, inFlow);
  // A part of a comma-separated text.
  const inner = trail.places.at(-1)?.node;
  return inner?.kind === 'scalar' &&
    inner.style !== 'block' &&
    inner.start <= span.start &&
    span.end <= inner.end &&
    site.text.slice(span.start, span.end).trim() !== ''
    ? { ...span, text }
    : undefined;
}

const spelling = (text: string): string =>
  text
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[_\s]+/g, '-');

/** What the finding names as probably meant. A mere matter of spelling is safe, a guess is not. */
export function* change(fault: Fault): Generator<Draft> {
  const meant = fault.data?.replace;
  if (meant === undefined) return;
  const written = fault.node?.kind === 'scalar' ? fault.node.text : fault.source;
  yield {
    title: `Change to ${meant}`,
    splices: replacing(fault, meant),
    preferred: true,
    safe: spelling(written) === spelling(meant),
  };
}

export const nearest: Fix = { title: 'Change to what was probably meant', drafts: change };

export const quotes = (text: string): string => (text.includes('"') ? `'${text.replaceAll("'", "''")}'` : `"${text}"`);

/** The list that a reference is in, and the item that it is. */
export function listAround({ trail, node }: Fault): { list: ListPlace; item: Node } | undefined {
  const list = trail.places.findLast(isListPlace);
  return list && node && list.node.items.includes(node) ? { list, item: node } : undefined;
}

/** Items in lines of their own behind one of a block list. */
export function moreItems({ text }: TextSite, item: Node, items: readonly string[]): Splice | undefined {
  const dash = dashOf(text, item);
  if (dash < 0 || items.length === 0) return undefined;
  const column = columnOf(text, dash);
  const lead = text.slice(dash, item.start);
  if (!/^- +$/.test(lead)) return undefined;
  return insertLines(
    text,
    behind(text, item.end, column),
    items.map((id) => `${' '.repeat(column)}${lead}${id}`),
    lineBreakOf(text),
  );
}

/** The map that lacks a key, for a finding on the key of a block, on an id, or on an item's first value. */
function mapLacking({ trail }: Fault, key: string): MapPlace | undefined {
  const fits = (place: Place): place is MapPlace =>
    isMapPlace(place) && place.shape.keys.has(key) && isEmptyEntry(place, key);
  const inside = trail.onKey && trail.places.length ? below(trail) : undefined;
  return [...(inside ? [inside] : []), ...[...trail.places].reverse()].find(fits);
}

/** What is under the key that a trail ends on. */
function below({ places, onKey }: Trail): Place | undefined {
  const holder = places.at(-1);
  if (!holder || !onKey?.value || onKey.via) return undefined;
  const shape =
    holder.shape?.kind === 'map' ? (holder.shape.keys.get(onKey.key.text) ?? holder.shape.others) : undefined;
  return { node: onKey.value, shape };
}

function isEmptyEntry(map: MapPlace, key: string): boolean {
  const entry = map.node.entries.find((other) => other.key.text === key);
  return !entry || (!entry.via && (!entry.value || (entry.value.kind === 'scalar' && isNullText(entry.value))));
}

/** Puts a key in with nothing, or with blanks, in it. */
export function* putBlank(fault: Fault, key: string, value?: Sketch): Generator<Draft> {
  const { site, entity } = fault;
  const map = mapLacking(fault, key);
  const sketch = value ?? blankOf(map?.shape.keys.get(key));
  const filled = typeof sketch === 'string' ? sketch !== '' : !Array.isArray(sketch) || sketch.length > 0;
  const title =
    typeof sketch === 'string' && filled
      ? `Add ${key}: ${sketch}`
      : `Add ${key} ${filled ? 'with its keys ' : ''}to fill in`;
  // A file's own key may be misspelt: another beside it would only hide that.
  if (map && (map.node === entity?.node || !site.trees.some(({ root }) => root === map.node)))
    yield { title, splices: putKey(site, map, key, sketch), preferred: true };
}

/** A blank for the key that the finding itself names. */
export const missing: Fix = {
  title: 'Add the key that is missing',
  *drafts(fault) {
    const key = fault.data?.missing;
    if (key !== undefined) yield* putBlank(fault, key);
  },
};

/** A blank in the entity itself. */
export const lacks = (key: string): Fix => ({
  title: `Add \`${key}\``,
  *drafts(fault) {
    const { entity, site } = fault;
    if (entity && isEmptyEntry(entity, key))
      yield* putBlank({ ...fault, trail: { places: [entity], onKey: undefined } }, key);
    else if (entity && ownEntry(entity.node, key)?.value?.kind === 'seq')
      yield { title: `Add ${key} with its keys to fill in`, splices: putKey(site, entity, key), preferred: true };
  },
});

/** A further item of a list of the entity. */
export const further = (key: string, title: string, item: Sketch): Fix => ({
  title,
  *drafts({ site, entity }) {
    if (entity?.shape.keys.has(key)) yield { title: `${title} to fill in`, splices: putItem(site, entity, key, item) };
  },
});

export const review: Fix = {
  title: 'Record a review',
  *drafts({ world }) {
    const splices = world.review();
    if (splices) yield { title: 'Record a review held today, to fill in', splices };
  },
};
