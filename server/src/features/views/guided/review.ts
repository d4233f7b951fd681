import { trailTo } from '../../../edit/place.ts';
import { policyKind } from '../../../kinds/policy/kind.ts';
import type { Policy } from '../../../kinds/policy/types.ts';
import { supplierKind } from '../../../kinds/supplier/kind.ts';
import { assuranceState, computedRating, needsDpa } from '../../../kinds/supplier/model.ts';
import type { Supplier } from '../../../kinds/supplier/types.ts';
import { parseDay } from '../../../model/dates.ts';
import { lastReview, nextDue } from '../../../model/reviews.ts';
import type { Field, List } from '../../../model/types.ts';
import type { Answers, Choice, Filled, Form, Purpose, Question, Refused, Remark, Subject } from '../../../protocol.ts';
import type { MapShape } from '../../../schema/shapes.ts';
import { Part } from '../../../workspace/document.ts';
import { nameOfFile } from '../../../workspace/uri.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { applySplices, type Splice } from '../../../yaml/edits.ts';
import { putReview, type ReviewKey } from '../../blocks/reviewItem.ts';
import { editsOf, entityOn, modelOf, siteOf } from '../../place/place.ts';
import { given, listOf, roleQuestion, textOf, wordsOf } from './questions.ts';
import { type Found, findSubject } from './subjects.ts';
import { placeOfInserted } from './writing.ts';

/** Outcomes from which something has to follow. */
const OPEN: ReadonlySet<string> = new Set(['remediate', 'replace', 'escalate']);

type ReviewPurpose = Extract<Purpose, { form: 'review' }>;

export function reviewForm(workspace: Workspace, { subject }: ReviewPurpose, answers: Answers): Form | Refused {
  const found = findSubject(workspace, subject);
  if (!found) return gone(subject);
  const refused = brokenIn(found);
  if (refused) return refused;
  const { entity, root } = found;
  const supplier = entity.kind === 'supplier' ? entity : undefined;
  const shape = reviewShape(entity.kind);
  const owner = entity.fields.owner?.value;
  const questions: Question[] = [
    {
      key: 'date',
      kind: 'text',
      prompt: 'Day of the review, as YYYY-MM-DD',
      value: given(answers, 'date', workspace.today),
      judged: true,
    },
    roleQuestion(root, {
      key: 'by',
      prompt: 'Who reviewed it?',
      value: given(answers, 'by', owner ?? ''),
      first: owner,
    }),
    {
      key: 'outcome',
      kind: 'one',
      prompt: 'What did the review come to?',
      value: given(answers, 'outcome', 'approved'),
      choices: wordsOf(shape, 'outcome'),
    },
  ];
  if (supplier) questions.push(checkedQuestion(supplier, found, shape, answers, workspace.today));
  const outcome = textOf(answers, 'outcome');
  if (OPEN.has(outcome)) {
    questions.push({
      key: 'action',
      kind: 'text',
      prompt: supplier
        ? 'What has to be done, by whom and until when? Leave it empty to name a risk instead'
        : 'What has to be done, by whom and until when?',
      example: 'Ask for the bridge letter by the end of the month',
      value: given(answers, 'action', ''),
      optional: true,
    });
    if (supplier && answers.action !== undefined && textOf(answers, 'action') === '')
      questions.push({
        key: 'risk',
        kind: 'text',
        prompt: `Which risk stays? Its id in the risk register, or a sentence: ${outcome} needs an action or a risk`,
        example: 'R-12',
        value: given(answers, 'risk', ''),
      });
  }
  questions.push({
    key: 'notes',
    kind: 'text',
    prompt: outcome === 'conditions' ? 'Under which conditions does it go on?' : 'Notes, or nothing',
    value: given(answers, 'notes', ''),
    ...(outcome === 'conditions' ? {} : { optional: true as const }),
  });
  return { title: `Review of ${nameOf(entity)}`, questions };
}

