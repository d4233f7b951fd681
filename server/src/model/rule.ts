import type { IssueData, Reference } from '../schema/value.ts';
import type { Span } from '../yaml/tree.ts';
import type { Day } from './dates.ts';
import type { Fix } from './fix.ts';
import type { PlacedSpan, Project } from './project.ts';
import type { ResolvedSettings } from './settings.ts';
import type { Entity, Severity } from './types.ts';

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
  /** A case in which the rule speaks one step higher. */
  readonly higher?: boolean;
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
  /** Whether an entity of a kind has this id; `undefined` where that cannot be known (a file on its own). */
  readonly isDefined: (kind: string, id: string) => boolean | undefined;
  readonly idsOf: (kind: string) => Iterable<string>;
  /** Whether a document that an entity names is there. */
  readonly document: (path: string) => 'there' | 'folder' | 'missing' | 'outside' | 'unknown';
  readonly ruleById: (id: string) => RuleHead | undefined;
  readonly ruleIds: () => Iterable<string>;
  /** Called where a rule throws, or, without a rule, the reader: the others go on. */
  readonly failed: (error: unknown, rule?: string) => void;
}

export interface RuleHead {
  /** `supplier/dpa-missing` */
  readonly id: string;
  /** What is wrong, in a few words: the heading of the rule's page. */
  readonly title: string;
  readonly severity: Severity;
  /** When the rule speaks one step lower. */
  readonly lower?: string;
  /** When the rule speaks one step higher. */
  readonly higher?: string;
  readonly basis?: Basis;
  /** The keys of `isms.yaml`, beside `rules`, that change what the rule finds. */
  readonly settings?: readonly string[];
  /** Speaks of every supplier, not only of those in scope. */
  readonly always?: boolean;
  /** Its findings can be waived; or only one value at a time. Of others no waiver holds. */
  readonly waivable?: true | 'for a value';
  /** `raise`: the settings can raise it, not lower it or switch it off. `keep`: they cannot switch it off. */
  readonly override?: 'raise' | 'keep';
  /** An error is a warning for an entity that is only considered (`EntityKind.softens`). */
  readonly softens?: true;
  /** The criterion of the policy on suppliers that it checks. */
  readonly criterion?: Criterion;
  /** A review settles it. */
  readonly settledBy?: 'review';
  /** The ways to fix it, as far as a text can be changed without a decision. */
  readonly fixes?: readonly Fix[];
  /** What it is on is not read: it has not the form that the schema asks for, or is no day that can be right. */
  readonly rejects?: 'shape' | 'date';
}

/** The criteria of the Supplier Management Policy, in its order, then its rules for models, then its ongoing review. */
export type Criterion =
  | 'assurance'
  | 'residency'
  | 'contract'
  | 'criticality'
  | 'model-storage'
  | 'model-inference'
  | 'model-training'
  | 'review';

/** A rule that the readers report while the model is built, or that waivers report. */
export interface ToldRule extends RuleHead {
  readonly scope: 'structure' | 'waiver';
}

/** A rule that looks at one entity: of the kind that it belongs to, or `any`. */
export interface EntityRule<E extends Entity = Entity> extends RuleHead {
  readonly scope: E['kind'] | 'any';
  check(entity: E, context: Context, report: Report, references: readonly Reference[]): void;
}

/** A rule that looks at a whole root. */
export interface ProjectRule extends RuleHead {
  readonly scope: 'project';
  check<H>(project: Project<H>, report: ProjectReport<H>): void;
}

/** A rule that looks at the text of a policy or a procedure: see `kinds/prose/`. */
export interface TextRule extends RuleHead {
  readonly scope: 'text';
}

/** A rule names a place in the model; severity, waivers and positions are the framework's. */
export type Rule<E extends Entity = Entity> = ToldRule | EntityRule<E> | ProjectRule | TextRule;

export const isEntityRule = <E extends Entity>(rule: Rule<E>): rule is EntityRule<E> =>
  'check' in rule && rule.scope !== 'project' && rule.scope !== 'text';
export const isProjectRule = (rule: Rule): rule is ProjectRule => rule.scope === 'project';

/** Whom a finding is about. */
export interface Subject {
  /** `supplier`, `policy`, `control`, `settings`, … */
  readonly kind: string;
  readonly id: string;
}

/** A finding with its place as offsets into the text that was read. */
export interface RawFinding extends Span {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly subject?: Subject;
  readonly related?: readonly (Span & { readonly message: string })[];
  readonly waived?: { readonly approvedBy: string; readonly expires: string };
  readonly data?: IssueData;
}

export type ProjectReport<H> = (
  at: PlacedSpan<H>,
  message: string,
  subject: Subject | undefined,
  related?: readonly (PlacedSpan<H> & { readonly message: string })[],
) => void;
