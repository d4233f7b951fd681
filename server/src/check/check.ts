import { soaDuplicates } from '../kinds/soa/rules.ts';
import { inScope } from '../kinds/supplier/model.ts';
import type { AnyEntity } from '../kinds/types.ts';
import type { ReadEntity } from '../model/document.ts';
import type { Issue, IssueData } from '../model/read.ts';
import type { Context, PlacedSpan, Project, Remark, Report, Rule } from '../model/rule.ts';
import type { Severity, Waiver } from '../model/types.ts';
import type { Span, SyntaxProblem } from '../yaml/tree.ts';
import { ruleById, rules } from './rules.ts';
import { severityOf } from './severity.ts';
import { waiversInForce } from './waivers.ts';

export interface Subject {
  readonly kind: 'supplier' | 'policy' | 'control' | 'settings';
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

type Scoped<S extends Rule['scope']> = Extract<Rule, { scope: S }>;
const ofScope = <S extends Rule['scope']>(scope: S): readonly Scoped<S>[] =>
  rules.filter((rule): rule is Scoped<S> => rule.scope === scope);

const supplierRules = ofScope('supplier');
const policyRules = ofScope('policy');
const soaRules = ofScope('soa');
const settingsRules = ofScope('settings');
const anyRules = ofScope('any');
const projectRules: readonly Scoped<'project'>[] = [...ofScope('project'), soaDuplicates as Scoped<'project'>];

export function subjectOf(entity: AnyEntity): Subject | undefined {
  if (entity.kind === 'settings') return { kind: 'settings', id: 'isms' };
  if (entity.kind === 'soa')
    return entity.fields.control ? { kind: 'control', id: entity.fields.control.text } : undefined;
  return entity.fields.id ? { kind: entity.kind, id: entity.fields.id.text } : undefined;
}

/** Everything that is to be said of one entity on its own: what the reader found, then the rules, waivers applied. */
export function checkEntity({ entity, issues }: ReadEntity, text: string, context: Context): RawFinding[] {
  const findings: RawFinding[] = [];
  const subject = subjectOf(entity);
  const prospective = entity.kind === 'supplier' && entity.fields.status?.value === 'prospective';
  const scoped = entity.kind !== 'supplier' || inScope(entity);
  const waivers =
    entity.kind === 'supplier' && scoped
      ? waiversInForce(entity.fields.waivers?.value, context.today, context.isRule)
      : [];
  const used = new Set<Waiver>();

  const add = (rule: Rule, at: Span, message: string, remark: Remark = {}): void => {
    let severity = severityOf(rule, context.settings.rules, remark.lower ?? false);
    if (!severity) return;
    if (prospective && severity === 'error' && rule.id.startsWith('supplier/')) severity = 'warning';
    const waiver = waivers.length
      ? waiverFor(waivers, rule.id, remark.value ?? text.slice(at.start, at.end))
      : undefined;
    if (waiver) used.add(waiver);
    findings.push({
      rule: rule.id,
      start: at.start,
      end: at.end,
      message: waiver
        ? `${message} (waived: ${waiver.reason!.text}; approved by ${waiver['approved-by']!.text}, until ${waiver.expires!.value})`
        : message,
      severity: waiver ? 'information' : severity,
      ...(subject ? { subject } : {}),
      ...(remark.related ? { related: remark.related } : {}),
      ...(waiver ? { waived: { approvedBy: waiver['approved-by']!.text, expires: waiver.expires!.value! } } : {}),
      ...(remark.data ? { data: remark.data } : {}),
    });
  };
  // One function for all rules: they run one after the other, for every entity of a register.
  let running: Rule;
  const report: Report = (at, message, remark) => add(running, at, message, remark);
  const run = <E extends AnyEntity>(
    list: readonly (Rule & {
      check(entity: E, context: Context, report: Report): void;
    })[],
  ): void => {
    for (const rule of list) {
      if (!scoped && !rule.always) continue;
      running = rule;
      rule.check(entity as E, context, report);
    }
  };

  for (const issue of issues)
    add(ruleById(issue.rule)!, issue, issue.message, issue.data ? { data: issue.data } : undefined);
  run(anyRules);
  if (entity.kind === 'supplier') run(supplierRules);
  else if (entity.kind === 'policy') run(policyRules);
  else if (entity.kind === 'soa') run(soaRules);
  else run(settingsRules);

  if (entity.kind === 'supplier' && scoped) {
    const unused = ruleById('waiver/unused')!;
    for (const waiver of waivers) {
      if (!used.has(waiver))
        add(
          unused,
          waiver.rule!,
          `Nothing is found that this waiver of ${waiver.rule!.text}${waiver.for ? ` for ${waiver.for.text}` : ''} waives: remove it, or mend its value`,
        );
    }
  }
  return findings;
}

/** The waiver of a rule that is for a value, with or without its note, or for any. */
function waiverFor(waivers: readonly Waiver[], rule: string, value: string): Waiver | undefined {
  const bare = (text: string) => text.replace(/^(["'])(.*)\1$/s, '$2').trim();
  const noteless = (text: string) => text.replace(/\s*\([^()]*\)$/, '');
  const text = bare(value);
  const matching = waivers.filter((waiver) => waiver.rule!.value === rule);
  return (
    matching.find(({ for: only }) => only && (only.text === text || only.text === noteless(text))) ??
    matching.find((waiver) => !waiver.for)
  );
}

/** What is to be said of a text outside its entities: syntax, and the structure around them. */
export function checkStructure(
  issues: readonly Issue[],
  problems: readonly SyntaxProblem[],
  settings: Context['settings'],
): RawFinding[] {
  const findings: RawFinding[] = [];
  for (const { start, end, message, rule, data } of [
    ...problems.map((problem) => ({ rule: 'yaml/syntax', data: undefined, ...problem })),
    ...issues,
  ]) {
    const severity = severityOf(ruleById(rule)!, settings.rules, false);
    if (severity) findings.push({ rule, severity, start, end, message, ...(data ? { data } : {}) });
  }
  return findings;
}

/** A finding about a whole root: its place names the part of a file that it stands in. */
export interface PlacedFinding {
  readonly at: PlacedSpan;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly subject?: Subject;
  readonly related?: readonly (PlacedSpan & { readonly message: string })[];
}

/** Runs the rules that look at a whole root. */
export function checkProject(project: Project, settings: Context['settings']): PlacedFinding[] {
  const findings: PlacedFinding[] = [];
  for (const rule of projectRules) {
    const severity = severityOf(rule, settings.rules, false);
    if (!severity) continue;
    rule.check(project, (at, message, subject, related) => {
      findings.push({
        at,
        rule: rule.id,
        severity,
        message,
        ...(subject ? { subject } : {}),
        ...(related?.length ? { related } : {}),
      });
    });
  }
  return findings;
}
