import { capital } from '../../text/words.ts';
import type { KindTree } from '../kind.ts';
import { riskLens } from './lens.ts';
import { currentHeight, isOpen } from './model.ts';
import type { Risk } from './types.ts';

/** Risks by how high they are now, the highest first. */
export const riskTree: KindTree<Risk> = {
  label: 'Risks',
  groups: ({ settings }) => [
    ...settings.risks.levels.map(({ name }) => ({ id: name, label: capital(name) })).reverse(),
    { id: 'unassessed', label: 'Not assessed' },
    { id: 'closed', label: 'Closed', closed: true },
  ],
  groupOf: (risk, { settings }) => (isOpen(risk) ? (currentHeight(risk, settings)?.level ?? 'unassessed') : 'closed'),
  line(risk, context) {
    const { id, status, owner } = risk.fields;
    return {
      state: status?.value === 'closed' ? undefined : status?.value,
      about: [id?.text ?? '', riskLens(risk, context), ...(owner ? [`Owner: ${owner.text}`] : [])],
      off: !isOpen(risk),
      quiet: true,
    };
  },
};
