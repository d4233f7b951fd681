import { ruleById } from '../../check/rules.ts';
import { controlById, controls, type Theme } from '../../facts/controls.ts';
import { type AnyEntity, type AnyKind, kindNamed, kindOfList, kinds } from '../../kinds/index.ts';
import type { Today } from '../../kinds/kind.ts';
import { policyKind } from '../../kinds/policy/kind.ts';
import { isPolicy, mappedBy, mappingItem } from '../../kinds/policy/model.ts';
import type { Policy } from '../../kinds/policy/types.ts';
import { settingsKind } from '../../kinds/settings/kind.ts';
import { soaKind } from '../../kinds/soa/kind.ts';
import { controlOf, policiesByControl, soaOf, uncoveredControls } from '../../kinds/soa/model.ts';
import type { SoaRow } from '../../kinds/soa/types.ts';
import { SCOPE_WORDS } from '../../kinds/supplier/model.ts';
import type { Day } from '../../model/dates.ts';
import type { Placed, Project } from '../../model/project.ts';
import { eventAfter } from '../../model/reviews.ts';
import { rankOf } from '../../model/severity.ts';
import type { Field, Severity } from '../../model/types.ts';
import type { Arrangement, Changes, Level, Place, State, Summary, TreeNode, ViewId } from '../../protocol.ts';
import { compareNames } from '../../text/compare.ts';
import { capital } from '../../text/words.ts';
import type { PartFinding } from '../../workspace/document.ts';
import type { Home, Root } from '../../workspace/root.ts';
import { encodeText, nameOfFile, readable } from '../../workspace/uri.ts';
import { rangeIn, type Workspace } from '../../workspace/workspace.ts';
import {
  type Due,
  dueText,
  type Entry,
  groupOfDue,
  nameOfSupplier,
  type ReviewGroup,
  rowKind,
  SupplierLists,
} from './supplierLists.ts';

/**
 * What VS Code's views show of the workspace, level by level as they are opened. Positions stay out of the nodes, and
 * what was made of a supplier is kept until the supplier is read again, so that a keystroke costs one walk over the
 * parts and only what looks different is sent.
 */
export class Overview {
  private arrangement: Arrangement = { groupBy: 'none', show: 'all' };
  /** What the client was last given, by view and parent. */
  private readonly told = new Map<ViewId, Map<string, readonly TreeNode[]>>();
  private readonly views = new WeakMap<Root, RootView>();
  /** Counts the questions, since what was worked out for one holds only for that one. */
  private tick = 0;

  constructor(private readonly workspace: Workspace) {}

  /** The children of a node; `''` is the top of the view. */
  children(view: ViewId, parent: string, arrangement?: Arrangement): readonly TreeNode[] {
    this.tick++;
    if (view === 'isms.overview' && arrangement) this.arrange(arrangement);
    const nodes = this.compute(view, parent);
    let told = this.told.get(view);
    if (!told) {
      told = new Map();
      this.told.set(view, told);
    }
    told.set(parent, nodes);
    return nodes;
  }

  private arrange(arrangement: Arrangement): void {
    if (arrangement.groupBy === this.arrangement.groupBy && arrangement.show === this.arrangement.show) return;
    this.arrangement = arrangement;
    // Other lists than before: what was told of the old ones is of no use any more.
    const told = this.told.get('isms.overview');
    for (const parent of told?.keys() ?? []) if (/(?:^|\/)suppliers(?:\/|$)/.test(parent)) told!.delete(parent);
  }

  private compute(view: ViewId, parent: string): readonly TreeNode[] {
    const roots = this.roots();
    const path = parent === '' ? [] : parent.split('/');
    const [, rootKey, ...inside] = path;
    if (rootKey === undefined) {
      if (this.state(roots) !== 'ready') return [];
      if (roots.length > 1) return roots.map((root) => root.node(view, roots));
      return roots[0]!.children(view, `${prefixOf(view)}/${roots[0]!.key}`, [], this.arrangement);
    }
    const root = roots.find(({ key }) => key === rootKey);
    return root?.children(view, parent, inside, this.arrangement) ?? [];
  }

  /** What changed since the client was last told, of what it has asked for. */
  changes(): Changes[] {
    this.tick++;
    const all: Changes[] = [];
    for (const [view, told] of this.told) {
      const lists: string[] = [];
      const nodes: TreeNode[] = [];
      for (const [parent, before] of told) {
        // A list that is asked for again brings its nodes with it, and those below it are asked for in turn.
        if (lists.some((list) => list === '' || parent.startsWith(`${list}/`))) continue;
        const now = this.compute(view, parent);
        if (now.length === 0 && parent !== '' && before.length === 0) continue;
        if (now.length !== before.length || now.some(({ id }, index) => id !== before[index]!.id)) lists.push(parent);
        else for (const [index, node] of now.entries()) if (!sameNode(node, before[index]!)) nodes.push(node);
        told.set(parent, now);
      }
      if (lists.length || nodes.length) all.push({ view, lists, nodes });
    }
    return all;
  }

