import type { Duration } from '../../model/dates.ts';
import type { Entity, Field, Fields, List, Severity } from '../../model/types.ts';

type PerLevel<T> = Fields<Record<'low' | 'medium' | 'high' | 'critical', T>>;

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
  risks: Fields<{ scale: number; levels: PerLevel<number>; accept: PerLevel<List<string>>; review: Duration }>;
  policies: Fields<{ sections: List<string> }>;
  rules: ReadonlyMap<string, Field<Severity | 'off'>>;
  files: Fields<{
    suppliers: List<string>;
    policies: List<string>;
    soa: List<string>;
    risks: List<string>;
    prose: List<string>;
  }>;
}>;

export type Settings = Entity<'settings', SettingsFields>;
