import type { Residency } from '../facts/places.ts';
import type { ScalarNode, Span } from '../yaml/tree.ts';

/** Something wrong with a value or with structure, found while a model is read. */
export interface Issue extends Span {
  /** The id of a rule of scope `structure`. */
  readonly rule: string;
  readonly message: string;
  /** What a fix needs: the text to put there, or the key that is missing. */
  readonly data?: IssueData;
}

export interface IssueData {
  /** The text that would correct the form. */
  readonly replace?: string;
  readonly missing?: string;
  /** Controls to add to the front matter of the policy. */
  readonly controls?: readonly string[];
  /** The name of a supplier to add to the register. */
  readonly supplier?: string;
  /** What front matter would say if the text is right. */
  readonly matter?: { readonly key: string; readonly value: string };
}

/** What a value may know and do while it is read. */
export interface Reading {
  /** `YYYY-MM-DD` */
  readonly today: string;
  /** Reports what does not fit; returns `undefined`, so that a rejected value can be returned with it. */
  issue(rule: string, at: Span, message: string, data?: IssueData): undefined;
}

/** What a value may know of a root where it is explained. */
export interface Around {
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly settings: {
    readonly residency: Residency;
    readonly roles: ReadonlySet<string> | undefined;
    readonly roleNames: ReadonlyMap<string, string> | undefined;
  };
  /** What is there under a name, as Markdown: `to` as in `Value.refersTo`. */
  readonly named: (to: string, id: string) => string | undefined;
  /** What refers to something, as Markdown, a paragraph each. */
  readonly referrers: (to: string, ids: readonly string[]) => readonly string[];
}

/** A type of scalar: how it is read, what it refers to, what is shown of it. */
export interface Value {
  /** The name of its definition in `schemas/common.schema.json`. */
  readonly name: string;
  /** What it has to be: one of it, and several, in a few words. */
  readonly nouns: readonly [string, string];
  /** What is expected, for messages. */
  readonly expected: string;
  /**
   * The value of a scalar.
   * @param at where it is shown
   * @returns `undefined` if it was rejected
   */
  readonly read: (node: ScalarNode, at: Span, reading: Reading) => unknown;
  /** What a text means, as Markdown; `undefined` if there is nothing to show. */
  readonly explain?: (text: string, around: Around) => string | undefined;
  /** What it names: `role`, `rule`, `document`, `control`, or the name of a kind of entity. */
  readonly refersTo?: string;
  /** The ids that a text names, where that is not the text itself. */
  readonly ids?: (text: string) => readonly string[];
  /** Whether a text is a name at all; otherwise every one is. */
  readonly isName?: (text: string) => boolean;
  /** It may also be a text, and the name of something that is kept elsewhere while a root defines nothing of the kind. */
  readonly loose?: true;
  /** It defines what it names, as the key that an author chooses, or wherever it is the value of a key. */
  readonly defines?: 'key' | 'value';
}

/** What a value names, and where. */
export interface Reference extends Span {
  /** As in `Value.refersTo`. */
  readonly to: string;
  readonly id: string;
  /** As in `Value.loose`; `text`: it is no name. */
  readonly loose?: 'name' | 'text';
}

export const quote = (text: string): string => (text.length > 60 ? `“${text.slice(0, 57)}…”` : `“${text}”`);
