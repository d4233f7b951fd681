import type { CodeAction, Diagnostic, TextEdit } from 'vscode-languageserver-types';
import type { Range } from '../../workspace/document.ts';
import { byPlace, type Finding, placed, placedOverall, type Workspace } from '../../workspace/workspace.ts';
import { touches } from '../place/place.ts';
import { type Fix, fixesFor } from './fixes.ts';
import { type RefactoringOptions, refactoringsAt } from './refactorings.ts';

export const FIX_ALL = 'source.fixAll.isms';
/** Findings whose fixes are worked out for one request: a selection of a whole register asks for too much. */
const MOST_FINDINGS = 50;
/** Findings of one kind up to which they are offered to be mended together. */
const MOST_TOGETHER = 500;

export interface ActionContext extends RefactoringOptions {
  readonly only?: readonly string[] | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The editor's command that asks for a review step by step, and the file as the editor spells it. */
  readonly review?: { readonly command: string; readonly uri: string } | '' | undefined;
}

/** What a review makes go. */
const REVIEWED = /^(?:review\/(?:missing|overdue|due-soon|triggered|incomplete)|policy\/review-)/;

/** Fixes, refactorings, and all safe fixes of a file at once. URIs are canonical. */
export function codeActions(workspace: Workspace, uri: string, range: Range, context: ActionContext): CodeAction[] {
  const { only, diagnostics } = context;
  const wanted = (kind: string): boolean =>
    !only?.length || only.some((wish) => wish === '' || kind === wish || kind.startsWith(`${wish}.`));
  const actions: CodeAction[] = [];
  if (wanted('quickfix')) {
    if (context.review) actions.push(...guidedReview(workspace, uri, range, diagnostics, context.review));
    actions.push(...quickFixes(workspace, uri, range, diagnostics));
  }
  if (wanted('refactor.rewrite') || wanted('refactor.move')) {
    const offered = new Set(actions.map(({ title }) => title));
    for (const { title, kind, edit } of refactoringsAt(workspace, uri, range, context)) {
      if (wanted(kind) && !offered.has(title)) actions.push({ title, kind, edit });
    }
  }
  // Only when asked for by name: it looks at the whole file.
  if (only?.some((wish) => FIX_ALL === wish || FIX_ALL.startsWith(`${wish}.`))) {
    const edits = fixAll(workspace, uri);
    if (edits.length)
      actions.push({
        title: 'Mend the form of everything in this file',
        kind: FIX_ALL,
        edit: { changes: { [uri]: edits } },
      });
  }
  return actions;
}

/** The way to a review that is asked for step by step. */
function guidedReview(
  workspace: Workspace,
  uri: string,
  range: Range,
  diagnostics: readonly Diagnostic[],
  { command, uri: spelled }: { readonly command: string; readonly uri: string },
): CodeAction[] {
  const finding = findingsIn(workspace, uri, range).find(({ rule, waived }) => !waived && REVIEWED.test(rule));
  if (!finding) return [];
  const about = diagnostics.filter(({ code }) => REVIEWED.test(String(code)));
  const title = 'Record review…';
  return [
    {
      title,
      kind: 'quickfix',
      ...(about.length ? { diagnostics: about } : {}),
      command: { title, command, arguments: [spelled, finding.range.start] },
    },
  ];
}

function quickFixes(workspace: Workspace, uri: string, range: Range, diagnostics: readonly Diagnostic[]): CodeAction[] {
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
    const all = allOf(workspace, uri, finding.rule);
    if (all.count > 1)
      actions.push({
        title: `Mend all ${all.count} of ${finding.rule} in this file`,
        ...quickFix,
        edit: { changes: { [uri]: all.edits } },
      });
  }
  return actions;
}

/** The edits that mend the form of everything in a file that can be mended without a look. */
export function fixAll(workspace: Workspace, uri: string): TextEdit[] {
  return editsOfSafe(workspace, uri, workspace.findings(uri)).edits;
}

function allOf(workspace: Workspace, uri: string, rule: string): { count: number; edits: TextEdit[] } {
  const findings = [...eachFinding(workspace, uri)].filter((finding) => finding.rule === rule);
  if (findings.length < 2 || findings.length > MOST_TOGETHER) return { count: 0, edits: [] };
  return editsOfSafe(workspace, uri, findings);
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

/** The findings of a file, part by part, unsorted: those of one part cost no more in a long register than in a short one. */
function* eachFinding(
  workspace: Workspace,
  uri: string,
  parts?: { readonly first: number; readonly last: number },
): Generator<Finding> {
  const document = workspace.document(uri);
  const root = workspace.rootOf(uri);
  if (!document || !root) return;
  for (let index = parts?.first ?? 0; index <= (parts?.last ?? document.parts.length - 1); index++) {
    for (const finding of document.parts[index]?.result?.findings ?? []) yield placed(finding, document, index);
  }
  yield* root.projectFindings(document).map(placedOverall);
}

/** The findings that lie in or touch a range, in order. */
export function findingsIn(workspace: Workspace, uri: string, range: Range): Finding[] {
  const document = workspace.document(uri);
  if (!document) return [];
  const last = document.partAtLine(range.end.line);
  // A cursor behind an item's last line may still stand at its end.
  const first = Math.max(0, document.partAtLine(range.start.line) - 1);
  return [...eachFinding(workspace, uri, { first, last })]
    .filter((finding) => touches(finding.range, range))
    .sort(byPlace);
}

const sameRange = (a: Range, b: Range): boolean =>
  a.start.line === b.start.line &&
  a.start.character === b.start.character &&
  a.end.line === b.end.line &&
  a.end.character === b.end.character;
