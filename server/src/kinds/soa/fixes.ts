import { indentsAt, isListPlace, isMapPlace, itemShape, trailTo } from '../../edit/place.ts';
import { putKey } from '../../edit/put.ts';
import { controls } from '../../facts/controls.ts';
import type { Draft, Fault, Fix } from '../../model/fix.ts';
import {
  addItem,
  columnOf,
  dashOf,
  inline,
  insertLines,
  itemLines,
  lineBreakOf,
  removeItem,
} from '../../yaml/edits.ts';
import type { Node } from '../../yaml/tree.ts';
import { controlOf, soaOf } from './model.ts';
import { rowsFor } from './rows.ts';

const KEY = 'soa';

/** A row holds more than its control: only one that adds nothing to the first can go. */
function* repeated({ site, entity, trail, world }: Fault): Generator<Draft> {
  const list = trail.places.find(isListPlace);
  if (!list || entity?.kind !== 'soa') return;
  const twin = world
    .related()
    ?.places.filter(isMapPlace)
    .find(({ shape }) => shape.keys === entity.shape.keys);
  if (twin && JSON.stringify(bare(twin.node)) === JSON.stringify(bare(entity.node)))
    yield { title: 'Remove this row', splices: removeItem(site.text, list.node, entity.node) };
}

/** A node's content without its places. */
function bare(node: Node | undefined): unknown {
  if (node?.kind === 'scalar') return node.text;
  if (node?.kind === 'seq') return node.items.map(bare);
  if (node?.kind === 'map')
    return Object.fromEntries(
      [...node.entries]
        .map(({ key, value }): [string, unknown] => [key.text, bare(value)])
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  return node?.kind;
}

/** Rows for the controls that have none, each behind the last row of a control before it; all of them in an empty list. */
function* missingRows({ world, site, trail }: Fault): Generator<Draft> {
  const rows = soaOf(world.project)?.rows ?? [];
  const last = rows.findLast(({ home }) => world.siteOf(home));
  if (!rows.length) {
    const map = trail.places.find(isMapPlace);
    const all = rowsFor(
      world.project,
      controls.map(({ id }) => id),
    );
    if (map)
      yield {
        title: `Write a row for each of the ${controls.length} controls, to complete`,
        splices: putKey(site, map, KEY, all.map(inline)),
      };
    return;
  }
  const target = last && world.siteOf(last.home);
  const list =
    target &&
    trailTo(target, last.entity.anchor.start)
      .places.filter(isListPlace)
      .findLast(({ shape }) => itemShape(shape)?.kind === 'map');
  if (!list) return;
  const there = new Set(rows.map(({ entity }) => controlOf(entity)));
  const lacking = controls.map(({ id }) => id).filter((id) => !there.has(id));
  const item = list.node.items.findLast((node) => node?.kind === 'map');
  if (!item || lacking.length === 0) return;
  const sketches = rowsFor(world.project, lacking);
  const title = `Add rows for the ${lacking.length} controls without one, to fill in`;
  if (list.node.flow) {
    yield {
      title,
      splices: { start: item.end, end: item.end, text: `, ${sketches.map(inline).join(', ')}` },
      site: target,
    };
    return;
  }
  const dash = dashOf(target.text, item);
  const one = addItem(target.text, list.node, sketches[0]!, indentsAt(target));
  if (dash < 0 || !one) return;
  const column = columnOf(target.text, dash);
  const flow = item.kind === 'map' && item.flow;
  const lines = sketches.flatMap((sketch) =>
    flow ? [`${' '.repeat(column)}- ${inline(sketch)}`] : itemLines(sketch, column, indentsAt(target)),
  );
  yield { title, splices: insertLines(target.text, one.start, lines, lineBreakOf(target.text)), site: target };
}

export const otherRow: Fix = { title: 'Remove a row that adds nothing', drafts: repeated };
export const rowsForAll: Fix = { title: 'Add rows for the controls that have none', drafts: missingRows };
