import { ruleById } from '../check/rules.ts';
import { adequacyAsOf, countryName } from '../facts/countries.ts';
import { inferenceAsOf, platforms } from '../facts/inference.ts';
import { type Place, parsePlace, regionsAsOf } from '../facts/places.ts';
import { basisIn, supplierPolicies } from '../kinds/policy/model.ts';
import type { Policy } from '../kinds/policy/types.ts';
import { type NamedRisk, namedRisk, risksOf, riskText } from '../kinds/risk/model.ts';
import {
  accessOf,
  assuranceState,
  computedRating,
  gdprRole,
  inScope,
  isReviewed,
  scopeOf,
} from '../kinds/supplier/model.ts';
import { inferenceVerdicts } from '../kinds/supplier/rules/model.ts';
import { placesOf } from '../kinds/supplier/rules/places.ts';
import { supplierDue, triggeringEvent } from '../kinds/supplier/rules/reviews.ts';
import type { Rating, Supplier } from '../kinds/supplier/types.ts';
import { addDuration, type Day, formatDuration } from '../model/dates.ts';
import { isDone, lastReview } from '../model/reviews.ts';
import type { Basis, Criterion } from '../model/rule.ts';
import type { Severity } from '../model/types.ts';
import { byText } from '../text/words.ts';
import { type Changes, changesSince, type Earlier, termsOf, type WaiverTerms } from './changes.ts';
import { type Judged, judge, mechanismName, placeText, statesNoTransfer, transfersOf } from './criteria.ts';
import { nameOf, type PlacedFinding, type PlacedSupplier, placeOf, type RootData, worst } from './model.ts';
import type { Choice } from './report.ts';

/** One supplier of the review, with everything that the report says of it. */
export interface ReviewedSupplier {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly purpose?: string;
  readonly owner?: string;
  readonly country?: string;
  /** Its role under the GDPR. */
  readonly role?: string;
  readonly access: readonly string[];
  readonly inScope: boolean;
  /** `unknown`: no access is stated that could be read. */
  readonly scope: 'in' | 'out' | 'unknown';
  readonly rating?: Rating;
  readonly hosting: readonly string[];
  readonly processing: readonly string[];
  readonly transfers?: readonly string[];
  readonly dpa?: { readonly status?: string; readonly signed?: Day; readonly expires?: Day };
  readonly assuranceUntil?: Day;
  readonly criteria: readonly Judged[];
  readonly lastReview?: {
    readonly date: Day;
    readonly by?: string;
    readonly outcome?: string;
    readonly checked: readonly string[];
    readonly notes?: string;
  };
  readonly nextReview?: Day;
  readonly triggered?: { readonly date: Day; readonly kind: string };
  readonly reviewState: 'overdue' | 'missing' | 'triggered' | 'due-soon' | 'planned' | 'none';
  readonly worst?: Severity;
  readonly findings: number;
  /** The risks that come from it, or that its reviews name. */
  readonly risks: readonly NamedRisk[];
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

export interface ReportFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  /** Its name; absent for a finding outside any supplier. */
  readonly supplier?: string;
  readonly supplierId?: string;
  readonly basis?: Basis;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly waived?: { readonly approvedBy: string; readonly expires: string };
}

export interface OpenAction {
  readonly supplier: string;
  readonly date: Day;
  readonly outcome: string;
  readonly action?: string;
  readonly owner?: string;
  readonly due?: Day;
  readonly risk?: string;
}

/** A review that was held in the period of the report. */
interface HeldReview {
  readonly supplier: string;
  readonly date: Day;
  readonly by: string;
  readonly outcome: string;
  readonly checked: readonly string[];
  readonly notes?: string;
}

export interface ReportedWaiver extends Omit<WaiverTerms, 'inForce'> {
  readonly compensatingControls: readonly string[];
  /** `lapsing`: in force, and ending within the time in which a review counts as due soon. */
  readonly state: 'in force' | 'lapsing' | 'ended' | 'not in force';
}

