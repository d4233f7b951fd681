import { Disposable, StatusBarAlignment, window, workspace } from 'vscode';
import type { Server } from '../common/server.ts';

/** One quiet item: what is overdue or triggered, and nothing while there is nothing. */
export function registerStatus(server: Server): Disposable {
  const item = window.createStatusBarItem('isms.reviews', StatusBarAlignment.Left, 1);
  item.name = 'ISMS: Reviews';
  item.command = 'isms.reviews.focus';
  const show = () => {
    const { summary } = server;
    if (!summary?.pressing || !workspace.getConfiguration('isms').get('statusBar', true)) {
      item.hide();
      return;
    }
    const { pressing, overdue, triggered, dueSoon } = summary;
    item.text = `$(bell) ${pressing} ${pressing === 1 ? 'review' : 'reviews'}`;
    const parts = [`${overdue} overdue`, `${triggered} triggered by an event`, `${dueSoon} due soon`].filter(
      (part) => !part.startsWith('0'),
    );
    item.tooltip = `Reviews of suppliers, policies and risks: ${parts.join(', ')}`;
    item.accessibilityInformation = { label: `ISMS reviews: ${parts.join(', ')}`, role: 'button' };
    item.show();
  };
  return Disposable.from(
    item,
    server.onSummary(show),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('isms.statusBar') && show()),
  );
}
