import { policyDue } from '../kinds/policy/model.ts';
import {
  isOpenAction,
  isReviewed as isRiskReviewed,
  nameOf as nameOfRisk,
  riskDue,
  risksOf,
} from '../kinds/risk/model.ts';
import { controlOf, soaOf } from '../kinds/soa/model.ts';
import { assuranceEnd, assuranceState, inScope, isReviewed } from '../kinds/supplier/model.ts';
import { supplierDue, triggeringEvent } from '../kinds/supplier/rules/reviews.ts';
import { addDuration, type Day } from '../model/dates.ts';
import { actionsOf, isUnreviewed } from '../model/reviews.ts';
import type { Action, Field } from '../model/types.ts';
import { clean } from '../text/clean.ts';
import { visibleJson } from '../text/visible.ts';
import { nameOf, type PlacedSupplier, type RootData } from './model.ts';
import { type Omission, omissionsOf } from './omissions.ts';

/** Something that falls due. */
interface Due {
  /** What it is, the same as long as it is that: `supplier/aws/review`. */
  readonly key: string;
  readonly day: Day;
  readonly title: string;
  readonly category: 'review' | 'evidence' | 'agreement' | 'waiver' | 'acceptance' | 'action';
  readonly owner?: string;
  /** It is due now, whatever its own day was. */
  readonly late?: string;
}

type Add = (due: Omit<Due, 'late'>, late?: string) => void;

/** Everything that falls due in a root, by day. What is late is due today. Terminated suppliers and retired policies have nothing. */
function dueIn(data: RootData): Due[] {
  const { today } = data;
  const found = new Map<string, Due>();
  const add: Add = ({ day, key, ...rest }, late) => {
    // Two things with one name in one place are two.
    let own = key;
    for (let n = 2; found.has(own); n++) own = `${key}/${n}`;
    const past = day < today;
    found.set(own, {
      ...rest,
      key: own,
      day: past || late ? today : day,
      ...(late || past ? { late: late ?? `since ${day}` } : {}),
    });
  };
  for (const placed of data.suppliers) if (inScope(placed.supplier)) addSupplier(placed, data, add);
  for (const policy of data.policies) {
    const { id, title, status, owner, reviews } = policy.fields;
    if (status?.value === 'retired' || !id?.text) continue;
    const key = `policy/${id.text}`;
    const name = title?.text ?? id.text;
    const due = status?.value === 'approved' ? policyDue(policy, data) : undefined;
    if (due)
      add({ key: `${key}/review`, day: due.due, title: `Review policy: ${name}`, category: 'review', ...by(owner) });
    addActions(actionsOf(reviews), key, name, add);
  }
  for (const { entity: risk } of risksOf(data.project)) {
    const { id, status, owner, accepted, actions, reviews } = risk.fields;
    if (status?.value === 'closed' || !id?.text) continue;
    const key = `risk/${id.text}`;
    const name = nameOfRisk(risk);
    const due = isRiskReviewed(risk) ? riskDue(risk, data) : undefined;
    if (due)
      add({ key: `${key}/review`, day: due.due, title: `Review risk: ${name}`, category: 'review', ...by(owner) });
    const until = accepted?.value?.until?.value;
    if (until)
      add({
        key: `${key}/acceptance`,
        day: until,
        title: `Acceptance of risk ends: ${name}`,
        category: 'acceptance',
        ...by(owner),
      });
    addActions([...(actions?.value ?? []).filter(isOpenAction), ...actionsOf(reviews)], key, name, add);
  }
  const soa = soaOf(data.project);
  for (const { entity } of soa?.rows ?? []) {
    const { due, action, owner, applicable } = entity.fields;
    const control = controlOf(entity);
    if (due?.value === undefined || !action || !control || applicable?.value === false) continue;
    add({
      key: `soa/${control}/action`,
      day: due.value,
      title: `${control}: ${action.text}`,
      category: 'action',
      ...by(owner),
    });
  }
  const statement = soa?.statement?.value;
  if (statement?.approved?.value !== undefined && statement['review-every']?.value)
    add({
      key: 'soa/statement/review',
      day: addDuration(statement.approved.value, statement['review-every'].value),
      title: 'Review the Statement of Applicability',
      category: 'review',
    });
  return [...found.values()].sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : a.key < b.key ? -1 : 1));
}

const by = (owner: Field<string> | undefined): Pick<Due, 'owner'> => (owner?.text ? { owner: owner.text } : {});

/** The open actions of reviews, or of a risk. */
function addActions(actions: readonly Field<Action>[], key: string, of: string, add: Add): void {
  for (const { value } of actions)
    if (value?.due?.value !== undefined && !value.done)
      add({
        key: `${key}/action/${value.what?.text ?? ''}`,
        day: value.due.value,
        title: `${of}: ${value.what?.text ?? 'action'}`,
        category: 'action',
        ...by(value.owner),
      });
}