/** Where a supplier's evidence begins and ends, for the picture of it. */
export interface Validity {
  readonly name: string;
  readonly start: Day;
  readonly end: Day;
  readonly state: 'current' | 'ending' | 'ended';
}

/** In how many suppliers data is in a country (or a group, or anywhere), and how that stands to the residency. */
export interface CountryUse {
  readonly place: string;
  readonly suppliers: number;
  readonly verdict: 'inside' | 'outside' | 'unproven';
}

/** The data of the supplier review report: what every format is made from. */
export interface ReviewReport {
  /** Not all suppliers were asked for: which ones, and how many there are altogether. */
  readonly selection?: { readonly supplier?: string; readonly criticality?: readonly Rating[]; readonly of: number };
  readonly suppliers: readonly ReviewedSupplier[];
  readonly outOfScope: readonly Pick<ReviewedSupplier, 'id' | 'name' | 'status' | 'access'>[];
  /** Suppliers whose access is not stated, so that nobody knows whether the policy governs them. */
  readonly scopeUnknown: readonly Pick<ReviewedSupplier, 'id' | 'name' | 'status' | 'access'>[];
  /** All complete reviews since `from`, the latest first. */
  readonly reviews: { readonly from: Day; readonly held: readonly HeldReview[] };
  /** Titles of the policies that map controls of A.5.19 to A.5.23; none: the controls themselves are the basis. */
  readonly policies: readonly string[];
  readonly summary: {
    readonly suppliers: number;
    readonly inScope: number;
    readonly scopeUnknown: number;
    readonly errors: number;
    readonly warnings: number;
    readonly information: number;
    readonly waived: number;
    readonly overdue: number;
    readonly triggered: number;
    readonly dueSoon: number;
    readonly neverReviewed: number;
    readonly modelNotEligible: number;
    /** First and last day among the suppliers' latest reviews. */
    readonly reviewedFrom?: Day;
    readonly reviewedTo?: Day;
    /** Findings outside the register: in policies, settings and the Statement of Applicability. */
    readonly elsewhere: number;
  };
  readonly findings: readonly ReportFinding[];
  readonly changes?: Changes;
  readonly waivers: readonly ReportedWaiver[];
  readonly actions: readonly OpenAction[];
  /** Suppliers whose next review falls into the year from today, overdue ones included, by day. */
  readonly plan: readonly {
    readonly supplier: string;
    /** A triggered review is due today, whenever it was planned. */
    readonly due: Day;
    readonly triggered?: true;
    readonly last?: Day;
    readonly rating?: Rating;
    readonly owner?: string;
  }[];
  readonly validity: readonly Validity[];
  readonly countries: readonly CountryUse[];
  readonly terms: { readonly residency: string; readonly cadence: string; readonly dueSoon: string };
  readonly facts: { readonly regions: Day; readonly adequacy: Day; readonly inference: Day };
}

export const RATINGS: readonly Rating[] = ['critical', 'high', 'medium', 'low'];
const SEVERITIES: readonly Severity[] = ['error', 'warning', 'information'];
const MODEL: readonly Criterion[] = ['model-storage', 'model-inference', 'model-training'];
const OPEN = new Set(['conditions', 'remediate', 'replace', 'escalate']);

const ratingOf = (supplier: Supplier): Rating | undefined =>
  computedRating(supplier)?.rating ?? supplier.fields.criticality?.value?.rating?.value;

const ifThere = <K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { [P in K]?: V });

/** The risks of a root by what names them: the ids of suppliers that they come from, and their own. */
function risksBy(data: RootData) {
  const byId = new Map<string, NamedRisk>();
  const bySupplier = new Map<string, NamedRisk[]>();
  for (const { entity: risk, home } of risksOf(data.project)) {
    const named = data.sources.note(namedRisk(risk, data.settings), () => placeOf(home, risk.anchor));
    byId.set(named.id, named);
    for (const { text } of risk.fields.suppliers?.value ?? [])
      bySupplier.set(text, [...(bySupplier.get(text) ?? []), named]);
  }
  return { byId, bySupplier };
}
type Risks = ReturnType<typeof risksBy>;

