import {
  CancellationTokenSource,
  Disposable,
  type ExtensionContext,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
} from 'vscode';
import type { Place, ReportKind, ReportView } from '../../../../server/src/protocol.ts';
import { withPatience } from '../../common/patience.ts';
import { openPlace } from '../../common/places.ts';
import type { Server } from '../../common/server.ts';
import { KINDS } from './kinds.ts';
import { readMessage, type ToPage } from './messages.ts';
import { pageOf } from './page.ts';

/** The least and the most time between a change and the report that shows it, in milliseconds. */
const SOON = 150;
const LATE = 5000;

/** What a view is about: one panel each. */
export interface Subject {
  /** The root's folder, as the server spells it. */
  readonly root: string;
  readonly kind: ReportKind;
}

/** One report, made anew when the server says that it is out of date, as long as somebody can see it. */
export class ReportPanel implements Disposable {
  private view: ReportView | undefined;
  private number = 0;
  /** The sources of the reports that the page may still show: links of another one lead nowhere. */
  private sources = new Map<number, readonly Place[]>();
  private outdated = true;
  private making: CancellationTokenSource | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** How long making the report took the last time, in milliseconds. */
  private took = 0;
  private readonly disposables: Disposable[] = [];

  constructor(
    readonly subject: Subject,
    readonly panel: WebviewPanel,
    private readonly server: Server,
    { extensionUri }: ExtensionContext,
  ) {
    const { webview } = panel;
    const files = Uri.joinPath(extensionUri, 'dist', 'view');
    webview.options = { enableScripts: true, enableForms: false, localResourceRoots: [files] };
    this.disposables.push(
      webview.onDidReceiveMessage((message: unknown) => this.hear(message)),
      panel.onDidChangeViewState(() => {
        if (!panel.visible) this.stop();
      }),
    );
    panel.title = this.title();
    webview.html = pageOf({
      title: panel.title,
      state: subject,
      script: webview.asWebviewUri(Uri.joinPath(files, 'report.js')).toString(),
      style: webview.asWebviewUri(Uri.joinPath(files, 'style.css')).toString(),
      nonce: nonce(),
      cspSource: webview.cspSource,
    });
  }

  /** Says that the report no longer tells what the files hold. */
  invalidate(): void {
    this.outdated = true;
    if (!this.panel.visible) return;
    const delay = Math.min(Math.max(3 * this.took, SOON), LATE);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      void this.make();
    }, delay);
  }

  private title(): string {
    const { name: title } = KINDS[this.subject.kind];
    const roots = this.server.summary?.roots ?? [];
    const name = roots.length > 1 && roots.find(({ uri }) => uri === this.subject.root)?.name;
    return name ? `${title}: ${name}` : title;
  }

  private hear(raw: unknown): void {
    const message = readMessage(raw);
    if (message?.type === 'ready') {
      // The page was loaded, for the first time or since it can be seen again.
      if (this.view) this.tell({ type: 'report', number: this.number, html: this.view.html });
      if (this.outdated) void this.make();
    } else if (message?.type === 'retry') void this.make();
    else if (message) void this.open(this.sources.get(message.report)?.[message.source]);
  }

  private async make(): Promise<void> {
    this.stop();
    const making = new CancellationTokenSource();
    this.making = making;
    this.outdated = false;
    const began = Date.now();
    try {
      const view = await this.request(making);
      if (making.token.isCancellationRequested) {
        // By the user: who is only replaced by a newer one says nothing.
        if (this.making === making) this.tell({ type: 'note', text: 'The report was cancelled.', retry: true });
        return;
      }
      this.took = Date.now() - began;
      if (view) this.show(view);
      else this.excuse();
    } catch (error) {
      if (!making.token.isCancellationRequested) this.excuse(error);
    } finally {
      making.dispose();
      if (this.making === making) this.making = undefined;
    }
  }

  /** Progress is only shown for the first: who changes a file is not to be told of each report. */
  private async request(making: CancellationTokenSource): Promise<ReportView | null | undefined> {
    if (this.view) return this.server.request('isms/reportView', this.subject, making.token);
    const title = `${KINDS[this.subject.kind].name} …`;
    return withPatience(title, (token) => {
      token.onCancellationRequested(() => making.cancel());
      return this.server.request('isms/reportView', this.subject, making.token);
    });
  }

  private show(view: ReportView): void {
    this.panel.title = this.title();
    if (view.html === this.view?.html) {
      // Places may have moved all the same, behind links that look as before.
      this.sources.set(this.number, view.sources);
      this.view = view;
      return;
    }
    this.view = view;
    this.number++;
    this.sources.set(this.number, view.sources);
    this.sources.delete(this.number - 2);
    this.tell({ type: 'report', number: this.number, html: view.html });
  }

  private excuse(error?: unknown): void {
    this.view = undefined;
    const there = this.server.summary?.roots.some(({ uri }) => uri === this.subject.root);
    const text = there
      ? `The report failed${error instanceof Error ? ` (${error.message})` : ''}. See the ISMS Author log for details.`
      : 'The ISMS of this report is no longer open in this window.';
    this.tell({ type: 'note', text, retry: true });
  }

  /** Opens a file beside the report, where one is open already if there is such a place. */
  private async open(place: Place | undefined): Promise<void> {
    if (place) await openPlace(place, { viewColumn: this.columnFor(), preview: true });
  }

  private columnFor(): ViewColumn {
    const others = window.tabGroups.all.filter(({ viewColumn }) => viewColumn !== this.panel.viewColumn);
    return others.at(-1)?.viewColumn ?? ViewColumn.Beside;
  }

  private tell(message: ToPage): void {
    // A page that is hidden asks when it can be seen again.
    void this.panel.webview.postMessage(message);
  }

  /** Gives up a report that is being made, since nobody waits for it. */
  private stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (!this.making) return;
    this.making.cancel();
    this.making = undefined;
    this.outdated = true;
  }

  dispose(): void {
    this.stop();
    Disposable.from(...this.disposables).dispose();
  }
}

function nonce(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
