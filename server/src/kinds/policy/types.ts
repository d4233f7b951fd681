import type { Day, Duration } from '../../model/dates.ts';
import type { Entity, Event, Fields, List, Review } from '../../model/types.ts';

export type PolicyFields = Fields<{
  id: string;
  title: string;
  version: string;
  status: 'draft' | 'approved' | 'retired';
  owner: string;
  'approved-by': string;
  effective: Day;
  summary: string;
  controls: List<string>;
  clauses: List<string>;
  regulations: List<string>;
  'review-every': Duration;
  reviews: List<Review>;
  events: List<Event>;
  related: List<string>;
  document: string;
  example: boolean;
}>;

export type Policy = Entity<'policy', PolicyFields>;
