import { itemShape, trailTo } from '../../../edit/place.ts';
import { type AnyEntity, type AnyKind, kindOf } from '../../../kinds/index.ts';
import { given, listOf, roleQuestion, textOf, wordsOf } from '../../../kinds/questions.ts';
import { parseDay } from '../../../model/dates.ts';
import { lastReview, nextDue } from '../../../model/reviews.ts';
import type { Field } from '../../../model/types.ts';
import type { Answers, Filled, Form, Question, Refused, Remark, ReviewPurpose, Subject } from '../../../protocol.ts';
import type { MapShape } from '../../../schema/shapes.ts';
import { Part } from '../../../workspace/document.ts';
import { nameOfFile } from '../../../workspace/uri.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { applySplices, type Splice } from '../../../yaml/edits.ts';
import { putReview, type ReviewKey } from '../../blocks/reviewItem.ts';
import { editsOf, entityOn, modelOf, siteOf } from '../../place/place.ts';
import { type Found, findSubject } from './subjects.ts';
import { placeOfInserted } from './writing.ts';

/** Outcomes from which something has to follow. */
const OPEN: ReadonlySet<string> = new Set(['remediate', 'replace', 'escalate']);

export function reviewForm(workspace: Workspace, { subject }: ReviewPurpose, answers: Answers): Form | Refused {
  const found = findSubject(workspace, subject);
  if (!found) return gone(subject);
  const refused = brokenIn(found);
  if (refused) return refused;
  const { entity, root } = found;
  const kind = kindOf(entity);
  const review = kind.review!;
  const shape = reviewShape(kind);
  const owner = fieldsOf(entity).owner?.value;
  const questions: Question[] = [
    {
      key: 'date',
      kind: 'text',
      prompt: 'Day of the review, as YYYY-MM-DD',
      value: given(answers, 'date', workspace.today),
      judged: true,
    },
    roleQuestion(root.settings, {
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
  if (review.checked)
    questions.push(review.checked(entity, answers, { settings: root.settings, today: workspace.today }));
  const outcome = textOf(answers, 'outcome');
  if (OPEN.has(outcome)) {
    questions.push({
      key: 'action',
      kind: 'text',
      prompt: review.risks
        ? 'What has to be done, by whom and until when? Leave it empty to name a risk instead'
        : 'What has to be done, by whom and until when?',
      example: 'Ask for the bridge letter by the end of the month',
      value: given(answers, 'action', ''),
      optional: true,
    });
    if (review.risks && answers.action !== undefined && textOf(answers, 'action') === '')
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

/** The shape of an entity's reviews. */
const reviewShape = (kind: AnyKind): MapShape => itemShape(kind.shape.keys.get('reviews')) as MapShape;

/** What an entity is called where it has no name. */
const nameOf = (entity: AnyEntity): string =>
  kindOf(entity).title?.(entity) || fieldsOf(entity).id?.text || `a ${kindOf(entity).noun} without a name`;

/** What entities that are reviewed have. */
const fieldsOf = ({ fields }: AnyEntity): { readonly id?: Field<string>; readonly owner?: Field<string> } =>
  fields as never;

/** What a review's day is worth. */
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
  const warning = (message: string): Remark => ({ severity: 'warning', message });
  const review = kindOf(entity).review!;
  const last = lastReview(review.of(entity))?.day;
  if (last && day < last) return warning(`The review of ${last} is later and stays the last one`);
  const later = review.later?.(entity, day);
  if (later) return warning(later);
  const due = nextDue(day, review.every(entity), review.allowed(root.settings));
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
  const lists = kindOf(entity).review!.lists.flatMap((key): [string, readonly string[]][] =>
    listOf(answers, key).length ? [[key, listOf(answers, key)]] : [],
  );
  const values = Object.fromEntries<string | readonly string[]>([...texts, ...lists]);
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
    const { review } = kindOf(old);
    if (now.kind !== old.kind || !review) return now.kind === old.kind;
    const count = (of: AnyEntity) => review.of(of)?.value?.length ?? 0;
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
    refused: `${nameOfFile(document.uri)} is not valid YAML${line === undefined ? '' : ` in line ${line}`}, within ${nameOf(entity)}: fix that first, then record the review.`,
  };
}