  summary(ready: boolean): Summary {
    this.tick++;
    const roots = this.roots();
    const sum = { overdue: 0, triggered: 0, dueSoon: 0, pressing: 0, suppliers: 0, policies: 0 };
    for (const root of roots) {
      const counts = root.counts();
      sum.overdue += counts.overdue;
      sum.triggered += counts.triggered;
      sum.dueSoon += counts.dueSoon;
      sum.pressing += counts.pressing;
      sum.suppliers += root.root.counts.suppliers;
      sum.policies += root.root.counts.policies;
    }
    return {
      state: ready ? this.state(roots) : 'loading',
      today: this.workspace.today,
      roots: roots.filter(({ root }) => !root.standalone).map((root) => ({ uri: root.root.uri, name: root.name() })),
      ...sum,
    };
  }

  /** Where a node stands in its file, at this moment. */
  locate(id: string): Place | undefined {
    this.tick++;
    const [, rootKey, ...inside] = id.split('/');
    return this.roots()
      .find(({ key }) => key === rootKey)
      ?.locate(inside);
  }

  private state(roots: readonly RootView[]): State {
    if (roots.length === 0) return 'none';
    return roots.some(({ root }) => holdsSome(root)) ? 'ready' : 'empty';
  }

  /** The roots that are shown: each `isms.yaml`, and files on their own that hold something. */
  private roots(): RootView[] {
    const shown: RootView[] = [];
    for (const root of this.workspace.allRoots()) {
      if (root.standalone ? !holdsSome(root) : !hasSettings(root)) continue;
      let view = this.views.get(root);
      if (!view) {
        view = new RootView(root, this.workspace, () => this.tick);
        this.views.set(root, view);
      }
      shown.push(view);
    }
    return shown.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  }
}

/** It has something that people look for. */
const holdsSome = ({ counts }: Root): boolean => kinds.some(({ unique, list }) => unique && counts[list] > 0);

const hasSettings = (root: Root): boolean => [...root.documents.values()].some(({ holds }) => holds.whole);

const prefixOf = (view: ViewId): string => (view === 'isms.overview' ? 'o' : 'r');

const sameNode = (a: TreeNode, b: TreeNode): boolean =>
  a === b ||
  (a.label === b.label &&
    a.detail === b.detail &&
    a.level === b.level &&
    a.tooltip === b.tooltip &&
    a.children === b.children &&
    a.spoken === b.spoken &&
    a.opens === b.opens);

/** More roots than these are shown closed. */
const MOST_OPEN = 3;
/** At most so many lines below one node; a longer list is divided. */
const PAGE = 250;

/** An entity of a kind of which the models are kept. */
interface EntityEntry {
  readonly kind: AnyKind;
  readonly placed: Placed<AnyEntity, Home>;
  readonly id: string;
  readonly title: string;
  readonly worst: PartFinding | undefined;
  readonly count: number;
  readonly due: Due | undefined;
  readonly place: () => Place;
  readonly nth: number;
}

const RATINGS = ['critical', 'high', 'medium', 'low', 'unrated'] as const;
const STATUSES = ['active', 'prospective', 'suspended', 'terminated', 'unstated'] as const;
const REVIEWS: readonly { readonly id: ReviewGroup; readonly label: string; readonly level: Level }[] = [
  { id: 'overdue', label: 'Overdue', level: 'error' },
  { id: 'triggered', label: 'Triggered', level: 'error' },
  { id: 'soon', label: 'Due soon', level: 'warning' },
  { id: 'planned', label: 'Planned', level: 'ok' },
];
const THEMES: readonly { readonly id: Theme; readonly label: string }[] = [
  { id: 'organizational', label: 'Organizational' },
  { id: 'people', label: 'People' },
  { id: 'physical', label: 'Physical' },
  { id: 'technological', label: 'Technological' },
];

/** The kinds that have a section of their entities. */
const SHOWN = kinds.filter(({ tree }) => tree);
const policies = kindNamed(policyKind.name)!;

/** How many reviews stand how; one that is both overdue and triggered is one pressing one. */
type ReviewCounts = { overdue: number; triggered: number; dueSoon: number; pressing: number };

/** One root as the views see it. */
class RootView {
  readonly key: string;
  private readonly suppliers: SupplierLists;
  private counted: { tick: number; counts: ReviewCounts } | undefined;
  private dueLists: { tick: number; lists: Map<ReviewGroup, readonly (Entry | EntityEntry)[]> } | undefined;
  private perProject:
    | {
        project: Project<Home>;
        today: Day;
        entries: ReadonlyMap<AnyKind, readonly EntityEntry[]>;
        byControl: Map<string, Placed<Policy, Home>[]>;
        uncovered: readonly string[];
      }
    | undefined;

