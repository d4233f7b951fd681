import type { CancellationToken } from 'vscode-languageserver';
import type { Report, ReportView, Requests } from '../protocol.ts';
import type { ReportBody, ReportFormat, ReportKind } from '../reports/index.ts';
import type { Root } from '../workspace/root.ts';
import { type Host, notify } from './lsp/host.ts';
import { type Charts, logError } from './runtime.ts';

/** Reports that take longer than this, in milliseconds, wait for a pause in the changes before they are made anew. */
const QUICK = 60;
/** How long such a pause has to be at most, in milliseconds. */
const LONGEST_PAUSE = 2000;
/** They wait for it no longer than this many times the time that making them takes. */
const PATIENCE = 10;
/** Characters of an ISMS above which its reports are made apart: about two hundred suppliers. */
const LARGE = 200_000;

/** Makes reports for VS Code, and reports when one that it shows is out of date. */
export class Reports {
  /** Roots of which a report is shown, and what they were made of. Each is reported once; then it is asked for again. */
  private readonly shown = new Map<string, readonly unknown[]>();
  private changedAt = 0;
  /** How long making a report took the last time, in milliseconds. */
  private took = 0;
  private charts: Promise<Charts | undefined> | undefined;

  constructor(private readonly host: Host) {
    const { connection, workspace } = host;
    host.onChanged(() => {
      this.changedAt = Date.now();
      // While files are being read there is a next time.
      if (this.shown.size === 0 || workspace.stale) return;
      for (const [uri, before] of this.shown) {
        if (same(before, madeOf(this.find(uri), workspace.today))) continue;
        this.shown.delete(uri);
        notify(connection, 'isms/reportOutdated', { root: uri });
      }
    });
  }

  async report(
    { root: wanted, kind, format }: Requests['isms/report']['params'],
    token: CancellationToken,
  ): Promise<Report | null> {
    const { runtime, workspace } = this.host;
    const { factsOf } = await runtime.reports();
    workspace.update();
    const root = this.find(wanted);
    const made = root && (await this.make(root, kind, token, format));
    return made ? { uri: `${root.uri}${factsOf(kind).file}-${workspace.today}.${format}`, text: made.html } : null;
  }

  async view(
    { root: wanted, kind }: Requests['isms/reportView']['params'],
    token: CancellationToken,
  ): Promise<ReportView | null> {
    const { workspace } = this.host;
    await this.pause(token);
    if (token.isCancellationRequested) return null;
    workspace.update();
    const root = this.find(wanted);
    const { today } = workspace;
    this.shown.set(wanted, madeOf(root, today));
    if (!root) return null;
    const began = Date.now();
    const made = await this.make(root, kind, token);
    if (!made) return null;
    this.took = Date.now() - began;
    return { ...made, today };
  }

  /** Makes a report, in the server only if that takes a moment. @returns `undefined` if it was cancelled */
  private async make(
    root: Root,
    kind: ReportKind,
    token: CancellationToken,
    format?: ReportFormat,
  ): Promise<ReportBody | undefined> {
    const { runtime, workspace } = this.host;
    const { renderBody, factsOf } = await runtime.reports();
    const pictures = Boolean(factsOf(kind).pictures) && (!format || format === 'html');
    const documents = [...root.documents.values()];
    const size = documents.reduce((sum, { parts }) => sum + parts.reduce((all, part) => all + part.length, 0), 0);
    if (size > LARGE) {
      const files = documents.map(({ uri, text }) => [uri, text] as const);
      const job = { files, root: root.uri, kind, ...(format ? { format } : {}), pictures, today: workspace.today };
      return runtime.reportApart(job, (cancel) => token.onCancellationRequested(cancel));
    }
    return renderBody(kind, format, workspace, root, pictures ? await this.loadCharts() : undefined);
  }

  private find(uri: string | undefined): Root | undefined {
    const roots = this.host.workspace.allRoots();
    if (uri === undefined) return roots.find(({ standalone }) => !standalone) ?? roots[0];
    return roots.find((root) => root.uri === uri);
  }

  /** A report that takes long must not hold up an author who types. */
  private async pause(token: CancellationToken): Promise<void> {
    const wait = this.took < QUICK ? 0 : Math.min(this.took, LONGEST_PAUSE);
    const until = Date.now() + PATIENCE * this.took;
    while (!token.isCancellationRequested && Date.now() - this.changedAt < wait && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, QUICK));
  }

  /** Where the library that draws pictures cannot be had, words take their place. */
  private loadCharts(): Promise<Charts | undefined> {
    this.charts ??= this.host.runtime.charts().catch((error) => {
      logError(this.host.connection, 'charts', error);
      return undefined;
    });
    return this.charts;
  }
}

/** What a report on a root is made of, to be compared by identity: a part that is read again is another one. */
const madeOf = (root: Root | undefined, today: string): readonly unknown[] => [
  today,
  root?.settings,
  ...(root?.inOrder() ?? []).flatMap(({ uri, parts }) => [uri, ...parts, ...parts.map(({ result }) => result)]),
];

const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);
