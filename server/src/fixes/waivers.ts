import { isMapPlace, ownEntry } from '../edit/place.ts';
import { putKey } from '../edit/put.ts';
import type { Draft, Fault, Fix } from '../model/fix.ts';
import { removeFromList } from '../yaml/edits.ts';

function* withdraw({ site, trail, entity, node, rule, world }: Fault): Generator<Draft> {
  const waivers = entity && ownEntry(entity.node, 'waivers');
  const waiver = trail.places.findLast((place) => isMapPlace(place) && place.node !== entity?.node);
  if (!entity || !waivers || !waiver) return;
  if (node?.kind === 'scalar' && world.waivable(node.text) === 'for a value' && isMapPlace(waiver))
    yield { title: 'Add for to fill in', splices: putKey(site, waiver, 'for'), preferred: true };
  yield {
    title: 'Remove this waiver',
    splices: removeFromList(site.text, entity.node, waivers, waiver.node),
    preferred: rule === 'waiver/unused',
  };
}

export const withoutWaiver: Fix = { title: 'Remove the waiver', drafts: withdraw };
