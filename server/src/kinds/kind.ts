import type { SymbolKind } from 'vscode-languageserver-types';
import type { Day, Duration } from '../model/dates.ts';
import type { DocumentForm } from '../model/document.ts';
import type { Project } from '../model/project.ts';
import type { Lines } from '../model/range.ts';
import type { Context, RawFinding, Rule, Subject } from '../model/rule.ts';
import type { ResolvedSettings } from '../model/settings.ts';
import type { Entity, Event, Field, List, Review, Waiver } from '../model/types.ts';
import type { Answers, Question, Remark } from '../protocol.ts';
import type { Sketch } from '../yaml/edits.ts';

/** What at least is kept of an entity whose model is let go. */
export interface EntityRow {
  readonly id: string;
  readonly name: string;
}

/** What depends on the settings and the day alone. */
export type Today = Pick<Context, 'settings' | 'today'>;

/** What hovers depend on beside the entity. */
export interface Seen extends Today {
  /** How many findings it has, in a sentence. */
  readonly findings: string;
}

/** A value of an entity that a hover is on. */
export interface At {
  /** The keys that lead to it, from the entity's own. */
  readonly keys: readonly string[];
  /** The last of them. */
  readonly key: string;
  readonly text: string;
  /** The name of its type of value; none where it is a word of a closed list. */
  readonly value: string | undefined;
  /** Offset into the entity's text. */
  readonly offset: number;
}

/** What hovers show of an entity, as Markdown. */
export interface KindHover<E extends Entity> {
  /** On its id, and, for kinds without rows, where others refer to it. */
  entity(entity: E, seen: Seen): string;
  /** Below what one of its own keys means: how the entity does in this. */
  key?(entity: E, key: string, seen: Seen): readonly string[];
  /** In place of what a value means by its type; '' for nothing at all. */
  value?(entity: E, at: At, seen: Seen): string | undefined;
  /** Below what a value means by its type. */
  more?(entity: E, at: At, seen: Seen): readonly string[];
}

/** Its section in the tree of the ISMS. Kinds with rows have one of their own making. */
export interface KindTree<E extends Entity> {
  /** Its heading. */
  readonly label: string;
  /** It is there even where an ISMS has none. */
  readonly always?: true;
  /** Headings within it, in order. */
  groups?(context: Today): readonly { readonly id: string; readonly label: string; readonly closed?: boolean }[];
  /** The id of the heading that an entity is below. */
  groupOf?(entity: E, context: Today): string;
  /**
   * `state` is behind the name, before the findings, `about` are lines of the tooltip below it; `off`: it is no longer in
   * force, `quiet`: a review that is only planned is not shown.
   */
  line(
    entity: E,
    context: Today,
  ): {
    readonly state?: string | undefined;
    readonly about: readonly string[];
    readonly off?: boolean;
    readonly quiet?: true;
  };
}

/** What the questions for a new entity depend on. */
export interface Asking extends Today {
  readonly project: Project;
  /** What it is asked for from: a control that the new one is to cover. */
  readonly control?: string;
  /** An id that is free, from a suggestion. */
  freeId(suggestion: string): string;
  /** Those of its kind, or of another, that are there. */
  entities(kind?: string): Iterable<{ readonly id: string; readonly title: string | undefined }>;
  /** Where it gets a file of its own: the folder's path from the root, and the names of the files beside it. */
  readonly folder?: { readonly path: string; readonly beside: readonly string[] };
}

/** How a new entity is asked for, step by step, and written. */
export interface KindForm {
  readonly title: string;
  /** All questions, as far as the answers so far show; `id` is judged by everybody's rules. */
  questions(answers: Answers, asking: Asking): readonly Question[];
  judge?(key: string, text: string, asking: Asking): Remark | null;
  /** What is written. */
  sketch(answers: Answers, inFlow: boolean): Record<string, Sketch>;
  /** The key that is left blank and selected. */
  blank(answers: Answers): string | undefined;
  /** The name of its own file; with a heading it is Markdown. */
  file(id: string, answers: Answers, beside: readonly string[]): { readonly name: string; readonly heading?: string };
  /** What the user reads when it is done. @param own it is in a file of its own */
  done(answers: Answers, path: string, own: boolean): string;
}