function reviewed(placed: PlacedSupplier, data: RootData, risks: Risks): ReviewedSupplier {
  const { supplier, findings, file, line } = placed;
  const { fields } = supplier;
  const last = lastReview(fields.reviews);
  const due = isReviewed(supplier) ? supplierDue(supplier, data)?.due : undefined;
  const event = isReviewed(supplier) ? triggeringEvent(supplier) : undefined;
  const readable = transfersOf(supplier).map(({ to, mechanism }) => `${to}, ${mechanismName(mechanism)}`);
  const transfers = readable.length || statesNoTransfer(supplier) ? readable : undefined;
  const dpa = fields.dpa?.value;
  const open = findings.filter(({ waived }) => !waived);
  const entry: ReviewedSupplier = {
    id: fields.id?.text ?? '',
    name: nameOf(supplier),
    status: fields.status?.text ?? '',
    ...ifThere('purpose', fields.purpose?.text),
    ...ifThere('owner', fields.owner?.text),
    ...ifThere('country', fields.country?.value),
    ...ifThere('role', gdprRole(supplier)),
    access: accessOf(supplier),
    inScope: inScope(supplier),
    scope: scopeOf(supplier),
    ...ifThere('rating', ratingOf(supplier)),
    hosting: placesOf(fields.hosting).map(placeText),
    processing: placesOf(fields.processing).map(placeText),
    ...ifThere('transfers', transfers),
    ...(dpa
      ? {
          dpa: {
            ...ifThere('status', dpa.status?.value),
            ...ifThere('signed', dpa.signed?.value),
            ...ifThere('expires', dpa.expires?.value),
          },
        }
      : {}),
    ...ifThere('assuranceUntil', assuranceState(supplier, data.settings).latest?.end),
    criteria: judge(placed, data),
    ...(last
      ? {
          lastReview: {
            date: last.day,
            ...ifThere('by', last.review.by?.text),
            ...ifThere('outcome', last.review.outcome?.text),
            checked: (last.review.checked?.value ?? []).map(({ text }) => text),
            ...ifThere('notes', last.review.notes?.text),
          },
        }
      : {}),
    ...ifThere('nextReview', due),
    ...(event ? { triggered: { date: event.date.value!, kind: event.kind } } : {}),
    reviewState: !isReviewed(supplier)
      ? 'none'
      : !due
        ? 'missing'
        : due < data.today
          ? 'overdue'
          : event
            ? 'triggered'
            : due <= addDuration(data.today, data.settings.dueSoon)
              ? 'due-soon'
              : 'planned',
    ...ifThere('worst', worst(findings)),
    findings: open.length,
    risks: [
      ...new Set([
        ...(risks.bySupplier.get(fields.id?.text ?? '') ?? []),
        ...(fields.reviews?.value ?? []).flatMap(({ value }) => risks.byId.get(value?.risk?.text ?? '') ?? []),
      ]),
    ],
    file,
    line,
  };
  return data.sources.note(entry, () => placed.at(supplier.anchor));
}

export const findingOf = (
  { rule, severity, message, file, range, waived }: PlacedFinding,
  policies: readonly Policy[],
  supplier?: Supplier,
): ReportFinding => ({
  rule,
  severity,
  message,
  ...ifThere('supplier', supplier && nameOf(supplier)),
  ...ifThere('supplierId', supplier?.fields.id?.text),
  ...ifThere('basis', basisIn(ruleById(rule)?.basis, policies)),
  file,
  line: range.start.line + 1,
  ...(waived ? { waived } : {}),
});

