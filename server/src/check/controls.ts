import { controlById, readClause, readControl } from '../facts/controls.ts';
import { readRegulation } from '../facts/gdpr.ts';
import type { AnyEntity } from '../kinds/types.ts';
import type { Rule } from '../model/rule.ts';
import type { Field, List } from '../model/types.ts';

/** The control references of an entity, in order. */
export function controlRefsIn(entity: AnyEntity): List<string> {
  if (entity.kind === 'policy') return entity.fields.controls?.value ?? [];
  return entity.kind === 'soa' && entity.fields.control ? [entity.fields.control] : [];
}

/** A plain number whose text another YAML reader would not keep: 5.10 becomes 5.1. */
const losesItsText = (field: Field<string>): boolean =>
  Boolean(field.plain) && /^\d+\.\d+$/.test(field.text) && String(Number(field.text)) !== field.text;

const title = (id: string): string => `${id} ${controlById(id)?.title ?? ''}`.trim();

export const controlRules: readonly Rule[] = [
  {
    id: 'control/unknown',
    title: 'No such control',
    severity: 'error',
    scope: 'any',
    always: true,
    check(entity, _context, report) {
      for (const field of controlRefsIn(entity)) {
        if (field.value === undefined) continue;
        const read = readControl(field.value);
        if (read.kind === 'unknown') report(field, `${field.value} ${read.why}`);
        else if (entity.kind === 'soa' && read.kind === 'controls' && read.range) {
          report(
            field,
            `${field.value} is a range, but a row of the Statement of Applicability is for one control: give each its own row`,
          );
        }
      }
    },
  },
  {
    id: 'control/superseded',
    title: 'A control id of ISO/IEC 27001:2013',
    severity: 'error',
    scope: 'any',
    always: true,
    check(entity, _context, report) {
      for (const field of controlRefsIn(entity)) {
        if (field.value === undefined) continue;
        const read = readControl(field.value);
        if (read.kind !== 'superseded') continue;
        report(
          field,
          `${read.id} is a control of ISO/IEC 27001:2013; in the 2022 edition it is ${read.successors.map(title).join('; ')}`,
          {
            data: { replace: read.successors.join(', ') },
          },
        );
      }
    },
  },
  {
    id: 'control/unquoted-number',
    title: 'A control id that other YAML readers take for a number',
    severity: 'warning',
    scope: 'any',
    always: true,
    check(entity, _context, report) {
      for (const field of controlRefsIn(entity)) {
        if (field.value === undefined || !losesItsText(field) || readControl(field.value).kind !== 'controls') continue;
        const id = `A.${field.text}`;
        report(
          field,
          `Other YAML readers see the number ${Number(field.text)} here, not control ${title(id)}: write ${id} or put it in quotes`,
          {
            data: { replace: `"${field.text}"` },
          },
        );
      }
    },
  },
  {
    id: 'control/duplicate',
    title: 'One control twice',
    severity: 'warning',
    scope: 'any',
    always: true,
    check(entity, _context, report) {
      if (entity.kind !== 'policy') return;
      const first = new Map<string, Field<string>>();
      for (const field of controlRefsIn(entity)) {
        const read = field.value === undefined ? undefined : readControl(field.value);
        if (read?.kind !== 'controls') continue;
        const twice = read.ids.filter((id) => first.has(id));
        if (twice.length) {
          const earlier = first.get(twice[0]!)!;
          report(field, `${twice.join(', ')} ${twice.length > 1 ? 'are' : 'is'} in this list already`, {
            related: [{ start: earlier.start, end: earlier.end, message: `${twice[0]} is listed here` }],
          });
        }
        for (const id of read.ids) if (!first.has(id)) first.set(id, field);
      }
    },
  },
  {
    id: 'clause/unknown',
    title: 'No such clause',
    severity: 'error',
    scope: 'policy',
    check(policy, _context, report) {
      for (const field of policy.fields.clauses?.value ?? []) {
        if (field.value === undefined || readClause(field.value)) continue;
        const annex = /^(?:A\.?)?\s?(\d+\.\d+)$/i.exec(field.value.trim())?.[1];
        const hint =
          annex && controlById(`A.${annex}`) ? `; control ${title(`A.${annex}`)} belongs under controls` : '';
        report(field, `${field.value} is no clause of ISO/IEC 27001:2022 (4 to 10, with their sub-clauses)${hint}`);
      }
    },
  },
  {
    id: 'regulation/unknown',
    title: 'No such GDPR article',
    severity: 'error',
    scope: 'policy',
    check(policy, _context, report) {
      for (const field of policy.fields.regulations?.value ?? []) {
        const read = field.value === undefined ? undefined : readRegulation(field.value);
        if (read && 'wrong' in read) report(field, `${field.value}: ${read.wrong}`);
      }
    },
  },
];
