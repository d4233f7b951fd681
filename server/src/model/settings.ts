import type { Residency } from '../facts/places.ts';
import type { Duration } from './dates.ts';
import type { Severity } from './types.ts';

/** How risks are assessed and accepted. */
export interface RiskSettings {
  /** The highest likelihood and the highest impact. */
  readonly scale: number;
  /** Levels and the product of likelihood and impact from which each begins, the lowest first. */
  readonly levels: readonly { readonly name: string; readonly from: number }[];
  /** Level → the roles that may accept it; `undefined`: any role. */
  readonly accept: ReadonlyMap<string, ReadonlySet<string> | undefined>;
}

/** The settings that hold in a root: what `isms.yaml` says, and the defaults for the rest. */
export interface ResolvedSettings {
  readonly organisation: string | undefined;
  /** Role names; `undefined` where none is listed, so that any name is accepted. */
  readonly roles: ReadonlySet<string> | undefined;
  /** Role → its name in full, where one is given; `undefined` where no role is listed. */
  readonly roleNames: ReadonlyMap<string, string> | undefined;
  /** Sections that each policy must have, alternatives parted by `|`. */
  readonly policySections: readonly string[];
  readonly residency: Residency;
  readonly supplierReviews: Duration;
  readonly policyReviews: Duration;
  readonly riskReviews: Duration;
  readonly risks: RiskSettings;
  readonly dueSoon: Duration;
  readonly soc2ValidFor: Duration;
  readonly bridgeLetterMax: Duration;
  readonly questionnaireValidFor: Duration;
  readonly expiringSoon: Duration;
  readonly longestWaiver: Duration;
  /** Overrides as written; which of them hold is decided where severities are. */
  readonly rules: ReadonlyMap<string, Severity | 'off'>;
  /** Globs from the root, by kind of document. */
  readonly files: Readonly<Record<string, readonly string[]>>;
}
