import type { Answers, Filled, Form, Purpose, Refused, Remark } from '../../../protocol.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { fillPolicy, judgePolicy, policyForm } from './policy.ts';
import { fillReview, judgeReview, reviewForm } from './review.ts';
import { fillSupplier, judgeSupplier, supplierForm } from './supplier.ts';

/** What is to be asked, as far as the answers so far tell. URIs are canonical. */
export function formOf(workspace: Workspace, purpose: Purpose, answers: Answers): Form | Refused {
  switch (purpose.form) {
    case 'review':
      return reviewForm(workspace, purpose, answers);
    case 'supplier':
      return supplierForm(workspace, purpose, answers);
    case 'policy':
      return policyForm(workspace, purpose, answers);
  }
}

/** What is to be said of an answer while it is typed. */
export function judge(workspace: Workspace, purpose: Purpose, key: string, value: string): Remark | null {
  switch (purpose.form) {
    case 'review':
      return judgeReview(workspace, purpose, key, value);
    case 'supplier':
      return judgeSupplier(workspace, purpose, key, value);
    case 'policy':
      return judgePolicy(workspace, purpose, key, value);
  }
}

/**
 * The edit that writes what was answered.
 * @param exists whether a file is there; `undefined` where that cannot be told
 */
export function fill(
  workspace: Workspace,
  purpose: Purpose,
  answers: Answers,
  exists: (uri: string) => boolean | undefined,
): Filled | Refused {
  switch (purpose.form) {
    case 'review':
      return fillReview(workspace, purpose, answers);
    case 'supplier':
      return fillSupplier(workspace, purpose, answers, exists);
    case 'policy':
      return fillPolicy(workspace, purpose, answers, exists);
  }
}

export { reviewable, subjectAt } from './subjects.ts';
