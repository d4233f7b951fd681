import { type AnyEntity, kindOf, kinds } from '../../../kinds/index.ts';
import type { Field } from '../../../model/types.ts';
import type { Reviewable, Subject } from '../../../protocol.ts';
import { compareNames } from '../../../text/compare.ts';
import type { IsmsDocument, Part, Position } from '../../../workspace/document.ts';
import type { Root } from '../../../workspace/root.ts';
import type { Workspace } from '../../../workspace/workspace.ts';
import { modelOf } from '../../place/place.ts';
import { dueText, groupOfDue, nameOfSupplier, type ReviewGroup, SupplierLists } from '../supplierLists.ts';

/** An entity that is reviewed, where it is now. Its offsets are of its part. */
export interface Found {
  readonly entity: AnyEntity;
  readonly root: Root;
  readonly document: IsmsDocument;
  readonly part: Part;
  /** 0-based index of the part. */
  readonly index: number;
}

/** Where it is now; `undefined` if it is gone. */
export function findSubject(workspace: Workspace, { uri, kind, id, nth }: Subject): Found | undefined {
  const document = workspace.document(uri);
  const root = workspace.rootOf(uri);
  if (!document || !root) return undefined;
  let before = 0;
  for (const [index, part] of document.parts.entries()) {
    if (!idsIn(part).includes(id)) continue;
    for (const { entity } of modelOf(part, document, workspace.today).entities) {
      if (entity.kind !== kind || idOf(entity) !== id) continue;
      if (before++ === nth) return { entity, root, document, part, index };
    }
  }
  return undefined;
}

/** The entity that is reviewed that a position is in, or that ends above it with nothing but blanks in between. */
export function subjectAt(workspace: Workspace, uri: string, position: Position): Subject | undefined {
  const document = workspace.document(uri);
  if (!document?.holds.review) return undefined;
  let index = document.partAtLine(position.line);
  // Prose belongs to the front matter above it.
  if (document.isMarkdown) index = document.parts.findIndex(({ role }) => role === 'frontMatter');
  const part = document.parts[index];
  if (!part || part.role === 'plain') return undefined;
  const offset = part.offsetAt(document.toPart(index, position));
  const entities = modelOf(part, document, workspace.today).entities.map(({ entity }) => entity);
  const above = entities.findLast(({ start }) => start <= offset);
  const entity = above ?? (entities.length === 1 ? entities[0] : undefined);
  if (!entity || !kindOf(entity).review) return undefined;
  const id = idOf(entity);
  const before = document.parts.slice(0, index).flatMap(idsIn);
  const here = entities.slice(0, entities.indexOf(entity)).map(idOf);
  return { uri, kind: entity.kind, id, nth: [...before, ...here].filter((other) => other === id).length };
}

const idOf = ({ fields }: AnyEntity): string => (fields as { readonly id?: Field<string> }).id?.text ?? '';

const idsIn = ({ result }: Part): readonly string[] =>
  result
    ? [
        ...result.rows.map(({ id }) => id),
        ...result.entities.flatMap((entity) => (kindOf(entity).review ? [idOf(entity)] : [])),
      ]
    : [];

const GROUPS: readonly (readonly [ReviewGroup | 'none', string])[] = [
  ['overdue', 'Overdue'],
  ['triggered', 'Triggered by an event'],
  ['soon', 'Due soon'],
  ['planned', 'Planned'],
  ['none', 'No review is due'],
];
/** Why, where the group alone does not say it. */
const WHY: Partial<Record<ReviewGroup, string>> = { overdue: 'overdue', planned: 'due', soon: 'due' };

/** Everything that can be reviewed, the most pressing first, each once. */
export function reviewable(workspace: Workspace): Reviewable[] {
  const found: (Reviewable & { readonly rank: number; readonly day: string })[] = [];
  const roots = workspace.allRoots();
  for (const root of roots) {
    const several = roots.length > 1 ? [root.settings.organisation ?? ''] : [];
    const add = (
      subject: Subject,
      label: string,
      due: { groups: readonly ReviewGroup[]; day: string; text: Partial<Record<ReviewGroup, string>> } | undefined,
    ): void => {
      const groups = due?.groups ?? [];
      const rank = GROUPS.findIndex(([group]) => group === 'none' || groups.includes(group));
      const why = groups.map((group) => [WHY[group], due?.text[group]].filter(Boolean).join(' '));
      const description = [subject.kind, ...why, ...several].filter(Boolean).join(' · ');
      found.push({ subject, label, description, group: GROUPS[rank]![1], rank, day: due?.day ?? '' });
    };
    const lists = new SupplierLists(root, () => workspace.today);
    lists.settle(0);
    const nth = counter();
    for (const entry of lists.entries) {
      const { uri } = entry.document;
      const { id, status } = entry.row;
      const before = nth(`${uri}\n${id}`);
      if (status === 'terminated') continue;
      add({ uri, kind: entry.document.holds.name, id, nth: before }, nameOfSupplier(entry), entry.due);
    }
    for (const { name, noun, review, title, keep } of kinds) {
      if (!review || keep) continue;
      for (const { entity, home } of root.project.of<AnyEntity>(name as AnyEntity['kind']).entities) {
        const { uri } = home.document;
        const id = idOf(entity);
        const before = nth(`${uri}\n${id}`);
        if (review.ended(entity)) continue;
        const state = review.next(entity, { settings: root.settings, today: workspace.today });
        const group = state && groupOfDue(state.due, workspace.today, root);
        add(
          { uri, kind: name, id, nth: before },
          title?.(entity) || id || `A ${noun} without a title`,
          group && { groups: [group], day: state.due, text: { [group]: dueText(group, state.due, workspace.today) } },
        );
      }
    }
  }
  return found
    .sort((a, b) => a.rank - b.rank || (a.day < b.day ? -1 : a.day > b.day ? 1 : compareNames(a.label, b.label)))
    .map(({ rank: _rank, day: _day, ...item }) => item);
}

/** Counts how often it was asked for a name before. */
function counter(): (name: string) => number {
  const counts = new Map<string, number>();
  return (name) => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count;
  };
}
