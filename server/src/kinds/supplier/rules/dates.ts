import { addDuration } from '../../../model/dates.ts';
import type { Rule } from '../../../model/rule.ts';
import { implausible, tooEarly } from '../../../values/date.ts';
import type { Supplier } from '../types.ts';

export const dateRules: readonly Rule<Supplier>[] = [
  {
    ...implausible,
    scope: 'supplier',
    check(supplier, _context, report) {
      const { agreement, dpa, assurance, reviews } = supplier.fields;
      for (const { value } of reviews?.value ?? []) tooEarly(value?.date, 'a review', report);
      tooEarly(agreement?.value?.signed, 'an agreement', report);
      tooEarly(dpa?.value?.signed, 'an agreement', report);
      tooEarly(dpa?.value?.expires, 'an agreement', report);
      for (const { value } of assurance?.value ?? []) {
        const { kind, issued, completed } = value ?? {};
        const [until, start, end] = [value?.['valid-until'], value?.['period-start'], value?.['period-end']];
        for (const date of [until, issued, start, end, completed]) tooEarly(date, 'a certificate or report', report);
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
];
