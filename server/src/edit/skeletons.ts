import type { MapShape, Shape } from '../schema/shapes.ts';
import type { Sketch } from '../yaml/edits.ts';

/** The keys that a block begins with when it is written for the author to complete. */
export const skeletonOf = ({ skeleton, required }: MapShape): readonly string[] => skeleton ?? required;

/**
 * What is put in for a key that is missing: blanks, down to the last key. A skeleton states no fact: an empty value is
 * read as an absent key, and what is missing stays flagged.
 */
export function blankOf(shape: Shape | undefined): Sketch {
  switch (shape?.kind) {
    case 'enum':
      // Where there is only one value there is nothing to decide.
      return shape.values.length === 1 ? shape.values[0]! : '';
    case 'list':
      if (shape.items.kind !== 'map') return [];
      // Even a list without an item would state something.
      return shape.empty ? '' : [blankOf(shape.items)];
    case 'map':
      return shape.skeleton ? sketchOf(shape, shape.skeleton) : '';
    default:
      return '';
  }
}

/** Some keys of a map with blanks. */
export const sketchOf = (shape: MapShape, keys: readonly string[]): Sketch =>
  Object.fromEntries(keys.map((key) => [key, blankOf(shape.keys.get(key))]));
