import { checkEntity } from '../check/check.ts';
import { ruleById, ruleIds, rules } from '../check/rules.ts';
import { countryName } from '../facts/countries.ts';
import { inferenceAsOf } from '../facts/inference.ts';
import { assuranceEnd, computedRating, inScope, isReviewed, needsDpa } from '../kinds/supplier/model.ts';
import { inferenceVerdicts } from '../kinds/supplier/rules/model.ts';
import { placesOf } from '../kinds/supplier/rules/places.ts';
import { supplierDue, triggeringEvent } from '../kinds/supplier/rules/reviews.ts';
import type { Supplier } from '../kinds/supplier/types.ts';
import type { Day } from '../model/dates.ts';
import { lastReview } from '../model/reviews.ts';
import { type Context, type Criterion, isEntityRule, type RawFinding } from '../model/rule.ts';
import type { Field, List, PlaceValue } from '../model/types.ts';
import { capital } from '../text/words.ts';
import type { PlacedSupplier, RootData } from './model.ts';
import type { Sources } from './sources.ts';

/** In the order of the report. */
export const CRITERIA: Readonly<Record<Criterion, string>> = {
  assurance: 'Security assurance',
  residency: 'Data residency',
  contract: 'Contractual basis',
  criticality: 'Criticality',
  'model-storage': 'Model: storage in the residency',
  'model-inference': 'Model: inference in the residency',
  'model-training': 'Model: no training on the data',
  review: 'Ongoing review',
};
export const criteria = Object.keys(CRITERIA) as readonly Criterion[];

/**
 * `attention`: met for now, or not proven; `unclear`: what is written cannot be read, so nothing can be said.
 */
export type Verdict = 'met' | 'attention' | 'not-met' | 'waived' | 'unclear' | 'not-applicable';

export interface Reason {
  readonly rule: string;
  readonly message: string;
  readonly waived?: { readonly approvedBy: string; readonly expires: string };
}

export interface Evidence {
  readonly text: string;
  /** The last day on which it counts. */
  readonly until?: Day;
  /** Where it is: a path or an address, as written. */
  readonly document?: string;
}

/** How a supplier stands to one criterion, on what evidence. */
export interface Judged {
  readonly criterion: Criterion;
  readonly verdict: Verdict;
  readonly evidence: readonly Evidence[];
  readonly reasons: readonly Reason[];
}

/** The criterion that a rule belongs to. */
export const criterionOf = (rule: string): Criterion | undefined => ruleById(rule)?.criterion;

const rulesOf = new Map(criteria.map((one) => [one, rules.filter(({ criterion }) => criterion === one)]));

function fieldsOf({ fields }: Supplier, criterion: Criterion): readonly (Field<unknown> | undefined)[] {
  const model = fields.model?.value;
  switch (criterion) {
    case 'assurance':
      return [fields.assurance];
    case 'residency':
      return [fields.hosting, fields.processing, fields.transfers];
    case 'contract':
      return [fields.dpa, fields.agreement];
    case 'criticality':
      return [fields.criticality];
    case 'model-storage':
      return [model?.storage];
    case 'model-inference':
      return [model?.inference];
    case 'model-training':
      return [model?.training];
    case 'review':
      return [fields.reviews, fields.events, fields['review-every']];
  }
}

/**
 * Judges a supplier by every criterion. The verdicts are the policy's: a rule that `isms.yaml` lowers or switches off
 * still counts here, only a waiver in force is shown as what it is.
 */
export function judge(
  placed: PlacedSupplier,
  { today, settings, sources }: Pick<RootData, 'today' | 'settings' | 'sources'>,
): Judged[] {
  const { supplier, text } = placed;
  const context: Context = {
    today,
    settings: { ...settings, rules: new Map() },
    failed: () => {},
    isDefined: () => undefined,
    idsOf: () => [],
    document: () => 'there',
    ruleById,
    ruleIds,
  };
  const scoped = inScope(supplier);
  const raw = scoped ? checkEntity({ entity: supplier, issues: [], references: [] }, text, context) : [];
  return criteria.map((criterion): Judged => {
    const evidence = evidenceOf(supplier, criterion, context);
    if (
      !scoped ||
      (criterion.startsWith('model-') && !runsModels(supplier)) ||
      (criterion === 'review' && !isReviewed(supplier))
    ) {
      return { criterion, verdict: 'not-applicable', evidence: scoped ? evidence : [], reasons: [] };
    }
    return { criterion, evidence, ...verdictOf(placed, criterion, context, raw, sources) };
  });
}

