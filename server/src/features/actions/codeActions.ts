import type { CodeAction, Diagnostic, TextEdit } from 'vscode-languageserver-types';
import { ruleById } from '../../check/rules.ts';
import type { PartFinding, Range } from '../../workspace/document.ts';
import { byPlace, type Finding, placed, placedOverall, type Workspace } from '../../workspace/workspace.ts';
import { touches } from '../place/place.ts';
import { type Fix, fixesFor } from './fixes.ts';
import { type Refactoring, type RefactoringOptions, refactoringsAt } from './refactorings.ts';

export const FIX_ALL = 'source.fixAll.isms';
/** Findings whose fixes are worked out for one request: a selection of a whole register asks for too much. */
const MOST_FINDINGS = 50;
/** Findings of one kind up to which they are offered to be mended together. */
const MOST_TOGETHER = 500;
/** Findings of one kind whose fixes are worked out only to count them. */
const MOST_COUNTED = 20;

export interface ActionContext extends RefactoringOptions {
  readonly only?: readonly string[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The editor asks for the change of an action once it is chosen. */
  readonly resolves?: boolean | undefined;
  /** The editor's command that asks for a review step by step. */
  readonly review?: string | undefined;
}

/** Whether a review makes a finding of a rule go. */
const isReviewed = (rule: string): boolean => ruleById(rule)?.settledBy === 'review';

/** Fixes, refactorings, and all safe fixes of a file at once. URIs are canonical. */
export function codeActions(workspace: Workspace, uri: string, range: Range, context: ActionContext): CodeAction[] {
  const { only, diagnostics } = context;
  const wanted = (kind: string): boolean =>
    !only?.length || only.some((wish) => wish === '' || kind === wish || kind.startsWith(`${wish}.`));
  const actions: CodeAction[] = [];
  if (wanted('quickfix')) {
    if (context.review) actions.push(...guidedReview(workspace, uri, range, diagnostics, context.review));
    actions.push(...quickFixes(workspace, uri, range, diagnostics, context.resolves));
  }
  if (wanted('refactor.rewrite') || wanted('refactor.move')) {
    const offered = new Set(actions.map(({ title }) => title));
    for (const { title, kind, edit } of refactoringsAt(workspace, uri, range, context)) {
      if (!wanted(kind) || offered.has(title)) continue;
      if (context.resolves) actions.push({ title, kind, data: { uri, range, title, kind } satisfies Chosen });
      else {
        const made = edit();
        if (made) actions.push({ title, kind, edit: made });
      }
    }
  }
  // Only when asked for by name: it looks at the whole file.
  if (only?.some((wish) => FIX_ALL === wish || FIX_ALL.startsWith(`${wish}.`))) {
    const edits = fixAll(workspace, uri);
    if (edits.length)
      actions.push({
        title: 'Fix all auto-fixable problems in this file',
        kind: FIX_ALL,
        edit: { changes: { [uri]: edits } },
      });
  }
  return actions;
}

/** What an action without its change is known by when it is chosen. */
type Chosen =
  | { readonly kind: 'quickfix'; readonly uri: string; readonly rule: string }
  | { readonly kind: Refactoring['kind']; readonly uri: string; readonly range: Range; readonly title: string };

/** The action with its change worked out; as it is where the text is another one by now. */
export function resolveAction(workspace: Workspace, action: CodeAction, options: RefactoringOptions): CodeAction {
  const chosen = action.data as Chosen;
  const { uri } = chosen;
  if (chosen.kind === 'quickfix')
    return { ...action, edit: { changes: { [uri]: allOf(workspace, uri, chosen.rule).edits } } };
  const offered = refactoringsAt(workspace, uri, chosen.range, options);
  const edit = offered.find(({ title }) => title === chosen.title)?.edit();
  return edit ? { ...action, edit } : action;
}

/** The way to a review that is asked for step by step. */
function guidedReview(
  workspace: Workspace,
  uri: string,
  range: Range,
  diagnostics: readonly Diagnostic[],
  command: string,
): CodeAction[] {
  const finding = findingsIn(workspace, uri, range).find(({ rule, waived }) => !waived && isReviewed(rule));
  if (!finding) return [];
  const about = diagnostics.filter(({ code }) => isReviewed(String(code)));
  const title = 'Record review…';
  return [
    {
      title,
      kind: 'quickfix',
      ...(about.length ? { diagnostics: about } : {}),
      command: { title, command, arguments: [uri, finding.range.start] },
    },
  ];
}

function quickFixes(
  workspace: Workspace,
  uri: string,
  range: Range,
  diagnostics: readonly Diagnostic[],
  resolves?: boolean,
): CodeAction[] {
  const findings = findingsIn(workspace, uri, range).slice(0, MOST_FINDINGS);
  const actions: CodeAction[] = [];
  const together = new Set<string>();
  for (const { title, finding, edits, preferred, safe } of fixesFor(workspace, uri, findings)) {
    const about = diagnostics.filter(
      (diagnostic) => diagnostic.code === finding.rule && sameRange(diagnostic.range, finding.range),
    );
    const quickFix = {
      kind: 'quickfix',
      ...(about.length ? { diagnostics: about } : {}),
    };
    actions.push({
      title,
      ...quickFix,
      ...(preferred ? { isPreferred: true } : {}),
      edit: { changes: Object.fromEntries([...edits].map(([at, list]) => [at, [...list]])) },
    });
    if (!safe || together.has(finding.rule)) continue;
    together.add(finding.rule);
    const others = countOf(workspace, uri, finding.rule);
    if (others < 2 || others > MOST_TOGETHER) continue;
    // Many are counted and mended once they are chosen, where the editor asks then.
    if (others > MOST_COUNTED) {
      if (resolves)
        actions.push({
          title: `Fix all ${finding.rule} in this file`,
          ...quickFix,
          data: { uri, rule: finding.rule, kind: 'quickfix' } satisfies Chosen,
        });
      continue;
    }
    const all = allOf(workspace, uri, finding.rule);
    if (all.count > 1)
      actions.push({
        title: `Fix all ${all.count} of ${finding.rule} in this file`,
        ...quickFix,
        edit: { changes: { [uri]: all.edits } },
      });
  }
  return actions;
}

/** The edits that correct the form of a file where that needs no look: for all its findings, or for some. */
export function fixAll(
  workspace: Workspace,
  uri: string,
  findings: readonly Finding[] = workspace.findings(uri),
): TextEdit[] {
  return editsOfSafe(workspace, uri, findings).edits;
}

function allOf(workspace: Workspace, uri: string, rule: string): { count: number; edits: TextEdit[] } {
  const findings = [...findingsOf(workspace, uri, rule)].slice(0, MOST_TOGETHER);
  return editsOfSafe(workspace, uri, findings);
}

/** How many findings of a rule a file has. */
function countOf(workspace: Workspace, uri: string, rule: string): number {
  let count = 0;
  for (const { result } of workspace.document(uri)?.foundIn ?? [])
    count += tallyOf(result!.findings).byRule.get(rule) ?? 0;
  return count;
}

/** What is known of a part's findings at once: how many lines the tallest spans, and how many each rule has. */
interface Tally {
  readonly tallest: number;
  readonly byRule: ReadonlyMap<string, number>;
}
const tallies = new WeakMap<readonly PartFinding[], Tally>();

function tallyOf(findings: readonly PartFinding[]): Tally {
  let tally = tallies.get(findings);
  if (!tally) {
    let tallest = 0;
    const byRule = new Map<string, number>();
    for (const { rule, range } of findings) {
      tallest = Math.max(tallest, range.end.line - range.start.line);
      byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
    }
    tally = { tallest, byRule };
    tallies.set(findings, tally);
  }
  return tally;
}

/** The index of the first finding that starts below a line; they are sorted by where they start. */
function after(findings: readonly PartFinding[], line: number): number {
  let low = 0;
  for (let high = findings.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (findings[middle]!.range.start.line <= line) low = middle + 1;
    else high = middle;
  }
  return low;
}

function editsOfSafe(
  workspace: Workspace,
  uri: string,
  findings: readonly Finding[],
): { count: number; edits: TextEdit[] } {
  const first = new Map<Finding, Fix>();
  for (const fix of fixesFor(workspace, uri, findings))
    if (fix.safe && !first.has(fix.finding)) first.set(fix.finding, fix);
  const edits: TextEdit[] = [];
  const taken: Range[] = [];
  let count = 0;
  for (const fix of first.values()) {
    const own = fix.edits.get(uri) ?? [];
    // Two findings on one value have one fix.
    if (own.length === 0 || own.some(({ range }) => taken.some((other) => touches(range, other)))) continue;
    count++;
    edits.push(...own);
    taken.push(...own.map(({ range }) => range));
  }
  return { count, edits };
}

/** The findings of a rule in a file, unsorted. */
function* findingsOf(workspace: Workspace, uri: string, rule: string): Generator<Finding> {
  const document = workspace.document(uri);
  const root = workspace.rootOf(uri);
  if (!document || !root) return;
  for (const part of document.foundIn)
    for (const finding of part.result!.findings)
      if (finding.rule === rule) yield placed(finding, document, document.indexOf(part));
  for (const finding of root.projectFindings(document)) if (finding.rule === rule) yield placedOverall(finding);
}

/** The findings that lie in or touch a range, in order. Only those near it are placed: a part may have ten thousands. */
export function findingsIn(workspace: Workspace, uri: string, range: Range): Finding[] {
  const document = workspace.document(uri);
  const root = workspace.rootOf(uri);
  if (!document || !root) return [];
  const found = root.projectFindings(document).map(placedOverall);
  const last = document.partAtLine(range.end.line);
  // A cursor behind an item's last line may still stand at its end.
  for (let index = Math.max(0, document.partAtLine(range.start.line) - 1); index <= last; index++) {
    const line = document.partLines()[index]!;
    const findings = document.parts[index]!.result?.findings ?? [];
    const { tallest } = tallyOf(findings);
    for (let at = after(findings, range.end.line - line) - 1; at >= 0; at--) {
      const finding = findings[at]!;
      if (finding.range.start.line + tallest + line < range.start.line) break;
      if (finding.range.end.line + line >= range.start.line) found.push(placed(finding, document, index));
    }
  }
  return found.filter((finding) => touches(finding.range, range)).sort(byPlace);
}

const sameRange = (a: Range, b: Range): boolean =>
  a.start.line === b.start.line &&
  a.start.character === b.start.character &&
  a.end.line === b.end.line &&
  a.end.character === b.end.character;
