import type { Place } from '../facts/places.ts';
import type { Span } from '../yaml/tree.ts';
import type { Day, Duration } from './dates.ts';

/**
 * A value of the model with its place in the text. Offsets are UTF-16 units from the start of the text that was read.
 * A key that is not there, or has an empty value, is no field at all; a field whose `value` is `undefined` is there, but
 * structure or date rules already rejected it, so no other rule may say anything of it.
 */
export interface Field<T> extends Span {
  readonly value: T | undefined;
  /** What the value says as text: the source text of a plain scalar, the content of a quoted one; '' for lists and maps. */
  readonly text: string;
  /** Where the key stands; the value itself for the items of a list. */
  readonly key: Span;
  /** Plain: neither quoted nor a block scalar. */
  readonly plain?: boolean;
  /** For a list: some of its items were rejected, so that nothing can be said of what it lacks. */
  readonly partial?: boolean;
  /** For a map: its first value, where things are shown that are missing in an item of a list. */
  readonly first?: Span;
}

export type Fields<T> = { readonly [K in keyof T]?: Field<T[K]> };
export type List<T> = readonly Field<T>[];

/** A place as it is written, and what the catalogue makes of it (`undefined`: unknown). */
export interface PlaceValue {
  readonly place: Place | undefined;
}

export type SupplierStatus = 'prospective' | 'active' | 'suspended' | 'terminated';
export type Access = 'personal-data' | 'customer-data' | 'confidential-data' | 'production' | 'dependency' | 'none';
export type Rating = 'low' | 'medium' | 'high' | 'critical';
export type Outcome = 'approved' | 'conditions' | 'remediate' | 'replace' | 'escalate';

/** What has to be done; written as a text, it has only `what`. */
export type Action = Fields<{ what: string; owner: string; due: Day; done: Day }>;

export type Review = Fields<{
  date: Day;
  by: string;
  outcome: Outcome;
  checked: List<'assurance' | 'dpa' | 'residency' | 'risk'>;
  action: Action;
  risk: string;
  notes: string;
}>;

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

export type Waiver = Fields<{
  rule: string;
  for: string;
  reason: string;
  'compensating-controls': List<string>;
  'approved-by': string;
  approved: Day;
  expires: Day;
  notes: string;
}>;

/** Something that calls for a review before it is due. */
export type Event = Fields<{ date: Day; kind: string; notified: Day; 'object-until': Day; notes: string }>;

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

export type SoaRowFields = Fields<{
  control: string;
  applicable: boolean;
  justification: string;
  implementation: 'implemented' | 'inherited' | 'partial' | 'planned' | 'not-implemented';
  drivers: List<'risk' | 'law' | 'contract' | 'best-practice'>;
  owner: string;
  policies: List<string>;
  evidence: List<string>;
  action: string;
  due: Day;
}>;

export type SettingsFields = Fields<{
  isms: string;
  organisation: string;
  roles: ReadonlyMap<string, Field<Fields<{ name: string; email: string }>>>;
  residency: List<string>;
  reviews: Fields<{ suppliers: Duration; policies: Duration; 'due-soon': Duration }>;
  assurance: Fields<{
    'soc2-valid-for': Duration;
    'bridge-letter-max': Duration;
    'questionnaire-valid-for': Duration;
    'expiring-soon': Duration;
  }>;
  waivers: Fields<{ longest: Duration }>;
  rules: ReadonlyMap<string, Field<Severity | 'off'>>;
  files: Fields<{ suppliers: List<string>; policies: List<string>; soa: List<string> }>;
}>;

export type Severity = 'error' | 'warning' | 'information';

/** An entity of a document: a supplier, a policy, a row of the Statement of Applicability, the settings. */
export interface Entity<K extends string, F> extends Span {
  readonly kind: K;
  readonly fields: F;
  /** Where something is shown that is missing in it as a whole: its id, else its first value. */
  readonly anchor: Span;
  /** It has a syntax error: nothing may be said of what is missing in it. */
  readonly broken: boolean;
}

export type Supplier = Entity<'supplier', SupplierFields>;
export type Policy = Entity<'policy', PolicyFields>;
export type SoaRow = Entity<'soa', SoaRowFields>;
export type Settings = Entity<'settings', SettingsFields>;
export type AnyEntity = Supplier | Policy | SoaRow | Settings;
