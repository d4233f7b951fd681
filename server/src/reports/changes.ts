import { ruleById } from '../check/rules.ts';
import { isInForce } from '../check/waivers.ts';
import { countryName } from '../facts/countries.ts';
import { accessOf, assuranceState, computedRating } from '../kinds/supplier/model.ts';
import { placesOf } from '../kinds/supplier/rules/places.ts';
import type { Supplier } from '../kinds/supplier/types.ts';
import type { Day } from '../model/dates.ts';
import { lastReview } from '../model/reviews.ts';
import { rankOf } from '../model/severity.ts';
import type { Severity, Waiver } from '../model/types.ts';
import { byText } from '../text/words.ts';
import type { Root } from '../workspace/root.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { criterionOf, mechanismName, placeText, statesNoTransfer, transfersOf } from './criteria.ts';
import { nameOf, type PlacedSupplier, type RootData, readRoot } from './model.ts';

/** An earlier state of the same ISMS, for what changed since. */
export interface Earlier {
  readonly workspace: Workspace;
  /** `undefined`: the ISMS was not there yet. */
  readonly root: Root | undefined;
  /** The day that the state is of; it is judged as of this day. */
  readonly day: Day;
  /** How the reader of an internal report finds it: a revision. */
  readonly label?: string;
  /** States in between, the oldest first: they tell whether a waiver held all the time. */
  readonly between?: readonly WaiverState[];
  /** Keys of the waivers that there were at any time before: asked only for a waiver that the earlier state lacks. */
  readonly waiversBefore?: () => ReadonlySet<string>;
}

/** The waivers of a root as they stood on a day. */
export interface WaiverState {
  readonly day: Day;
  /** By a key of supplier, rule and value. */
  readonly waivers: ReadonlyMap<string, WaiverTerms>;
}

export interface WaiverTerms {
  readonly supplier: string;
  readonly name: string;
  readonly rule: string;
  readonly for?: string;
  readonly reason: string;
  readonly approvedBy?: string;
  readonly approved?: Day;
  readonly expires?: Day;
  readonly inForce: boolean;
}

const idOf = ({ fields }: Supplier): string => fields.id?.text ?? '';

/** A waiver's terms, and whether it holds on a day. */
export function termsOf(supplier: Supplier, waiver: Waiver, day: Day): WaiverTerms {
  return {
    supplier: idOf(supplier),
    name: nameOf(supplier),
    rule: waiver.rule?.text ?? '',
    ...(waiver.for ? { for: waiver.for.text } : {}),
    reason: waiver.reason?.text ?? '',
    ...(waiver['approved-by'] ? { approvedBy: waiver['approved-by'].text } : {}),
    ...(waiver.approved?.value ? { approved: waiver.approved.value } : {}),
    ...(waiver.expires?.value ? { expires: waiver.expires.value } : {}),
    inForce: isInForce(waiver, day, ruleById),
  };
}

/** All waivers of a root, by supplier, rule and value: of several for the same, the one that lasts longest. */
export function waiversOf(suppliers: readonly PlacedSupplier[], day: Day): Map<string, WaiverTerms> {
  const map = new Map<string, WaiverTerms>();
  for (const { supplier } of suppliers) {
    for (const { value } of supplier.fields.waivers?.value ?? []) {
      if (!value) continue;
      const terms = termsOf(supplier, value, day);
      const key = JSON.stringify([terms.supplier, terms.rule, terms.for ?? '']);
      const other = map.get(key);
      if (!other || (terms.expires ?? '') > (other.expires ?? '')) map.set(key, terms);
    }
  }
  return map;
}

/** The waivers of a root as they stood: what `Earlier.between` is made of. */
export const waiverState = (workspace: Workspace, root: Root, day: Day): WaiverState => ({
  day,
  waivers: waiversOf(readRoot(workspace, root).suppliers, day),
});

