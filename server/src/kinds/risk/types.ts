import type { Day, Duration } from '../../model/dates.ts';
import type { Action, Entity, Event, Fields, List, Review } from '../../model/types.ts';

export type RiskStatus = 'identified' | 'assessed' | 'treated' | 'accepted' | 'closed';

export type Assessment = Fields<{ likelihood: number; impact: number; notes: string }>;

export type RiskFields = Fields<{
  id: string;
  title: string;
  status: RiskStatus;
  owner: string;
  category: string;
  description: string;
  suppliers: List<string>;
  policies: List<string>;
  assets: List<string>;
  inherent: Assessment;
  treatment: 'mitigate' | 'avoid' | 'transfer' | 'accept';
  controls: List<string>;
  actions: List<Action>;
  residual: Assessment;
  accepted: Fields<{ by: string; on: Day; until: Day; notes: string }>;
  'review-every': Duration;
  reviews: List<Review>;
  events: List<Event>;
  document: string;
  notes: string;
  example: boolean;
}>;

export type Risk = Entity<'risk', RiskFields>;