  constructor(
    readonly root: Root,
    private readonly workspace: Workspace,
    /** A number that is another one whenever something may have changed. */
    private readonly tick: () => number,
  ) {
    this.suppliers = new SupplierLists(root, () => workspace.today);
    this.key = encodeText(root.standalone ? [...root.documents.keys()][0]! : root.uri);
  }

  name(): string {
    return (
      this.root.settings.organisation ??
      nameOfFile(this.root.standalone ? decodeURIComponent(this.key) : this.root.uri.slice(0, -1))
    );
  }

  /** The root's own node, where there are several. */
  node(view: ViewId, all: readonly RootView[]): TreeNode {
    const uri = decodeURIComponent(this.key);
    const name = this.name();
    const folder = nameOfFile(uri.replace(/\/$/, ''));
    const { pressing } = this.counts();
    // Reviews have the count; the folder is needed where the name alone does not tell which.
    const where =
      view === 'isms.overview' || all.some((other) => other !== this && other.name() === name) ? [folder] : [];
    const count = view === 'isms.reviews' && pressing ? [`${pressing} overdue or triggered`] : [];
    const open = view === 'isms.reviews' ? pressing > 0 : all.length <= MOST_OPEN;
    return {
      id: `${prefixOf(view)}/${this.key}`,
      kind: 'root',
      label: name,
      detail: [...where, ...count].join(' · '),
      children: open ? 'expanded' : 'collapsed',
      tooltip: this.root.standalone ? `${folder}, a file on its own, outside any ISMS` : readable(uri),
      opens: true,
      root: this.root.uri,
    };
  }

  // --- What there is

  private settle(): void {
    this.suppliers.settle(this.tick());
  }

  private get entries(): readonly Entry[] {
    return this.suppliers.entries;
  }

  private project() {
    const { project } = this.root;
    const { today } = this.workspace;
    if (this.perProject?.project === project && this.perProject.today === today) return this.perProject;
    const entries = new Map(SHOWN.map((kind) => [kind, this.entitiesOf(kind, project)]));
    this.perProject = {
      project,
      today,
      entries,
      byControl: policiesByControl(project),
      uncovered: this.root.standalone ? [] : uncoveredControls(project),
    };
    return this.perProject;
  }

  /** By name. */
  private entitiesOf(kind: AnyKind, project: Project<Home>): EntityEntry[] {
    const seen = new Map<string, number>();
    return project
      .of<AnyEntity>(kind.name as AnyEntity['kind'])
      .entities.map((placed): EntityEntry => {
        const { entity, home } = placed;
        const { part, document } = home;
        const id = (entity.fields as { readonly id?: Field<string> }).id?.text ?? '';
        const nth = seen.get(id) ?? 0;
        seen.set(id, nth + 1);
        const findings = (part.result?.findings ?? []).filter(
          ({ subject, waived }) => !waived && (!subject || (subject.kind === kind.name && subject.id === id)),
        );
        return {
          kind,
          placed,
          id,
          title: kind.title?.(entity) || id || `A ${kind.noun} without a title`,
          worst: worstFinding([...findings]),
          count: findings.length,
          due: this.dueOf(kind, entity),
          nth,
          place: () => ({ uri: document.uri, range: rangeIn({ home, span: entity.anchor }) }),
        };
      })
      .sort((a, b) => compareNames(a.title, b.title));
  }

  private get entities(): readonly EntityEntry[] {
    return [...this.project().entries.values()].flat();
  }

  private get today(): Today {
    return { settings: this.root.settings, today: this.workspace.today };
  }

  private dueOf(kind: AnyKind, entity: AnyEntity): Due | undefined {
    const { review } = kind;
    const state = review?.next(entity, this.today);
    if (!state)
      return review?.never?.(entity)
        ? { groups: ['overdue'], day: '', text: { overdue: 'never reviewed' } }
        : undefined;
    const { today } = this.workspace;
    const event = eventAfter(review!.events?.(entity), state.last.day);
    const group = groupOfDue(state.due, today, this.root);
    const groups: ReviewGroup[] = group === 'planned' && event ? ['triggered'] : event ? [group, 'triggered'] : [group];
    return {
      groups,
      day: state.due,
      text: {
        [group]: dueText(group, state.due, today),
        ...(event ? { triggered: `${event.kind.replace('-', ' ')} ${event.date.value}` } : {}),
      },
    };
  }

