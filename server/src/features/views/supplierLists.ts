import { kinds } from '../../kinds/index.ts';
import type { SupplierRow } from '../../kinds/supplier/row.ts';
import { addDuration, type Day, daysBetween } from '../../model/dates.ts';
import { rankOf } from '../../model/severity.ts';
import type { Arrangement, TreeNode } from '../../protocol.ts';
import { compareNames } from '../../text/compare.ts';
import type { IsmsDocument, Part, PartFinding, PartResult } from '../../workspace/document.ts';
import type { Root } from '../../workspace/root.ts';

/** The kind of which rows are kept. */
export const rowKind = kinds.find(({ keep }) => keep)!;

export type ReviewGroup = 'overdue' | 'triggered' | 'soon' | 'planned';

/** Where a review stands, in the words of the views. */
export interface Due {
  readonly groups: readonly ReviewGroup[];
  /** The day that counts, for the order within a group; '' if there never was a review. */
  readonly day: Day;
  readonly text: Partial<Record<ReviewGroup, string>>;
}

/** What the views keep of one supplier, until it is read again. */
export interface Entry {
  readonly row: SupplierRow;
  readonly part: Part;
  readonly document: IsmsDocument;
  /** Its findings, the worst first. */
  readonly findings: readonly PartFinding[];
  readonly worst: PartFinding | undefined;
  readonly due: Due | undefined;
  /** How many suppliers with its id come before it. */
  nth: number;
  /** What was shown of it, by the parent's id. */
  nodes?: Map<string, TreeNode>;
}

/** Changes that are worked in one by one; more are sorted anew. */
const FEW = 500;

/** A list in order, into which single elements are put without sorting it again. */
class Sorted<E> {
  readonly items: E[];

  constructor(
    items: E[],
    private readonly compare: (a: E, b: E) => number,
  ) {
    this.items = items.sort(compare);
  }

  add(item: E): void {
    let low = 0;
    let high = this.items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.compare(this.items[middle]!, item) <= 0) low = middle + 1;
      else high = middle;
    }
    this.items.splice(low, 0, item);
  }

  remove(item: E): void {
    const index = this.items.indexOf(item);
    if (index >= 0) this.items.splice(index, 1);
  }
}

/** Suppliers in named groups, each in order. */
class Groups {
  private readonly lists = new Map<string, Sorted<Entry>>();

  constructor(
    entries: readonly Entry[],
    private readonly namesOf: (entry: Entry) => readonly string[],
    private readonly compare: (a: Entry, b: Entry) => number,
  ) {
    const lists = new Map<string, Entry[]>();
    for (const entry of entries) {
      for (const name of namesOf(entry)) {
        const list = lists.get(name);
        if (list) list.push(entry);
        else lists.set(name, [entry]);
      }
    }
    for (const [name, list] of lists) this.lists.set(name, new Sorted(list, compare));
  }

  replace(removed: readonly Entry[], added: readonly Entry[]): void {
    for (const entry of removed) for (const name of this.namesOf(entry)) this.lists.get(name)?.remove(entry);
    for (const entry of added) {
      for (const name of this.namesOf(entry)) {
        const list = this.lists.get(name);
        if (list) list.add(entry);
        else this.lists.set(name, new Sorted([entry], this.compare));
      }
    }
  }

  get(name: string): readonly Entry[] {
    return this.lists.get(name)?.items ?? [];
  }

  /** How many suppliers are in any group; each in one alone counts once. */
  get size(): number {
    let size = 0;
    for (const { items } of this.lists.values()) size += items.length;
    return size;
  }
}

/**
 * The suppliers of a root in the orders that the views show. They follow the parts by difference: what was made of a
 * supplier stays until the supplier is read again, and a change costs a walk over the parts and the place of what changed.
 */
export class SupplierLists {
  entries: readonly Entry[] = [];
  private readonly perResult = new WeakMap<PartResult, readonly Entry[]>();
  private arranged: { arrangement: Arrangement; groups: Groups } | undefined;
  private dues: Groups | undefined;
  private seenAt = -1;

  constructor(
    private readonly root: Root,
    private readonly today: () => Day,
  ) {}

  /** Takes in what changed. Within one `tick`, whatever number the caller gives, nothing changes. */
  settle(tick: number): void {
    if (tick === this.seenAt) return;
    this.seenAt = tick;
    const entries: Entry[] = [];
    // Only ids that are not unique have to be counted.
    const seen = new Map<string, number>([['', 0]]);
    for (const { kind, id } of this.root.project.duplicates) if (kind === rowKind.name) seen.set(id, 0);
    for (const document of this.root.documents.values()) {
      if (document.holds !== rowKind) continue;
      for (const part of document.parts) {
        const { result } = part;
        if (!result?.rows.length) continue;
        let own = this.perResult.get(result);
        if (!own) {
          own = result.rows.map((row) => this.entry(row, result, part, document));
          this.perResult.set(result, own);
        }
        for (const entry of own) {
          const nth = seen.get(entry.row.id) ?? 0;
          if (seen.has(entry.row.id)) seen.set(entry.row.id, nth + 1);
          if (entry.nth !== nth) {
            entry.nth = nth;
            entry.nodes = undefined;
          }
          entries.push(entry);
        }
      }
    }
    this.replace(this.entries, entries);
    this.entries = entries;
  }

