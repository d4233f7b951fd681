import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  SymbolKind,
} from 'vscode-languageserver-types';
import { ruleById } from '../../check/rules.ts';
import { controlById } from '../../facts/controls.ts';
import type { IsmsDocument, Position, Range } from '../../workspace/document.ts';
import { type Found, occurrencesIn, occurrencesOf, pointedAt } from '../../workspace/occurrences.ts';
import type { Root } from '../../workspace/root.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/**
 * What hangs on a control, as a call hierarchy, which every editor shows: "callers" of a control are the policies that
 * map it, its row in the Statement of Applicability, and the suppliers that have a finding which rests on it. A policy
 * "calls" the controls that it maps and the policies that it is related to.
 */
type Kind = 'control' | 'policy' | 'supplier' | 'row';

interface Data {
  readonly kind: Kind;
  readonly id: string;
  /** A file of the root. */
  readonly in: string;
}

/** Callers or calls of one item; a list beyond that helps nobody. */
const MOST = 500;

export function prepareHierarchy(
  workspace: Workspace,
  uri: string,
  position: Position,
): CallHierarchyItem[] | undefined {
  const pointed = pointedAt(workspace, uri, position);
  if (pointed?.kind !== 'control' && pointed?.kind !== 'policy' && pointed?.kind !== 'supplier') return undefined;
  const item = itemOf(pointed.root, pointed.kind, pointed.id) ?? at(pointed.kind, pointed.id, pointed);
  return [item];
}

const NAMES: Record<Kind, SymbolKind> = {
  control: SymbolKind.Constant,
  policy: SymbolKind.Interface,
  supplier: SymbolKind.Class,
  row: SymbolKind.Constant,
};

function at(
  kind: Kind,
  id: string,
  { document, range }: { readonly document: IsmsDocument; readonly range: Range },
): CallHierarchyItem {
  const control = kind === 'control' || kind === 'row' ? controlById(id) : undefined;
  return {
    name: control ? `${id} ${control.title}` : id.trim() || '…',
    kind: NAMES[kind],
    detail: kind === 'row' ? 'Statement of Applicability' : (control?.theme ?? kind),
    uri: document.uri,
    range,
    selectionRange: range,
    data: { kind, id, in: document.uri } satisfies Data,
  };
}

/** Where something is shown: its definition, or the first place that names it. */
function itemOf(root: Root, kind: 'control' | 'policy' | 'supplier', id: string): CallHierarchyItem | undefined {
  if (kind !== 'control') {
    const [place] = root.definitions(kind, id);
    if (!place) return undefined;
    const { document, part, span } = place;
    return at(kind, id, { document, range: document.fromPart(document.indexOf(part), part.rangeOf(span)) });
  }
  const found = occurrencesOf(root, kind, id);
  const place = found.find(({ occurrence }) => occurrence.definition) ?? found[0];
  return place && at(kind, id, place);
}

const dataOf = (item: CallHierarchyItem): Data | undefined => {
  const data = item.data as Data | undefined;
  return typeof data?.in === 'string' && typeof data.id === 'string' ? data : undefined;
};

/** What refers to an item. */
export function incoming(workspace: Workspace, item: CallHierarchyItem): CallHierarchyIncomingCall[] {
  const data = dataOf(item);
  const root = data && workspace.rootOf(data.in);
  if (!data || !root || data.kind === 'row' || data.kind === 'supplier') return [];
  const calls = new Map<string, { from: CallHierarchyItem; fromRanges: Range[] }>();
  const add = (from: CallHierarchyItem, range: Range): void => {
    const key = `${from.uri} ${from.range.start.line} ${from.range.start.character}`;
    const call = calls.get(key);
    if (call) call.fromRanges.push(range);
    else if (calls.size < MOST) calls.set(key, { from, fromRanges: [range] });
  };
  for (const found of occurrencesOf(root, data.kind, data.id)) {
    const { occurrence, range } = found;
    if (data.kind === 'control' && occurrence.definition) add(at('row', data.id, found), range);
    else if (!occurrence.definition) {
      const holder = holderOf(found);
      if (holder) add(holder, range);
    }
  }
  if (data.kind === 'control') for (const { supplier, range } of suppliersOn(root, data.id)) add(supplier, range);
  return [...calls.values()];
}

