import { ownEntry } from '../edit/place.ts';
import { putKey } from '../edit/put.ts';
import type { Draft, Fault, Fix } from '../model/fix.ts';
import { scalarSource } from '../yaml/edits.ts';
import { change } from './common.ts';

/** Defines a name that is a key of the author's in a file of its own kind, such as a role in the settings. */
function* define(fault: Fault): Generator<Draft> {
  yield* change(fault);
  const { node, place, world } = fault;
  if (node?.kind !== 'scalar' || place?.shape?.kind !== 'scalar') return;
  const to = place.shape.value.refersTo;
  for (const { file, site } of to === undefined ? [] : world.wholes()) {
    const top = site.trees[0]?.root;
    if (top?.kind !== 'map' || site.shape.kind !== 'map') continue;
    for (const [key, shape] of site.shape.keys) {
      if (shape.kind !== 'map' || shape.names?.defines !== 'key' || shape.names.refersTo !== to) continue;
      const names = ownEntry(top, key)?.value;
      if (names?.kind !== 'map' || names.entries.length === 0) continue;
      const splices = putKey(site, { node: names, shape }, scalarSource(node.text, names.flow), '');
      yield { title: `Add the ${to} ${node.text} to ${file}`, splices, site };
    }
  }
}

export const defined: Fix = { title: 'Change to the nearest name, or define it', drafts: define };
