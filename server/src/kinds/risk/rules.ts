import { isPlaceholder } from '../../facts/placeholders.ts';
import { lacks, review } from '../../fixes/common.ts';
import { addDuration, daysBetween } from '../../model/dates.ts';
import { shortName } from '../../model/names.ts';
import { days, dueIn, isUnreviewed, overdueActions } from '../../model/reviews.ts';
import type { Basis, Rule } from '../../model/rule.ts';
import { controlsIn } from '../../values/control.ts';
import { onlyNew } from '../../values/controlFixes.ts';
import { implausible, tooEarly } from '../../values/date.ts';
import { controlsTwice, dueRules, exampleRule } from '../common.ts';
import { controlOf, soaOf } from '../soa/model.ts';
import {
  changeAfter,
  currentHeight,
  heightOf,
  isOpen,
  isOpenAction,
  isReviewed,
  isTreated,
  isUnaccepted,
  mayAcceptInstead,
  nameOf,
  riskDue,
  risksOf,
} from './model.ts';
import type { Risk } from './types.ts';

const ASSESSMENT: Basis = { policy: 'ISO/IEC 27001:2022, clause 6.1.2' };
const TREATMENT: Basis = { policy: 'ISO/IEC 27001:2022, clause 6.1.3' };
const REVIEW: Basis = { policy: 'ISO/IEC 27001:2022, clause 8.2' };
const LEVELS = ['risks.scale', 'risks.levels'];