function waivers(suppliers: readonly PlacedSupplier[], data: RootData): ReportedWaiver[] {
  const soon = addDuration(data.today, data.settings.dueSoon);
  return suppliers
    .filter(({ supplier }) => inScope(supplier))
    .flatMap(({ supplier, at }) =>
      (supplier.fields.waivers?.value ?? []).flatMap((item): ReportedWaiver[] => {
        const { value } = item;
        if (!value) return [];
        const { inForce, ...rest } = termsOf(supplier, value, data.today);
        const state = inForce
          ? rest.expires! <= soon
            ? 'lapsing'
            : 'in force'
          : rest.expires && rest.expires < data.today
            ? 'ended'
            : 'not in force';
        const entry: ReportedWaiver = {
          ...rest,
          compensatingControls: (value['compensating-controls']?.value ?? []).map(({ text }) => text),
          state,
        };
        return [data.sources.note(entry, () => at(value.rule ?? item))];
      }),
    )
    .sort(
      (a, b) =>
        ((a.expires ?? '') < (b.expires ?? '') ? -1 : (a.expires ?? '') > (b.expires ?? '') ? 1 : 0) ||
        byText(a.name, b.name),
    );
}

function validityOf({ supplier }: PlacedSupplier, data: RootData): Validity[] {
  const latest = assuranceState(supplier, data.settings).latest;
  if (!latest) return [];
  const fields = latest.item.value!;
  const start =
    fields.issued?.value ??
    fields['period-start']?.value ??
    fields['period-end']?.value ??
    fields.completed?.value ??
    addDuration(latest.end, { count: 3, unit: 'year' }, -1);
  const state =
    latest.end < data.today
      ? 'ended'
      : latest.end <= addDuration(data.today, data.settings.expiringSoon)
        ? 'ending'
        : 'current';
  return [{ name: nameOf(supplier), start, end: latest.end, state }];
}

function regionNamed(text: string, platform: string | undefined): { text: string; place: Place }[] {
  const place = parsePlace(text, platforms[platform ?? '']?.provider);
  return place?.members ? [{ text, place }] : [];
}

function countriesOf(suppliers: readonly PlacedSupplier[], { settings: { residency } }: RootData): CountryUse[] {
  const uses = new Map<string, { suppliers: Set<PlacedSupplier>; verdict: CountryUse['verdict'] }>();
  for (const placed of suppliers) {
    const { fields } = placed.supplier;
    const inference = (fields.model?.value?.inference?.value ?? []).flatMap(({ value }) => [
      ...(value?.region?.value ? [{ text: value.region.text, place: value.region.value.place }] : []),
      // A location is a region too, unless it is a promise wider than one.
      ...(value?.location?.value ? regionNamed(value.location.text, value.platform?.value) : []),
      ...placesOf(value?.destinations),
    ]);
    for (const { place } of [
      ...placesOf(fields.hosting),
      ...placesOf(fields.processing),
      ...placesOf(fields.model?.value?.storage),
      ...inference,
    ]) {
      const name = !place
        ? 'Unknown place'
        : !place.members
          ? 'Anywhere'
          : place.members.length === 1
            ? countryName(place.members[0]!)
            : place.provider
              ? place.label
              : `${place.id}, no country named`;
      const verdict = place ? residency.verdict(place.members) : 'unproven';
      const use = uses.get(name);
      if (use) use.suppliers.add(placed);
      else uses.set(name, { suppliers: new Set([placed]), verdict });
    }
    for (const { verdict, platform } of inferenceVerdicts(placed.supplier, residency)) {
      // A promise wider than the residency is no country; it is shown as what it is.
      if (verdict !== 'unproven' && verdict !== 'outside') continue;
      const name = `Model on ${platform}, ${verdict === 'outside' ? 'outside' : 'not proven'}`;
      const use = uses.get(name);
      if (use) use.suppliers.add(placed);
      else uses.set(name, { suppliers: new Set([placed]), verdict });
    }
  }
  return [...uses]
    .map(([place, { suppliers: users, verdict }]) => ({ place, suppliers: users.size, verdict }))
    .sort((a, b) => b.suppliers - a.suppliers || byText(a.place, b.place));
}

