import { Disposable, type TreeView, window, workspace } from 'vscode';
import type { Arrangement, Grouping, Shown, Summary } from '../../../server/src/protocol.ts';
import type { Server } from '../common/server.ts';
import { IsmsTree, type Item } from './tree.ts';

export interface Views extends Disposable {
  readonly overview: TreeView<Item>;
  readonly reviews: TreeView<Item>;
}

/** How the suppliers are arranged, by the settings. */
export const arrangement = (): Arrangement => {
  const configuration = workspace.getConfiguration('isms.suppliers');
  return {
    groupBy: configuration.get<Grouping>('groupBy', 'none'),
    show: configuration.get<Shown>('show', 'all'),
  };
};

export function registerViews(server: Server): Views {
  const overviewTree = new IsmsTree('isms.overview', server, arrangement);
  const reviewsTree = new IsmsTree('isms.reviews', server);
  const overview = window.createTreeView('isms.overview', { treeDataProvider: overviewTree, showCollapseAll: true });
  const reviews = window.createTreeView('isms.reviews', { treeDataProvider: reviewsTree, showCollapseAll: true });
  const disposable = Disposable.from(
    overview,
    reviews,
    overviewTree,
    reviewsTree,
    server.onSummary((summary) => {
      reviews.badge = badgeOf(summary);
      // Only where it is not the day that everybody takes for granted.
      reviews.description = summary.today === localDay() ? undefined : `as of ${summary.today}`;
    }),
    workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('isms.suppliers')) overviewTree.refresh();
    }),
  );
  return { overview, reviews, dispose: () => disposable.dispose() };
}

/** The count on the icon: what is overdue or triggered. */
function badgeOf({ pressing, overdue, triggered }: Summary): TreeView<Item>['badge'] {
  if (pressing === 0) return undefined;
  return {
    value: pressing,
    tooltip: [overdue && `${overdue} overdue`, triggered && `${triggered} triggered`].filter(Boolean).join(', '),
  };
}

function localDay(): string {
  const now = new Date();
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
}
