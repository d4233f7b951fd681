import type { Rating } from '../kinds/supplier/types.ts';
import type { Block } from './blocks.ts';
import type { Earlier } from './changes.ts';
import type { PolicyColumn } from './list.ts';
import type { RootData } from './model.ts';
import type { Link } from './sources.ts';

/** What of a report is asked for, where not everything is. */
export interface Choice {
  /** The id of one supplier. */
  readonly supplier?: string;
  readonly criticality?: readonly Rating[];
  /** Two pages: figures, what needs attention, sign-off. */
  readonly summary?: boolean;
  /** The columns of the policy register. */
  readonly columns?: readonly PolicyColumn[];
}

/** A report's data, and what the formats are made of. */
interface Made {
  /** What JSON shows. */
  readonly data: object;
  /** What its lead says besides organisation and day. */
  readonly lead?: readonly { readonly label: string; readonly text: string }[];
  /** @param draw whether the format can show pictures */
  blocks(draw: boolean, link: Link): readonly Block[];
  rows(): { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] };
}

/** Makes a report of a root. Pure, and does not throw on what authors write. */
export type Maker = (data: RootData, earlier: Earlier | undefined, choice?: Choice) => Made;
