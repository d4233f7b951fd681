import type { GenericRequestHandler } from 'vscode-languageserver';
import { Overview } from '../features/views/overview.ts';
import type { Notifications, Requests } from '../protocol.ts';
import type { FeatureHost } from './features.ts';
import { type Cancellation, logError, safely } from './lsp.ts';
import { registerReports } from './reports.ts';

/** Registers the answer to a request; a handler that throws is logged, and the fallback answered. */
export type Answer = <K extends keyof Requests>(
  method: K,
  fallback: Requests[K]['result'],
  handler: (
    params: Requests[K]['params'],
    token: Cancellation,
  ) => Requests[K]['result'] | Promise<Requests[K]['result']>,
) => void;
export type Tell = <K extends keyof Notifications>(method: K, params: Notifications[K]) => void;

/** Lets the editor's own events and requests go first: views can wait for a free moment. */
const whenFree = (run: () => void): void => {
  if (typeof setImmediate === 'function') setImmediate(() => setImmediate(run));
  else setTimeout(run, 0);
};

/** Answers what VS Code's views and commands ask beyond LSP, and tells them what changed. */
export function registerRequests(host: FeatureHost): void {
  const { connection, workspace } = host;
  const overview = new Overview(workspace);
  let ready = false;
  let lastSummary = '';
  let waiting = false;
  /** Editors that know nothing of the views are not told of them. */
  let wanted = false;

  const answer: Answer = (method, fallback, handler) => {
    connection.onRequest(
      method,
      safely(connection, method, fallback, handler) as GenericRequestHandler<unknown, unknown>,
    );
  };
  const tell: Tell = (method, params) => {
    void connection.sendNotification(method, params);
  };
  const spelled = <P extends { readonly uri: string }>(place: P): P => ({ ...place, uri: host.spell(place.uri) });

  const tellChanges = (): void => {
    // While files are being read there is a next time; half a register would only flicker.
    if (!wanted || workspace.stale) return;
    const summary = overview.summary(ready);
    const text = JSON.stringify(summary);
    if (text !== lastSummary) {
      lastSummary = text;
      tell('isms/summary', summary);
    }
    const changes = overview.changes();
    if (changes.length) tell('isms/changed', changes);
  };
  const soon = (): void => {
    if (waiting) return;
    waiting = true;
    whenFree(() => {
      waiting = false;
      try {
        tellChanges();
      } catch (error) {
        logError(connection, 'views', error);
      }
    });
  };
  host.onChanged(soon);

  answer('isms/tree', [], async ({ view, parent, arrangement }) => {
    wanted = true;
    await host.whenReady();
    ready = true;
    workspace.update();
    return overview.children(view, parent, arrangement);
  });
  answer(
    'isms/summary',
    {
      state: 'none',
      today: workspace.today,
      roots: [],
      suppliers: 0,
      policies: 0,
      overdue: 0,
      triggered: 0,
      dueSoon: 0,
      pressing: 0,
    },
    async () => {
      wanted = true;
      await host.whenReady();
      ready = true;
      workspace.update();
      const summary = overview.summary(true);
      lastSummary = JSON.stringify(summary);
      return summary;
    },
  );
  answer('isms/locate', null, ({ id }) => {
    workspace.update();
    const place = overview.locate(id);
    return place ? spelled(place) : null;
  });
  registerReports(host, answer, tell);
}
