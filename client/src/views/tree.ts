import {
  type Disposable,
  EventEmitter,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type Event as VSEvent,
} from 'vscode';
import type { Arrangement, Changes, TreeNode, ViewId } from '../../../server/src/protocol.ts';
import type { Server } from '../common/server.ts';
import { iconOf } from './icons.ts';

/** An element of a tree. It stays the same object while its id lives; only what it shows is replaced. */
export interface Item {
  node: TreeNode;
}

/**
 * A view of what the server tells: children are asked for when a node is opened, and again when the server says that
 * they changed. A node that only looks different is drawn anew on its own.
 */
export class IsmsTree implements TreeDataProvider<Item>, Disposable {
  private readonly items = new Map<string, Item>();
  /** Parent's id → ids of its children as VS Code was last given them. */
  private readonly lists = new Map<string, readonly string[]>();
  private readonly emitter = new EventEmitter<Item | Item[] | undefined>();
  private readonly disposables: Disposable[];

  readonly onDidChangeTreeData: VSEvent<Item | Item[] | undefined> = this.emitter.event;

  constructor(
    private readonly view: ViewId,
    private readonly server: Server,
    private readonly arrangement?: () => Arrangement,
  ) {
    this.disposables = [
      this.emitter,
      server.onChanged((all) => {
        for (const changes of all) if (changes.view === view) this.apply(changes);
      }),
      server.onRestarted(() => this.refresh()),
    ];
  }

  /** Asks for everything that is shown anew. */
  refresh(): void {
    this.emitter.fire(undefined);
  }

  private apply({ lists, nodes }: Changes): void {
    if (lists.includes('')) {
      this.refresh();
      return;
    }
    const changed = new Set<Item>();
    for (const node of nodes) {
      const item = this.items.get(node.id);
      if (!item) continue;
      item.node = node;
      changed.add(item);
    }
    for (const id of lists) {
      const item = this.items.get(id);
      if (item) changed.add(item);
    }
    if (changed.size) this.emitter.fire([...changed]);
  }

  async getChildren(item?: Item): Promise<Item[]> {
    const parent = item?.node.id ?? '';
    const nodes = await this.server.request('isms/tree', {
      view: this.view,
      parent,
      ...(this.arrangement ? { arrangement: this.arrangement() } : {}),
    });
    const ids = nodes.map(({ id }) => id);
    const stay = new Set(ids);
    for (const id of this.lists.get(parent) ?? []) if (!stay.has(id)) this.forget(id);
    this.lists.set(parent, ids);
    return nodes.map((node) => {
      const known = this.items.get(node.id);
      if (known) {
        known.node = node;
        return known;
      }
      const created = { node };
      this.items.set(node.id, created);
      return created;
    });
  }

  private forget(id: string): void {
    this.items.delete(id);
    for (const child of this.lists.get(id) ?? []) this.forget(child);
    this.lists.delete(id);
  }

  getParent({ node: { id } }: Item): Item | undefined {
    return this.items.get(id.slice(0, id.lastIndexOf('/')));
  }

  getTreeItem(item: Item): TreeItem {
    const { node } = item;
    const shown = new TreeItem(node.label, STATES[node.children ?? 'none']);
    shown.id = node.id;
    shown.contextValue = node.level ? `${node.kind}.${node.level}` : node.kind;
    shown.iconPath = iconOf(node);
    if (node.detail) shown.description = node.detail;
    shown.tooltip = node.tooltip ?? node.label;
    shown.accessibilityInformation = {
      label: node.spoken ?? [node.label, node.detail].filter(Boolean).join(', '),
    };
    if (node.opens) shown.command = { command: 'isms.open', title: 'Open in File', arguments: [item] };
    else if (node.kind === 'hint' && node.subject === 'show')
      shown.command = { command: 'isms.showAllSuppliers', title: 'Show All Suppliers' };
    else if (node.kind === 'hint' && node.subject === 'add')
      shown.command = { command: 'isms.addSupplier', title: 'Add Supplier', arguments: [item] };
    return shown;
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }
}

const STATES = {
  none: TreeItemCollapsibleState.None,
  collapsed: TreeItemCollapsibleState.Collapsed,
  expanded: TreeItemCollapsibleState.Expanded,
} as const;