export const riskRules: readonly Rule<Risk>[] = [
  {
    id: 'schema/value',
    title: 'Value outside its list or range',
    severity: 'error',
    override: 'keep',
    settings: ['risks.scale'],
    scope: 'risk',
    always: true,
    check({ fields: { inherent, residual } }, { settings }, report) {
      const { scale } = settings.risks;
      for (const assessment of [inherent, residual])
        for (const score of [assessment?.value?.likelihood, assessment?.value?.impact])
          if (score?.value !== undefined && score.value > scale)
            report(score, `${score.text} is beyond the scale of the risk register, 1 to ${scale}: correct it`);
    },
  },
  {
    ...implausible,
    scope: 'risk',
    check({ fields }, _context, report) {
      for (const { value } of fields.reviews?.value ?? []) tooEarly(value?.date, 'a review', report);
    },
  },
  {
    id: 'control/duplicate',
    title: 'One control twice',
    severity: 'warning',
    fixes: [onlyNew],
    scope: 'risk',
    check: ({ fields }, _context, report) => controlsTwice(fields.controls, report),
  },
  {
    id: 'risk/assessment-missing',
    title: 'Risk without an assessment',
    severity: 'error',
    fixes: [lacks('inherent')],
    scope: 'risk',
    basis: ASSESSMENT,
    check(risk, _context, report) {
      const { status, inherent } = risk.fields;
      if (inherent || risk.broken || status?.value === undefined || status.value === 'identified') return;
      report(
        risk.anchor,
        `No assessment of ${nameOf(risk)}, though it is ${status.value}: add inherent, with likelihood and impact`,
        { data: { missing: 'inherent' } },
      );
    },
  },
  {
    id: 'risk/treatment-missing',
    title: 'Treated, but how is not stated',
    severity: 'error',
    fixes: [lacks('treatment')],
    scope: 'risk',
    basis: TREATMENT,
    check(risk, _context, report) {
      if (risk.fields.treatment || risk.broken || !isTreated(risk)) return;
      report(
        risk.anchor,
        `No treatment of ${nameOf(risk)}, though it is ${risk.fields.status!.value}: add mitigate, avoid, transfer or accept`,
        { data: { missing: 'treatment' } },
      );
    },
  },
  {
    id: 'risk/controls-missing',
    title: 'Mitigated by nothing',
    severity: 'warning',
    fixes: [lacks('controls')],
    scope: 'risk',
    basis: TREATMENT,
    check(risk, _context, report) {
      const { treatment, controls, actions } = risk.fields;
      if (treatment?.value !== 'mitigate' || controls || risk.broken) return;
      if (actions && (!actions.value || actions.partial || actions.value.some(isOpenAction))) return;
      const blank = actions?.value?.map(({ value }) => value?.what).find((what) => what && isPlaceholder(what.text));
      report(
        blank ?? risk.anchor,
        `No control and no open action mitigates ${nameOf(risk)}: add controls, or the actions still to come`,
        blank ? undefined : { data: { missing: 'controls' } },
      );
    },
  },
  {
    id: 'risk/residual-missing',
    title: 'Treated, but what remains is not stated',
    severity: 'warning',
    fixes: [lacks('residual')],
    scope: 'risk',
    basis: TREATMENT,
    check(risk, _context, report) {
      const { status, treatment, residual } = risk.fields;
      if (residual || risk.broken || status?.value !== 'treated') return;
      if (treatment?.value !== 'mitigate' && treatment?.value !== 'transfer') return;
      report(risk.anchor, `No residual risk of ${nameOf(risk)}: assess again what remains after the treatment`, {
        data: { missing: 'residual' },
      });
    },
  },
  {
    id: 'risk/residual-higher',
    title: 'Higher after treatment than before',
    severity: 'error',
    settings: ['risks.scale'],
    scope: 'risk',
    basis: TREATMENT,
    check(risk, { settings }, report) {
      const { inherent, residual } = risk.fields;
      const before = heightOf(inherent, settings);
      const after = heightOf(residual, settings);
      if (before && after && after.product > before.product)
        report(
          residual!,
          `The residual risk of ${nameOf(risk)} (${after.product}) is above the inherent one (${before.product}): correct one of them`,
          { related: [{ start: inherent!.start, end: inherent!.end, message: 'The inherent risk' }] },
        );
    },
  },
  {
    id: 'risk/acceptance-missing',
    title: 'Nobody has accepted what remains',
    severity: 'error',
    fixes: [lacks('accepted')],
    settings: LEVELS,
    scope: 'risk',
    basis: TREATMENT,
    check(risk, { settings }, report) {
      if (!isUnaccepted(risk, settings) || risk.broken) return;
      const { level, product } = currentHeight(risk, settings)!;
      report(
        risk.anchor,
        `Nobody has accepted ${nameOf(risk)}, which remains ${level} (${product}): add accepted, with by and on`,
        { data: { missing: 'accepted' } },
      );
    },
  },
  {
    id: 'risk/acceptance-by-wrong-role',
    title: 'Accepted by a role that may not accept it',
    severity: 'error',
    settings: [...LEVELS, 'risks.accept', 'roles'],
    scope: 'risk',
    basis: TREATMENT,
    check(risk, { settings }, report) {
      const by = risk.fields.accepted?.value?.by;
      const may = mayAcceptInstead(risk, settings);
      if (!by || !may) return;
      const { level, product } = currentHeight(risk, settings)!;
      report(
        by,
        `${by.text} may not accept ${nameOf(risk)}, which is ${level} (${product}): ask ${[...may].join(' or ')}`,
      );
    },
  },
  {
    id: 'risk/acceptance-expired',
    title: 'The acceptance has ended',
    severity: 'error',
    scope: 'risk',
    basis: TREATMENT,
    check(risk, { today }, report) {
      const until = risk.fields.accepted?.value?.until;
      if (until?.value !== undefined && until.value < today)
        report(
          until,
          `The acceptance of ${nameOf(risk)} ended on ${until.value}, ${days(daysBetween(until.value, today))} ago: treat the risk, or accept it again`,
        );
    },
  },
  {
    id: 'risk/acceptance-expiring',
    title: 'The acceptance ends soon',
    severity: 'warning',
    settings: ['reviews.due-soon'],
    scope: 'risk',
    basis: TREATMENT,
    check(risk, { today, settings }, report) {
      const until = risk.fields.accepted?.value?.until;
      if (until?.value === undefined || until.value < today || until.value > addDuration(today, settings.dueSoon))
        return;
      report(
        until,
        `The acceptance of ${nameOf(risk)} ends on ${until.value}, ${dueIn(today, until.value)}: plan who decides then`,
      );
    },
  },
  {
    id: 'risk/acceptance-stale',
    title: 'Accepted before something changed',
    severity: 'error',
    scope: 'risk',
    basis: TREATMENT,
    check(risk, { today }, report) {
      const on = risk.fields.accepted?.value?.on;
      const change = on?.value === undefined ? undefined : changeAfter(risk, on.value, today);
      if (!change) return;
      const { start, end } = change.date;
      report(
        on!,
        `${nameOf(risk)} was accepted on ${on!.value}, but then ${change.what}: assess it and accept it again`,
        { related: [{ start, end, message: 'What changed' }] },
      );
    },
  },
  {
    id: 'risk/action-overdue',
    title: 'Action against a risk overdue',
    severity: 'error',
    scope: 'risk',
    basis: TREATMENT,
    check(risk, context, report) {
      for (const { what, owner, due } of overdueActions(risk.fields.actions?.value, context))
        report(
          due,
          `Action overdue since ${due.value}: ${shortName(what)}${owner ? ` (${owner})` : ''}. Do it and record the day under done`,
        );
    },
  },
  {
    id: 'risk/review-missing',
    title: 'No review of the risk yet',
    severity: 'error',
    fixes: [review],
    settledBy: 'review',
    scope: 'risk',
    basis: REVIEW,
    check(risk, _context, report) {
      if (isReviewed(risk) && isUnreviewed(risk.fields.reviews) && !risk.broken)
        report(risk.anchor, `No review of ${nameOf(risk)}: review the assessment and record that under reviews`);
    },
  },
  ...dueRules<Risk>({
    scope: 'risk',
    prefix: 'risk/review-',
    whose: 'risk’s ',
    basis: REVIEW,
    setting: 'risks.review',
    nameOf,
    due: (risk, context) => (isReviewed(risk) ? riskDue(risk, context) : undefined),
    events: ({ fields }) => fields.events,
  }),
  {
    id: 'risk/control-not-applicable',
    title: 'Treated by a control that is excluded',
    severity: 'error',
    scope: 'project',
    basis: TREATMENT,
    check(project, report) {
      const excluded = new Map(
        (soaOf(project)?.rows ?? []).flatMap((row) => {
          const id = row.entity.fields.applicable?.value === false ? controlOf(row.entity) : undefined;
          return id === undefined ? [] : [[id, row] as const];
        }),
      );
      if (!excluded.size) return;
      for (const { entity: risk, home } of risksOf(project)) {
        if (!isOpen(risk)) continue;
        for (const item of risk.fields.controls?.value ?? []) {
          const ids = item.value === undefined ? [] : controlsIn(item.value).filter((id) => excluded.has(id));
          if (!ids.length) continue;
          const them = ids.length > 1 ? 'them' : 'it';
          report(
            { home, span: item },
            `${ids.join(', ')} cannot treat ${nameOf(risk)}: the Statement of Applicability excludes ${them}. Apply ${them} there, or choose another`,
            { kind: 'risk', id: risk.fields.id?.text ?? '' },
            ids.map((id) => {
              const row = excluded.get(id)!;
              return { home: row.home, span: row.entity.fields.applicable!, message: `${id} is excluded here` };
            }),
          );
        }
      }
    },
  },
  {
    id: 'risk/owner-missing',
    title: 'Risk without an owner',
    severity: 'warning',
    fixes: [lacks('owner')],
    scope: 'risk',
    basis: ASSESSMENT,
    check(risk, _context, report) {
      if (risk.fields.owner || risk.broken) return;
      report(risk.anchor, `No owner of ${nameOf(risk)}: add the role that answers for the risk`, {
        data: { missing: 'owner' },
      });
    },
  },
  exampleRule<Risk>('risk', nameOf, ({ fields }) => fields.example),
];
