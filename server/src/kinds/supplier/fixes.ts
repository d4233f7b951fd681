import { isMapPlace, type MapPlace, ownEntry, type Place } from '../../edit/place.ts';
import { putKey } from '../../edit/put.ts';
import { further, lacks, missing, quotes, replacing } from '../../fixes/common.ts';
import type { Draft, Fault, Fix } from '../../model/fix.ts';

/** A place that is written wrongly: `UK`, or a note with a comma that tore it apart. */
function* otherPlace(fault: Fault): Generator<Draft> {
  const meant = fault.data?.replace;
  if (meant === undefined) return;
  if (fault.node?.kind === 'scalar' || !/^"/.test(meant)) {
    yield { title: `Change to ${meant}`, splices: replacing(fault, meant), preferred: true, safe: true };
  } else if (!/[\r\n]/.test(fault.source)) {
    yield {
      title: 'Put quotes around the place',
      splices: { ...fault.span, text: quotes(fault.source) },
      preferred: true,
      safe: true,
    };
  }
}

function* agreement(fault: Fault): Generator<Draft> {
  const { entity, site } = fault;
  const present = entity && ownEntry(entity.node, 'agreement')?.value;
  const shape = entity?.shape.keys.get('agreement');
  if (entity && present?.kind === 'map' && shape) {
    const inner: Place = { node: present, shape };
    if (isMapPlace(inner))
      yield { title: 'Add signed to fill in', splices: putKey(site, inner, 'signed'), preferred: true };
  } else yield* lacks('agreement').drafts(fault);
}

/** The selectors of an inference entry that are not given yet and belong to its platform. */
function* selectors({ site, trail }: Fault): Generator<Draft> {
  const entry = trail.places.findLast(
    (place): place is MapPlace => isMapPlace(place) && place.shape.keys.has('platform'),
  );
  const platform = entry && ownEntry(entry.node, 'platform')?.value;
  const others = platform?.kind === 'scalar' ? entry?.shape.cases?.when.get(platform.text)?.without : undefined;
  if (!entry || !others) return;
  for (const key of ['region', 'profile', 'destinations', 'deployment', 'location', 'endpoint', 'inference-geo']) {
    if (others.has(key) || !entry.shape.keys.has(key) || entry.node.entries.some((other) => other.key.text === key))
      continue;
    yield { title: `Add ${key} to fill in`, splices: putKey(site, entry, key) };
  }
}

export const place: Fix = { title: 'Write the place in the form that counts', drafts: otherPlace };
export const signedAgreement: Fix = { title: 'Add `agreement`, or its `signed`', drafts: agreement };
export const selector: Fix = { title: 'Add the selectors of the platform', drafts: selectors };
export const evidence = further('assurance', 'Add new evidence', { kind: '', document: '' });
export const modelFacts: Fix = {
  title: 'Add `model`, or the key that is missing in it',
  drafts: (fault) => (fault.data?.missing === undefined ? lacks('model') : missing).drafts(fault),
};