  counts(): ReviewCounts {
    this.settle();
    if (this.counted?.tick === this.tick()) return this.counted.counts;
    const sum = { overdue: 0, triggered: 0, dueSoon: 0, pressing: 0 };
    const add = (due: Due | undefined) => {
      if (!due) return;
      let pressing = false;
      for (const group of due.groups) {
        if (group === 'overdue') sum.overdue++;
        else if (group === 'triggered') sum.triggered++;
        else if (group === 'soon') sum.dueSoon++;
        pressing ||= group === 'overdue' || group === 'triggered';
      }
      if (pressing) sum.pressing++;
    };
    for (const { due } of this.entries) add(due);
    for (const { due } of this.entities) add(due);
    this.counted = { tick: this.tick(), counts: sum };
    return sum;
  }

  // --- What is shown of it

  children(view: ViewId, id: string, path: readonly string[], arrangement: Arrangement): readonly TreeNode[] {
    return view === 'isms.overview' ? this.overview(id, path, arrangement) : this.reviews(id, path);
  }

  private overview(id: string, path: readonly string[], arrangement: Arrangement): readonly TreeNode[] {
    const [group, ...rest] = path;
    if (group === undefined) return this.top(id, arrangement);
    const shown = SHOWN.find(({ list }) => list === group);
    if (shown) return this.section(id, shown, rest);
    if (group === 'controls') {
      if (rest.length === 0) return this.themes(id);
      if (rest.length === 1) return this.controls(id, rest[0]!);
      return this.mappings(id, rest[1]!);
    }
    return group === rowKind.list ? this.supplierTree(id, rest, arrangement) : [];
  }

  private top(id: string, arrangement: Arrangement): readonly TreeNode[] {
    const { entries, uncovered } = this.project();
    const nodes: TreeNode[] = [];
    const root = this.root.uri;
    const section = ({ list, icon, tree }: AnyKind): void => {
      const all = entries.get(kindOfList(list))!;
      if (!all.length && (this.root.standalone || !tree!.always)) return;
      nodes.push({
        id: `${id}/${list}`,
        kind: list,
        ...(icon ? { icon } : {}),
        label: tree!.label,
        detail: tree!.groups ? withErrors(all) : `${all.length}`,
        root,
        ...(all.length ? { children: 'collapsed' as const } : {}),
      });
    };
    for (const kind of SHOWN) if (kind.tree!.always) section(kind);
    if (!this.root.standalone) {
      nodes.push({
        id: `${id}/controls`,
        kind: 'controls',
        label: 'Annex A controls',
        detail: uncovered.length
          ? `${uncovered.length} of ${controls.length} not covered`
          : `all ${controls.length} covered or excluded`,
        tooltip: 'ISO/IEC 27001:2022 Annex A, by theme, with the policies that map each control',
        children: 'collapsed',
        root,
      });
    }
    for (const kind of SHOWN) if (!kind.tree!.always) section(kind);
    this.settle();
    const groups = this.suppliers.groups(arrangement);
    const total = this.entries.length;
    if (!this.root.standalone || total) {
      const shown = groups.size;
      const bad = this.entries.filter(({ worst }) => worst?.severity === 'error').length;
      const detail = [
        shown === total ? `${total}` : `${shown} of ${total}`,
        ...(bad ? [`${bad} with errors`] : []),
      ].join(', ');
      nodes.push({
        id: `${id}/${rowKind.list}`,
        kind: rowKind.list,
        icon: rowKind.icon!,
        label: 'Suppliers',
        detail,
        children: total > PAGE ? 'collapsed' : 'expanded',
        root,
      });
    }
    return nodes;
  }

  /** The entities of a kind, below headings where the kind has some. */
  private section(id: string, kind: AnyKind, path: readonly string[]): readonly TreeNode[] {
    const all = this.project().entries.get(kind)!;
    const { groups, groupOf } = kind.tree!;
    const lines = (own: readonly EntityEntry[], [page, ...deeper]: readonly string[]) =>
      deeper.length || (page !== undefined && !page.startsWith('page:'))
        ? []
        : paged(id, own, page, (parent, entry) => this.entityNode(parent, entry));
    if (!groups || !groupOf) return lines(all, path);
    const below = (group: string) => all.filter(({ placed }) => groupOf(placed.entity, this.today) === group);
    const [heading, ...rest] = path;
    if (heading !== undefined) return lines(below(heading), rest);
    return groups(this.today).flatMap(({ id: group, label, closed }): TreeNode[] => {
      const own = below(group);
      if (!own.length) return [];
      return [
        {
          id: `${id}/${group}`,
          kind: `${kind.name}Group`,
          label,
          detail: withErrors(own),
          spoken: `${label} ${kind.nouns}, ${own.length}`,
          children: closed || own.length > 50 ? 'collapsed' : 'expanded',
          root: this.root.uri,
        },
      ];
    });
  }