const reviewShape = (kind: 'supplier' | 'policy'): MapShape => {
  const list = (kind === 'supplier' ? supplierKind.shape : policyKind.shape).keys.get('reviews');
  return (list?.kind === 'list' ? list.items : undefined) as MapShape;
};

export const nameOf = ({ kind, fields }: Supplier | Policy): string =>
  (kind === 'supplier' ? (fields as Supplier['fields']).name?.text : (fields as Policy['fields']).title?.text) ||
  fields.id?.text ||
  `a ${kind} without a name`;

/** What a complete review of this supplier covers, with what the register says of each. */
function checkedQuestion(
  supplier: Supplier,
  { root }: Found,
  shape: MapShape,
  answers: Answers,
  today: string,
): Question {
  const needed = ['assurance', ...(needsDpa(supplier) ? ['dpa'] : []), 'residency', 'risk'];
  const { assurance, dpa, hosting, processing, model } = supplier.fields;
  const state = assuranceState(supplier, root.settings);
  const rating = computedRating(supplier)?.rating;
  const places = (list: Field<List<unknown>> | undefined) => list?.value?.map(({ text }) => text) ?? [];
  const everywhere = [...new Set([...places(hosting), ...places(processing), ...places(model?.value?.storage)])];
  const says: Readonly<Record<string, string>> = {
    assurance: state.latest
      ? `${state.latest.item.value?.kind?.text ?? 'The evidence'} ${state.latest.end < today ? 'lapsed after' : 'counts until'} ${state.latest.end}`
      : assurance
        ? 'None of the evidence that is registered counts'
        : 'No evidence is registered',
    dpa: dpa?.value ? agreementSays(dpa.value) : 'No data processing agreement is registered',
    residency: everywhere.length
      ? `Places: ${everywhere.slice(0, 5).join(', ')}${everywhere.length > 5 ? ` and ${everywhere.length - 5} more` : ''}`
      : 'No place is registered',
    risk: rating ? `Criticality: ${rating}` : 'No criticality is registered',
  };
  // What is not there cannot have been checked again, and a record must not say so for want of attention.
  const there: Readonly<Record<string, boolean>> = {
    assurance: assurance !== undefined,
    dpa: dpa !== undefined,
    residency: everywhere.length > 0,
    risk: rating !== undefined,
  };
  const choices = wordsOf(shape, 'checked').map(
    (choice): Choice => ({
      ...choice,
      description: [choice.description, !needed.includes(choice.value) && 'not required here']
        .filter(Boolean)
        .join(' · '),
      detail: says[choice.value] ?? '',
    }),
  );
  return {
    key: 'checked',
    kind: 'many',
    prompt: 'What was checked again? Take out what was not',
    value: given(
      answers,
      'checked',
      needed.filter((part) => there[part]),
    ),
    choices,
    optional: true,
  };
}

function agreementSays({
  status,
  signed,
  expires,
}: NonNullable<NonNullable<Supplier['fields']['dpa']>['value']>): string {
  const state = [status?.text ?? (signed ? 'signed' : ''), signed?.text].filter(Boolean).join(' ');
  return (
    [state, expires && `expires ${expires.text}`].filter(Boolean).join(', ') ||
    'Neither a status nor a date is registered'
  );
}

/** What is to be said of a review's day. */
export function judgeReview(
  workspace: Workspace,
  { subject }: ReviewPurpose,
  key: string,
  value: string,
): Remark | null {
  if (key !== 'date') return null;
  const day = parseDay(value.trim());
  const { today } = workspace;
  if (!day) return { severity: 'error', message: 'This is no day of the calendar in the form YYYY-MM-DD' };
  if (day > today)
    return {
      severity: 'error',
      message: `${day} lies in the future (today is ${today}): record a review once it was held`,
    };
  const found = findSubject(workspace, subject);
  if (!found) return null;
  const { entity, root } = found;
  const { settings } = root;
  const warning = (message: string): Remark => ({ severity: 'warning', message });
  const last = lastReview(entity.fields.reviews)?.day;
  if (last && day < last) return warning(`The review of ${last} is later and stays the last one`);
  if (entity.kind === 'supplier') {
    const events = entity.fields.events?.value ?? [];
    const later = events.findLast(({ value: event }) => (event?.date?.value ?? '') > day)?.value;
    if (later)
      return warning(
        `The ${later.kind?.text.replace('-', ' ') ?? 'event'} of ${later.date!.value} came later and would still call for a review`,
      );
  }
  const cadence = entity.kind === 'supplier' ? settings.supplierReviews : settings.policyReviews;
  const due = nextDue(day, entity.fields['review-every'], cadence);
  if (due < today) return warning(`The next review would have been due on ${due}, so it would still be overdue`);
  return { severity: 'information', message: `The next review is due on ${due}` };
}