function addSupplier({ supplier }: PlacedSupplier, data: RootData, add: Add): void {
  const { fields } = supplier;
  if (!fields.id?.text) return;
  const key = `supplier/${fields.id.text}`;
  const name = nameOf(supplier);
  const owner = by(fields.owner);
  if (isReviewed(supplier)) {
    const review = { key: `${key}/review`, title: `Review supplier: ${name}`, category: 'review', ...owner } as const;
    const due = supplierDue(supplier, data)?.due;
    const event = triggeringEvent(supplier);
    if (due)
      add({ ...review, day: due }, event && due >= data.today ? `${event.kind} on ${event.date.value}` : undefined);
    else if (isUnreviewed(fields.reviews)) add({ ...review, day: data.today }, 'there is none yet');
  }
  const { latest } = assuranceState(supplier, data.settings);
  /** Kind of evidence → its last day: what is renewed moves. */
  const ends = new Map<string, Day>();
  for (const item of fields.assurance?.value ?? []) {
    const kind = item.value?.kind?.value;
    const end = item === latest?.item ? latest.end : assuranceEnd(item, data.settings)?.end;
    if (kind && end && end > (ends.get(kind) ?? '')) ends.set(kind, end);
  }
  // Older evidence of another kind is of no interest once it has ended.
  for (const [kind, day] of ends)
    if (day >= data.today || day === latest?.end)
      add({
        key: `${key}/assurance/${kind}`,
        day,
        title: `${KINDS[kind] ?? kind} ends: ${name}`,
        category: 'evidence',
        ...owner,
      });
  const expires = fields.dpa?.value?.expires?.value;
  if (expires)
    add({
      key: `${key}/dpa`,
      day: expires,
      title: `Data processing agreement ends: ${name}`,
      category: 'agreement',
      ...owner,
    });
  for (const { value } of fields.model?.value?.inference?.value ?? []) {
    const until = value?.commitment?.value?.until?.value;
    if (until)
      add({
        key: `${key}/commitment/${value?.platform?.text ?? ''}`,
        day: until,
        title: `Commitment on where models run ends: ${name}`,
        category: 'agreement',
        ...owner,
      });
  }
  for (const { value } of fields.waivers?.value ?? [])
    if (value?.expires?.value && value.rule)
      add({
        key: [key, 'waiver', value.rule.text, ...(value.for ? [value.for.text] : [])].join('/'),
        day: value.expires.value,
        title: `Waiver of ${value.rule.text} ends: ${name}`,
        category: 'waiver',
        ...by(value['approved-by']),
      });
  for (const { value } of fields.events?.value ?? []) {
    const until = value?.['object-until']?.value;
    // An objection is of no use afterwards.
    if (until && until >= data.today)
      add({
        key: `${key}/objection/${value?.date?.text ?? ''}`,
        day: until,
        title: `Last day to object to a change of subprocessors: ${name}`,
        category: 'agreement',
        ...owner,
      });
  }
  addActions(actionsOf(fields.reviews), key, name, add);
}

const KINDS: Readonly<Record<string, string>> = {
  iso27001: 'ISO/IEC 27001 certificate',
  'soc2-type2': 'SOC 2 Type II report',
  questionnaire: 'Questionnaire',
};

/** What the calendar of a root would leave out. */
const calendarOmissions = (data: RootData): Omission[] => omissionsOf('calendar', data);

export const calendarFormats = ['ics', 'json'] as const;
export type CalendarFormat = (typeof calendarFormats)[number];

/**
 * Writes what falls due in a root as a calendar (RFC 5545) or as JSON. Pure.
 * @param digest makes a short text of a key that nobody else has: the same key, the same text
 */
export function renderCalendar(data: RootData, format: CalendarFormat, digest: (key: string) => string): string {
  const entries = dueIn(data);
  const omitted = calendarOmissions(data);
  const { organisation } = data.settings;
  if (format === 'json')
    return visibleJson({
      version: 1,
      report: 'calendar',
      ...(organisation ? { organisation } : {}),
      asOf: data.today,
      ...(omitted.length ? { incomplete: omitted } : {}),
      entries,
    });
  const stamp = `${data.today.replaceAll('-', '')}T000000Z`;
  const event = ({ key, day, title, category, owner, late }: Due | (Omit<Due, 'category'> & { category: string })) => [
    'BEGIN:VEVENT',
    `UID:${digest(key)}@isms-author`,
    `DTSTAMP:${stamp}`,
    `DTSTART;VALUE=DATE:${day.replaceAll('-', '')}`,
    `SUMMARY:${escapeText(late ? `Due now: ${title} (${late})` : title)}`,
    `DESCRIPTION:${escapeText([owner && `Owner: ${owner}`, key].filter(Boolean).join('\n'))}`,
    `CATEGORIES:${category.toUpperCase()}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
  ];
  const name = escapeText(['ISMS', organisation].filter(Boolean).join(' '));
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//ISMS Author//isms report calendar//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `NAME:${name}`,
    `X-WR-CALNAME:${name}`,
    'REFRESH-INTERVAL;VALUE=DURATION:P1D',
    'X-PUBLISHED-TTL:P1D',
    ...omitted.flatMap(({ text, file, line }) =>
      event({
        key: `incomplete/${file}/${line}`,
        day: data.today,
        title: `Not judged: ${text}`,
        category: 'incomplete',
      }),
    ),
    ...entries.flatMap(event),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

/** A text as a value of RFC 5545. Each line is clean; line breaks of our own stay. */
const escapeText = (text: string): string =>
  text
    .split('\n')
    .map((line) => clean(line).replace(/[\\;,]/g, '\\$&'))
    .join('\\n');

/** Breaks a line that is longer than 75 bytes in UTF-8, never inside a character. */
function fold(line: string): string {
  const lines: string[] = [];
  let part = '';
  let bytes = 0;
  for (const character of line) {
    const code = character.codePointAt(0)!;
    const size = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (bytes + size > 75) {
      lines.push(part);
      part = ' ';
      bytes = 1;
    }
    part += character;
    bytes += size;
  }
  return [...lines, part].join('\r\n');
}