  /** Works the difference of two lists, which is nearly always one short stretch, into the groups. */
  private replace(before: readonly Entry[], now: readonly Entry[]): void {
    let start = 0;
    while (start < before.length && start < now.length && before[start] === now[start]) start++;
    let [endBefore, endNow] = [before.length, now.length];
    while (endBefore > start && endNow > start && before[endBefore - 1] === now[endNow - 1]) {
      endBefore--;
      endNow--;
    }
    if (endBefore === start && endNow === start) return;
    if (endBefore - start + endNow - start > FEW) {
      this.arranged = undefined;
      this.dues = undefined;
      return;
    }
    const [removed, added] = [before.slice(start, endBefore), now.slice(start, endNow)];
    this.arranged?.groups.replace(removed, added);
    this.dues?.replace(removed, added);
  }

  /** The suppliers as they are to be arranged. The group of a list without groups is ''. */
  groups(arrangement: Arrangement): { get(name: string): readonly Entry[]; readonly size: number } {
    const { groupBy, show } = arrangement;
    const known = this.arranged;
    if (known && known.arrangement.groupBy === groupBy && known.arrangement.show === show) return known.groups;
    const groups = new Groups(
      this.entries,
      (entry) => {
        const group = groupOf(entry, arrangement);
        return group === undefined ? [] : [group];
      },
      byName,
    );
    this.arranged = { arrangement, groups };
    return groups;
  }

  /** The suppliers whose review stands so, the earliest day first. */
  due(group: ReviewGroup): readonly Entry[] {
    this.dues ??= new Groups(this.entries, ({ due }) => due?.groups ?? [], byDay);
    return this.dues.get(group);
  }

  private entry(row: SupplierRow, result: PartResult, part: Part, document: IsmsDocument): Entry {
    const all =
      result.rows.length === 1
        ? result.findings
        : result.findings.filter(({ subject }) => subject?.kind === rowKind.name && subject.id === row.id);
    const findings = [...all].sort(worstFirst);
    const worst = findings[0]?.waived ? undefined : findings[0];
    return { row, part, document, findings, worst, due: this.dueOf(row), nth: 0 };
  }

  private dueOf({ review }: SupplierRow): Due | undefined {
    if (!review) return undefined;
    const { due, triggered } = review;
    const groups: ReviewGroup[] = [];
    const text: Partial<Record<ReviewGroup, string>> = {};
    if (due === undefined) {
      groups.push('overdue');
      text.overdue = 'never reviewed';
    } else {
      const group = groupOfDue(due, this.today(), this.root);
      if (group !== 'planned' || !triggered) groups.push(group);
      text[group] = dueText(group, due, this.today());
    }
    if (triggered) {
      groups.push('triggered');
      text.triggered = `${triggered.kind.replace('-', ' ')} ${triggered.day}`;
    }
    return { groups, day: due ?? '', text };
  }
}

export const nameOfSupplier = ({ row }: Entry): string => row.name || row.id || 'A supplier without a name';

/** Where a day stands on which a review is due. */
export const groupOfDue = (due: Day, today: Day, { settings }: Root): ReviewGroup =>
  due < today ? 'overdue' : due <= addDuration(today, settings.dueSoon) ? 'soon' : 'planned';

/** What stands behind a name in a group of reviews; the group's own name says the rest. */
export function dueText(group: ReviewGroup, due: Day, today: Day): string {
  const count = Math.abs(daysBetween(today, due));
  const days = `${count} day${count === 1 ? '' : 's'}`;
  if (group === 'overdue') return `since ${due}, ${days}`;
  if (group === 'soon') return count === 0 ? 'today' : `${due}, in ${days}`;
  return due;
}

const worstFirst = (a: PartFinding, b: PartFinding): number =>
  (a.waived ? 1 : 0) - (b.waived ? 1 : 0) ||
  rankOf(b.severity) - rankOf(a.severity) ||
  a.range.start.line - b.range.start.line ||
  a.range.start.character - b.range.start.character;

const byName = (a: Entry, b: Entry): number =>
  compareNames(nameOfSupplier(a), nameOfSupplier(b)) || compareNames(a.row.id, b.row.id) || a.nth - b.nth;

const byDay = (a: Entry, b: Entry): number =>
  a.due!.day < b.due!.day ? -1 : a.due!.day > b.due!.day ? 1 : byName(a, b);

/** The group that a supplier stands in; `undefined` if the filter leaves it out. */
function groupOf({ row, worst, due }: Entry, { groupBy, show }: Arrangement): string | undefined {
  if (show === 'findings' && !worst) return undefined;
  if (show === 'active' && (row.status === 'terminated' || row.scope === 'out')) return undefined;
  if (groupBy === 'criticality') return row.rating ?? 'unrated';
  if (groupBy === 'status') return row.status ?? 'unstated';
  if (groupBy === 'review') return due?.groups[0] ?? 'none';
  return '';
}