export type WaiverChange = WaiverTerms & {
  readonly change: 'new' | 're-opened' | 'extended' | 'changed' | 'ended' | 'removed';
  readonly before?: { readonly expires?: Day };
};

export interface FieldChange {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

export interface SupplierChange {
  readonly id: string;
  readonly name: string;
  readonly change: 'new' | 'removed' | 'changed';
  readonly fields: readonly FieldChange[];
}

export interface FindingChange {
  readonly rule: string;
  readonly supplier: string;
  readonly message: string;
}

/** A finding that took the place of a milder one, or of a more severe one. */
export interface MovedFinding extends FindingChange {
  readonly before: { readonly rule: string; readonly message: string };
}

/** What changed in a register since an earlier state. */
export interface Changes {
  readonly since: Day;
  readonly label?: string;
  /** The ISMS was not there yet at that time. */
  readonly fromNothing: boolean;
  readonly suppliers: readonly SupplierChange[];
  readonly waivers: readonly WaiverChange[];
  readonly worseFindings: readonly MovedFinding[];
  readonly betterFindings: readonly MovedFinding[];
  readonly newFindings: readonly FindingChange[];
  readonly goneFindings: readonly FindingChange[];
}

type Facet = readonly [field: string, read: (supplier: Supplier, data: RootData) => string];

const list = (texts: Iterable<string>): string => [...texts].join(', ');

/** What of a supplier is compared, in the reader's words. */
const FACETS: readonly Facet[] = [
  ['name', ({ fields }) => fields.name?.text ?? ''],
  ['status', ({ fields }) => fields.status?.text ?? ''],
  ['purpose', ({ fields }) => fields.purpose?.text ?? ''],
  ['seat', ({ fields }) => (fields.country?.value ? countryName(fields.country.value) : (fields.country?.text ?? ''))],
  ['owner', ({ fields }) => fields.owner?.text ?? ''],
  ['role', ({ fields }) => fields.role?.text ?? ''],
  ['access', (supplier) => list(accessOf(supplier))],
  ['hosting', ({ fields }) => list(placesOf(fields.hosting).map(placeText))],
  ['processing', ({ fields }) => list(placesOf(fields.processing).map(placeText))],
  [
    'transfers',
    (supplier) =>
      statesNoTransfer(supplier)
        ? 'none'
        : transfersOf(supplier)
            .map(({ to, mechanism }) => `${to} (${mechanismName(mechanism)})`)
            .join(', '),
  ],
  [
    'agreement',
    ({ fields }) => (fields.agreement?.value?.signed?.value ? `signed ${fields.agreement.value.signed.value}` : ''),
  ],
  [
    'DPA',
    ({ fields }) => {
      const dpa = fields.dpa?.value;
      return dpa
        ? [dpa.status?.text, dpa.signed?.text, dpa.expires && `until ${dpa.expires.text}`].filter(Boolean).join(', ')
        : '';
    },
  ],
  ['assurance', (supplier, { settings }) => assuranceState(supplier, settings).latest?.end ?? ''],
  [
    'criticality',
    (supplier) => computedRating(supplier)?.rating ?? supplier.fields.criticality?.value?.rating?.text ?? '',
  ],
  ['model storage', ({ fields }) => list(placesOf(fields.model?.value?.storage).map(placeText))],
  [
    'model inference',
    ({ fields }) =>
      (fields.model?.value?.inference?.value ?? [])
        .map(({ value }) =>
          value
            ? [
                value.platform,
                value.region,
                value.profile,
                value.deployment,
                value.location,
                value.endpoint,
                value['inference-geo'],
              ]
                .flatMap((field) => (field ? [field.text] : []))
                .concat(placesOf(value.destinations).map(({ text }) => text))
                .join(' ')
            : '',
        )
        .join('; '),
  ],
  ['training', ({ fields }) => fields.model?.value?.training?.text ?? ''],
  ['review cadence', ({ fields }) => fields['review-every']?.text ?? ''],
  [
    'last review',
    ({ fields }) => {
      const last = lastReview(fields.reviews);
      return last ? [last.day, last.review.outcome?.text].filter(Boolean).join(', ') : '';
    },
  ],
];

/** By id; the first counts where an id stands twice. Suppliers without an id are compared by name. */
export function byId(suppliers: readonly PlacedSupplier[]): Map<string, PlacedSupplier> {
  const map = new Map<string, PlacedSupplier>();
  for (const placed of suppliers) {
    const key = idOf(placed.supplier) || `\n${nameOf(placed.supplier)}`;
    if (!map.has(key)) map.set(key, placed);
  }
  return map;
}

const EMPTY: Pick<RootData, 'suppliers'> = { suppliers: [] };

/**
 * @param isChosen where not all suppliers are asked for, which of the earlier ones are
 * @param whole the root with all its suppliers
 */
export function changesSince(
  now: RootData,
  earlier: Earlier,
  isChosen?: (supplier: PlacedSupplier) => boolean,
  whole: RootData = now,
): Changes {
  const all = earlier.root ? readRoot(earlier.workspace, earlier.root) : undefined;
  const then = all && isChosen ? { ...all, suppliers: alike(all.suppliers, now, whole, isChosen) } : all;
  const before = byId((then ?? EMPTY).suppliers);
  const after = byId(now.suppliers);
  const suppliers: SupplierChange[] = [];
  for (const [key, { supplier }] of after) {
    const old = before.get(key)?.supplier;
    const head = { id: idOf(supplier), name: nameOf(supplier) };
    if (!old || !then) suppliers.push({ ...head, change: 'new', fields: [] });
    else {
      const fields = FACETS.flatMap(([field, read]) => {
        const [was, is] = [read(old, then), read(supplier, now)];
        return was === is ? [] : [{ field, before: was, after: is }];
      });
      if (fields.length) suppliers.push({ ...head, change: 'changed', fields });
    }
  }
  for (const [key, { supplier }] of before) {
    if (!after.has(key)) suppliers.push({ id: idOf(supplier), name: nameOf(supplier), change: 'removed', fields: [] });
  }
  const rank = { new: 0, removed: 1, changed: 2 };
  suppliers.sort((a, b) => rank[a.change] - rank[b.change] || byText(a.name, b.name));
  const findings = compareFindings(then ? findingsOf(then) : new Map(), findingsOf(now));
  return {
    since: earlier.day,
    ...(earlier.label ? { label: earlier.label } : {}),
    fromNothing: !then,
    suppliers,
    waivers: waiverChanges(
      waiversOf(then?.suppliers ?? [], earlier.day),
      earlier,
      waiversOf(now.suppliers, now.today),
      now.today,
    ),
    worseFindings: findings.worse,
    betterFindings: findings.better,
    newFindings: findings.came,
    goneFindings: findings.went,
  };
}

/** Earlier suppliers: those that are among the chosen now, and chosen ones that are there no longer. */
function alike(
  earlier: readonly PlacedSupplier[],
  now: RootData,
  whole: RootData,
  isChosen: (supplier: PlacedSupplier) => boolean,
): PlacedSupplier[] {
  const [chosen, there] = [byId(now.suppliers), byId(whole.suppliers)];
  return earlier.filter((placed) => {
    const [key] = byId([placed]).keys();
    return chosen.has(key!) || (!there.has(key!) && isChosen(placed));
  });
}

type Held = FindingChange & { readonly severity: Severity };

/** Rule, severity and supplier → the messages. Numbers of days in them change by themselves, so messages are not compared. */
function findingsOf({ suppliers }: RootData): Map<string, Held[]> {
  const map = new Map<string, Held[]>();
  for (const { supplier, findings } of suppliers) {
    for (const { rule, message, waived, severity } of findings) {
      if (waived || severity === 'information') continue;
      const key = `${rule}\n${severity}\n${idOf(supplier)}`;
      const entry = { rule, supplier: nameOf(supplier), message, severity };
      const others = map.get(key);
      if (others) others.push(entry);
      else map.set(key, [entry]);
    }
  }
  return map;
}

function compareFindings(before: ReadonlyMap<string, Held[]>, after: ReadonlyMap<string, Held[]>) {
  const more = (one: ReadonlyMap<string, Held[]>, other: ReadonlyMap<string, Held[]>): Held[] =>
    [...one].flatMap(([key, entries]) => {
      const others = other.get(key) ?? [];
      if (entries.length <= others.length) return [];
      // Those that are told in the same words stand for themselves; the rest came or went.
      const rest = entries.filter(({ message }) => !others.some((theirs) => theirs.message === message));
      return (rest.length ? rest : entries).slice(0, entries.length - others.length);
    });
  const went = more(before, after);
  const came: FindingChange[] = [];
  const worse: MovedFinding[] = [];
  const better: MovedFinding[] = [];
  for (const { severity, ...finding } of more(after, before)) {
    // A certificate that was about to expire and has expired is one matter, which got worse.
    const index = went.findIndex(
      (old) =>
        old.supplier === finding.supplier &&
        old.severity !== severity &&
        (old.rule === finding.rule ||
          (criterionOf(old.rule) !== undefined && criterionOf(old.rule) === criterionOf(finding.rule))),
    );
    if (index < 0) came.push(finding);
    else {
      const [{ rule, message, severity: was }] = went.splice(index, 1) as [Held];
      (rankOf(severity) > rankOf(was) ? worse : better).push({ ...finding, before: { rule, message } });
    }
  }
  return { came, worse, better, went: went.map(({ severity: _, ...finding }) => finding) };
}

function waiverChanges(
  before: ReadonlyMap<string, WaiverTerms>,
  earlier: Earlier,
  after: ReadonlyMap<string, WaiverTerms>,
  today: Day,
): WaiverChange[] {
  const states: WaiverState[] = [
    { day: earlier.day, waivers: before },
    ...(earlier.between ?? []),
    { day: today, waivers: after },
  ];
  const keys = new Set(states.flatMap(({ waivers }) => [...waivers.keys()]));
  const changes: WaiverChange[] = [];
  for (const key of keys) {
    const was = before.get(key);
    const is = after.get(key);
    if (!is) {
      if (was) changes.push({ ...was, inForce: false, change: 'removed' });
      continue;
    }
    const terms = { ...is, ...(was?.expires ? { before: { expires: was.expires } } : {}) };
    const onceMore = () => !was && Boolean(earlier.waiversBefore?.().has(key));
    if (is.inForce && (reopened(states, key) || onceMore())) changes.push({ ...terms, change: 're-opened' });
    else if (!was) changes.push({ ...terms, change: 'new' });
    else if (was.inForce && !is.inForce) changes.push({ ...terms, change: 'ended' });
    else if ((is.expires ?? '') > (was.expires ?? '')) changes.push({ ...terms, change: 'extended' });
    else if (
      is.expires !== was.expires ||
      is.reason !== was.reason ||
      is.approvedBy !== was.approvedBy ||
      is.inForce !== was.inForce
    )
      changes.push({ ...terms, change: 'changed' });
  }
  return changes.sort(
    (a, b) => byText(a.supplier, b.supplier) || byText(a.rule, b.rule) || byText(a.for ?? '', b.for ?? ''),
  );
}

/** Whether a waiver that is there again did not hold for some time: taken out and put back, or ended and renewed later. */
function reopened(states: readonly WaiverState[], key: string): boolean {
  let last: WaiverTerms | undefined;
  let gap = false;
  let seen = false;
  for (const { day, waivers } of states) {
    const terms = waivers.get(key);
    if (!terms) gap ||= seen;
    else {
      if (last?.expires && terms.expires && terms.expires > last.expires) {
        const renewed = terms.approved && terms.approved !== last.approved ? terms.approved : day;
        if (last.expires < renewed) gap = true;
      }
      seen = true;
      last = terms;
    }
  }
  return gap;
}
