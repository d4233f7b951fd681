import type { Span } from '../yaml/tree.ts';
import type { Link } from './runs.ts';

/**
 * What a reader of policies sees in a text. All places are UTF-16 offsets, the end exclusive, from the start of the block
 * that a thing is in; a block says where it starts in the text.
 */
export type ControlMention = Span & {
  readonly kind: 'control';
  /** As it is written. */
  readonly text: string;
  /** Begins with its mark (`A.`, `Annex A`), or follows one that does in a list. */
  readonly marked: boolean;
  /** The controls of 2022 that it names; a subdivision names its control. */
  readonly ids: readonly string[];
  /** A 2013 id (of a range its first), and what took its place. */
  readonly superseded?: { readonly id: string; readonly successors: readonly string[] };
  /** It is nothing: why, to follow the text. */
  readonly unknown?: string;
  /** It says which clause of ISO/IEC 27002 is meant: no statement that a policy covers it. */
  readonly cited?: boolean;
  /** The end of its first id, for what is shown on a range's beginning. */
  readonly first: number;
  /** A title beside it. */
  readonly title?: Span & { readonly text: string; readonly of: string };
  /** The run says what the text does not cover, or who else does. */
  readonly elsewhere?: boolean;
};

export type ClauseMention = Span & {
  readonly kind: 'clause';
  readonly text: string;
  /** `6.1.3`, or a range's ends. */
  readonly ids: readonly string[];
  readonly unknown?: string;
};

export type ArticleMention = Span & {
  readonly kind: 'article';
  readonly text: string;
  readonly articles: readonly number[];
  readonly unknown?: string;
};

export type Mention = ControlMention | ClauseMention | ArticleMention;

/** Text left to fill in. */
export type Placeholder = Span & { readonly text: string };

/** A word that cannot be checked, in a sentence that obliges and gives no measure. */
export type Vague = Span & { readonly text: string; readonly sentence: string };

/** How often a text says that something is reviewed. */
export type Cadence = Span & {
  readonly of: 'own' | 'vendors';
  readonly text: string;
  readonly months: number;
  /** Anything more often agrees. */
  readonly atLeast: boolean;
};

export type ControlField = 'version' | 'status' | 'owner' | 'approver' | 'effective' | 'nextReview' | 'classification';

/** A line of a document control block. */
export type Entry = Span & {
  readonly field: ControlField | 'other';
  readonly label: string;
  readonly value: string;
  /** The days that a date may mean. */
  readonly days?: { readonly from: string; readonly to: string };
  readonly status?: 'approved' | 'draft' | 'retired';
};

/** A document control block, or what may be one. */
export interface ControlBlock {
  readonly entries: readonly Entry[];
  /** It begins with words such as “Document control”. */
  readonly named: boolean;
  /** There is nothing else in it. */
  readonly pure: boolean;
}

/** A name in a column or list that holds suppliers. */
export type SupplierName = Span & {
  readonly text: string;
};

export interface Heading extends Span {
  readonly level: number;
  /** Without marks, for people and for comparing. */
  readonly text: string;
  readonly slug: string;
  /** `{#id}` */
  readonly id?: string;
}

/** `<!-- isms-ignore RULE: reason -->` */
export interface Ignore extends Span {
  readonly rule: string;
  readonly reason: string;
  readonly file: boolean;
  /** Where the rule stands. */
  readonly at: Span;
}

/** What a block of Markdown says. */
export interface BlockRead {
  readonly headings: readonly Heading[];
  readonly mentions: readonly Mention[];
  /** Controls whose bare numbers open an item, a cell or a paragraph: no mentions, but perhaps meant as such. */
  readonly openers: readonly string[];
  readonly placeholders: readonly Placeholder[];
  readonly vague: readonly Vague[];
  readonly cadences: readonly Cadence[];
  /** Looked for when it is asked for: it counts at the head and the foot of a text only. */
  readonly controlBlock: () => ControlBlock | undefined;
  readonly suppliers: readonly SupplierName[];
  readonly links: readonly Link[];
  readonly ignores: readonly Ignore[];
  readonly anchors: readonly string[];
}

export type { Link };
