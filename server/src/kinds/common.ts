import { review } from '../fixes/common.ts';
import { addDuration, type Day, daysBetween } from '../model/dates.ts';
import { days, dueIn, eventAfter } from '../model/reviews.ts';
import type { Basis, EntityRule, Report, RuleHead } from '../model/rule.ts';
import type { Entity, Event, Field, List } from '../model/types.ts';
import { controlsIn } from '../values/control.ts';
import type { Today } from './kind.ts';

/** What the rules about reviews have to know of a kind. */
interface Reviewed<E extends Entity> {
  readonly scope: E['kind'];
  /** What the ids of the rules begin with, such as `policy/review-`. */
  readonly prefix: string;
  /** For headings: `policy’s `. */
  readonly whose: string;
  readonly basis: Basis;
  readonly head?: Pick<RuleHead, 'waivable' | 'criterion'>;
  /** The key of `isms.yaml` that has the longest time between two reviews. */
  readonly setting: string;
  nameOf(entity: E): string;
  /** When the next review is due, and what that counts from; `undefined`: none is due, or it is not known. */
  due(
    entity: E,
    context: Today,
  ): { readonly due: Day; readonly last: { readonly day: Day; readonly date: Field<Day> } } | undefined;
  events(entity: E): Field<List<Event>> | undefined;
}

/** Overdue, due soon, and called for by an event. */
export const dueRules = <E extends Entity>({
  scope,
  prefix,
  whose,
  basis,
  head = {},
  setting,
  nameOf,
  due,
  events,
}: Reviewed<E>): readonly EntityRule<E>[] => [
  {
    id: `${prefix}overdue`,
    title: `The ${whose}review is overdue`,
    severity: 'error',
    fixes: [review],
    ...head,
    settledBy: 'review',
    settings: [setting],
    scope,
    basis,
    check(entity, context, report) {
      const state = due(entity, context);
      if (state && state.due < context.today)
        report(
          state.last.date,
          `The review of ${nameOf(entity)} was due on ${state.due}, ${days(daysBetween(state.due, context.today))} ago: review it and record that under reviews`,
        );
    },
  },
  {
    id: `${prefix}due-soon`,
    title: `The ${whose}review is due soon`,
    severity: 'warning',
    fixes: [review],
    ...head,
    settledBy: 'review',
    settings: [setting, 'reviews.due-soon'],
    scope,
    basis,
    check(entity, context, report) {
      const state = due(entity, context);
      if (state && state.due >= context.today && state.due <= addDuration(context.today, context.settings.dueSoon))
        report(
          state.last.date,
          `The next review of ${nameOf(entity)} is due on ${state.due}, ${dueIn(context.today, state.due)}: plan it`,
        );
    },
  },
  {
    id: `${prefix}triggered`,
    title: `Something happened since the ${whose}last review`,
    severity: 'error',
    fixes: [review],
    ...head,
    settledBy: 'review',
    scope,
    basis,
    check(entity, context, report) {
      const last = due(entity, context)?.last;
      const event = last && eventAfter(events(entity), last.day);
      if (event)
        report(
          event.date,
          `The ${event.kind.replace('-', ' ')} of ${event.date.value} came after the last review of ${nameOf(entity)} (${last.day}): review it now`,
          { related: [{ start: last.date.start, end: last.date.end, message: 'The last review' }] },
        );
    },
  },
];

/** Reports the items of a list of controls that name one again. */
export function controlsTwice(controls: Field<List<string>> | undefined, report: Report): void {
  const first = new Map<string, Field<string>>();
  for (const field of controls?.value ?? []) {
    const ids = field.value === undefined ? [] : controlsIn(field.value);
    const twice = ids.filter((id) => first.has(id));
    if (twice.length) {
      const { start, end } = first.get(twice[0]!)!;
      report(field, `${twice.join(', ')} ${twice.length > 1 ? 'are' : 'is'} in this list already`, {
        related: [{ start, end, message: `${twice[0]} is listed here` }],
      });
    }
    for (const id of ids) if (!first.has(id)) first.set(id, field);
  }
}

/** An illustration, which reports leave out. */
export const exampleRule = <E extends Entity>(
  kind: E['kind'],
  nameOf: (entity: E) => string,
  exampleOf: (entity: E) => Field<boolean> | undefined,
): EntityRule<E> => ({
  id: `${kind}/example`,
  title: `Example ${kind}`,
  severity: 'information',
  scope: kind,
  always: true,
  check(entity, _context, report) {
    const example = exampleOf(entity);
    if (example?.value)
      report(
        example,
        `${nameOf(entity)} is an example and not in reports: write your own over it, and remove this key`,
      );
  },
});
