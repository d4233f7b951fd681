import type { Today } from '../kind.ts';
import { currentHeight, heightOf, isReviewed, riskDue } from './model.ts';
import type { Risk } from './types.ts';

/** How high the risk is and was, who accepts it until when, and when its next review is due. */
export function riskLens(risk: Risk, context: Today): string {
  const { status, inherent, residual, accepted } = risk.fields;
  const { settings, today } = context;
  const now = currentHeight(risk, settings);
  const before = residual ? heightOf(inherent, settings) : undefined;
  const until = accepted?.value?.until?.value;
  const due = isReviewed(risk) ? riskDue(risk, context)?.due : undefined;
  return [
    now ? `${now.level} (${now.product})` : 'not assessed',
    before && now && before.product !== now.product ? `was ${before.level} (${before.product})` : undefined,
    until && `accepted ${until < today ? 'only ' : ''}until ${until}`,
    due ? `next review ${due}` : isReviewed(risk) ? 'no review yet' : status?.value,
  ]
    .filter(Boolean)
    .join(' · ');
}