const runsModels = ({ fields }: Supplier): boolean =>
  Boolean(fields.model) || Boolean(fields.categories?.value?.some(({ value }) => value === 'model'));

function verdictOf(
  { supplier, issues, at: placeOf }: PlacedSupplier,
  criterion: Criterion,
  context: Context,
  raw: readonly RawFinding[],
  sources: Sources,
): Pick<Judged, 'verdict' | 'reasons'> {
  const reasons: Reason[] = [];
  let verdict: Verdict = 'met';
  const worsen = (to: Verdict) => {
    if (ORDER.indexOf(to) > ORDER.indexOf(verdict)) verdict = to;
  };
  for (const rule of rulesOf.get(criterion)!) {
    if (!isEntityRule(rule)) continue;
    rule.check(
      supplier,
      context,
      (at, message, remark) => {
        const waived = raw.find(
          (finding) => finding.rule === rule.id && finding.start === at.start && finding.end === at.end,
        )?.waived;
        reasons.push(sources.note({ rule: rule.id, message, ...(waived ? { waived } : {}) }, () => placeOf(at)));
        if (waived) worsen('waived');
        else if (rule.severity === 'information') return;
        else worsen(rule.severity === 'error' && !remark?.lower ? 'not-met' : 'attention');
      },
      [],
    );
  }
  missingFacts(supplier, criterion, (message) => {
    reasons.push({ rule: 'model/facts-missing', message });
    worsen('not-met');
  });
  const fields = fieldsOf(supplier, criterion);
  for (const field of fields) {
    if (!field) continue;
    const unread = issues.filter(
      (issue) =>
        ruleById(issue.rule)?.rejects &&
        issue.start >= field.key.start &&
        issue.end <= Math.max(field.end, field.key.end),
    );
    for (const issue of unread)
      reasons.push(sources.note({ rule: issue.rule, message: issue.message }, () => placeOf(issue)));
    if (unread.length || field.value === undefined || field.partial) worsen('unclear');
  }
  // With a syntax error inside, what is missing may only be unreadable.
  if (supplier.broken && fields.every((field) => !field)) worsen('unclear');
  if (criterion.startsWith('model-') && supplier.fields.model && !supplier.fields.model.value) worsen('unclear');
  return { verdict, reasons };
}

const ORDER: readonly Verdict[] = ['met', 'waived', 'attention', 'unclear', 'not-met'];

/** The rule tells a model block's missing parts in one finding; here each part is missing where it is asked for. */
function missingFacts({ fields, broken }: Supplier, criterion: Criterion, report: (message: string) => void): void {
  if (broken || !criterion.startsWith('model-')) return;
  if (!fields.model) report('The supplier runs models, and the register says nothing about them');
  else if (!fields.model.value) return;
  else if (criterion === 'model-storage' && !fields.model.value.storage && !fields.hosting)
    report('Where the models’ data is stored is not stated');
  else if (criterion === 'model-inference' && !fields.model.value.inference)
    report('Where the models run is not stated');
}

/** What the catalogue calls a place: `Frankfurt, Germany`. */
export const placeLabel = (place: NonNullable<PlaceValue['place']>): string =>
  place.label.replace(/^[^()]+ \(([^()]+)\), (.+)$/, '$1, $2');

/** A place as written, with what the catalogue knows of it where that says more. */
export function placeText({ text, place }: { readonly text: string; readonly place: PlaceValue['place'] }): string {
  if (!place) return `${text} (unknown)`;
  return text.includes('(') || place.label === text || place.label.includes(text)
    ? text
    : `${text} (${placeLabel(place)})`;
}

