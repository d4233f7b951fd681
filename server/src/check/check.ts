import { type AnyEntity, type AnyKind, kindOf, kinds } from '../kinds/index.ts';
import type { ReadDocument, ReadEntity } from '../model/document.ts';
import type { PlacedSpan, Project } from '../model/project.ts';
import {
  type Context,
  type EntityRule,
  isEntityRule,
  isProjectRule,
  type ProjectRule,
  type RawFinding,
  type Remark,
  type Report,
  type RuleHead,
  type Subject,
} from '../model/rule.ts';
import type { ResolvedSettings } from '../model/settings.ts';
import { severityOf } from '../model/severity.ts';
import type { Severity, Waiver } from '../model/types.ts';
import type { IssueData } from '../schema/value.ts';
import type { Span } from '../yaml/tree.ts';
import { looks } from './references.ts';
import { commonRules, ruleById } from './rules.ts';
import { waiversInForce } from './waivers.ts';

/** The rules that look at an entity, by its kind. */
const entityRules = new Map<AnyKind, readonly EntityRule<AnyEntity>[]>(
  kinds.map((kind) => [
    kind,
    [...commonRules, ...kind.rules].filter((rule) => isEntityRule(rule)) as EntityRule<AnyEntity>[],
  ]),
);
const projectRules: readonly ProjectRule[] = [...commonRules, ...kinds.flatMap((kind) => kind.rules)].filter(
  isProjectRule,
);

/** Whom the findings of an entity are about. */
export function subjectOf(entity: AnyEntity): Subject | undefined {
  const kind = kindOf(entity);
  if (kind.subject) return kind.subject(entity);
  const id = (entity.fields as { readonly id?: { readonly text: string } }).id;
  return id && { kind: kind.name, id: id.text };
}

/** Everything that is to be said of one entity on its own: what the reader found, then the rules, waivers applied. */
export function checkEntity(
  { entity, issues, references }: ReadEntity<AnyEntity>,
  text: string,
  context: Context,
): RawFinding[] {
  const findings: RawFinding[] = [];
  const kind = kindOf(entity);
  const subject = subjectOf(entity);
  const scoped = kind.inScope ? kind.inScope(entity) : true;
  const waivers =
    kind.waivers && scoped ? waiversInForce(kind.waivers(entity)?.value, context.today, context.ruleById) : [];
  const used = new Set<Waiver>();

  const add = (rule: RuleHead, at: Span, message: string, remark: Remark = {}): void => {
    let severity = severityOf(rule, context.settings.rules, remark.lower ?? false, remark.higher);
    if (!severity) return;
    if (severity === 'error' && rule.softens && kind.softens?.(entity)) severity = 'warning';
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
  let running: RuleHead;
  const report: Report = (at, message, remark) => add(running, at, message, remark);

  for (const issue of issues)
    add(ruleById(issue.rule)!, issue, issue.message, issue.data ? { data: issue.data } : undefined);
  for (const rule of entityRules.get(kind)!) {
    if (!scoped && !rule.always) continue;
    running = rule;
    try {
      rule.check(entity, context, report, references);
    } catch (error) {
      context.failed(error, rule.id);
    }
  }

  if (waivers.length) {
    const unused = ruleById('waiver/unused')!;
    for (const waiver of waivers) {
      if (!used.has(waiver))
        add(
          unused,
          waiver.rule!,
          `Nothing is found that this waiver of ${waiver.rule!.text}${waiver.for ? ` for ${waiver.for.text}` : ''} waives: remove it, or correct its value`,
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
  { issues, problems, references }: Pick<ReadDocument, 'issues' | 'problems' | 'references'>,
  context: Context,
): RawFinding[] {
  const findings: RawFinding[] = [];
  const { rules } = context.settings;
  const add = (rule: RuleHead, { start, end }: Span, message: string, data: IssueData | undefined): void => {
    const severity = severityOf(rule, rules, false);
    if (severity) findings.push({ rule: rule.id, severity, start, end, message, ...(data ? { data } : {}) });
  };
  for (const problem of problems) add(ruleById('yaml/syntax')!, problem, problem.message, undefined);
  for (const issue of issues) add(ruleById(issue.rule)!, issue, issue.message, issue.data);
  if (references.length)
    for (const rule of looks)
      rule.look(references, context, (at, message, remark) => add(rule, at, message, remark?.data));
  return findings;
}

/** A finding about a whole root: its place names the part of a file that it stands in. */
export interface PlacedFinding<H> {
  readonly at: PlacedSpan<H>;
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly subject?: Subject;
  readonly related?: readonly (PlacedSpan<H> & { readonly message: string })[];
}

/** Runs the rules that look at a whole root. */
export function checkProject<H>(
  project: Project<H>,
  { settings, failed }: { readonly settings: ResolvedSettings; readonly failed: Context['failed'] },
): PlacedFinding<H>[] {
  const findings: PlacedFinding<H>[] = [];
  for (const rule of projectRules) {
    const severity = severityOf(rule, settings.rules, false);
    if (!severity) continue;
    try {
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
    } catch (error) {
      failed(error, rule.id);
    }
  }
  return findings;
}
