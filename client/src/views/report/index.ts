import { Disposable, type ExtensionContext, ViewColumn, type WebviewPanel, window } from 'vscode';
import type { Server } from '../../common/server.ts';
import { isKind, KINDS } from './kinds.ts';
import { ReportPanel, type Subject } from './panel.ts';

const VIEW = 'isms.report';

/** The report views of the window: one for each root and kind. */
export class ReportPanels implements Disposable {
  private readonly panels = new Map<string, ReportPanel>();
  private readonly disposables: Disposable;

  constructor(
    private readonly server: Server,
    private readonly context: ExtensionContext,
  ) {
    this.disposables = Disposable.from(
      server.onReportOutdated(({ root }) => this.invalidate(root)),
      server.onRestarted(() => this.invalidate()),
      window.registerWebviewPanelSerializer(VIEW, {
        deserializeWebviewPanel: async (panel: WebviewPanel, state: unknown) => {
          const subject = readSubject(state);
          if (subject) this.add(subject, panel);
          else panel.dispose();
        },
      }),
    );
  }

  /** What the view shows that has the focus. */
  get active(): Subject | undefined {
    return [...this.panels.values()].find(({ panel }) => panel.active)?.subject;
  }

  /** Opens a report's view, or shows the one that is open. */
  show(subject: Subject): void {
    const there = this.panels.get(keyOf(subject));
    if (there) {
      there.panel.reveal();
      return;
    }
    const { name: title } = KINDS[subject.kind];
    this.add(
      subject,
      window.createWebviewPanel(VIEW, title, { viewColumn: ViewColumn.Active }, { enableFindWidget: true }),
    );
  }

  private add(subject: Subject, panel: WebviewPanel): void {
    const key = keyOf(subject);
    this.panels.get(key)?.panel.dispose();
    const added = new ReportPanel(subject, panel, this.server, this.context);
    this.panels.set(key, added);
    panel.onDidDispose(() => {
      added.dispose();
      if (this.panels.get(key) === added) this.panels.delete(key);
    });
  }

  private invalidate(root?: string): void {
    for (const panel of this.panels.values()) if (root === undefined || panel.subject.root === root) panel.invalidate();
  }

  dispose(): void {
    this.disposables.dispose();
    for (const panel of this.panels.values()) panel.dispose();
  }
}

const keyOf = ({ root, kind }: Subject): string => `${kind} ${root}`;

/** What a view was about before the window was loaded anew, if it can be read. */
function readSubject(state: unknown): Subject | undefined {
  if (typeof state !== 'object' || state === null) return undefined;
  const { root, kind } = state as Record<string, unknown>;
  return typeof root === 'string' && isKind(kind) ? { root, kind } : undefined;
}
