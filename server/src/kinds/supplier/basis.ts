import type { Basis } from '../../model/rule.ts';

/** The sections of the Supplier Management Policy that the rules rest on, with the controls behind them. */
const POLICY = 'Supplier Management Policy';
export const SELECTION: Basis = { policy: `${POLICY}, Selection criteria`, controls: ['A.5.19', 'A.5.21'] };
export const RESIDENCY: Basis = {
  policy: `${POLICY}, Selection criteria`,
  controls: ['A.5.19', 'A.5.23'],
  regulations: ['GDPR Art. 44'],
};
export const DPA: Basis = {
  policy: `${POLICY}, Selection criteria`,
  controls: ['A.5.20'],
  regulations: ['GDPR Art. 28'],
};
export const AGREEMENTS: Basis = { policy: `${POLICY}, Agreements`, controls: ['A.5.20'] };
export const MODEL: Basis = { policy: `${POLICY}, Model subprocessor rules`, controls: ['A.5.21', 'A.5.23'] };
export const REVIEW: Basis = { policy: `${POLICY}, Ongoing review`, controls: ['A.5.22'] };
