import type { Day, Duration } from '../../model/dates.ts';
import type { Entity, Event, Fields, List, PlaceValue, Review, Waiver } from '../../model/types.ts';

export type SupplierStatus = 'prospective' | 'active' | 'suspended' | 'terminated';
export type Access = 'personal-data' | 'customer-data' | 'confidential-data' | 'production' | 'dependency' | 'none';
export type Rating = 'low' | 'medium' | 'high' | 'critical';

export type AssuranceKind =
  | 'iso27001'
  | 'soc2-type2'
  | 'questionnaire'
  | 'soc2-type1'
  | 'iso27017'
  | 'iso27018'
  | 'iso27701'
  | 'c5'
  | 'pci-dss'
  | 'other';

export type Assurance = Fields<{
  kind: AssuranceKind;
  'valid-until': Day;
  standard: '2022' | '2013';
  issued: Day;
  scope: string;
  issuer: string;
  'period-start': Day;
  'period-end': Day;
  exceptions: string;
  'bridge-letter-until': Day;
  auditor: string;
  completed: Day;
  'compensating-controls': List<string>;
  document: string;
  notes: string;
}>;

export type Inference = Fields<{
  platform: string;
  region: PlaceValue;
  profile: string;
  destinations: List<PlaceValue>;
  deployment: string;
  location: string;
  endpoint: string;
  'inference-geo': string;
  models: List<string>;
  commitment: Fields<{ terms: string; document: string; places: List<PlaceValue>; until: Day }>;
  notes: string;
}>;

export type Model = Fields<{
  storage: List<PlaceValue>;
  inference: List<Inference>;
  training: 'prohibited' | 'opted-out' | 'allowed' | 'unknown';
  'training-terms': string;
  retention: string;
  notes: string;
}>;

export type SupplierFields = Fields<{
  id: string;
  name: string;
  status: SupplierStatus;
  categories: List<string>;
  purpose: string;
  notes: string;
  country: string;
  owner: string;
  role: 'processor' | 'controller' | 'joint-controller';
  access: List<Access>;
  data: List<string>;
  engaged: Day;
  hosting: List<PlaceValue>;
  processing: List<PlaceValue>;
  transfers: List<Fields<{ to: PlaceValue; mechanism: string }>>;
  agreement: Fields<{ signed: Day; document: string; covers: List<string> }>;
  dpa: Fields<{ status: string; signed: Day; expires: Day; document: string; 'art-28-3': List<string> }>;
  assurance: List<Assurance>;
  criticality: Fields<{
    'business-impact': number;
    'data-access': number;
    'replacement-difficulty': number;
    rating: Rating;
  }>;
  model: Model;
  'review-every': Duration;
  reviews: List<Review>;
  events: List<Event>;
  waivers: List<Waiver>;
  example: boolean;
}>;

export type Supplier = Entity<'supplier', SupplierFields>;
