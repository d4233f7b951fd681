import type { Block } from './blocks.ts';
import type { Earlier } from './changes.ts';
import type { RootData } from './model.ts';
import type { Link } from './sources.ts';

/** A report's data, and what the formats are made of. */
interface Made {
  /** What JSON shows. */
  readonly data: object;
  /** @param draw whether the format can show pictures */
  blocks(draw: boolean, link: Link): readonly Block[];
  rows(): { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

/** Makes a report of a root. Pure, and does not throw on what authors write. */
export type Maker = (data: RootData, earlier: Earlier | undefined) => Made;