export function fillReview(workspace: Workspace, purpose: ReviewPurpose, answers: Answers): Filled | Refused {
  const found = findSubject(workspace, purpose.subject);
  if (!found) return gone(purpose.subject);
  const refused = brokenIn(found);
  if (refused) return refused;
  const date = judgeReview(workspace, purpose, 'date', textOf(answers, 'date'));
  if (date?.severity === 'error') return { refused: date.message };
  const { entity, document, index } = found;
  const site = siteOf(workspace, document, index);
  const place = site && entityOn(trailTo(site, entity.start));
  const texts = (['date', 'by', 'outcome', 'action', 'risk', 'notes'] as const).flatMap((key): [ReviewKey, string][] =>
    textOf(answers, key) ? [[key, textOf(answers, key)]] : [],
  );
  const checked = entity.kind === 'supplier' ? listOf(answers, 'checked') : [];
  const values = { ...Object.fromEntries(texts), ...(checked.length ? { checked } : {}) };
  const splices =
    place?.kind === entity.kind && place.node.start === entity.start ? putReview(site!, place, values) : undefined;
  if (!splices || !adds(found, splices, workspace.today))
    return {
      refused: `There is no place for a review of ${nameOf(entity)} in ${nameOfFile(document.uri)}: its reviews are an alias, or no list that can be added to.`,
    };
  return {
    edit: { documentChanges: [{ textDocument: { uri: document.uri, version: null }, edits: editsOf(site!, splices) }] },
    select: placeOfInserted(site!, splices[0]!),
    said: `The review of ${nameOf(entity)} is recorded in ${nameOfFile(document.uri)}.`,
  };
}

/** Whether the edit leaves everything as it is but for one review more. */
function adds({ entity, document, part }: Found, splices: readonly Splice[], today: string): boolean {
  const before = modelOf(part, document, today);
  const after = new Part(applySplices(part.text, splices), part.role).read(document.holds, today);
  if (after.problems.length !== before.problems.length || after.entities.length !== before.entities.length)
    return false;
  const position = before.entities.findIndex((other) => other.entity === entity);
  return before.entities.every(({ entity: old }, at) => {
    const now = after.entities[at]!.entity;
    if (now.kind !== old.kind || (old.kind !== 'supplier' && old.kind !== 'policy')) return now.kind === old.kind;
    const count = (of: typeof now) => (of as Supplier | Policy).fields.reviews?.value?.length ?? 0;
    return count(now) === count(old) + (at === position ? 1 : 0);
  });
}

const gone = ({ kind, id, uri }: Subject): Refused => ({
  refused: `The ${kind} ${id} is no longer in ${nameOfFile(uri)}.`,
});

/** What cannot be read has no end that could be relied on. */
function brokenIn({ entity, document, part, index }: Found): Refused | undefined {
  if (!entity.broken) return undefined;
  const { problems } = part.read(document.holds, '');
  const problem = problems.find(({ start }) => start >= entity.start) ?? problems[0];
  const line = problem ? document.partLines()[index]! + part.positionAt(problem.start).line + 1 : undefined;
  return {
    refused: `${nameOfFile(document.uri)} is not valid YAML${line === undefined ? '' : ` in line ${line}`}, within ${nameOf(entity)}: mend that first, then record the review.`,
  };
}
