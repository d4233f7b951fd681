import type { Answers, Filled, Form, Purpose, Refused, Remark } from '../../../protocol.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { fillNew, judgeNew, newForm } from './entity.ts';
import { fillReview, judgeReview, reviewForm } from './review.ts';

/** The questions, as far as the answers so far show. URIs are canonical. */
export const formOf = (workspace: Workspace, purpose: Purpose, answers: Answers): Form | Refused =>
  'subject' in purpose ? reviewForm(workspace, purpose, answers) : newForm(workspace, purpose, answers);

/** What an answer is worth while it is typed. */
export const judge = (workspace: Workspace, purpose: Purpose, key: string, value: string): Remark | null =>
  'subject' in purpose ? judgeReview(workspace, purpose, key, value) : judgeNew(workspace, purpose, key, value);

/**
 * The edit that writes the answers.
 * @param exists whether a file is there; `undefined` where that is unknown
 */
export const fill = (
  workspace: Workspace,
  purpose: Purpose,
  answers: Answers,
  exists: (uri: string) => boolean | undefined,
): Filled | Refused =>
  'subject' in purpose ? fillReview(workspace, purpose, answers) : fillNew(workspace, purpose, answers, exists);

export { reviewable, subjectAt } from './subjects.ts';
