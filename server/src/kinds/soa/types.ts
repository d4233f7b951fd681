import type { Day, Duration } from '../../model/dates.ts';
import type { Entity, Fields, List } from '../../model/types.ts';

export type SoaRowFields = Fields<{
  control: string;
  applicable: boolean;
  justification: string;
  implementation: 'implemented' | 'inherited' | 'partial' | 'planned' | 'not-implemented';
  drivers: List<'risk' | 'law' | 'contract' | 'best-practice'>;
  owner: string;
  policies: List<string>;
  risks: List<string>;
  evidence: List<string>;
  action: string;
  due: Day;
}>;

/** The Statement of Applicability as a document. */
export type Statement = Fields<{ version: string; 'approved-by': string; approved: Day; 'review-every': Duration }>;

export type SoaRow = Entity<'soa', SoaRowFields>;
