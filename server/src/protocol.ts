/**
 * What client and server say to each other beyond LSP: data for VS Code's views and commands. Only types, so that the
 * client takes nothing of the server into its bundle. Editors that know nothing of this lose nothing but the views.
 */

import type { WorkspaceEdit } from 'vscode-languageserver-types';
import type { ReportFormat, ReportKind } from './reports/list.ts';

/** 0-based lines and UTF-16 characters, the end exclusive, as in LSP. */
export interface Place {
  readonly uri: string;
  readonly range: {
    readonly start: { readonly line: number; readonly character: number };
    readonly end: { readonly line: number; readonly character: number };
  };
}

export type ViewId = 'isms.overview' | 'isms.reviews';

/**
 * `root`, `controls`, `uncovered`, `theme`, `control`, `mapping`, `group`, `page`, `finding`, `hint`, `reviews`; or of a kind
 * of document: its section by the name of its list, an entity by the name of its kind, and its review by that and `Review`.
 */
export type NodeKind = string;

/** How a node stands: it chooses the icon and its colour. */
export type Level = 'error' | 'warning' | 'information' | 'ok' | 'off';

/** One line of a view. It has no position in a file, so that it changes only when what can be seen of it does. */
export interface TreeNode {
  /** Stable while the node means the same, and a path: the parent's id is that of all segments but the last. */
  readonly id: string;
  readonly kind: NodeKind;
  /** Codicon; with a level in its colour. */
  readonly icon?: string;
  readonly label: string;
  /** Stands behind the label, dimmed. */
  readonly detail?: string;
  readonly tooltip?: string;
  /** What a screen reader says instead of label and detail. */
  readonly spoken?: string;
  readonly level?: Level;
  /** There are children, and this is how they are shown at first. */
  readonly children?: 'collapsed' | 'expanded';
  /** Whether `isms/locate` has an answer for it. */
  readonly opens?: true;
  /** The supplier, policy, risk or control that it is about. */
  readonly subject?: string;
  /** The root that it belongs to. */
  readonly root?: string;
}

export type Grouping = 'none' | 'criticality' | 'status' | 'review';
export type Shown = 'all' | 'findings' | 'active';

/** How the suppliers of the overview are arranged. */
export interface Arrangement {
  readonly groupBy: Grouping;
  readonly show: Shown;
}

/** What changed in a view: lists that are to be asked for again, and nodes that only look different. */
export interface Changes {
  readonly view: ViewId;
  /** Ids of the parents whose children came, went or moved; `''` is the top of the view. */
  readonly lists: readonly string[];
  readonly nodes: readonly TreeNode[];
}

/** `loading`: the folders are being read; `none`: there is no ISMS; `empty`: there is one, with neither policy nor supplier. */
export type State = 'loading' | 'none' | 'empty' | 'ready';

export interface Summary {
  readonly state: State;
  readonly today: string;
  /** ISMS roots, by their folder's URI; files that stand on their own are none. */
  readonly roots: readonly { readonly uri: string; readonly name: string }[];
  readonly suppliers: number;
  readonly policies: number;
  /** Reviews, each counted once though it may be both. */
  readonly overdue: number;
  readonly triggered: number;
  readonly dueSoon: number;
  /** How many are overdue or triggered or both. */
  readonly pressing: number;
}

export type { ReportFormat, ReportKind };

export interface Report {
  readonly text: string;
  /** Where it would be put: beside the register. */
  readonly uri: string;
}

/** A file to start an ISMS from; `path` is relative to the ISMS root, with `/`. */
export interface StarterFile {
  readonly path: string;
  readonly text: string;
}

/** A supplier register made of a spreadsheet, not written anywhere yet. */
export interface ImportedRegister {
  /** With a comment at its top that tells what was understood and what was not. */
  readonly text: string;
  readonly suppliers: number;
  /** How many columns and cells were not understood. */
  readonly notUnderstood: number;
  /** Days whose order of day and month is open, as they stand in the sheet: the request is made again with `dates`. */
  readonly ambiguousDates: readonly { readonly heading: string; readonly text: string }[];
}

/** Front matter that is proposed and written nowhere yet. */
export interface Adoption {
  readonly files: readonly {
    readonly uri: string;
    /** Where the text goes: the start of a line, 0-based. */
    readonly line: number;
    readonly text: string;
    readonly keys: readonly string[];
    /** What the file leaves open, a sentence each. */
    readonly open: readonly string[];
  }[];
  /** An isms.yaml to begin with. */
  readonly settings?: { readonly uri: string; readonly text: string };
}

/** A report as VS Code's report view shows it. */
export interface ReportView {
  /** Goes into the page's body; the links to files have an index into `sources` as `data-source`. */
  readonly html: string;
  readonly sources: readonly Place[];
  readonly today: string;
}

// Guided input: the server knows what to ask, what may be answered and what is written in the end; the client only shows one
// question after the other.

/** An entity that is reviewed, wherever it moves to in its file while questions are answered. */
export interface Subject {
  readonly uri: string;
  /** The name of its kind. */
  readonly kind: string;
  readonly id: string;
  /** How many of that id come before it in the file. */
  readonly nth: number;
}

/** What a guided input is for. */
export type Purpose = ReviewPurpose | NewPurpose;

export interface ReviewPurpose {
  readonly form: 'review';
  readonly subject: Subject;
}

/** A new entity. */
export interface NewPurpose {
  /** The name of its kind. */
  readonly form: string;
  /** The URI of the ISMS root's folder. */
  readonly root: string;
  /** A control that it is to cover. */
  readonly control?: string;
}

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

/** Requests that the client makes. */
export interface Requests {
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
  'isms/tree': {
    params: { readonly view: ViewId; readonly parent: string; readonly arrangement?: Arrangement };
    result: readonly TreeNode[];
  };
  'isms/locate': { params: { readonly id: string }; result: Place | null };
  'isms/summary': { params: Record<string, never>; result: Summary };
  'isms/report': {
    params: { readonly root?: string; readonly kind: ReportKind; readonly format: ReportFormat };
    result: Report | null;
  };
  /** The Statement of Applicability of a root: where it is, or what to write there if there is none yet. */
  'isms/statement': {
    params: { readonly root: string };
    result: { readonly uri: string; readonly text?: string } | null;
  };
  /** The front matter that is proposed for the Markdown of a folder (a URI), and settings where the folder has none. */
  'isms/adopt': { params: { readonly folder: string }; result: Adoption };
  'isms/starterFiles': { params: Record<string, never>; result: readonly StarterFile[] };
  'isms/importSheet': {
    /** `data` is the file in Base64, `name` its name. */
    params: { readonly name: string; readonly data: string; readonly dates?: 'day-first' | 'month-first' };
    /** `problem` is a sentence for the user. */
    result: ImportedRegister | { readonly problem: string };
  };
  /** `null`: there is no such root, or the log says why not. `isms/reportOutdated` follows once. */
  'isms/reportView': { params: { readonly root: string; readonly kind: ReportKind }; result: ReportView | null };
}

/** Notifications that the server sends. */
export interface Notifications {
  'isms/changed': readonly Changes[];
  'isms/summary': Summary;
  /** What was last answered to `isms/reportView` on this root is out of date; told once for each answer. */
  'isms/reportOutdated': { readonly root: string };
}
