import { art28Points } from '../../facts/gdpr.ts';
import { inferenceAsOf, inferenceSources, platforms, termsOf } from '../../facts/inference.ts';
import type { Residency } from '../../facts/places.ts';
import { daysBetween, formatDuration } from '../../model/dates.ts';
import { lastReview } from '../../model/reviews.ts';
import type { Field } from '../../model/types.ts';
import { escapeMarkdown } from '../../text/markdown.ts';
import { placeText } from '../../values/place.ts';
import { cadenceText } from '../cadence.ts';
import type { At, KindHover, Seen, Today } from '../kind.ts';
import {
  assuranceEnd,
  canSatisfy,
  computedRating,
  hasPersonalData,
  inScope,
  isReviewed,
  SCOPE_WORDS,
  scopeOf,
} from './model.ts';
import { inferenceVerdict } from './rules/model.ts';
import { supplierDue, triggeringEvent } from './rules/reviews.ts';
import type { Inference, Supplier } from './types.ts';

const holds = ({ start, end }: { readonly start: number; readonly end: number }, offset: number): boolean =>
  start <= offset && offset <= end;

/** The inference entry that an offset is in. */
const inferenceAt = (supplier: Supplier, offset: number): Field<Inference> | undefined =>
  supplier.fields.model?.value?.inference?.value?.find((entry) => holds(entry, offset));

function inferenceText(entry: Parameters<typeof inferenceVerdict>[0], residency: Residency): string | undefined {
  const verdict = inferenceVerdict(entry, residency);
  if (!verdict) return undefined;
  const platform = platforms[verdict.platform]!;
  const judged =
    verdict.verdict === 'unjudged'
      ? 'Not judged'
      : verdict.verdict === 'unproven'
        ? 'Unproven'
        : verdict.verdict === 'inside'
          ? 'Inside'
          : 'Outside';
  const terms = termsOf(platform);
  const sources = [...new Set([...verdict.sources, ...(platform.terms?.sources ?? [])])].map(
    (id) => inferenceSources[id] ?? id,
  );
  return [
    `**${platform.name}**: inference **${judged.toLowerCase()}** (residency ${residency.text})`,
    // As it is: a reason may begin with a value of the register.
    `${escapeMarkdown(verdict.reason)}.`,
    ...(verdict.settle ? [`What would settle it: ${escapeMarkdown(verdict.settle)}.`] : []),
    ...(verdict.conditions.length
      ? [`Conditions of the promise:\n\n${verdict.conditions.map((condition) => `- ${condition}`).join('\n')}`]
      : []),
    ...(verdict.option?.note ? [verdict.option.note] : []),
    ...(terms.length ? [`By the vendor’s terms:\n\n${terms.map((line) => `- ${line}`).join('\n')}`] : []),
    `As of ${inferenceAsOf}${sources.length ? `, from:\n\n${sources.map((source) => `- ${source}`).join('\n')}` : '.'}`,
  ].join('\n\n');
}

function modelText(supplier: Supplier, residency: Residency): string[] {
  const verdicts = (supplier.fields.model?.value?.inference?.value ?? []).flatMap((entry) => {
    const verdict = inferenceVerdict(entry, residency);
    return verdict
      ? [
          `- ${platforms[verdict.platform]?.name ?? verdict.platform}: ${verdict.verdict}, ${escapeMarkdown(verdict.reason)}`,
        ]
      : [];
  });
  return verdicts.length ? [`Where its models run (residency ${residency.text}):\n\n${verdicts.join('\n')}`] : [];
}

/** When a supplier's next review is due, and what moves that. */
function reviewText(supplier: Supplier, { settings }: Today): string {
  if (!isReviewed(supplier))
    return inScope(supplier)
      ? `No review is due while it is ${supplier.fields.status ? escapeMarkdown(supplier.fields.status.text) : 'without a status'}.`
      : scopeOf(supplier) === 'unknown'
        ? 'Whether a review is due cannot be told: no access is stated.'
        : 'No review is due: it is out of scope, as it can reach nothing or the contract has ended.';
  const state = supplierDue(supplier, { settings });
  if (!state) return 'No review yet: each supplier in scope is reviewed, and the outcome and date recorded here.';
  const event = triggeringEvent(supplier);
  return [
    `Next review due **${state.due}**: ${cadenceText(supplier.fields['review-every']?.value, settings.supplierReviews, 'reviews.suppliers')} after the last one on ${state.last.day}. It shows as due soon ${formatDuration(settings.dueSoon)} before.`,
    event
      ? `It is called for **now**: ${event.kind.replace('-', ' ')} of ${event.date.value} came after that review.`
      : 'An event after that day calls for it sooner.',
  ].join('\n\n');
}