/** The complete reviews of suppliers in scope from a day on, the latest first. */
function heldReviews(suppliers: readonly PlacedSupplier[], { today, sources }: RootData, from: Day): HeldReview[] {
  return suppliers
    .flatMap(({ supplier, at }) =>
      (supplier.fields.reviews?.value ?? []).flatMap((review): HeldReview[] => {
        if (!isDone(review, today) || review.value!.date!.value! < from) return [];
        const { date, by, outcome, checked, notes } = review.value!;
        const entry: HeldReview = {
          supplier: nameOf(supplier),
          date: date!.value!,
          by: by!.text,
          outcome: outcome!.text,
          checked: (checked?.value ?? []).map(({ text }) => text),
          ...ifThere('notes', notes?.text),
        };
        return [sources.note(entry, () => at(date!))];
      }),
    )
    .sort((a, b) => (a.date < b.date ? 1 : a.date > b.date ? -1 : byText(a.supplier, b.supplier)));
}

const riskTextOf = (named: NamedRisk | undefined, text: string): string => (named ? riskText(named) : text);

const isChosen = ({ supplier, criticality }: Choice, { supplier: one }: PlacedSupplier): boolean =>
  (supplier === undefined || one.fields.id?.text === supplier) &&
  (!criticality || criticality.includes(ratingOf(one) as Rating));

/** A root's data with the suppliers that are asked for and what is found in them. */
export function chosenOf(data: RootData, choice: Choice): RootData {
  const suppliers = data.suppliers.filter((placed) => isChosen(choice, placed));
  return { ...data, suppliers, findings: suppliers.flatMap(({ findings }) => findings) };
}