  private entityNode(parent: string, { kind, id, title, worst, count, due, placed, nth }: EntityEntry): TreeNode {
    const { state, about, off, quiet } = kind.tree!.line(placed.entity, this.today);
    const next = due?.groups[0];
    const detail = [
      ...(state ? [state] : []),
      ...(worst
        ? [summaryOf(worst, count)]
        : next && !(quiet && next === 'planned')
          ? [`review ${due!.text[next]}`]
          : []),
    ].join(' · ');
    return {
      id: `${parent}/${kind.name}:${encodeText(id)}:${nth}`,
      kind: kind.name,
      label: title,
      detail,
      level: off ? 'off' : levelOf(worst),
      tooltip: [title, ...about, ...(worst ? [worst.message] : [])].join('\n'),
      spoken: [title, kind.noun, detail].filter(Boolean).join(', '),
      opens: true,
      subject: id,
      root: this.root.uri,
    };
  }

  private themes(id: string): readonly TreeNode[] {
    const { uncovered } = this.project();
    const open = new Set(uncovered);
    const nodes: TreeNode[] = [];
    if (uncovered.length) {
      nodes.push({
        id: `${id}/uncovered`,
        kind: 'uncovered',
        label: 'Not covered',
        detail: `${uncovered.length}`,
        tooltip: 'No policy in force maps these controls, and the Statement of Applicability does not exclude them',
        level: 'information',
        children: 'expanded',
        root: this.root.uri,
      });
    }
    for (const { id: theme, label } of THEMES) {
      const own = controls.filter((control) => control.theme === theme);
      const lacking = own.filter((control) => open.has(control.id)).length;
      nodes.push({
        id: `${id}/${theme}`,
        kind: 'theme',
        label,
        detail: lacking ? `${own.length - lacking} of ${own.length}` : `${own.length}`,
        spoken: `${label} controls, ${own.length - lacking} of ${own.length} covered or excluded`,
        children: 'collapsed',
        root: this.root.uri,
      });
    }
    return nodes;
  }

  private controls(id: string, theme: string): readonly TreeNode[] {
    const { uncovered, byControl } = this.project();
    const open = new Set(uncovered);
    const shown = controls.filter((control) =>
      theme === 'uncovered' ? open.has(control.id) : control.theme === theme,
    );
    const rows = this.soaRows();
    return shown.map((control): TreeNode => {
      const policies = byControl.get(control.id) ?? [];
      const row = rows.get(control.id)?.entity.fields;
      const excluded = row?.applicable?.value === false;
      const lacking = open.has(control.id);
      const names = policies.map(({ entity }) => entity.fields.title?.text || entity.fields.id?.text || 'a policy');
      const implementation = row?.implementation?.value;
      const detail = excluded
        ? 'not applicable'
        : lacking
          ? theme === 'uncovered'
            ? ''
            : 'not covered'
          : [
              names.join(', '),
              ...(implementation && !['implemented', 'inherited'].includes(implementation)
                ? [implementation.replace('-', ' ')]
                : []),
            ]
              .filter(Boolean)
              .join(' · ');
      return {
        id: `${id}/control:${control.id}`,
        kind: 'control',
        label: `${control.id} ${control.title}`,
        detail,
        level: excluded ? 'off' : lacking ? 'information' : 'ok',
        tooltip: [
          `${control.id} ${control.title}`,
          excluded
            ? `Not applicable: ${row?.justification?.text ?? 'no justification'}`
            : names.length
              ? `Mapped by ${names.join(', ')}`
              : 'No policy in force maps it',
          ...(implementation ? [`Implementation: ${implementation}`] : []),
        ].join('\n'),
        spoken: `${control.id} ${control.title}, ${detail || 'not covered'}`,
        opens: true,
        subject: control.id,
        root: this.root.uri,
        ...(policies.length ? { children: 'collapsed' as const } : {}),
      };
    });
  }

  private mappings(id: string, segment: string): readonly TreeNode[] {
    const control = segment.slice('control:'.length);
    return this.project()
      .entries.get(policies)!
      .filter(({ placed: { entity } }) => isPolicy(entity) && mappedBy(entity).has(control))
      .map(({ id: policy, title, nth }) => ({
        id: `${id}/mapping:${encodeText(policy)}:${nth}`,
        kind: 'mapping',
        icon: policies.icon!,
        label: title,
        tooltip: `${title} maps ${control}`,
        opens: true as const,
        subject: policy,
        root: this.root.uri,
      }));
  }

  private soaRows(): Map<string, Placed<SoaRow, Home>> {
    const rows = new Map<string, Placed<SoaRow, Home>>();
    for (const placed of soaOf(this.root.project)?.rows ?? []) {
      const id = controlOf(placed.entity);
      if (id !== undefined && !rows.has(id)) rows.set(id, placed);
    }
    return rows;
  }

