import { version } from '../version.ts';
import type { Root } from '../workspace/root.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Block, ReportDocument } from './blocks.ts';
import type { Earlier } from './changes.ts';
import { coverageBlocks, coverageReport, coverageRows, soaBlocks, soaReport, soaRows } from './controls.ts';
import { toCsv } from './csv.ts';
import { type Draw, toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';
import { type RootData, readRoot } from './model.ts';
import { reviewReport } from './review.ts';
import { reviewBlocks, reviewRows } from './review-pages.ts';
import { subprocessorBlocks, subprocessorReport, subprocessorRows } from './subprocessors.ts';

export { type Earlier, type WaiverState, waiverState } from './changes.ts';
export type { Draw } from './html.ts';

export const reportKinds = ['review', 'subprocessors', 'soa', 'coverage'] as const;
export type ReportKind = (typeof reportKinds)[number];
export const reportFormats = ['md', 'html', 'csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Kinds that tell what changed since an earlier state. */
export const comparingKinds: ReadonlySet<ReportKind> = new Set<ReportKind>(['review', 'subprocessors']);

export interface ReportOptions {
  /** An earlier state, for what changed since; only for the kinds in `comparingKinds`. */
  readonly earlier?: Earlier;
  /** Draws the pictures of `html`: `draw` of `charts.ts`, which is big, so that hosts load it when it is needed. */
  readonly draw?: Draw;
}

const TITLES: Readonly<Record<ReportKind, string>> = {
  review: 'Supplier review report',
  subprocessors: 'Subprocessors',
  soa: 'Statement of Applicability',
  coverage: 'Control coverage',
};

/**
 * Writes a report on a root, as of the workspace's today. Pure: the same texts and the same day give the same characters.
 * Call `workspace.update()` before. It does not throw on what authors write, however broken.
 * @returns Markdown, an HTML page, CSV (with a byte order mark) or JSON, ending with a line break
 */
export function renderReport(
  kind: ReportKind,
  format: ReportFormat,
  workspace: Workspace,
  root: Root,
  options: ReportOptions = {},
): string {
  const data = readRoot(workspace, root);
  switch (kind) {
    case 'review': {
      const report = reviewReport(data, options.earlier);
      return write(
        kind,
        format,
        data,
        report,
        options.draw,
        () => reviewBlocks(report, data.today, format === 'html'),
        () => reviewRows(report),
      );
    }
    case 'subprocessors': {
      const report = subprocessorReport(data, options.earlier);
      return write(
        kind,
        format,
        data,
        report,
        options.draw,
        () => subprocessorBlocks(report, data.settings.organisation),
        () => subprocessorRows(report),
      );
    }
    case 'soa': {
      const report = soaReport(data);
      return write(
        kind,
        format,
        data,
        report,
        options.draw,
        () => soaBlocks(report),
        () => soaRows(report),
      );
    }
    case 'coverage': {
      const report = coverageReport(data);
      return write(
        kind,
        format,
        data,
        report,
        options.draw,
        () => coverageBlocks(report),
        () => coverageRows(report),
      );
    }
  }
}

function write(
  kind: ReportKind,
  format: ReportFormat,
  { settings, today }: RootData,
  report: object,
  draw: Draw | undefined,
  blocks: () => readonly Block[],
  rows: () => { head: readonly string[]; rows: readonly (readonly string[])[] },
): string {
  const { organisation } = settings;
  switch (format) {
    case 'json':
      return `${JSON.stringify({ version: 1, report: kind, ...(organisation ? { organisation } : {}), asOf: today, ...report }, null, 2)}\n`;
    case 'csv': {
      const table = rows();
      return toCsv(table.head, table.rows);
    }
    default: {
      const page: ReportDocument = {
        title: TITLES[kind],
        lead: [
          ...(organisation ? [{ label: 'Organisation', text: organisation }] : []),
          { label: 'As of', text: today },
        ],
        blocks: blocks(),
        landscape: kind === 'review' || kind === 'soa',
        // The list for the public tells nothing about how it is kept.
        footer:
          kind === 'subprocessors'
            ? `As of ${today}.`
            : `Made by ISMS Author ${version} from the files of the ISMS, as of ${today}.`,
      };
      return format === 'md' ? toMarkdown(page) : toHtml(page, draw);
    }
  }
}
