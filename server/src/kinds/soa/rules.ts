import { controlById, controls } from '../../facts/controls.ts';
import { isPlaceholder } from '../../facts/placeholders.ts';
import { lacks, missing } from '../../fixes/common.ts';
import type { Placed, Project } from '../../model/project.ts';
import type { Basis, ProjectReport, Rule } from '../../model/rule.ts';
import type { Field } from '../../model/types.ts';
import type { Span } from '../../yaml/tree.ts';
import { mappingItem, mapsControl, policiesOf } from '../policy/model.ts';
import type { Policy } from '../policy/types.ts';
import { isOpen, risksOf } from '../risk/model.ts';
import { otherRow, rowsForAll } from './fixes.ts';
import { controlOf, listOf, policiesByControl, soaOf, someUnreadable, uncoveredControls } from './model.ts';
import type { SoaRow } from './types.ts';

const SOA: Basis = { policy: 'ISO/IEC 27001:2022, clause 6.1.3' };

const UNFINISHED = new Set(['partial', 'planned', 'not-implemented']);

/** Where a policy maps a control. */
function mappingOf<H>({ entity, home }: Placed<Policy, H>, id: string) {
  const item = mappingItem(entity, id);
  return item ? [{ home, span: item, message: `${entity.fields.id?.value ?? 'A policy'} maps ${id} here` }] : [];
}

/** One finding on the top-level key for all rows that lack something. */
function listRows<H>(
  project: Project<H>,
  report: ProjectReport<H>,
  lacking: (fields: SoaRow['fields']) => Span | undefined,
  message: (controls: string) => string,
): void {
  const soa = soaOf(project);
  const rows = (soa?.rows ?? []).flatMap(({ entity, home }) => {
    const id = controlOf(entity);
    const at = id === undefined || entity.broken ? undefined : lacking(entity.fields);
    return at ? [{ id: id!, home, span: { start: at.start, end: at.end }, message: id! }] : [];
  });
  if (rows.length)
    report(
      soa!.key,
      message(listOf(rows.map(({ id }) => id))),
      undefined,
      rows.map(({ home, span, message }) => ({ home, span, message })),
    );
}

const oneOrMore = (names: readonly string[], one: string, does: string, more: string, doing: string): string =>
  names.length > 1 ? `${more} ${names.join(', ')} ${doing}` : `${one} ${names[0]} ${does}`;

/** A text that holds more than the place of one to come. */
const stated = (field: Field<string> | undefined): boolean =>
  Boolean(field && (field.value === undefined || !isPlaceholder(field.text)));