  private supplierTree(id: string, path: readonly string[], arrangement: Arrangement): readonly TreeNode[] {
    const supplier = path.findIndex((segment) => segment.startsWith('supplier:'));
    if (supplier >= 0) return path.length === supplier + 1 ? this.findings(id, path[supplier]!) : [];
    this.settle();
    const groups = this.suppliers.groups(arrangement);
    const node = (parent: string, entry: Entry) => this.supplierNode(parent, entry, arrangement);
    if (arrangement.groupBy === 'none') {
      const list = groups.get('');
      if (list.length === 0) return [this.nothing(id)];
      return paged(id, list, path[0], node);
    }
    const [group, page] = path;
    if (group === undefined) {
      if (groups.size === 0) return [this.nothing(id)];
      const order: readonly string[] =
        arrangement.groupBy === 'criticality'
          ? RATINGS
          : arrangement.groupBy === 'status'
            ? STATUSES
            : ['overdue', 'triggered', 'soon', 'planned', 'none'];
      return order.flatMap((name): TreeNode[] => {
        const list = groups.get(name);
        if (list.length === 0) return [];
        const bad = list.filter(({ worst }) => worst?.severity === 'error').length;
        return [
          {
            id: `${id}/${name}`,
            kind: 'group',
            label: GROUP_LABELS[name] ?? name,
            detail: bad ? `${list.length}, ${bad} with errors` : `${list.length}`,
            children: list.length > 50 ? 'collapsed' : 'expanded',
            root: this.root.uri,
          },
        ];
      });
    }
    return paged(id, groups.get(group), page, node);
  }

  private nothing(parent: string): TreeNode {
    const none = this.entries.length === 0;
    return {
      id: `${parent}/hint:${none ? 'add' : 'show'}`,
      kind: 'hint',
      label: none ? 'No supplier is registered yet' : 'No supplier matches the filter',
      root: this.root.uri,
      subject: none ? 'add' : 'show',
    };
  }

  private supplierNode(parent: string, entry: Entry, { groupBy }: Arrangement): TreeNode {
    const duplicate = entry.nth > 0 && entry.row.id !== '';
    const known = duplicate ? undefined : entry.nodes?.get(parent);
    if (known) return known;
    const { row, worst, findings } = entry;
    const out = SCOPE_WORDS[row.scope];
    const open = findings.filter(({ waived }) => !waived).length;
    const rating = groupBy === 'criticality' || out ? undefined : row.rating;
    const status = row.status === 'active' || groupBy === 'status' ? undefined : row.status;
    const trouble = duplicate ? 'The id is already taken' : worst ? summaryOf(worst, open) : undefined;
    const detail = [rating, status ?? (groupBy === 'status' ? undefined : out), trouble].filter(Boolean).join(' · ');
    const name = nameOfSupplier(entry);
    const next = entry.due?.groups[0];
    const node: TreeNode = {
      id: `${parent}/${segmentOf(entry)}`,
      kind: rowKind.name,
      label: name,
      detail,
      level: duplicate ? 'error' : worst ? levelOf(worst) : out ? 'off' : 'ok',
      tooltip: [
        `${name} (${row.id})`,
        [row.status, row.rating && `${row.rating} criticality`, out].filter(Boolean).join(', '),
        ...(next ? [`${GROUP_LABELS[next]}: ${entry.due!.text[next]}`] : []),
        ...(row.assuranceUntil ? [`Assurance until ${row.assuranceUntil}`] : []),
        ...(worst ? [`${worst.message}`] : out ? [] : ['Nothing found']),
      ]
        .filter(Boolean)
        .join('\n'),
      spoken: [name, rowKind.noun, detail || 'nothing found'].join(', '),
      opens: true,
      subject: row.id,
      root: this.root.uri,
      ...(findings.length ? { children: 'collapsed' as const } : {}),
    };
    if (!duplicate) keep(entry, parent, node);
    return node;
  }

  private findings(id: string, segment: string): readonly TreeNode[] {
    this.settle();
    const entry = this.find(segment);
    if (!entry) return [];
    const seen = new Map<string, number>();
    return entry.findings.map((finding) => {
      const nth = seen.get(finding.rule) ?? 0;
      seen.set(finding.rule, nth + 1);
      return {
        id: `${id}/finding:${encodeText(finding.rule)}:${nth}`,
        kind: 'finding' as const,
        label: ruleById(finding.rule)?.title ?? finding.rule,
        detail: finding.waived ? `waived until ${finding.waived.expires}` : finding.rule,
        level: finding.waived ? ('off' as const) : levelOf(finding),
        tooltip: finding.message,
        spoken: `${finding.severity}, ${finding.message}`,
        opens: true as const,
        subject: entry.row.id,
        root: this.root.uri,
      };
    });
  }

