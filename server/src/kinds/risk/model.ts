import { isPlaceholder } from '../../facts/placeholders.ts';
import { shortName } from '../../model/names.ts';
import type { Placed, Project } from '../../model/project.ts';
import { certainLastReview, nextDue } from '../../model/reviews.ts';
import type { ResolvedSettings } from '../../model/settings.ts';
import type { Action, Field } from '../../model/types.ts';
import type { Today } from '../kind.ts';
import type { Assessment, Risk } from './types.ts';

/** What a message calls a risk. */
export const nameOf = ({ fields }: Risk): string => shortName(fields.title?.text, fields.id?.text, 'the risk');

/** A risk that is closed is only looked at for its form. */
export const isOpen = ({ fields }: Risk): boolean => fields.status?.value !== 'closed';

/** Reviews begin with the assessment and end where the risk is closed. */
export const isReviewed = ({ fields: { status } }: Risk): boolean =>
  status?.value === 'assessed' || status?.value === 'treated' || status?.value === 'accepted';

export const isTreated = ({ fields: { status } }: Risk): boolean =>
  status?.value === 'treated' || status?.value === 'accepted';

/** How high a risk is. */
export interface Height {
  readonly likelihood: number;
  readonly impact: number;
  /** Likelihood times impact. */
  readonly product: number;
  readonly level: string;
  /** The level has none below it. */
  readonly lowest: boolean;
}

/** How high an assessment puts a risk; `undefined` where a value is missing, rejected or beyond the scale. */
export function heightOf(
  assessment: Field<Assessment> | undefined,
  { risks: { scale, levels } }: Pick<ResolvedSettings, 'risks'>,
): Height | undefined {
  const likelihood = assessment?.value?.likelihood?.value;
  const impact = assessment?.value?.impact?.value;
  if (likelihood === undefined || impact === undefined || likelihood > scale || impact > scale) return undefined;
  const product = likelihood * impact;
  const at = Math.max(
    levels.findLastIndex(({ from }) => from <= product),
    0,
  );
  return { likelihood, impact, product, level: levels[at]!.name, lowest: at === 0 };
}

/** The assessment that holds now: after treatment where there is one, else before it. */
export const assessmentOf = ({ fields }: Risk): Field<Assessment> | undefined => fields.residual ?? fields.inherent;

/** How high the risk is now. */
export const currentHeight = (risk: Risk, settings: ResolvedSettings): Height | undefined =>
  heightOf(assessmentOf(risk), settings);

/** When a risk's next review is due; `undefined` if none was done yet or none can be read. */
export function riskDue({ fields }: Risk, { settings }: Pick<Today, 'settings'>) {
  const last = certainLastReview(fields.reviews);
  return last && { last, due: nextDue(last.day, fields['review-every'], settings.riskReviews) };
}

/** An action that says what has to be done, and was not done yet. */
export const isOpenAction = ({ value }: Field<Action>): boolean =>
  Boolean(value && value.done?.value === undefined && !(value.what && isPlaceholder(value.what.text)));

/** The risks of a root. */
export const risksOf = <H>(project: Project<H>): readonly Placed<Risk, H>[] => project.of<Risk>('risk').entities;

export const isRisk = (entity: { readonly kind: string }): entity is Risk => entity.kind === 'risk';
