import type { CodeLens } from 'vscode-languageserver-types';
import { controls } from '../../facts/controls.ts';
import { policyDue } from '../../kinds/policy/model.ts';
import type { Policy } from '../../kinds/policy/types.ts';
import { hasPersonalData, inScope, isReviewed, needsDpa } from '../../kinds/supplier/model.ts';
import { supplierDue, triggeringEvent } from '../../kinds/supplier/rules/reviews.ts';
import type { Supplier } from '../../kinds/supplier/types.ts';
import type { IsmsDocument, Part, Range } from '../../workspace/document.ts';
import type { Root } from '../../workspace/root.ts';
import type { Workspace } from '../../workspace/workspace.ts';
import { modelOf } from '../place/place.ts';
import { mappedControls } from './hover.ts';

/** Above this many suppliers in a file each has one lens instead of two. */
const MANY = 2000;

/** What a lens is of, kept short: a file of thousands sends as many. The number names the file. */
export type LensData = readonly [file: number, what: 'all' | 'state' | 'findings'];

/** Lenses come without words: only those on the screen are put into words, when the editor asks. */
export class CodeLenses {
  private readonly uris: string[] = [];

  constructor(private readonly workspace: Workspace) {}

  /** Where the lenses of a file are. */
  of(uri: string): CodeLens[] {
    const document = this.workspace.document(uri);
    if (!document || (document.kind !== 'suppliers' && document.kind !== 'policies')) return [];
    let file = this.uris.indexOf(uri);
    if (file < 0) file = this.uris.push(uri) - 1;
    const lines = linesOf(document);
    const kinds: readonly LensData[1][] =
      document.kind === 'policies' ? ['state', 'findings'] : lines.length > MANY ? ['all'] : ['state', 'findings'];
    return lines.flatMap((line) => {
      const at = { line, character: 0 };
      return kinds.map((what) => ({ range: { start: at, end: at }, data: [file, what] satisfies LensData }));
    });
  }

  /**
   * Puts a lens into words.
   * @param command the editor's command that shows findings; without one a lens is text
   */
  resolve(lens: CodeLens, command: string | undefined): CodeLens {
    const [file, what] = lens.data as LensData;
    const uri = this.uris[file];
    const document = uri === undefined ? undefined : this.workspace.document(uri);
    const root = uri === undefined ? undefined : this.workspace.rootOf(uri);
    const found = document && entityOn(document, lens.range.start.line, this.workspace.today);
    if (!document || !root || !found) return { ...lens, command: { title: '', command: '' } };
    const { entity, part, range } = found;
    const state =
      entity.kind === 'supplier' ? supplierState(entity, root) : policyState(entity, root, this.workspace.today);
    const findings = findingsIn(part, document, range);
    const title = what === 'state' ? state : what === 'findings' ? findings : `${state} · ${findings}`;
    const shows = command !== undefined && what !== 'state' && findings !== NO_FINDINGS;
    return {
      ...lens,
      command: shows ? { title, command, arguments: [document.uri, range] } : { title, command: '' },
    };
  }
}

/** The lines above which lenses go: where suppliers and policies begin. */
function linesOf(document: IsmsDocument): number[] {
  const lines: number[] = [];
  const firstLines = document.partLines();
  for (const [index, part] of document.parts.entries()) {
    const { result } = part;
    if (!result || part.role === 'plain') continue;
    const first = firstLines[index]!;
    // An item's part begins with its dash.
    if (part.role === 'item') {
      if (result.rows.length + result.entities.length > 0) lines.push(first);
    } else if (document.kind === 'suppliers') for (const row of result.rows) lines.push(first + row.range.start.line);
    else for (const entity of result.entities) lines.push(first + part.positionAt(entity.start).line);
  }
  return lines;
}

/** The supplier or policy on a line, and its range in the document. */
function entityOn(
  document: IsmsDocument,
  line: number,
  today: string,
): { entity: Supplier | Policy; part: Part; range: Range } | undefined {
  const index = document.partAtLine(line);
  const part = document.parts[index]!;
  if (part.role === 'plain') return undefined;
  for (const { entity } of modelOf(part, document, today).entities) {
    if (entity.kind !== 'supplier' && entity.kind !== 'policy') continue;
    const range = document.fromPart(index, part.rangeOf(entity));
    if (range.start.line <= line && line <= range.end.line) return { entity, part, range };
  }
  return undefined;
}

function supplierState(supplier: Supplier, root: Root): string {
  return [reviewState(supplier, root), reportsThatName(supplier)].filter(Boolean).join(' · ');
}

function reviewState(supplier: Supplier, root: Root): string {
  if (!inScope(supplier)) return 'out of scope';
  if (!isReviewed(supplier)) return 'no review due';
  const event = triggeringEvent(supplier);
  if (event) return `review called for since ${event.date.value}`;
  const state = supplierDue(supplier, { settings: root.settings });
  return state ? `next review ${state.due}` : 'no review yet';
}

/** The review report names each supplier; the list of subprocessors the processors of personal data that are in use. */
function reportsThatName(supplier: Supplier): string {
  const status = supplier.fields.status?.value;
  const runs = status === 'active' || status === 'suspended';
  return runs && hasPersonalData(supplier) && needsDpa(supplier)
    ? 'in the review report and the subprocessor list'
    : 'in the review report';
}

function policyState(policy: Policy, root: Root, today: string): string {
  const ids = mappedControls(policy);
  const state =
    policy.fields.status?.value === 'approved' ? policyDue(policy, { settings: root.settings, today }) : undefined;
  const review =
    policy.fields.status?.value !== 'approved'
      ? (policy.fields.status?.value ?? (policy.fields.status ? 'unknown status' : 'no status'))
      : state
        ? `next review ${state.due}`
        : 'no day that its review counts from';
  return `${ids.length === 1 ? '1 control' : `${ids.length} of ${controls.length} controls`} · ${review}`;
}

const NO_FINDINGS = 'no findings';

function findingsIn(part: Part, document: IsmsDocument, range: Range): string {
  const first = document.partLines()[document.indexOf(part)]!;
  let open = 0;
  let waived = 0;
  for (const finding of part.result?.findings ?? []) {
    const line = finding.range.start.line + first;
    if (line < range.start.line || line > range.end.line) continue;
    if (finding.waived) waived++;
    else open++;
  }
  if (!open && !waived) return NO_FINDINGS;
  const text = `${open} finding${open === 1 ? '' : 's'}`;
  return waived ? `${text}, ${waived} waived` : text;
}
