import type { ReportFormat, ReportKind } from '../reports/index.ts';
import type { Root } from '../workspace/root.ts';
import { canonicalUri } from '../workspace/uri.ts';
import type { FeatureHost } from './features.ts';
import { type Cancellation, type Charts, logError, type ReportMade } from './lsp.ts';
import type { Answer, Tell } from './requests.ts';

/** Reports that take longer than this, in milliseconds, wait for a pause in the changes before they are made anew. */
const QUICK = 60;
/** How long such a pause has to be at most, in milliseconds. */
const LONGEST_PAUSE = 2000;
/** They wait for it no longer than this many times the time that making them takes. */
const PATIENCE = 10;
/** Characters of an ISMS above which its reports are made apart: about two hundred suppliers. */
const LARGE = 200_000;

/** Answers what VS Code asks of reports, and tells when one that it shows is out of date. */
export function registerReports(host: FeatureHost, answer: Answer, tell: Tell): void {
  const { connection, workspace, runtime } = host;
  /** Roots of which a report is shown, and what they were made of. Each is told of once; then it is asked for again. */
  const shown = new Map<string, readonly unknown[]>();
  let changedAt = 0;
  /** How long making a report took the last time, in milliseconds. */
  let took = 0;

  const find = (uri: string | undefined): Root | undefined => {
    const roots = workspace.allRoots();
    if (uri === undefined) return roots.find(({ standalone }) => !standalone) ?? roots[0];
    return roots.find((root) => root.uri === canonicalUri(uri));
  };

  host.onChanged(() => {
    changedAt = Date.now();
    // While files are being read there is a next time.
    if (shown.size === 0 || workspace.stale) return;
    for (const [uri, before] of shown) {
      if (same(before, madeOf(find(uri), workspace.today))) continue;
      shown.delete(uri);
      tell('isms/reportOutdated', { root: uri });
    }
  });

  /** A report that takes long must not hold up somebody who types. */
  const pause = async (isCancelled: () => boolean): Promise<void> => {
    const wait = took < QUICK ? 0 : Math.min(took, LONGEST_PAUSE);
    const until = Date.now() + PATIENCE * took;
    while (!isCancelled() && Date.now() - changedAt < wait && Date.now() < until)
      await new Promise((resolve) => setTimeout(resolve, QUICK));
  };

  let charts: Promise<Charts | undefined> | undefined;
  /** Pictures are told in words where the library that draws them cannot be had. */
  const loadCharts = async (): Promise<Charts | undefined> => {
    charts ??= runtime.charts().catch((error) => {
      logError(connection, 'charts', error);
      return undefined;
    });
    return charts;
  };

  /** Makes a report, in the server only if that takes a moment. @returns `undefined` if it was cancelled */
  const make = async (
    root: Root,
    kind: ReportKind,
    token: Cancellation,
    format?: ReportFormat,
  ): Promise<ReportMade | undefined> => {
    const { renderReport, renderView, factsOf } = await runtime.reports();
    const pictures = Boolean(factsOf(kind).pictures) && (!format || format === 'html');
    const documents = [...root.documents.values()];
    const size = documents.reduce((sum, { parts }) => sum + parts.reduce((all, part) => all + part.length, 0), 0);
    if (runtime.reportApart && size > LARGE) {
      const files = documents.map(({ uri, text }) => [uri, text] as const);
      const job = { files, root: root.uri, kind, ...(format ? { format } : {}), pictures, today: workspace.today };
      return runtime.reportApart(job, (cancel) => token.onCancellationRequested(cancel));
    }
    const charts = pictures ? await loadCharts() : undefined;
    if (!format) return renderView(kind, workspace, root, charts?.drawThemed);
    const draw = charts?.drawing();
    return { html: renderReport(kind, format, workspace, root, draw ? { draw } : {}), sources: [] };
  };

  answer('isms/report', null, async ({ root: wanted, kind, format }, token) => {
    await host.whenReady();
    const { factsOf } = await runtime.reports();
    workspace.update();
    const root = find(wanted);
    const made = root && (await make(root, kind, token, format));
    if (!made) return null;
    return { uri: host.spell(`${root.uri}${factsOf(kind).file}-${workspace.today}.${format}`), text: made.html };
  });

  answer('isms/reportView', null, async ({ root: wanted, kind }, token) => {
    await host.whenReady();
    await pause(() => token.isCancellationRequested);
    if (token.isCancellationRequested) return null;
    workspace.update();
    const root = find(wanted);
    const { today } = workspace;
    shown.set(canonicalUri(wanted), madeOf(root, today));
    if (!root) return null;
    const began = Date.now();
    const made = await make(root, kind, token);
    if (!made) return null;
    took = Date.now() - began;
    return { html: made.html, sources: made.sources.map((place) => ({ ...place, uri: host.spell(place.uri) })), today };
  });
}

/** What a report on a root is made of, to be compared by identity: a part that is read again is another one. */
const madeOf = (root: Root | undefined, today: string): readonly unknown[] => [
  today,
  root?.settings,
  ...(root?.inOrder() ?? []).flatMap(({ uri, parts }) => [uri, ...parts, ...parts.map(({ result }) => result)]),
];

const same = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((one, index) => one === b[index]);
