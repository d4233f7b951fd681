import type { MapPlace, Place, TextSite, Trail } from '../edit/place.ts';
import type { IssueData } from '../schema/value.ts';
import type { Splice } from '../yaml/edits.ts';
import type { Node, Span } from '../yaml/tree.ts';
import type { Project } from './project.ts';

/** A change that settles a finding. */
export interface Draft {
  readonly title: string;
  /** None: the text has no room for it. */
  readonly splices: readonly Splice[] | Splice | undefined;
  /** It only corrects how something is written and there is no other reading, so it may be applied without a look. */
  readonly safe?: boolean;
  readonly preferred?: boolean;
  /** Where the change is made, if not where the finding is: a site that `World` gave. */
  readonly site?: TextSite;
}

/** What a fix may know beside its text. */
export interface World {
  /** `YYYY-MM-DD` */
  readonly today: string;
  readonly project: Project;
  readonly waivable: (rule: string) => true | 'for a value' | undefined;
  readonly isDefined: (kind: string, id: string) => boolean;
  /** The text of a placed entity; none if it is in another file than the finding. */
  readonly siteOf: (home: unknown) => TextSite | undefined;
  /** What the first related place of the finding leads to; none if it is in another file. */
  readonly related: () => Trail | undefined;
  /** The files that are one entity as a whole, with their names. */
  readonly wholes: () => Iterable<{ readonly file: string; readonly site: TextSite }>;
  /** A review held today, its other keys blank; none where an entity is not reviewed. */
  readonly review: () => readonly Splice[] | undefined;
}

/** A finding and what is there. */
export interface Fault {
  readonly site: TextSite;
  readonly rule: string;
  readonly data: IssueData | undefined;
  /** The kind of entity that the finding is about. */
  readonly about: string | undefined;
  readonly span: Span;
  /** The source text under the finding. */
  readonly source: string;
  readonly trail: Trail;
  /** The node that the finding is on, if it is on a whole one. */
  readonly node: Node | undefined;
  /** What the schema says of that node. */
  readonly place: Place | undefined;
  /** The map around the finding. */
  readonly map: MapPlace | undefined;
  /** The entity around the finding, and the name of its kind. */
  readonly entity: (MapPlace & { readonly kind: string }) | undefined;
  readonly inFlow: boolean;
  readonly world: World;
}

/** A way to fix what a rule finds. It states nothing of the world that the author has not stated. */
export interface Fix {
  /** What it does, for the rule's page, such as: Add `dpa` with its keys. */
  readonly title: string;
  drafts(fault: Fault): Iterable<Draft>;
}