const placeTexts = (list: Field<List<PlaceValue>> | undefined): string[] => placesOf(list).map(placeText);

const ASSURANCE: Readonly<Record<string, string>> = {
  iso27001: 'ISO/IEC 27001 certificate',
  'soc2-type2': 'SOC 2 Type II report',
  questionnaire: 'Security questionnaire',
  'soc2-type1': 'SOC 2 Type I report',
  iso27017: 'ISO/IEC 27017',
  iso27018: 'ISO/IEC 27018',
  iso27701: 'ISO/IEC 27701',
  c5: 'BSI C5',
  'pci-dss': 'PCI DSS',
};
export const assuranceName = (kind: string | undefined): string =>
  kind !== undefined && Object.hasOwn(ASSURANCE, kind) ? ASSURANCE[kind]! : 'Other evidence';

const MECHANISMS: Readonly<Record<string, string>> = {
  adequacy: 'adequacy decision',
  dpf: 'EU-US Data Privacy Framework',
  scc: 'standard contractual clauses',
  bcr: 'binding corporate rules',
  none: 'no mechanism',
};
export const mechanismName = (mechanism: string | undefined): string =>
  mechanism !== undefined && Object.hasOwn(MECHANISMS, mechanism) ? MECHANISMS[mechanism]! : 'mechanism not stated';

/** Whether the register states that there is no transfer: a list of which nothing can be read states nothing. */
export const statesNoTransfer = ({ fields }: Supplier): boolean =>
  fields.transfers?.value?.length === 0 && !fields.transfers.partial;

/** The transfers that can be read. */
export const transfersOf = ({ fields }: Supplier) =>
  (fields.transfers?.value ?? []).flatMap(({ value }) =>
    value?.to?.value
      ? [
          {
            text: value.to.text,
            to: placeText({ text: value.to.text, place: value.to.value.place }),
            place: value.to.value.place,
            mechanism: value.mechanism?.value,
          },
        ]
      : [],
  );

const TRAINING: Readonly<Record<string, string>> = {
  prohibited: 'prohibited by contract',
  'opted-out': 'switched off by a setting',
  allowed: 'allowed',
  unknown: 'unknown',
};

