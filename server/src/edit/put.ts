import {
  addToList,
  columnOf,
  inline,
  insertKey,
  insertLines,
  keyLines,
  lineBreakOf,
  nextLine,
  type Sketch,
  type Splice,
} from '../yaml/edits.ts';
import { isNullText, type Node } from '../yaml/tree.ts';
import { indentsAt, type MapPlace, ownEntry, type TextSite } from './place.ts';
import { blankOf } from './skeletons.ts';

const isBlank = (node: Node | undefined): boolean =>
  !node ||
  (node.kind === 'scalar' && isNullText(node)) ||
  (node.kind === 'seq' && node.flow && node.items.length === 0) ||
  (node.kind === 'map' && node.flow && node.entries.length === 0);

/** The keys of a map in the contract's order. */
export const orderOf = ({ shape }: MapPlace): readonly string[] => [...shape.keys.keys()];

/**
 * Puts a key with something in it into a map. A key that is there already is only filled where it is empty.
 * @returns `undefined` where there is nothing to put in
 */
export function putKey(
  site: TextSite,
  map: MapPlace,
  key: string,
  sketch: Sketch = blankOf(map.shape.keys.get(key)),
): Splice[] | undefined {
  const { text } = site;
  const present = map.node.entries.find((entry) => entry.key.text === key);
  const indents = indentsAt(site);
  if (!present) {
    const splice = insertKey(text, map.node, key, sketch, orderOf(map), indents);
    return splice && [splice];
  }
  if (present.via || !isBlank(present.value) || sketch === '' || (Array.isArray(sketch) && sketch.length === 0))
    return undefined;
  const colon = text.indexOf(':', present.key.end) + 1;
  const end = present.value?.end ?? colon;
  const lines = keyLines(key, sketch, columnOf(text, map.node.start), indents);
  if (map.node.flow || lines.length === 1) return [{ start: colon, end, text: ` ${inline(sketch)}` }];
  const body = insertLines(text, nextLine(text, end), lines.slice(1), lineBreakOf(text));
  return end > colon ? [{ start: colon, end, text: '' }, body] : [body];
}

/** Adds an item of blanks to the list under a key. */
export function putItem(site: TextSite, map: MapPlace, key: string, item: Sketch): Splice[] | undefined {
  const splice = addToList(site.text, map.node, key, item, orderOf(map), indentsAt(site));
  return splice && [splice];
}

/** A waiver with its required keys; what the author must decide is blank, so that it waives nothing yet. */
export function putWaiver(
  site: TextSite,
  entity: MapPlace,
  rule: string,
  waivable: true | 'for a value',
  value: string | undefined,
): Splice[] | undefined {
  const needed = waivable === 'for a value';
  if (needed && value === undefined) return undefined;
  const waivers = ownEntry(entity.node, 'waivers')?.value;
  const same = (item: Node | undefined): boolean => {
    if (item?.kind !== 'map') return false;
    const of = (key: string): string | undefined => {
      const node = ownEntry(item, key)?.value;
      return node?.kind === 'scalar' ? node.text : undefined;
    };
    return of('rule') === rule && (!needed || of('for') === undefined || of('for') === value);
  };
  if (waivers?.kind === 'seq' && waivers.items.some(same)) return undefined;
  return putItem(site, entity, 'waivers', {
    rule,
    ...(needed ? { for: value! } : {}),
    reason: '',
    'approved-by': '',
    expires: '',
  });
}
