import type { MapShape, Shape } from '../../schema/shapes.ts';
import type { Sketch } from '../../yaml/edits.ts';

const SUPPLIER = [
  'id',
  'name',
  'status',
  'categories',
  'purpose',
  'country',
  'owner',
  'access',
  'hosting',
  'dpa',
  'assurance',
  'criticality',
  'reviews',
];
const POLICY = [
  'id',
  'title',
  'version',
  'status',
  'owner',
  'approved-by',
  'effective',
  'summary',
  'controls',
  'clauses',
];

/**
 * The keys of a block that is still to be filled in, in order; where none are listed, those that are required. Their
 * values stay blank: a skeleton states no fact, an empty value is read as an absent key, and what is missing stays flagged.
 */
const SKELETONS: Readonly<Record<string, readonly string[]>> = {
  suppliers: SUPPLIER,
  supplier: SUPPLIER,
  policies: POLICY,
  policy: POLICY,
  soa: ['control', 'applicable', 'justification', 'implementation'],
  transfers: ['to', 'mechanism'],
  agreement: ['signed', 'document', 'covers'],
  dpa: ['status', 'signed', 'document', 'art-28-3'],
  assurance: ['kind', 'document'],
  criticality: ['business-impact', 'data-access', 'replacement-difficulty'],
  model: ['storage', 'inference', 'training', 'training-terms'],
  inference: ['platform'],
  reviews: ['date', 'by', 'outcome', 'checked'],
  events: ['date', 'kind', 'notes'],
  waivers: ['rule', 'for', 'reason', 'compensating-controls', 'approved-by', 'approved', 'expires'],
  roles: [],
};

/** The keys that the block under a key begins with. */
export const skeletonOf = (key: string, shape: MapShape): readonly string[] =>
  (SKELETONS[key] ?? shape.required).filter((one) => shape.keys.has(one));

/** What is put in for a key that is missing: blanks, down to the last key. */
export function blankOf(key: string, shape: Shape | undefined): Sketch {
  switch (shape?.kind) {
    case 'enum':
      // Where there is only one value there is nothing to decide.
      return shape.values.length === 1 ? shape.values[0]! : '';
    case 'list':
      if (shape.items.kind !== 'map') return [];
      // What stands under transfers is a statement, even an empty list.
      return key === 'transfers' ? '' : [blankOf(key, shape.items)];
    case 'map': {
      const keys = SKELETONS[key]?.filter((one) => shape.keys.has(one)) ?? [];
      return keys.length ? Object.fromEntries(keys.map((one) => [one, blankOf(one, shape.keys.get(one))])) : '';
    }
    default:
      return '';
  }
}
