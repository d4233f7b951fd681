import type { Project } from '../../model/project.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import { capital } from '../../text/words.ts';
import { cadenceText } from '../cadence.ts';
import type { KindHover, Today } from '../kind.ts';
import { mapsControl } from '../policy/model.ts';
import { acceptanceOf, heightOf, isOpen, isReviewed, isUnaccepted, nameOf, riskDue, risksOf } from './model.ts';
import type { Risk } from './types.ts';

/** How high the risk is before or after treatment, and how that comes about. */
function heightText(risk: Risk, which: 'inherent' | 'residual', { settings }: Today): string[] {
  const height = heightOf(risk.fields[which], settings);
  if (!height) return [];
  const when = which === 'inherent' ? 'Before treatment' : 'After treatment';
  return [`${when}: **${height.level}**, ${height.likelihood} × ${height.impact} = ${height.product}.`];
}

const levelsText = ({ settings: { risks } }: Today): string =>
  `Levels by likelihood × impact: ${risks.levels.map(({ name, from }) => `${name} from ${from}`).join(', ')}, on a scale up to ${risks.scale}.`;

function treatmentText({ fields: { treatment, controls, actions } }: Risk): string[] {
  if (!treatment?.value) return [];
  const all = actions?.value ?? [];
  const done = all.filter(({ value }) => value?.done).length;
  const by = (controls?.value ?? []).map(({ text }) => text).join(', ');
  return [
    `Treatment: **${treatment.value}**${by ? `, by ${escapeMarkdown(by)}` : ''}${all.length ? `; ${done} of ${all.length} actions done` : ''}.`,
  ];
}

const STATES = {
  'in force': 'in force',
  expiring: 'ends soon',
  expired: '**has ended**',
  stale: '**out of date**',
  'wrong role': '**by a role that may not**',
} as const;

function acceptanceText(risk: Risk, context: Today): string[] {
  const accepted = acceptanceOf(risk, context);
  if (!accepted) return isUnaccepted(risk, context.settings) ? ['Nobody has accepted what remains.'] : [];
  const { by, on, until, state, change } = accepted;
  return [
    `Accepted by ${escapeMarkdown(by)}${on ? ` on ${on}` : ''}${until ? `, until ${until}` : ''}: ${STATES[state]}${change ? `, since then ${escapeMarkdown(change)}` : ''}.`,
  ];
}

function reviewText(risk: Risk, context: Today): string {
  if (!isReviewed(risk)) return 'No review is due before the risk is assessed, and none once it is closed.';
  const state = riskDue(risk, context);
  return state
    ? `Next review due **${state.due}**: ${cadenceText(risk.fields['review-every']?.value, context.settings.riskReviews, 'risks.review')} after ${state.last.day}.`
    : 'No review yet: review the assessment, and record that here.';
}

/** The risks that a control treats, for what is shown of the control. */
export function risksNaming(project: Project, to: string, ids: readonly string[]): readonly string[] {
  if (to !== 'control') return [];
  const own = risksOf(project).filter(
    ({ entity }) =>
      isOpen(entity) && entity.fields.controls?.value?.some((item) => ids.some((id) => mapsControl(item, id))),
  );
  if (!own.length) return [];
  const lines = own.map(({ entity }) => `- ${escapeMarkdown(nameOf(entity))} (\`${entity.fields.id?.text ?? ''}\`)`);
  return [`Risks that it treats:\n\n${lines.join('\n')}`];
}

const REVIEWS: ReadonlySet<string> = new Set(['reviews', 'review-every']);

/** What is shown below a key of a risk, and below the values under it. */
function below(risk: Risk, key: string, context: Today): string[] {
  if (key === 'inherent' || key === 'residual') {
    const text = heightText(risk, key, context);
    return text.length ? [...text, levelsText(context)] : [];
  }
  if (key === 'treatment') return treatmentText(risk);
  if (key === 'accepted') return acceptanceText(risk, context);
  return REVIEWS.has(key) ? [reviewText(risk, context)] : [];
}

export const riskHover: KindHover<Risk> = {
  entity: (risk, seen) =>
    [
      `**${escapeMarkdown(nameOf(risk))}**${risk.fields.status ? `, ${escapeMarkdown(risk.fields.status.text)}` : ''}`,
      ...(risk.fields.description ? [escapeMarkdown(risk.fields.description.text)] : []),
      ...heightText(risk, 'residual', seen),
      ...heightText(risk, 'inherent', seen),
      ...treatmentText(risk),
      ...acceptanceText(risk, seen),
      reviewText(risk, seen),
      ...(seen.findings ? [capital(seen.findings)] : []),
    ].join('\n\n'),
  key: below,
  more: (risk, { keys, key }, seen) => (key === 'notes' || key === 'by' ? [] : below(risk, keys[0] ?? '', seen)),
};