/** What an item refers to. */
export function outgoing(workspace: Workspace, item: CallHierarchyItem): CallHierarchyOutgoingCall[] {
  const data = dataOf(item);
  const root = data && workspace.rootOf(data.in);
  if (!data || !root) return [];
  const calls = new Map<string, CallHierarchyOutgoingCall>();
  const add = (kind: 'control' | 'policy', id: string, range: Range): void => {
    const key = `${kind} ${id}`;
    const call = calls.get(key);
    const to = call ? undefined : itemOf(root, kind, id);
    if (call) call.fromRanges.push(range);
    else if (to) calls.set(key, { to, fromRanges: [range] });
  };
  if (data.kind === 'supplier') {
    for (const { document, part } of root.definitions('supplier', data.id)) {
      for (const finding of part.result?.findings ?? []) {
        if (finding.waived || finding.subject?.id !== data.id) continue;
        for (const control of ruleById(finding.rule)?.basis?.controls ?? [])
          add('control', control, document.fromPart(document.indexOf(part), finding.range));
      }
    }
  } else if (data.kind === 'policy' || data.kind === 'row') {
    const document = workspace.document(data.in);
    const part = document?.parts[document.partAtLine(item.range.start.line)];
    if (!document || !part) return [];
    const index = document.indexOf(part);
    for (const occurrence of owned(document, part, data)) {
      const range = document.fromPart(index, occurrence.range);
      if (occurrence.kind === 'control' && data.kind === 'policy')
        for (const id of occurrence.ids) add('control', id, range);
      else if (occurrence.kind === 'policy' && !occurrence.definition) add('policy', occurrence.ids[0]!, range);
    }
  }
  return [...calls.values()];
}

/** What belongs to a policy or a row: in a file of several, what stands between its id and the next. */
function owned(document: IsmsDocument, part: Found['part'], { kind, id }: Data) {
  const all = occurrencesIn(document.holds, part);
  const opens = ({ kind: of, definition }: (typeof all)[number]): boolean =>
    definition && (kind === 'row' ? of === 'control' : of === 'policy');
  if (all.filter(opens).length < 2) return all;
  const first = all.findIndex((occurrence) => opens(occurrence) && occurrence.ids[0] === id);
  const next = all.findIndex((occurrence, i) => i > first && opens(occurrence));
  return all.slice(first, next < 0 ? undefined : next);
}

/** The policy or the row that a reference stands in. */
function holderOf({ document, part, occurrence }: Found): CallHierarchyItem | undefined {
  const all = occurrencesIn(document.holds, part);
  const index = document.indexOf(part);
  const kind = document.kind === 'soa' ? 'control' : 'policy';
  const here = all.indexOf(occurrence);
  const holder =
    all.slice(0, here).findLast((other) => other.kind === kind && other.definition) ??
    all.find((other) => other.kind === kind && other.definition);
  return (
    holder &&
    at(kind === 'control' ? 'row' : 'policy', holder.ids[0]!, {
      document,
      range: document.fromPart(index, holder.range),
    })
  );
}

/** Suppliers with a finding, not waived, of a rule that rests on a control. */
function* suppliersOn(root: Root, control: string): Generator<{ supplier: CallHierarchyItem; range: Range }> {
  let count = 0;
  for (const document of root.inOrder()) {
    if (document.kind !== 'suppliers') continue;
    for (const [index, part] of document.parts.entries()) {
      for (const finding of part.result?.findings ?? []) {
        if (
          finding.waived ||
          finding.subject?.kind !== 'supplier' ||
          !ruleById(finding.rule)?.basis?.controls?.includes(control)
        )
          continue;
        const row = part.result!.rows.find(({ id }) => id === finding.subject!.id);
        if (!row || ++count > MOST) continue;
        yield {
          supplier: at('supplier', row.id, { document, range: document.fromPart(index, row.range) }),
          range: document.fromPart(index, finding.range),
        };
      }
    }
  }
}