function evidenceOf(supplier: Supplier, criterion: Criterion, context: Context): Evidence[] {
  const { fields } = supplier;
  const model = fields.model?.value;
  const { residency } = context.settings;
  const list: Evidence[] = [];
  const add = (text: string, more: { until?: Day | undefined; document?: string | undefined } = {}) =>
    list.push({
      text,
      ...(more.until ? { until: more.until } : {}),
      ...(more.document ? { document: more.document } : {}),
    });
  switch (criterion) {
    case 'assurance':
      for (const item of fields.assurance?.value ?? []) {
        const { value } = item;
        if (!value) continue;
        const end = assuranceEnd(item, context.settings);
        const edition = value.kind?.value === 'iso27001' ? `, ${value.standard?.value ?? '2022'} edition` : '';
        const period = value['period-end']?.value
          ? `, period ${value['period-start']?.value ? `${value['period-start'].value} ` : ''}to ${value['period-end'].value}`
          : '';
        const bridge = value['bridge-letter-until']?.value
          ? `, bridge letter to ${value['bridge-letter-until'].value}`
          : '';
        const completed = value.completed?.value ? `, completed ${value.completed.value}` : '';
        const scope = value.scope ? `, scope: ${value.scope.text}` : '';
        const exceptions = value.exceptions ? `, exceptions: ${value.exceptions.text}` : '';
        const controls = value['compensating-controls']?.value?.length;
        add(
          `${assuranceName(value.kind?.value)}${edition}${period}${bridge}${completed}${scope}${exceptions}${controls ? `, ${controls} compensating control${controls === 1 ? '' : 's'}` : ''}`,
          {
            until: end && !end.incomplete ? end.end : undefined,
            document: value.document?.text,
          },
        );
      }
      break;
    case 'residency': {
      const hosting = placeTexts(fields.hosting);
      if (hosting.length) add(`Hosting: ${hosting.join(', ')}`);
      if (fields.processing) add(`Processing: ${placeTexts(fields.processing).join(', ')}`);
      const transfers = transfersOf(supplier);
      if (statesNoTransfer(supplier)) add('Transfers: none, as stated');
      else if (transfers.length)
        add(`Transfers: ${transfers.map(({ to, mechanism }) => `${to}, ${mechanismName(mechanism)}`).join('; ')}`);
      if (fields.country?.value) add(`Seat: ${countryName(fields.country.value)}`);
      break;
    }
    case 'contract': {
      const { dpa, agreement, role } = fields;
      if (role?.value && role.value !== 'processor') add(`Role: ${role.text}`);
      if (dpa?.value) {
        const { status, signed, expires, document } = dpa.value;
        const letters = dpa.value['art-28-3']?.value?.length;
        const state = status?.value ?? (signed?.value ? 'signed' : 'state not given');
        add(
          `DPA: ${state}${signed?.value ? ` ${state === 'incorporated' ? 'from ' : ''}${signed.value}` : ''}${letters ? `, Art. 28(3): ${letters} of 8 points` : ''}`,
          {
            until: expires?.value,
            document: document?.text,
          },
        );
      }
      if (agreement?.value) {
        const { signed, document, covers } = agreement.value;
        const covered = (covers?.value ?? []).map(({ text }) => text).join(', ');
        add(
          `Agreement: ${signed?.value ? `signed ${signed.value}` : 'not signed'}${covered ? `, covers ${covered}` : ''}`,
          { document: document?.text },
        );
      }
      if (!needsDpa(supplier) && !dpa) add('No processor of personal data: no DPA is asked for');
      break;
    }
    case 'criticality': {
      const rating = fields.criticality?.value;
      if (!rating) break;
      const computed = computedRating(supplier);
      const factors = (['business-impact', 'data-access', 'replacement-difficulty'] as const).map(
        (key) => `${key.replace('-', ' ')} ${rating[key]?.value ?? '?'}`,
      );
      add(`${capital(computed?.rating ?? 'not computable')}: ${factors.join(', ')} (of 5)`);
      break;
    }
    case 'model-storage': {
      if (!model) break;
      const stored = placeTexts(model.storage ?? fields.hosting);
      if (stored.length) add(`Storage: ${stored.join(', ')}${model.storage ? '' : ' (as hosting)'}`);
      if (model.retention) add(`Retention: ${model.retention.text}`);
      break;
    }
    case 'model-inference':
      for (const verdict of inferenceVerdicts(supplier, residency)) {
        const conditions = verdict.conditions.length
          ? `; conditions of the promise: ${verdict.conditions.join('; ')}`
          : '';
        add(
          `${verdict.platform}: ${verdict.verdict}, ${verdict.reason} (vendor facts as of ${inferenceAsOf})${conditions}`,
        );
      }
      break;
    case 'model-training':
      if (model?.training?.value)
        add(
          `Training: ${TRAINING[model.training.value]}${model['training-terms'] ? `; ${model['training-terms'].text}` : ''}`,
        );
      break;
    case 'review': {
      const last = lastReview(fields.reviews);
      if (last) {
        const { by, outcome, checked } = last.review;
        const what = (checked?.value ?? []).map(({ text }) => text).join(', ');
        add(
          `Last: ${last.day}${by ? ` by ${by.text}` : ''}${outcome ? `, ${outcome.text}` : ''}${what ? `; checked ${what}` : ''}`,
        );
      }
      const due = isReviewed(supplier) ? supplierDue(supplier, context) : undefined;
      if (due) add(`Next: due ${due.due}`);
      const event = isReviewed(supplier) ? triggeringEvent(supplier) : undefined;
      if (event) add(`Since then: ${event.kind.replace('-', ' ')} of ${event.date.value}`);
      break;
    }
  }
  return list;
}
