import type { Policy } from '../kinds/policy/types.ts';
import type { Settings } from '../kinds/settings/types.ts';
import type { SoaRow, Statement } from '../kinds/soa/types.ts';
import type { Supplier } from '../kinds/supplier/types.ts';
import type { Span } from '../yaml/tree.ts';
import type { Day } from './dates.ts';
import type { IssueData } from './read.ts';
import type { ResolvedSettings } from './settings.ts';
import type { Field, Severity } from './types.ts';

/** What a rule rests on: the policy's section, Annex A controls, regulations. */
export interface Basis {
  readonly policy?: string;
  readonly controls?: readonly string[];
  readonly regulations?: readonly string[];
}

/** What a rule says of a place in a document. */
export interface Remark {
  /** The weaker form of the rule: unproven, or another case that the rule's description names. */
  readonly lower?: boolean;
  /** A second place in the same entity that belongs to it. */
  readonly related?: readonly (Span & { readonly message: string })[];
  /** What a fix needs. */
  readonly data?: IssueData;
  /** The text that a waiver's `for` is compared with, where it is not the text under the finding. */
  readonly value?: string;
}

export type Report = (at: Span, message: string, remark?: Remark) => void;

/** What an entity's rules may know of the world. */
export interface Context {
  readonly today: Day;
  readonly settings: ResolvedSettings;
  /** Whether a policy with this id is defined; `undefined` where that cannot be known (a file on its own). */
  readonly hasPolicy: (id: string) => boolean | undefined;
  readonly policyIds: () => Iterable<string>;
  /** Whether a document that an entity names is there. */
  readonly document: (path: string) => 'there' | 'missing' | 'outside' | 'unknown';
  readonly isRule: (id: string) => boolean;
  readonly ruleIds: () => Iterable<string>;
}

interface RuleHead {
  /** `supplier/dpa-missing` */
  readonly id: string;
  /** What is wrong, in a few words: the heading of the rule's page. */
  readonly title: string;
  readonly severity: Severity;
  /** When the rule speaks one step lower. */
  readonly lower?: string;
  readonly basis?: Basis;
  /** The keys of `isms.yaml`, beside `rules`, that change what the rule finds. */
  readonly settings?: readonly string[];
  /** Speaks of every supplier, not only of those in scope. */
  readonly always?: boolean;
}

/**
 * A rule. `structure` rules are told by the readers while the model is built; the others check a part of the model. The
 * check names a place in the model; severity, waivers and positions are the framework's.
 */
export type Rule = RuleHead &
  (
    | { readonly scope: 'structure' | 'waiver' }
    | { readonly scope: 'supplier'; readonly check: (supplier: Supplier, context: Context, report: Report) => void }
    | { readonly scope: 'policy'; readonly check: (policy: Policy, context: Context, report: Report) => void }
    | { readonly scope: 'soa'; readonly check: (row: SoaRow, context: Context, report: Report) => void }
    | { readonly scope: 'settings'; readonly check: (settings: Settings, context: Context, report: Report) => void }
    | {
        readonly scope: 'any';
        readonly check: (entity: Supplier | Policy | SoaRow | Settings, context: Context, report: Report) => void;
      }
    | { readonly scope: 'project'; readonly check: (project: Project, report: ProjectReport) => void }
  );

/** An entity and where it is kept; the workspace knows how to turn that into a file and a line. */
export interface Placed<E> {
  readonly entity: E;
  readonly home: unknown;
}

/** What the rules over a whole root see. Suppliers are known here only by their ids. */
export interface Project {
  readonly policies: readonly Placed<Policy>[];
  /** `undefined`: the root has no Statement of Applicability. */
  readonly soa:
    | {
        readonly rows: readonly Placed<SoaRow>[];
        readonly statement: Field<Statement> | undefined;
        readonly key: PlacedSpan;
        readonly broken: boolean;
      }
    | undefined;
  /** The top-level key of `isms.yaml`. */
  readonly settingsKey: PlacedSpan | undefined;
  /** Ids that more than one supplier (or policy) has, each with its places in order. */
  readonly duplicates: readonly {
    readonly kind: 'supplier' | 'policy';
    readonly id: string;
    readonly places: readonly PlacedSpan[];
  }[];
}

export interface PlacedSpan {
  readonly home: unknown;
  readonly span: Span;
}

export type ProjectReport = (
  at: PlacedSpan,
  message: string,
  subject: { readonly kind: 'supplier' | 'policy' | 'control' | 'settings'; readonly id: string } | undefined,
  related?: readonly (PlacedSpan & { readonly message: string })[],
) => void;
