import { addDuration, type Day } from '../model/dates.ts';
import type { Rule } from '../model/rule.ts';
import type { Field } from '../model/types.ts';

/** What the readers tell while they build the model: these have no check of their own. */
export const structureRules: readonly Rule[] = [
  { id: 'yaml/syntax', title: 'Not valid YAML', severity: 'error', scope: 'structure' },
  { id: 'schema/type', title: 'Wrong type of value', severity: 'error', scope: 'structure' },
  { id: 'schema/required', title: 'A required key is missing', severity: 'error', scope: 'structure' },
  { id: 'schema/value', title: 'Value outside its list or range', severity: 'error', scope: 'structure' },
  { id: 'schema/unknown-key', title: 'Unknown key', severity: 'warning', scope: 'structure' },
  {
    id: 'schema/duplicate-id',
    title: 'Two suppliers, or two policies, with one id',
    severity: 'error',
    scope: 'project',
    check(project, report) {
      for (const { kind, id, places } of project.duplicates) {
        const [first, ...later] = places;
        for (const place of later) {
          report(place, `The ${kind} id ${id} is taken: an id stands for one ${kind} in an ISMS`, { kind, id }, [
            { ...first!, message: `${id} is first defined here` },
          ]);
        }
      }
    },
  },
];

export const dateRules: readonly Rule[] = [
  { id: 'date/invalid', title: 'Not a day', severity: 'error', scope: 'structure' },
  { id: 'date/order', title: 'End before the beginning', severity: 'error', scope: 'structure' },
  {
    id: 'date/implausible',
    title: 'Implausible day',
    severity: 'warning',
    scope: 'any',
    always: true,
    check(entity, _context, report) {
      if (entity.kind !== 'supplier' && entity.kind !== 'policy') return;
      const early = (date: Field<Day> | undefined, what: string): void => {
        if (date?.value !== undefined && date.value < '1990')
          report(date, `${date.value} is no day of ${what}: check it, a spreadsheet may have filled it in`);
      };
      for (const { value } of entity.fields.reviews?.value ?? []) early(value?.date, 'a review');
      if (entity.kind === 'policy') return;
      const { agreement, dpa, assurance } = entity.fields;
      early(agreement?.value?.signed, 'an agreement');
      early(dpa?.value?.signed, 'an agreement');
      early(dpa?.value?.expires, 'an agreement');
      for (const { value } of assurance?.value ?? []) {
        const { kind, issued, completed } = value ?? {};
        const [until, start, end] = [value?.['valid-until'], value?.['period-start'], value?.['period-end']];
        for (const date of [until, issued, start, end, completed]) early(date, 'a certificate or report');
        if (kind?.value?.startsWith('iso') && issued?.value !== undefined && until?.value !== undefined) {
          if (until.value > addDuration(issued.value, { count: 39, unit: 'month' }))
            report(
              until,
              `An ISO certificate holds for three years, this one from ${issued.value} to ${until.value}: check both days`,
            );
        }
        if (kind?.value === 'soc2-type2' && start?.value !== undefined && end?.value !== undefined) {
          if (addDuration(start.value, { count: 3, unit: 'month' }) > addDuration(end.value, { count: 1, unit: 'day' }))
            report(
              end,
              `A Type II report covers three months at least, this one ${start.value} to ${end.value}: check both days`,
            );
        }
      }
    },
  },
  { id: 'date/in-future', title: 'A day in the future for something done', severity: 'error', scope: 'structure' },
];