function ratingText(supplier: Supplier): string | undefined {
  const computed = computedRating(supplier);
  const criticality = supplier.fields.criticality?.value;
  if (!computed || !criticality) return undefined;
  const factors = (['business-impact', 'data-access', 'replacement-difficulty'] as const).map(
    (key) => `${key} ${criticality[key]!.value}`,
  );
  const stated = criticality.rating?.value;
  return `Rating **${computed.rating}**: the highest of ${factors.join(', ')} is ${computed.highest} (1-2 low, 3 medium, 4 high, 5 critical).${stated && stated !== computed.rating ? ` Stated is ${stated}.` : ''}`;
}

/** Until when a piece of evidence counts. */
function evidenceText(supplier: Supplier, offset: number, { settings, today }: Today): string | undefined {
  const item = supplier.fields.assurance?.value?.find((entry) => holds(entry, offset));
  const kind = item?.value?.kind?.value;
  if (!item || kind === undefined) return undefined;
  if (!canSatisfy(kind)) return 'It adds to other evidence, but cannot satisfy the policy on its own.';
  const state = assuranceEnd(item, settings);
  if (!state) return undefined;
  if (state.incomplete) return 'It does not count: a questionnaire counts only with compensating controls.';
  const how =
    kind === 'soc2-type2'
      ? `the report counts ${formatDuration(settings.soc2ValidFor)} after its period, a bridge letter up to ${formatDuration(settings.bridgeLetterMax)} more`
      : kind === 'questionnaire'
        ? `it counts ${formatDuration(settings.questionnaireValidFor)}`
        : state.superseded
          ? 'no certificate of the 2013 edition counts longer'
          : 'the certificate says so';
  return `${state.end < today ? '**Expired**: counted' : 'Counts'} until **${state.end}** (${how}).`;
}

const list = (text: string | undefined): string[] => (text ? [text] : []);

/** Below a day: what it comes to among reviews, events and evidence. */
function dayText(supplier: Supplier, { keys, key, text: day, offset }: At, seen: Seen): string[] {
  const within = keys.at(-2);
  const last = lastReview(supplier.fields.reviews);
  if (key === 'date' && within === 'reviews')
    return [last && last.day !== day ? `A later review counts: that of ${last.day}.` : reviewText(supplier, seen)];
  if (key === 'date' && within === 'events') {
    const event = triggeringEvent(supplier);
    if (event?.date.value === day)
      return [`It came after the last review (${event.last.day}): review the supplier now, sooner than planned.`];
    return last && day <= last.day ? [`It was reviewed on ${last.day}.`] : [];
  }
  if (within === 'assurance') return list(evidenceText(supplier, offset, seen));
  return key === 'expires' && daysBetween(seen.today, day) < 0 ? ['It has expired.'] : [];
}

export const supplierHover: KindHover<Supplier> = {
  entity: (supplier, seen) =>
    [
      `**${escapeMarkdown(supplier.fields.name?.text ?? supplier.fields.id?.text ?? 'unnamed')}**${supplier.fields.status ? `, ${escapeMarkdown(supplier.fields.status.text)}` : ''}${inScope(supplier) ? '' : `, ${SCOPE_WORDS[scopeOf(supplier)]}`}${hasPersonalData(supplier) ? ', personal data' : ''}`,
      ...list(supplier.fields.purpose && escapeMarkdown(supplier.fields.purpose.text)),
      seen.findings,
      ...list(ratingText(supplier)),
      reviewText(supplier, seen),
      ...modelText(supplier, seen.settings.residency),
    ].join('\n\n'),
  key(supplier, key, seen) {
    if (key === 'criticality') return list(ratingText(supplier));
    if (key === 'reviews' || key === 'review-every') return [reviewText(supplier, seen)];
    return key === 'model' ? modelText(supplier, seen.settings.residency) : [];
  },
  value(supplier, { keys, key, text, offset }, { settings: { residency } }) {
    const entry = keys.includes('inference') && key !== 'notes' ? inferenceAt(supplier, offset) : undefined;
    if (entry) {
      const place =
        key === 'region' || key === 'destinations'
          ? placeText(text, residency, platforms[entry.value?.platform?.value ?? '']?.provider)
          : undefined;
      return [place, inferenceText(entry, residency)].filter(Boolean).join('\n\n---\n\n');
    }
    if (key === 'rating') return ratingText(supplier) ?? '';
    if (key === 'art-28-3') return art28Points[text] ? `**GDPR Art. 28(3)(${text})**: ${art28Points[text]}` : '';
    return undefined;
  },
  more(supplier, at, seen) {
    const { keys, key, offset, value } = at;
    if (key === 'kind' && keys.at(-2) === 'assurance') return list(evidenceText(supplier, offset, seen));
    if (value === 'factor') return list(ratingText(supplier));
    if (value === 'date' || value === 'past-date') return dayText(supplier, at, seen);
    return key === 'review-every' ? [reviewText(supplier, seen)] : [];
  },
};
