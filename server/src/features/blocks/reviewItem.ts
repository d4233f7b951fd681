import { indentsAt, type MapPlace, ownEntry, scalarUnder } from '../../edit/place.ts';
import { orderOf } from '../../edit/put.ts';
import { type EntityName, kindNamed } from '../../kinds/index.ts';
import type { IsmsDocument } from '../../workspace/document.ts';
import { addToList, inline, insertKey, type Sketch, type Splice, scalarSource } from '../../yaml/edits.ts';
import { readYaml } from '../../yaml/read.ts';
import type { MapNode, Node, SeqNode } from '../../yaml/tree.ts';
import type { Site } from '../place/place.ts';

const ORDER = ['date', 'by', 'outcome', 'checked', 'action', 'risk', 'notes'] as const;
export type ReviewKey = (typeof ORDER)[number];
/** What is known of a review. '' and `[]` leave a blank to fill in. */
export type ReviewValues = { readonly [K in ReviewKey]?: string | readonly string[] };

/** How an author writes reviews. */
interface Manner {
  /** Each review is a map in braces. */
  readonly braces: boolean;
  /** The list of them is one in brackets. */
  readonly brackets: boolean;
  /** A review to write alike, and the text that it stands in. */
  readonly like?: MapNode;
  readonly text: string;
}

/** A review held today, all but its day left blank: by whom, with what outcome and what was checked only the author knows. */
export function reviewToday(
  site: Site,
  entity: MapPlace & { readonly kind: EntityName },
  today: string,
): Splice[] | undefined {
  const review = kindNamed(entity.kind)?.review;
  const lists = review?.lists.map((key) => [key, []]) ?? [];
  return review && putReview(site, entity, { date: today, by: '', outcome: '', ...Object.fromEntries(lists) });
}

/**
 * Adds a review to an entity, written as its other reviews are, else as those of its neighbours.
 * @returns `undefined` where there is no place for it: what stands under `reviews` is an alias, or no list
 */
export function putReview(site: Site, entity: MapPlace, values: ReviewValues): Splice[] | undefined {
  const { text } = site;
  const present = entity.node.entries.find(({ key }) => key.text === 'reviews');
  const list = present?.value?.kind === 'seq' ? present.value : undefined;
  const manner = (list && mannerOf(list, text)) ?? neighbours(site, entity);
  const item = itemIn(manner, values, entity.node.flow || manner.braces);
  const order = orderOf(entity);
  const indents = indentsAt(site);
  let splice: Splice | undefined;
  if (!present) {
    const value = manner.brackets && typeof item === 'string' ? `[${item}]` : [item];
    splice = insertKey(text, entity.node, 'reviews', value, order, indents);
  } else
    splice = addToList(
      text,
      entity.node,
      'reviews',
      item,
      order,
      indents,
      list && newestFirst(list) ? 'first' : 'last',
    );
  return splice && [splice];
}

function itemIn({ like, text }: Manner, values: ReviewValues, braces: boolean): Sketch {
  const sketch: Record<string, Sketch> = {};
  for (const key of orderLike(like)) {
    const value = values[key];
    if (value === undefined) continue;
    sketch[key] = typeof value === 'string' ? value && quotedLike(like, key, value, braces) : value;
  }
  if (!braces) return sketch;
  const line = inline(sketch);
  const tight = like?.flow && /^\{\S/.test(text.slice(like.start, like.start + 2));
  return tight ? line.replace(/^\{ /, '{').replace(/ \}$/, '}') : line;
}

/** The contract's order of keys, but for those that the author writes in another. */
function orderLike(like: MapNode | undefined): readonly ReviewKey[] {
  const own = like?.entries.filter(({ via }) => !via).map(({ key }) => key.text as ReviewKey) ?? [];
  const order = own.filter((key) => ORDER.includes(key));
  for (const [rank, key] of ORDER.entries()) {
    if (order.includes(key)) continue;
    const before = ORDER.slice(0, rank).map((other) => order.indexOf(other));
    order.splice(Math.max(-1, ...before) + 1, 0, key);
  }
  return order;
}

function quotedLike(like: MapNode | undefined, key: ReviewKey, text: string, inFlow: boolean): string {
  const style = like && scalarUnder(like, key)?.style;
  if (style === 'single' && !/[\r\n]/.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return style === 'double' ? JSON.stringify(text) : scalarSource(text, inFlow);
}

function mannerOf(list: SeqNode, text: string): Manner | undefined {
  const like = list.items.findLast((item) => item?.kind === 'map');
  return like?.kind === 'map'
    ? { braces: like.flow, brackets: list.flow && !text.slice(list.start, list.end).includes('\n'), like, text }
    : undefined;
}

/** Days written the latest first. */
function newestFirst({ items }: SeqNode): boolean {
  const days = items.flatMap((item) => (item?.kind === 'map' ? [scalarUnder(item, 'date')?.text ?? ''] : []));
  return (
    days.length > 1 && days.every((day, index) => index === 0 || day <= days[index - 1]!) && days[0]! > days.at(-1)!
  );
}

/** Stretches and files that are looked at for a review to write alike. */
const MOST_NEIGHBOURS = 200;

function neighbours(site: Site, entity: MapPlace): Manner {
  const { document, root, index } = site;
  let left = MOST_NEIGHBOURS;
  const around = function* (): Generator<string> {
    yield site.text;
    for (let by = 1; by < document.parts.length; by++)
      for (const part of [document.parts[index - by], document.parts[index + by]]) if (part) yield part.text;
    for (const other of root.documents.values())
      if (other !== document && other.kind === document.kind) yield* frontTexts(other);
  };
  for (const text of around()) {
    if (left-- === 0) break;
    if (!/\breviews["']?\s*:\s*[^\s~]/.test(text)) continue;
    for (const { root: node } of text === site.text ? site.trees : readYaml(text)) {
      const list = reviewsIn(node);
      const manner = list && mannerOf(list, text);
      if (manner) return manner;
    }
  }
  // Where nobody was reviewed yet, other lists show whether the author writes items in braces.
  for (const key of ['assurance', 'events', 'waivers']) {
    const list = ownEntry(entity.node, key)?.value;
    const manner = list?.kind === 'seq' ? mannerOf(list, site.text) : undefined;
    if (manner) return { braces: manner.braces, brackets: false, text: '' };
  }
  return { braces: false, brackets: false, text: '' };
}

const frontTexts = (document: IsmsDocument): string[] =>
  document.parts.filter(({ role }) => role !== 'plain').map(({ text }) => text);

function reviewsIn(node: Node | undefined): SeqNode | undefined {
  if (node?.kind === 'seq') {
    for (const item of node.items) {
      const found = reviewsIn(item);
      if (found) return found;
    }
  } else if (node?.kind === 'map') {
    for (const { key, value, via } of node.entries) {
      if (via) continue;
      if (key.text === 'reviews' && value?.kind === 'seq' && value.items.some((item) => item?.kind === 'map'))
        return value;
      const found = reviewsIn(value);
      if (found) return found;
    }
  }
  return undefined;
}
