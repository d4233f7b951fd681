import { isPlaceholder } from '../../facts/placeholders.ts';
import { addDuration, type Day } from '../../model/dates.ts';
import { shortName } from '../../model/names.ts';
import type { Placed, Project } from '../../model/project.ts';
import { certainLastReview, eventAfter, isDone, isUncertain, lastReview, nextDue } from '../../model/reviews.ts';
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
const assessmentOf = ({ fields }: Risk): Field<Assessment> | undefined => fields.residual ?? fields.inherent;

/** How high the risk is now. */
export const currentHeight = (risk: Risk, settings: ResolvedSettings): Height | undefined =>
  heightOf(assessmentOf(risk), settings);

/** What changed since the risk was accepted, the latest of it: an event, or a review that no longer approves. */
export function changeAfter(
  { fields: { events, reviews } }: Risk,
  accepted: Day,
  today: Day,
): { readonly date: Field<Day>; readonly what: string } | undefined {
  const event = eventAfter(events, accepted);
  const done = isUncertain(reviews) ? [] : (reviews?.value ?? []).filter((review) => isDone(review, today));
  const before = done.filter(({ value }) => value!.date!.value! <= accepted);
  const outcome = lastReview(before.length ? { ...reviews!, value: before } : undefined)?.review.outcome?.value;
  const review = done.findLast(
    ({ value }) =>
      value!.date!.value! > accepted &&
      value!.outcome!.value !== undefined &&
      value!.outcome!.value !== 'approved' &&
      value!.outcome!.value !== outcome,
  )?.value;
  if (event && !(review && review.date!.value! > event.date.value!))
    return { date: event.date, what: `the ${event.kind.replace('-', ' ')} of ${event.date.value} happened` };
  return review && { date: review.date!, what: `the review of ${review.date!.value} came to ${review.outcome!.value}` };
}

/** The roles that may accept a risk as it is, where one that is listed has accepted it and may not; a role that is not is reported on its own. */
export function mayAcceptInstead(risk: Risk, settings: ResolvedSettings): ReadonlySet<string> | undefined {
  const by = risk.fields.accepted?.value?.by?.value;
  const height = currentHeight(risk, settings);
  const may = height && settings.risks.accept.get(height.level);
  return by === undefined || !may || may.has(by) || settings.roles?.has(by) === false ? undefined : may;
}

/** Treated and above the lowest level, but accepted by nobody. */
export const isUnaccepted = (risk: Risk, settings: ResolvedSettings): boolean =>
  isTreated(risk) && !risk.fields.accepted && currentHeight(risk, settings)?.lowest === false;

/** Where an acceptance is not in force any more, why. */
export interface Acceptance {
  readonly by: string;
  readonly on?: Day;
  readonly until?: Day;
  readonly state: 'in force' | 'expiring' | 'expired' | 'stale' | 'wrong role';
  /** What came after it. */
  readonly change?: string;
}

/** How a risk's acceptance is on a day; `undefined`: nobody has accepted it. */
export function acceptanceOf(risk: Risk, { settings, today }: Today): Acceptance | undefined {
  const accepted = risk.fields.accepted?.value;
  if (!accepted?.by) return undefined;
  const [on, until] = [accepted.on?.value, accepted.until?.value];
  const change = on === undefined ? undefined : changeAfter(risk, on, today);
  return {
    by: accepted.by.text,
    ...(on ? { on } : {}),
    ...(until ? { until } : {}),
    state:
      until !== undefined && until < today
        ? 'expired'
        : change
          ? 'stale'
          : mayAcceptInstead(risk, settings)
            ? 'wrong role'
            : until !== undefined && until <= addDuration(today, settings.dueSoon)
              ? 'expiring'
              : 'in force',
    ...(change ? { change: change.what } : {}),
  };
}

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

/** A risk as others name it. */
export interface NamedRisk {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  /** How high it is now. */
  readonly level?: string;
}

export function namedRisk(risk: Risk, settings: ResolvedSettings): NamedRisk {
  const level = currentHeight(risk, settings)?.level;
  const { id, status } = risk.fields;
  return { id: id?.text ?? '', title: nameOf(risk), status: status?.text ?? '', ...(level ? { level } : {}) };
}

/** How a report names a risk. */
export const riskText = ({ title, level, status }: NamedRisk): string =>
  `${title} (${[level, status].filter(Boolean).join(', ')})`;
