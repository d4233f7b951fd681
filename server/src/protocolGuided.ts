/**
 * What client and server say to each other for guided input: the server knows what to ask, what may be answered and what
 * is written in the end; the client only shows one question after the other. Only types.
 */
import type { WorkspaceEdit } from 'vscode-languageserver-types';
import type { Place } from './protocol.ts';

/** A supplier or a policy, wherever it moves to in its file while questions are answered. */
export interface Subject {
  readonly uri: string;
  readonly kind: 'supplier' | 'policy';
  readonly id: string;
  /** How many of that id come before it in the file. */
  readonly nth: number;
}

/** What a guided input is for. */
export type Purpose =
  | { readonly form: 'review'; readonly subject: Subject }
  /** `root` is the URI of the ISMS root's folder. */
  | { readonly form: 'supplier'; readonly root: string }
  | { readonly form: 'policy'; readonly root: string; readonly control?: string };

export type Answer = string | readonly string[];
/** By the question's key; '' and `[]` where a question was passed over. */
export type Answers = Readonly<Record<string, Answer>>;

export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
  readonly detail?: string;
  /** A heading above the choices that have the same one. */
  readonly group?: string;
}

export interface Question {
  readonly key: string;
  readonly kind: 'text' | 'one' | 'many';
  readonly prompt: string;
  readonly example?: string;
  /** What is answered already; the user may say otherwise. */
  readonly value: Answer;
  readonly choices?: readonly Choice[];
  /** It may be left empty. */
  readonly optional?: true;
  /** `isms/judgeAnswer` has something to say of what is typed. */
  readonly judged?: true;
  /** A choice that stands alone. */
  readonly alone?: string;
}

export interface Form {
  readonly title: string;
  /** All that are to be asked, as far as the answers so far tell, the answered ones included. */
  readonly questions: readonly Question[];
}

/** Why something cannot be done, in a sentence for the user. */
export interface Refused {
  readonly refused: string;
}

export interface Remark {
  /** With an error the answer is not taken. */
  readonly severity: 'error' | 'warning' | 'information';
  readonly message: string;
}

export interface Filled {
  /** Of versioned documents. A file that is made comes with its text. */
  readonly edit: WorkspaceEdit;
  /** What is to be seen and selected once the edit was made. */
  readonly select: Place;
  readonly said: string;
}

/** Something that can be reviewed, the most pressing first. */
export interface Reviewable {
  readonly subject: Subject;
  readonly label: string;
  readonly description: string;
  readonly group: string;
}

export interface GuidedRequests {
  'isms/reviewable': { params: Record<string, never>; result: readonly Reviewable[] };
  /** The supplier or policy at a position. */
  'isms/subjectAt': {
    params: { readonly uri: string; readonly position: Place['range']['start'] };
    result: Subject | null;
  };
  'isms/form': { params: { readonly purpose: Purpose; readonly answers: Answers }; result: Form | Refused };
  'isms/judgeAnswer': {
    params: { readonly purpose: Purpose; readonly key: string; readonly value: string };
    result: Remark | null;
  };
  'isms/fill': { params: { readonly purpose: Purpose; readonly answers: Answers }; result: Filled | Refused };
}
