import { kinds } from '../../kinds/index.ts';

/** What each kind of evidence can say of itself; `document` and `notes` go with any. */
export const EVIDENCE_KEYS: Readonly<Record<string, readonly string[]>> = {
  iso27001: ['valid-until', 'standard', 'issued', 'scope', 'issuer'],
  'soc2-type2': ['period-start', 'period-end', 'exceptions', 'bridge-letter-until', 'auditor', 'scope'],
  questionnaire: ['completed', 'compensating-controls'],
};

const NOUNS: Readonly<Record<string, string>> = {
  soa: 'SoA row',
  transfers: 'transfer',
  assurance: 'evidence',
  inference: 'inference entry',
  reviews: 'review',
  events: 'event',
  waivers: 'waiver',
};

/** What one item of the list under a key, or the block under it, is called. */
export const nounOf = (key: string): string | undefined =>
  NOUNS[key] ?? kinds.find(({ list, single }) => key === list || key === single)?.noun;