/** Puts the review report's data together. */
export function reviewReport(root: RootData, earlier?: Earlier, choice: Choice = {}): ReviewReport {
  const { supplier: asked, criticality } = choice;
  const partial = asked !== undefined || criticality !== undefined;
  const data = partial ? chosenOf(root, choice) : root;
  const risks = risksBy(data);
  const all = data.suppliers.map((placed) => ({ placed, entry: reviewed(placed, data, risks) }));
  const rank = ({ rating }: ReviewedSupplier) => (rating ? RATINGS.indexOf(rating) : RATINGS.length);
  const scoped = all
    .filter(({ entry }) => entry.inScope)
    .sort((a, b) => rank(a.entry) - rank(b.entry) || byText(a.entry.name, b.entry.name));
  const suppliers = scoped.map(({ entry }) => entry);
  const owners = new Map(
    data.suppliers.flatMap(({ supplier, findings }) => findings.map((finding) => [finding, supplier] as const)),
  );
  const inRegister = new Set(data.suppliers.map(({ file }) => file));
  const register = data.findings.filter((finding) => owners.has(finding) || inRegister.has(finding.file));
  const findings = register
    .map((finding) =>
      data.sources.note(findingOf(finding, data.policies, owners.get(finding)), () => ({
        uri: finding.uri,
        range: finding.range,
      })),
    )
    .sort(
      (a, b) =>
        Number(Boolean(a.waived)) - Number(Boolean(b.waived)) ||
        SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity),
    );
  const count = (severity: Severity) =>
    findings.filter((finding) => finding.severity === severity && !finding.waived).length;
  const dates = suppliers.flatMap(({ lastReview: last }) => (last ? [last.date] : [])).sort();
  const state = (wanted: ReviewedSupplier['reviewState']) =>
    suppliers.filter(({ reviewState }) => reviewState === wanted).length;
  const untilNextYear = addDuration(data.today, { count: 12, unit: 'month' });
  const placed = scoped.map((entry) => entry.placed);
  const from = earlier?.day ?? addDuration(data.today, { count: 12, unit: 'month' }, -1);
  const beside = (scope: ReviewedSupplier['scope']) =>
    all
      .filter(({ entry }) => entry.scope === scope)
      .map(({ entry }) => {
        const { id, name, status, access } = entry;
        return data.sources.same({ id, name, status, access }, entry);
      });
  return {
    ...(partial
      ? {
          selection: {
            ...ifThere('supplier', asked),
            ...ifThere('criticality', criticality),
            of: root.suppliers.length,
          },
        }
      : {}),
    suppliers,
    outOfScope: beside('out'),
    scopeUnknown: beside('unknown'),
    reviews: { from, held: heldReviews(placed, data, from) },
    policies: supplierPolicies(data.policies).map(
      ({ fields }) => fields.title?.text ?? fields.id?.text ?? 'a policy without a title',
    ),
    summary: {
      suppliers: all.length,
      inScope: suppliers.length,
      scopeUnknown: all.filter(({ entry }) => entry.scope === 'unknown').length,
      errors: count('error'),
      warnings: count('warning'),
      information: count('information'),
      waived: findings.filter(({ waived }) => waived).length,
      overdue: state('overdue'),
      triggered: suppliers.filter(({ triggered }) => triggered).length,
      dueSoon: suppliers.filter(
        ({ reviewState, nextReview }) =>
          reviewState === 'due-soon' ||
          (reviewState === 'triggered' && nextReview! <= addDuration(data.today, data.settings.dueSoon)),
      ).length,
      neverReviewed: state('missing'),
      modelNotEligible: suppliers.filter(({ criteria }) =>
        criteria.some(({ criterion, verdict }) => MODEL.includes(criterion) && verdict === 'not-met'),
      ).length,
      ...(dates.length ? { reviewedFrom: dates[0]!, reviewedTo: dates.at(-1)! } : {}),
      elsewhere: data.findings.length - register.length,
    },
    findings,
    ...(earlier
      ? { changes: changesSince(data, earlier, partial ? (placed) => isChosen(choice, placed) : undefined, root) }
      : {}),
    waivers: waivers(data.suppliers, data),
    actions: data.suppliers.flatMap(({ supplier, at }): OpenAction[] => {
      if (!inScope(supplier)) return [];
      const last = lastReview(supplier.fields.reviews);
      return (supplier.fields.reviews?.value ?? []).flatMap((review): OpenAction[] => {
        if (!isDone(review, data.today)) return [];
        const { date, outcome, action, risk } = review.value!;
        const { what, owner, due, done } = action?.value ?? {};
        const latest = review === last?.item;
        // What an earlier review asked for is open as long as its action is dated and not done.
        const open = latest ? what || risk || (outcome?.value && OPEN.has(outcome.value)) : due;
        if (!open || done) return [];
        const entry: OpenAction = {
          supplier: nameOf(supplier),
          date: date!.value!,
          outcome: outcome?.text ?? '',
          ...ifThere('action', what?.text),
          ...ifThere('owner', owner?.text),
          ...ifThere('due', due?.value),
          ...ifThere('risk', risk && riskTextOf(risks.byId.get(risk.text), risk.text)),
        };
        return [data.sources.note(entry, () => at(date!))];
      });
    }),
    plan: suppliers
      .flatMap((entry) => {
        const { name, nextReview, lastReview: last, rating, owner, triggered, reviewState } = entry;
        const due = reviewState === 'missing' || (triggered && nextReview! > data.today) ? data.today : nextReview;
        if (!due || due > untilNextYear) return [];
        const planned = {
          supplier: name,
          due,
          ...(triggered ? { triggered: true as const } : {}),
          ...ifThere('last', last?.date),
          ...ifThere('rating', rating),
          ...ifThere('owner', owner),
        };
        return [data.sources.same(planned, entry)];
      })
      .sort((a, b) => (a.due < b.due ? -1 : a.due > b.due ? 1 : byText(a.supplier, b.supplier))),
    validity: placed
      .flatMap((entry) => validityOf(entry, data))
      .sort((a, b) => (a.end < b.end ? -1 : a.end > b.end ? 1 : byText(a.name, b.name))),
    countries: countriesOf(placed, data),
    terms: {
      residency: data.settings.residency.text,
      cadence: formatDuration(data.settings.supplierReviews),
      dueSoon: formatDuration(data.settings.dueSoon),
    },
    facts: { regions: regionsAsOf, adequacy: adequacyAsOf, inference: inferenceAsOf },
  };
}
