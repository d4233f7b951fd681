import { kinds } from '../../kinds/index.ts';

/**
 * What the words of closed lists mean, beyond what the schemas say of the key as a whole. By `key/value`; shown by
 * completion and hover, never judged by.
 */
const WORDS: Readonly<Record<string, string>> = {
  'status/prospective': 'under examination: nothing is shared yet',
  'status/active': 'in use',
  'status/suspended': 'on hold, but still under contract',
  'status/terminated': 'the contract has ended',
  'status/draft': 'not in force yet',
  'status/approved': 'in force',
  'status/retired': 'no longer in force: it covers nothing',
  'role/processor': 'acts on our instructions (GDPR Art. 28)',
  'role/controller': 'decides on its own: an agreement is required instead of a DPA',
  'role/joint-controller': 'decides together with us (GDPR Art. 26): an agreement is required',
  'access/personal-data': 'personal data of staff or others',
  'access/customer-data': 'data of customers, conversations included: counts as personal data',
  'access/confidential-data': 'confidential data that is not personal',
  'access/production': 'production systems or infrastructure',
  'access/none': 'nothing: the supplier is out of scope',
  'categories/model': 'runs models: needs a model block',
  'mechanism/adequacy': 'the Commission found the country adequate (GDPR Art. 45)',
  'mechanism/dpf': 'EU-US Data Privacy Framework',
  'mechanism/scc': 'standard contractual clauses (GDPR Art. 46)',
  'mechanism/bcr': 'binding corporate rules (GDPR Art. 47)',
  'mechanism/none': 'nothing that the transfer rests on',
  'covers/security': 'security measures',
  'covers/confidentiality': 'confidentiality',
  'covers/commitments': 'service commitments',
  'dpa.status/signed': 'signed by both',
  'dpa.status/incorporated': 'part of the terms; signed holds the day from which',
  'dpa.status/pending': 'not there yet',
  'dpa.status/not-available': 'the supplier offers none',
  'kind/iso27001': 'ISO/IEC 27001 certificate: can satisfy the policy',
  'kind/soc2-type2': 'SOC 2 Type II report: can satisfy the policy',
  'kind/questionnaire': 'security questionnaire: can satisfy the policy with compensating controls',
  'kind/soc2-type1': 'SOC 2 Type I report: cannot satisfy on its own',
  'kind/iso27017': 'cloud security: cannot satisfy on its own',
  'kind/iso27018': 'personal data in clouds: cannot satisfy on its own',
  'kind/iso27701': 'privacy management: cannot satisfy on its own',
  'kind/c5': 'BSI C5 attestation: cannot satisfy on its own',
  'kind/pci-dss': 'payment cards: cannot satisfy on its own',
  'kind/other': 'cannot satisfy on its own',
  'standard/2022': 'the current edition',
  'standard/2013': 'the edition before: no such certificate counts any more',
  'training/prohibited': 'by contract: say where under training-terms',
  'training/opted-out': 'by a setting, which is no guarantee',
  'training/allowed': 'the supplier may train on our data: never acceptable',
  'training/unknown': 'not known yet: to be found out',
  'outcome/approved': 'goes on as it is',
  'outcome/conditions': 'goes on under conditions',
  'outcome/remediate': 'the supplier has to mend something: needs an action or a risk',
  'outcome/replace': 'to be replaced: needs an action or a risk',
  'outcome/escalate': 'goes up to management: needs an action or a risk',
  'policy.outcome/conditions': 'stays in force under conditions',
  'policy.outcome/remediate': 'has to be changed',
  'policy.outcome/replace': 'another policy takes its place',
  'policy.outcome/escalate': 'goes up to management',
  'checked/assurance': 'certificates and reports',
  'checked/dpa': 'the data processing agreement',
  'checked/residency': 'where data is',
  'checked/risk': 'the risk rating',
  'implementation/implemented': 'in place',
  'implementation/inherited': 'in place at a supplier',
  'implementation/partial': 'in place in part: needs an action',
  'implementation/planned': 'to come: needs an action',
  'implementation/not-implemented': 'not in place: needs an action',
  'rating/low': 'highest factor 1 or 2',
  'rating/medium': 'highest factor 3',
  'rating/high': 'highest factor 4',
  'rating/critical': 'highest factor 5',
  'factor/1': 'low',
  'factor/2': 'rather low',
  'factor/3': 'medium',
  'factor/4': 'rather high',
  'factor/5': 'high',
};

/** What a word of a closed list means, by the keys that lead to it; `undefined` if its key says enough. */
export function meaningOf(path: readonly string[], word: string): string | undefined {
  const key = path.at(-1) ?? '';
  return WORDS[`${path.at(-2) ?? ''}.${key}/${word}`] ?? WORDS[`${key}/${word}`];
}

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