export const soaRules: readonly Rule<SoaRow>[] = [
  {
    id: 'soa/control-missing',
    title: 'Controls without a row',
    severity: 'error',
    fixes: [rowsForAll],
    scope: 'project',
    basis: SOA,
    check(project, report) {
      const soa = soaOf(project);
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
    fixes: [missing],
    scope: 'soa',
    basis: SOA,
    check(row, _context, report) {
      const { applicable, justification } = row.fields;
      if (applicable?.value === false && !stated(justification) && !row.broken) {
        report(
          justification ?? applicable,
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
    fixes: [missing],
    scope: 'soa',
    basis: SOA,
    check(row, _context, report) {
      const { applicable, implementation, action } = row.fields;
      if (applicable?.value === false || stated(action)) return;
      if (implementation?.value && UNFINISHED.has(implementation.value) && !row.broken) {
        report(
          action ?? implementation,
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
    fixes: [lacks('policies')],
    scope: 'project',
    basis: SOA,
    check(project, report) {
      const soa = soaOf(project);
      if (!soa || someUnreadable(project)) return;
      const covered = policiesByControl(project);
      const retired = new Set(
        policiesOf(project)
          .filter(({ entity }) => entity.fields.status?.value === 'retired')
          .map(({ entity }) => entity.fields.id?.value),
      );
      for (const { entity: row, home } of soa.rows) {
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
    id: 'soa/covered-by-draft',
    title: 'Implemented, but only draft policies cover it',
    severity: 'warning',
    scope: 'project',
    basis: SOA,
    check(project, report) {
      const soa = soaOf(project);
      if (!soa || someUnreadable(project)) return;
      const mapping = policiesByControl(project);
      const byId = new Map(policiesOf(project).map(({ entity }) => [entity.fields.id?.value, entity]));
      for (const { entity: row, home } of soa.rows) {
        const id = controlOf(row);
        const { applicable, implementation, policies } = row.fields;
        if (id === undefined || applicable?.value === false || implementation?.value !== 'implemented') continue;
        if (policies && (policies.value === undefined || policies.partial)) continue;
        const covering = [
          ...(policies?.value ?? []).map(({ value }) => byId.get(value)),
          ...(mapping.get(id) ?? []).map(({ entity }) => entity),
        ];
        const states = covering.map((policy) => policy?.fields.status?.value);
        if (
          !states.length ||
          states.some((state) => state !== 'draft' && state !== 'retired') ||
          !states.includes('draft')
        )
          continue;
        const drafts = new Set(
          covering.flatMap((policy) =>
            policy?.fields.status?.value === 'draft' ? [policy.fields.id?.text ?? ''] : [],
          ),
        );
        report(
          { home, span: implementation },
          `${id} is implemented, but the only policies that cover it are drafts (${[...drafts].join(', ')}): approve one`,
          { kind: 'control', id },
        );
      }
    },
  },
  {
    id: 'soa/inclusion-unjustified',
    title: 'Included without a justification',
    severity: 'warning',
    scope: 'project',
    basis: SOA,
    check: (project, report) =>
      listRows(
        project,
        report,
        ({ applicable, justification, drivers, risks }) =>
          applicable?.value === true && !drivers && !risks && !stated(justification)
            ? (justification ?? applicable)
            : undefined,
        (controls) =>
          `No justification for the inclusion of ${controls}: add drivers or justification (ISO/IEC 27001, 6.1.3 d)`,
      ),
  },
  {
    id: 'soa/implementation-missing',
    title: 'Applicable without a state of implementation',
    severity: 'warning',
    scope: 'project',
    basis: SOA,
    check: (project, report) =>
      listRows(
        project,
        report,
        ({ applicable, implementation }) => (applicable?.value === true && !implementation ? applicable : undefined),
        (controls) =>
          `No implementation stated for ${controls}: add whether each is implemented (ISO/IEC 27001, 6.1.3 d)`,
      ),
  },
  {
    id: 'soa/unapproved',
    title: 'Statement of Applicability without an approval',
    severity: 'information',
    scope: 'project',
    basis: SOA,
    check(project, report) {
      const soa = soaOf(project);
      const statement = soa?.statement;
      if (!soa || soa.broken || (statement && !statement.value)) return;
      if (statement?.value?.['approved-by'] && statement.value.approved) return;
      report(
        soa.key,
        'No approval of the Statement of Applicability: record it under statement, with approved-by and approved',
        undefined,
      );
    },
  },
  {
    id: 'soa/contradiction',
    title: 'Excluded, but a policy or a risk uses it',
    severity: 'error',
    scope: 'project',
    basis: SOA,
    check(project, report) {
      const soa = soaOf(project);
      if (!soa) return;
      const covered = policiesByControl(project);
      for (const { entity: row, home } of soa.rows) {
        const id = controlOf(row);
        const { applicable } = row.fields;
        if (id === undefined || applicable?.value !== false) continue;
        const policies = covered.get(id) ?? [];
        const risks = risksOf(project).flatMap(({ entity, home }) => {
          const item = isOpen(entity) && entity.fields.controls?.value?.find((one) => mapsControl(one, id));
          const name = entity.fields.id?.value ?? 'A risk';
          return item ? [{ name, at: { home, span: item, message: `${name} relies on ${id} here` } }] : [];
        });
        if (!policies.length && !risks.length) continue;
        const names = policies.map(({ entity }) => entity.fields.id?.value ?? entity.fields.title?.value ?? 'a policy');
        const uses = [
          ...(names.length ? [oneOrMore(names, 'the policy', 'maps', 'the policies', 'map')] : []),
          ...(risks.length
            ? [
                oneOrMore(
                  risks.map(({ name }) => name),
                  'the risk',
                  'relies on',
                  'the risks',
                  'rely on',
                ),
              ]
            : []),
        ];
        report(
          { home, span: applicable },
          `${id} ${controlById(id)!.title} is not applicable, yet ${uses.join(', and ')} it: apply the control, or take it out there`,
          { kind: 'control', id },
          [...policies.flatMap((placed) => mappingOf(placed, id)), ...risks.map(({ at }) => at)],
        );
      }
    },
  },
  {
    id: 'coverage/control-uncovered',
    title: 'Controls that no policy maps',
    severity: 'information',
    scope: 'project',
    basis: SOA,
    check(project, report) {
      const at = soaOf(project)?.key ?? project.of('settings').key;
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
  // Two rows for one control.
  {
    id: 'control/duplicate',
    title: 'One control twice',
    severity: 'warning',
    fixes: [otherRow],
    scope: 'project',
    check(project, report) {
      const rows = soaOf(project)?.rows ?? [];
      const first = new Map<string, (typeof rows)[number]>();
      for (const placed of rows) {
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
  },
];