  private find(segment: string): Entry | undefined {
    return this.entries.find((entry) => segmentOf(entry) === segment);
  }

  private reviews(id: string, path: readonly string[]): readonly TreeNode[] {
    const [group, page] = path;
    if (group === undefined) {
      return REVIEWS.flatMap(({ id: name, label, level }): TreeNode[] => {
        const list = this.due(name);
        if (list.length === 0) return [];
        return [
          {
            id: `${id}/${name}`,
            kind: 'reviews',
            label,
            detail: `${list.length}`,
            level,
            spoken: `${label}: ${list.length} ${list.length === 1 ? 'review' : 'reviews'}`,
            children: name === 'planned' || list.length > PAGE ? 'collapsed' : 'expanded',
            root: this.root.uri,
          },
        ];
      });
    }
    const name = group as ReviewGroup;
    return paged(id, this.due(name), page, (parent, entry) => this.reviewNode(parent, entry, name));
  }

  /** What has its review so, the earliest day first. */
  private due(group: ReviewGroup): readonly (Entry | EntityEntry)[] {
    this.settle();
    if (this.dueLists?.tick !== this.tick()) this.dueLists = { tick: this.tick(), lists: new Map() };
    const known = this.dueLists.lists.get(group);
    if (known) return known;
    const others = this.entities.filter(({ due }) => due?.groups.includes(group));
    const list: (Entry | EntityEntry)[] = [...this.suppliers.due(group)];
    // Few into many that are in order already.
    for (const other of others) {
      const at = list.findIndex(({ due }) => due!.day > other.due!.day);
      list.splice(at < 0 ? list.length : at, 0, other);
    }
    this.dueLists.lists.set(group, list);
    return list;
  }

  private reviewNode(parent: string, entry: Entry | EntityEntry, group: ReviewGroup): TreeNode {
    const row = 'row' in entry;
    const known = row ? entry.nodes?.get(parent) : undefined;
    if (known) return known;
    const kind = row ? rowKind : entry.kind;
    const label = nameOf(entry);
    const detail = entry.due!.text[group] ?? '';
    const node: TreeNode = {
      id: `${parent}/${row ? segmentOf(entry) : `${kind.name}:${encodeText(entry.id)}:${entry.nth}`}`,
      kind: `${kind.name}Review`,
      ...(kind.icon ? { icon: kind.icon } : {}),
      label,
      detail,
      tooltip: `${label}\n${capital(kind.noun)}: ${detail}`,
      spoken: `${label}, ${kind.noun}, ${detail}`,
      level: group === 'soon' ? 'warning' : group === 'planned' ? 'ok' : 'error',
      opens: true,
      subject: row ? entry.row.id : entry.id,
      root: this.root.uri,
    };
    if (row) keep(entry, parent, node);
    return node;
  }

  // --- Where it stands

  locate(path: readonly string[]): Place | undefined {
    this.settle();
    const last = path.at(-1);
    if (last === undefined) return this.settingsPlace();
    const [kind, id = '', nth = '0'] = last.split(':');
    if (kind === rowKind.name) {
      const entry = this.find(last);
      if (!entry) return undefined;
      const review = entry.row.review;
      const range =
        path[0] === 'triggered'
          ? review?.triggered?.range
          : REVIEWS.some((group) => group.id === path[0])
            ? review?.range
            : undefined;
      return placeIn(entry, range ?? entry.row.range);
    }
    if (kind === 'finding') {
      const entry = this.find(path.at(-2) ?? '');
      const finding = entry?.findings.filter(({ rule }) => rule === decodeURIComponent(id))[Number(nth)];
      return entry && finding && placeIn(entry, finding.range);
    }
    if (kind === 'control') return this.controlPlace(id);
    if (kind === 'mapping') {
      const policy = this.entity(policies.name, id, nth);
      const control = path.at(-2)?.slice('control:'.length);
      return policy && control ? (mappingPlace(policy.placed, control) ?? policy.place()) : undefined;
    }
    return this.entity(kind!, id, nth)?.place();
  }

  private entity(kind: string, id: string, nth: string): EntityEntry | undefined {
    return this.entities.find(
      (entry) => entry.kind.name === kind && entry.id === decodeURIComponent(id) && entry.nth === Number(nth),
    );
  }

  /** The control's row in the Statement of Applicability, else where a policy maps it, else where its lack is told. */
  private controlPlace(control: string): Place | undefined {
    const row = this.soaRows().get(control);
    if (row) return placeOf(row.home, row.entity.fields.control!);
    for (const placed of this.project().byControl.get(control) ?? []) {
      const place = mappingPlace(placed, control);
      if (place) return place;
    }
    return this.settingsPlace();
  }

