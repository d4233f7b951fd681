import { controls, readClauses, readControl } from '../../facts/controls.ts';
import type { Project } from '../../model/project.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import { cadenceText } from '../cadence.ts';
import type { KindHover, Today } from '../kind.ts';
import { mappedControls, policiesOf, policyDue } from './model.ts';
import type { Policy } from './types.ts';

/** The policies that refer to something, as lines; what refers to it is what the author wants to know even if nothing does. */
function policyLines(policies: readonly Policy[]): string[] {
  if (!policies.length) return ['No policy maps it.'];
  return [
    `Policies that map it:\n\n${policies.map(({ fields }) => `- ${escapeMarkdown(fields.title?.text ?? fields.id?.text ?? 'unnamed')}${fields.id?.value ? ` (\`${fields.id.value}\`)` : ''}${fields.status?.value === 'retired' ? ', retired: covers nothing' : ''}`).join('\n')}`,
  ];
}

/** The policies that map controls or name clauses. */
export function policiesNaming(project: Project, to: string, ids: readonly string[]): readonly string[] {
  if (to !== 'control' && to !== 'clause') return [];
  const names = ({ fields }: Policy): boolean | undefined =>
    to === 'clause'
      ? fields.clauses?.value?.some((item) => readClauses(item.text)?.some(({ id }) => ids.includes(id)))
      : fields.controls?.value?.some(({ value }) => {
          const read = value === undefined ? undefined : readControl(value);
          return read?.kind === 'controls' && read.ids.some((id) => ids.includes(id));
        });
  return policyLines(
    policiesOf(project)
      .map(({ entity }) => entity)
      .filter(names),
  );
}

function reviewText(policy: Policy, context: Today): string | undefined {
  if (policy.fields.status?.value !== 'approved') return undefined;
  const state = policyDue(policy, context);
  if (!state) return 'No day that its review counts from: state effective, or record a review.';
  return `Next review due **${state.due}**: ${cadenceText(policy.fields['review-every']?.value, context.settings.policyReviews, 'reviews.policies')} after ${state.last.day}.`;
}

const list = (text: string | undefined): string[] => (text ? [text] : []);

export const policyHover: KindHover<Policy> = {
  entity(policy, seen) {
    const { fields } = policy;
    const { size } = mappedControls(policy);
    return [
      `**${escapeMarkdown(fields.title?.text ?? fields.id?.text ?? 'unnamed')}**${fields.status ? `, ${escapeMarkdown(fields.status.text)}` : ''}`,
      ...list(fields.summary && escapeMarkdown(fields.summary.text)),
      size ? `Maps ${size} of the ${controls.length} controls of Annex A.` : 'Maps no control of Annex A.',
      ...list(reviewText(policy, seen)),
    ].join('\n\n');
  },
  key: (policy, key, seen) => (key === 'reviews' || key === 'review-every' ? list(reviewText(policy, seen)) : []),
  more(policy, { keys, key, text, value }, seen) {
    if (key === 'review-every') return list(reviewText(policy, seen));
    const counts = key === 'effective' || (key === 'date' && keys.at(-2) === 'reviews');
    if (!counts || value === undefined) return [];
    const state = policyDue(policy, seen);
    return [
      state && state.last.day !== text
        ? `A later day counts: ${state.last.day}.`
        : (reviewText(policy, seen) ?? 'No review is due: the policy is not approved.'),
    ];
  },
};
