import { visibleJson } from '../text/visible.ts';
import { version } from '../version.ts';
import type { Root } from '../workspace/root.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Block, ReportDocument } from './blocks.ts';
import type { Earlier } from './changes.ts';
import { coverageBlocks, coverageReport, coverageRows, soaBlocks, soaReport, soaRows } from './controls.ts';
import { toCsv } from './csv.ts';
import { type Draw, toHtml } from './html.ts';
import { toMarkdown } from './markdown.ts';
import { fileOf, type RootData, readRoot } from './model.ts';
import { reviewReport } from './review.ts';
import { reviewBlocks, reviewRows } from './review-pages.ts';
import { type Link, linksFrom } from './sources.ts';
import { subprocessorBlocks, subprocessorReport, subprocessorRows } from './subprocessors.ts';
import { type ReportBody, toView } from './view.ts';

export { type Earlier, type WaiverState, waiverState } from './changes.ts';
export type { Draw } from './html.ts';
export type { ReportBody } from './view.ts';

export const reportKinds = ['review', 'subprocessors', 'soa', 'coverage'] as const;
export type ReportKind = (typeof reportKinds)[number];
export const reportFormats = ['md', 'html', 'csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

/** Kinds that tell what changed since an earlier state. */
export const comparingKinds: ReadonlySet<ReportKind> = new Set<ReportKind>(['review', 'subprocessors']);

/** Kinds that have pictures. */
export const picturedKinds: ReadonlySet<ReportKind> = new Set<ReportKind>(['review', 'coverage']);

export interface ReportOptions {
  /** An earlier state, for what changed since; only for the kinds in `comparingKinds`. */
  readonly earlier?: Earlier;
  /** Draws the pictures of `html`: `drawing()` of `charts.ts`, which is big, so that hosts load it when it is needed. */
  readonly draw?: Draw;
}

const TITLES: Readonly<Record<ReportKind, string>> = {
  review: 'Supplier review report',
  subprocessors: 'Subprocessors',
  soa: 'Statement of Applicability',
  coverage: 'Control coverage',
};
/** What the files of reports are called. */
export const reportNames: Readonly<Record<ReportKind, string>> = {
  review: 'supplier-review',
  subprocessors: 'subprocessors',
  soa: 'statement-of-applicability',
  coverage: 'control-coverage',
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
  const made = make(kind, data, options.earlier);
  switch (format) {
    case 'json': {
      const { organisation } = data.settings;
      return visibleJson({
        version: 1,
        report: kind,
        ...(organisation ? { organisation } : {}),
        asOf: data.today,
        ...made.report,
      });
    }
    case 'csv': {
      const { head, rows } = made.rows();
      return toCsv(head, rows);
    }
    case 'md':
      return toMarkdown(page(kind, data, made.blocks(false)));
    case 'html':
      return toHtml(page(kind, data, made.blocks(true)), options.draw);
  }
}

/**
 * Writes a report as what an editor's view shows: the body of a page whose names lead to the files. As pure as
 * `renderReport`, and to be called as that.
 * @param draw draws pictures in the view's colours; without it they are told in words
 */
export function renderView(kind: ReportKind, workspace: Workspace, root: Root, draw?: Draw): ReportBody {
  const data = readRoot(workspace, root);
  const blocks = make(kind, data).blocks(true, linksFrom(data.sources));
  return toView(page(kind, data, blocks), (uri) => fileOf(uri, root), draw);
}

/** A report's data, and what the formats are made of. */
interface Made {
  readonly report: object;
  /** @param draw whether the format can show pictures */
  readonly blocks: (draw: boolean, link?: Link) => readonly Block[];
  readonly rows: () => { head: readonly string[]; rows: readonly (readonly string[])[] };
}

function make(kind: ReportKind, data: RootData, earlier?: Earlier): Made {
  switch (kind) {
    case 'review': {
      const report = reviewReport(data, earlier);
      return {
        report,
        blocks: (draw, link) => reviewBlocks(report, data.today, draw, link),
        rows: () => reviewRows(report),
      };
    }
    case 'subprocessors': {
      const report = subprocessorReport(data, earlier);
      return {
        report,
        blocks: (_draw, link) => subprocessorBlocks(report, data.settings.organisation, link),
        rows: () => subprocessorRows(report),
      };
    }
    case 'soa': {
      const report = soaReport(data);
      return { report, blocks: (_draw, link) => soaBlocks(report, link), rows: () => soaRows(report) };
    }
    case 'coverage': {
      const report = coverageReport(data);
      return { report, blocks: (_draw, link) => coverageBlocks(report, link), rows: () => coverageRows(report) };
    }
  }
}

function page(kind: ReportKind, { settings, today }: RootData, blocks: readonly Block[]): ReportDocument {
  const { organisation } = settings;
  return {
    title: TITLES[kind],
    lead: [...(organisation ? [{ label: 'Organisation', text: organisation }] : []), { label: 'As of', text: today }],
    blocks,
    landscape: kind === 'review' || kind === 'soa',
    // The list for the public tells nothing about how it is kept.
    footer:
      kind === 'subprocessors'
        ? `As of ${today}.`
        : `Made by ISMS Author ${version} from the files of the ISMS, as of ${today}.`,
  };
}