  private settingsPlace(): Place | undefined {
    const { project } = this.root;
    const key = project.of(settingsKind.name).key ?? project.of(soaKind.name).key;
    if (key) return placeOf(key.home, key.span);
    const [first] = this.root.inOrder();
    return first && { uri: first.uri, range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
  }
}

const GROUP_LABELS: Readonly<Record<string, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
  unrated: 'Not rated',
  active: 'Active',
  prospective: 'Prospective',
  suspended: 'Suspended',
  terminated: 'Terminated',
  unstated: 'Without a status',
  overdue: 'Review overdue',
  triggered: 'Review triggered',
  soon: 'Review due soon',
  planned: 'Review planned',
  none: 'Not reviewed',
};

/** Keeps what is shown of a supplier until it is read again. */
function keep(entry: Entry, parent: string, node: TreeNode): void {
  // A supplier moves from page to page as others come and go: the last few are enough.
  if (!entry.nodes || entry.nodes.size > 8) entry.nodes = new Map();
  entry.nodes.set(parent, node);
}

const segmentOf = ({ row, nth }: Entry): string => `${rowKind.name}:${encodeText(row.id)}:${nth}`;
const nameOf = (entry: Entry | EntityEntry): string => ('row' in entry ? nameOfSupplier(entry) : entry.title);

/** How many there are, and how many of them have errors. */
function withErrors(entries: readonly { readonly worst: PartFinding | undefined }[]): string {
  const bad = entries.filter(({ worst }) => worst?.severity === 'error').length;
  return bad ? `${entries.length}, ${bad} with errors` : `${entries.length}`;
}

/** The lines of a list, or of one of the stretches that a long one is divided into. */
function paged<E extends Entry | EntityEntry>(
  id: string,
  list: readonly E[],
  page: string | undefined,
  node: (parent: string, entry: E) => TreeNode,
): readonly TreeNode[] {
  if (page !== undefined) {
    const number = Number(page.slice('page:'.length));
    return list.slice(number * PAGE, (number + 1) * PAGE).map((entry) => node(id, entry));
  }
  if (list.length <= PAGE) return list.map((entry) => node(id, entry));
  return Array.from({ length: Math.ceil(list.length / PAGE) }, (_, number): TreeNode => {
    const stretch = list.slice(number * PAGE, (number + 1) * PAGE);
    const bad = stretch.filter(({ worst }) => worst?.severity === 'error').length;
    return {
      id: `${id}/page:${number}`,
      kind: 'page',
      label: `${nameOf(stretch[0]!)} – ${nameOf(stretch.at(-1)!)}`,
      detail: bad ? `${stretch.length}, ${bad} with errors` : `${stretch.length}`,
      children: 'collapsed',
    };
  });
}

const LEVELS: Readonly<Record<Severity, Level>> = { error: 'error', warning: 'warning', information: 'information' };
const levelOf = (finding: PartFinding | undefined): Level => (finding ? LEVELS[finding.severity] : 'ok');

function worstFinding(findings: readonly PartFinding[]): PartFinding | undefined {
  let worst: PartFinding | undefined;
  for (const finding of findings) if (!worst || rankOf(finding.severity) > rankOf(worst.severity)) worst = finding;
  return worst;
}

/** Rules whose ids say too little, or too much, on a line of their own. */
const IN_SHORT: Readonly<Record<string, string>> = {
  'yaml/syntax': 'broken YAML',
  'schema/type': 'wrong type',
  'schema/required': 'key missing',
  'schema/value': 'wrong value',
  'reference/file-missing': 'file missing',
  'date/in-future': 'date in the future',
};

/** A rule in two or three words, for a line that has little room: `supplier/dpa-missing` is "DPA missing". */
const inShort = (rule: string): string => {
  const [family, name = ''] = rule.split('/') as [string, string?];
  const words = name.replaceAll('-', ' ').replace(/^dpa\b/, 'DPA');
  if (IN_SHORT[rule]) return IN_SHORT[rule];
  if (family === 'review' || family === 'waiver') return `${family} ${words}`;
  return words.includes(' ') ? words : `${words} ${family}`;
};

const summaryOf = ({ rule }: PartFinding, count: number): string =>
  `${inShort(rule)}${count > 1 ? ` +${count - 1}` : ''}`;

const placeIn = ({ document, part }: Entry, range: Place['range']): Place => ({
  uri: document.uri,
  range: document.fromPart(document.indexOf(part), range),
});
const placeOf = (home: Home, { start, end }: { start: number; end: number }): Place => ({
  uri: home.document.uri,
  range: rangeIn({ home, span: { start, end } }),
});

/** Where a policy maps a control. */
function mappingPlace({ entity, home }: Placed<AnyEntity, Home>, control: string): Place | undefined {
  const field = isPolicy(entity) ? mappingItem(entity, control) : undefined;
  return field && controlById(control) && placeOf(home, field);
}
