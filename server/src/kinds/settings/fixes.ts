import { isMapPlace, ownEntry } from '../../edit/place.ts';
import type { Draft, Fault, Fix } from '../../model/fix.ts';
import { removeEntry } from '../../yaml/edits.ts';

function* dropOverride({ site, trail, entity }: Fault): Generator<Draft> {
  const rules = entity && ownEntry(entity.node, 'rules');
  const map = trail.places.findLast(isMapPlace);
  const entry = trail.places.at(-1)?.entry;
  if (!rules || !map || !entry || rules.value !== map.node) return;
  const own = map.node.entries.filter(({ via }) => !via);
  yield {
    title: `Remove the override of ${entry.key.text}`,
    splices: own.length > 1 ? removeEntry(site.text, map.node, entry) : removeEntry(site.text, entity.node, rules),
    preferred: true,
  };
}

export const withoutOverride: Fix = { title: 'Remove the override', drafts: dropOverride };
