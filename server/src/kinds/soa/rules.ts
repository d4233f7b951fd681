import { controlById, controls } from '../../facts/controls.ts';
import type { Basis, Placed, Rule } from '../../model/rule.ts';
import { mappingItem } from '../policy/model.ts';
import type { Policy } from '../policy/types.ts';
import { controlOf, listOf, policiesByControl, someUnreadable, uncoveredControls } from './model.ts';
import type { SoaRow } from './types.ts';

const SOA: Basis = { policy: 'ISO/IEC 27001:2022, clause 6.1.3' };

const IMPLEMENTED = new Set(['partial', 'planned', 'not-implemented']);

export const soaRules: readonly Rule[] = [
  {
    id: 'soa/control-missing',
    title: 'Controls without a row',
    severity: 'error',
    scope: 'project',
    basis: SOA,
    check({ soa }, report) {
      if (!soa || soa.broken) return;
      // A row whose control cannot be read is told on its own; it may be one of the missing.
      const unreadable = soa.rows.filter(({ entity }) => controlOf(entity) === undefined).length;
      const there = new Set(soa.rows.map(({ entity }) => controlOf(entity)));
      const missing = controls.filter(({ id }) => !there.has(id)).map(({ id }) => id);
      if (missing.length > unreadable) {
        report(
          soa.key,
          `The Statement of Applicability has no row for ${missing.length} of the ${controls.length} controls: ${listOf(missing)}`,
          undefined,
        );
      }
    },
  },
  {
    id: 'soa/justification-missing',
    title: 'Excluded without a justification',
    severity: 'error',
    scope: 'soa',
    basis: SOA,
    check(row, _context, report) {
      const { applicable, justification } = row.fields;
      if (applicable?.value === false && !justification && !row.broken) {
        report(
          applicable,
          `${row.fields.control?.text ?? 'The control'} is not applicable, but why is missing: add a justification`,
          { data: { missing: 'justification' } },
        );
      }
    },
  },
  {
    id: 'soa/action-missing',
    title: 'Not implemented, and nothing planned',
    severity: 'warning',
    scope: 'soa',
    basis: SOA,
    check(row, _context, report) {
      const { implementation, action } = row.fields;
      if (implementation?.value && IMPLEMENTED.has(implementation.value) && !action && !row.broken) {
        report(
          implementation,
          `${row.fields.control?.text ?? 'The control'} is ${implementation.value}, but what is to be done is missing: add an action`,
          { data: { missing: 'action' } },
        );
      }
    },
  },
  {
    id: 'soa/uncovered',
    title: 'Applicable, but covered by no policy',
    severity: 'warning',
    scope: 'project',
    basis: SOA,
    check(project, report) {
      if (!project.soa || someUnreadable(project)) return;
      const covered = policiesByControl(project);
      const retired = new Set(
        project.policies
          .filter(({ entity }) => entity.fields.status?.value === 'retired')
          .map(({ entity }) => entity.fields.id?.value),
      );
      for (const { entity: row, home } of project.soa.rows) {
        const id = controlOf(row);
        const { applicable, policies } = row.fields;
        if (id === undefined || applicable?.value !== true || covered.has(id) || row.broken) continue;
        // An unknown policy id is told on its own; a retired policy covers nothing.
        if (
          policies &&
          (policies.value === undefined ||
            policies.partial ||
            policies.value.some(({ value }) => value !== undefined && !retired.has(value)))
        )
          continue;
        report(
          { home, span: applicable },
          `${id} ${controlById(id)!.title} is applicable, but neither this row nor a policy that is not retired covers it: name the policy here, or map the control in one`,
          { kind: 'control', id },
        );
      }
    },
  },
  {
    id: 'soa/contradiction',
    title: 'Excluded, but a policy maps it',
    severity: 'error',
    scope: 'project',
    basis: SOA,
    check(project, report) {
      if (!project.soa) return;
      const covered = policiesByControl(project);
      for (const { entity: row, home } of project.soa.rows) {
        const id = controlOf(row);
        const { applicable } = row.fields;
        const by = id === undefined || applicable?.value !== false ? undefined : covered.get(id);
        if (!by) continue;
        const names = by.map(({ entity }) => entity.fields.id?.value ?? entity.fields.title?.value ?? 'a policy');
        report(
          { home, span: applicable! },
          `${id} ${controlById(id!)!.title} is not applicable, yet ${names.length > 1 ? `the policies ${names.join(', ')} map` : `the policy ${names[0]} maps`} it: apply the control, or take it out there`,
          { kind: 'control', id: id! },
          by.flatMap((placed) => mappingOf(placed, id!)),
        );
      }
    },
  },
];

/** Where a policy maps a control. */
function mappingOf({ entity, home }: Placed<Policy>, id: string) {
  const item = mappingItem(entity, id);
  return item ? [{ home, span: item, message: `${entity.fields.id?.value ?? 'A policy'} maps ${id} here` }] : [];
}

export const coverageRules: readonly Rule[] = [
  {
    id: 'coverage/control-uncovered',
    title: 'Controls that no policy maps',
    severity: 'information',
    scope: 'project',
    basis: SOA,
    check(project, report) {
      const at = project.soa?.key ?? project.settingsKey;
      if (!at || someUnreadable(project)) return;
      const uncovered = uncoveredControls(project);
      if (uncovered.length) {
        report(
          at,
          `${uncovered.length} of the ${controls.length} controls ${uncovered.length > 1 ? 'are' : 'is'} mapped by no policy that is not retired, and not excluded: ${listOf(uncovered)}`,
          undefined,
        );
      }
    },
  },
];

/** Two rows for one control. */
export const soaDuplicates: Rule = {
  id: 'control/duplicate',
  title: 'One control twice',
  severity: 'warning',
  scope: 'project',
  check({ soa }, report) {
    const first = new Map<string, Placed<SoaRow>>();
    for (const placed of soa?.rows ?? []) {
      const id = controlOf(placed.entity);
      if (id === undefined) continue;
      const earlier = first.get(id);
      if (!earlier) first.set(id, placed);
      else {
        report(
          { home: placed.home, span: placed.entity.fields.control! },
          `${id} has a row already: one row a control`,
          { kind: 'control', id },
          [{ home: earlier.home, span: earlier.entity.fields.control!, message: `${id} is first listed here` }],
        );
      }
    }
  },
};
