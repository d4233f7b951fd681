import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  SymbolKind,
} from 'vscode-languageserver-types';
import { ruleById } from '../../check/rules.ts';
import { controlById } from '../../facts/controls.ts';
import { kindNamed } from '../../kinds/index.ts';
import type { IsmsDocument, Position, Range } from '../../workspace/document.ts';
import { type Found, occurrencesIn, occurrencesOf, pointedAt } from '../../workspace/occurrences.ts';
import type { Root } from '../../workspace/root.ts';
import type { Workspace } from '../../workspace/workspace.ts';

/**
 * What hangs on a control, as a call hierarchy, which every editor shows: "callers" of a control are the policies that
 * map it, its row in the Statement of Applicability, and the suppliers that have a finding which rests on it. A policy
 * "calls" the controls that it maps and what else it refers to, and so do all entities with ids.
 */
interface Data {
  /** `control`, the name of a kind of entity that has ids, or `row`: an entity that is known by its control. */
  readonly kind: string;
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
  if (pointed?.kind !== 'control' && !hasIds(pointed?.kind)) return undefined;
  const item = itemOf(pointed.root, pointed.kind, pointed.id) ?? at(pointed.kind, pointed.id, pointed);
  return [item];
}

const hasIds = (kind: string | undefined): kind is string => kind !== undefined && kindNamed(kind)?.unique === true;

function at(
  kind: string,
  id: string,
  { document, range }: { readonly document: IsmsDocument; readonly range: Range },
): CallHierarchyItem {
  const control = kind === 'control' || kind === 'row' ? controlById(id) : undefined;
  return {
    name: control ? `${id} ${control.title}` : id.trim() || '…',
    kind: kindNamed(kind)?.symbol ?? SymbolKind.Constant,
    detail: kind === 'row' ? 'Statement of Applicability' : (control?.theme ?? kind),
    uri: document.uri,
    range,
    selectionRange: range,
    data: { kind, id, in: document.uri } satisfies Data,
  };
}

/** Where something is shown: its definition, or the first place that names it. */
function itemOf(root: Root, kind: string, id: string): CallHierarchyItem | undefined {
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
  if (!data || !root || data.kind === 'row') return [];
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
  if (data.kind === 'control') for (const { from, range } of restingOn(root, data.id)) add(from, range);
  return [...calls.values()];
}

/** What an item refers to. */
export function outgoing(workspace: Workspace, item: CallHierarchyItem): CallHierarchyOutgoingCall[] {
  const data = dataOf(item);
  const root = data && workspace.rootOf(data.in);
  if (!data || !root) return [];
  const calls = new Map<string, CallHierarchyOutgoingCall>();
  const add = (kind: string, id: string, range: Range): void => {
    const key = `${kind} ${id}`;
    const call = calls.get(key);
    const to = call ? undefined : itemOf(root, kind, id);
    if (call) call.fromRanges.push(range);
    else if (to) calls.set(key, { to, fromRanges: [range] });
  };
  if (kindNamed(data.kind)?.keep) {
    for (const { document, part } of root.definitions(data.kind, data.id)) {
      for (const finding of part.result?.findings ?? []) {
        if (finding.waived || finding.subject?.id !== data.id) continue;
        for (const control of ruleById(finding.rule)?.basis?.controls ?? [])
          add('control', control, document.fromPart(document.indexOf(part), finding.range));
      }
    }
  } else if (data.kind === 'row' || hasIds(data.kind)) {
    const document = workspace.document(data.in);
    const part = document?.parts[document.partAtLine(item.range.start.line)];
    if (!document || !part) return [];
    const index = document.indexOf(part);
    for (const occurrence of owned(document, part, data)) {
      const range = document.fromPart(index, occurrence.range);
      if (occurrence.kind === 'control' && data.kind !== 'row')
        for (const id of occurrence.ids) add('control', id, range);
      else if (hasIds(occurrence.kind) && !occurrence.definition) add(occurrence.kind, occurrence.ids[0]!, range);
    }
  }
  return [...calls.values()];
}

/** What belongs to an entity: in a file of several, what is between its id and the next. */
function owned(document: IsmsDocument, part: Found['part'], { kind, id }: Data) {
  const all = occurrencesIn(document.holds, part);
  const opens = ({ kind: of, definition }: (typeof all)[number]): boolean =>
    definition && of === (kind === 'row' ? 'control' : kind);
  if (all.filter(opens).length < 2) return all;
  const first = all.findIndex((occurrence) => opens(occurrence) && occurrence.ids[0] === id);
  const next = all.findIndex((occurrence, i) => i > first && opens(occurrence));
  return all.slice(first, next < 0 ? undefined : next);
}

/** The entity that a reference is in. */
function holderOf({ document, part, occurrence }: Found): CallHierarchyItem | undefined {
  const all = occurrencesIn(document.holds, part);
  const index = document.indexOf(part);
  const kind = document.holds.unique ? document.holds.name : 'control';
  const here = all.indexOf(occurrence);
  const holder =
    all.slice(0, here).findLast((other) => other.kind === kind && other.definition) ??
    all.find((other) => other.kind === kind && other.definition);
  return (
    holder &&
    at(kind === 'control' ? 'row' : kind, holder.ids[0]!, {
      document,
      range: document.fromPart(index, holder.range),
    })
  );
}

/** Entities of large registers with a finding, not waived, of a rule that rests on a control. */
function* restingOn(root: Root, control: string): Generator<{ from: CallHierarchyItem; range: Range }> {
  let count = 0;
  for (const document of root.inOrder()) {
    const { name, keep } = document.holds;
    if (!keep) continue;
    for (const [index, part] of document.parts.entries()) {
      for (const finding of part.result?.findings ?? []) {
        if (
          finding.waived ||
          finding.subject?.kind !== name ||
          !ruleById(finding.rule)?.basis?.controls?.includes(control)
        )
          continue;
        const row = part.result!.rows.find(({ id }) => id === finding.subject!.id);
        if (!row || ++count > MOST) continue;
        yield {
          from: at(name, row.id, { document, range: document.fromPart(index, row.range) }),
          range: document.fromPart(index, finding.range),
        };
      }
    }
  }
}