interface NextReview {
  readonly due: Day;
  readonly last: { readonly day: Day; readonly date: Field<Day> };
}

/**
 * A kind of document and of the entities in it: everything that the engine has to know of it. Whatever names a kind is in
 * its folder.
 */
export interface EntityKind<E extends Entity = Entity, Row extends EntityRow = EntityRow, Name extends string = string>
  extends DocumentForm<E> {
  /** The name of the kind of document too, of its globs under `files` in `isms.yaml`, and of its counts. */
  readonly list: Name;
  /** One of them, and several, in messages. */
  readonly noun: string;
  readonly nouns: string;
  /** Where its documents are by default, as globs from the root; none: its files have a name of their own. */
  readonly files: readonly string[];
  /** The files that are of this kind by their name alone. */
  readonly standalone?: RegExp;
  /** It may be written as the front matter of a Markdown file; or its documents are Markdown and nothing else. */
  readonly markdown?: true | 'only';
  /** An id is defined once in a root, and others refer to it. */
  readonly unique?: true;
  /** How outlines and searches show it. */
  readonly symbol: SymbolKind;
  /** A summary says how many there are: always, or only where there are some. */
  readonly counted?: 'always' | 'some';
  /** Codicon of its section, of its reviews, and of where it is named. */
  readonly icon?: string;
  readonly tree?: KindTree<E>;
  /** Its line in outlines, from the texts under its keys; '' where there is none. */
  outline(textOf: (key: string) => string): { readonly name: string; readonly detail: string };
  /** What people call it. */
  title?(entity: E): string | undefined;
  /** The file that holds its text, as it is written, where that is another one. */
  text?(entity: E): string | undefined;
  readonly rules: readonly Rule<E>[];
  /** Where new ones go in a root that has none: into one of these lists, which are files, or else into a file each in a folder. */
  readonly home?: { readonly lists: readonly string[]; readonly folder: string };
  readonly form?: KindForm;
  readonly hover?: KindHover<E>;
  /** What in a root of this kind refers to something of another: lines below what that is, as Markdown. */
  referrers?(project: Project, to: string, ids: readonly string[]): readonly string[];
  /** A line above each in the editor: its state, without its findings. */
  lens?(entity: E, context: Today): string;
  /** Whom findings are about, where it is not the entity by its id. */
  subject?(entity: E): Subject | undefined;
  /** Whether rules without `always` look at it. */
  inScope?(entity: E): boolean;
  /** It is only considered: an error of a rule that softens is a warning. */
  softens?(entity: E): boolean;
  waivers?(entity: E): Field<readonly Field<Waiver>[]> | undefined;
  readonly review?: {
    /** The entity's own cadence. */
    every(entity: E): Field<Duration> | undefined;
    /** The longest one that the settings allow. */
    allowed(settings: ResolvedSettings): Duration;
    /** The day that the next review counts from. */
    lastDay(entity: E, today: Day): Day | undefined;
    of(entity: E): Field<List<Review>> | undefined;
    /** When the next one is due, and the day that this counts from; `undefined`: none is due, or nothing that it counts from. */
    next(entity: E, context: Today): NextReview | undefined;
    /** The lists of a review that a new one leaves to fill in. */
    readonly lists: readonly string[];
    /** Whether nobody reviews it any more. */
    ended(entity: E): boolean;
    /** What happened that may call for a review. */
    events?(entity: E): Field<List<Event>> | undefined;
    /** Whether it has to be reviewed and never was. */
    never?(entity: E): boolean;
    /** Why a review of this day would not settle everything. */
    later?(entity: E, day: Day): string | undefined;
    /** A further question about a review: what was checked. */
    checked?(entity: E, answers: Answers, today: Today): Question;
    /** Where something has to follow, a risk may be named in place of an action. */
    readonly risks?: true;
    /** Whether what reviews ask for is still followed. */
    isFollowed(entity: E): boolean;
  };
  /** What views keep of an entity while its model is let go: for kinds of which a root has thousands. */
  keep?(entity: E, findings: readonly RawFinding[], lines: Lines, context: Context): Row;
}

export const defineKind = <E extends Entity, Row extends EntityRow = never, Name extends string = string>(
  kind: EntityKind<E, Row, Name>,
): EntityKind<E, Row, Name> => kind;
