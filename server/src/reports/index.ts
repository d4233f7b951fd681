import { visibleJson } from '../text/visible.ts';
import { version } from '../version.ts';
import type { Root } from '../workspace/root.ts';
import { Workspace } from '../workspace/workspace.ts';
import type { Block, ReportDocument } from './blocks.ts';
import type { Earlier } from './changes.ts';
import { makeCoverage, makeSoa } from './controls.ts';
import { toCsv } from './csv.ts';
import { type Draw, toHtml } from './html.ts';
import { factsOf, type ReportFormat, type ReportKind } from './list.ts';
import { toMarkdown } from './markdown.ts';
import { fileOf, type RootData, readRoot } from './model.ts';
import { omissionBlocks, omissionsOf } from './omissions.ts';
import { makePolicies } from './policies.ts';
import type { Choice, Maker } from './report.ts';
import { makeReview } from './review-pages.ts';
import { makeRisks } from './risks.ts';
import { linksFrom } from './sources.ts';
import { makeSubprocessors } from './subprocessors.ts';
import { type ReportBody, toView } from './view.ts';

export { type CalendarFormat, calendarFormats, renderCalendar } from './calendar.ts';
export { type Earlier, type WaiverState, waiverState } from './changes.ts';
export type { Draw } from './html.ts';
export { factsOf, type ReportFormat, type ReportKind, reportFormats, reportKinds } from './list.ts';
export { readRoot } from './model.ts';
export { type Omission, omissionsOf } from './omissions.ts';
export type { Choice } from './report.ts';

export type { ReportBody } from './view.ts';

const MAKERS: Readonly<Record<ReportKind, Maker>> = {
  review: makeReview,
  subprocessors: makeSubprocessors,
  soa: makeSoa,
  risks: makeRisks,
  policies: makePolicies,
  coverage: makeCoverage,
};

/** The state of the files that a report is made from, as git knows it. */
export interface Commit {
  readonly id: string;
  /** The folder has changes that are not in the commit. */
  readonly changed: boolean;
}

export interface ReportOptions {
  /** An earlier state, for what changed since; only for reports that compare. */
  readonly earlier?: Earlier;
  readonly commit?: Commit;
  /** What of it is asked for; only for the reports on reviews and policies. */
  readonly choice?: Choice;
  /** Draws the pictures of `html`: `drawing()` of `charts.ts`, which is big, so that hosts load it when it is needed. */
  readonly draw?: Draw;
}

/**
 * Writes a report on a root, as of the workspace's today. Pure: the same texts and the same day give the same characters.
 * Call `workspace.update()` before. It does not throw on what authors write, however broken; what it has to leave out is
 * in a note at the top, and in `omissionsOf` for hosts that refuse such a report.
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
  const { commit, choice } = options;
  const made = MAKERS[kind](data, options.earlier, choice);
  const omitted = omissionsOf(kind, data, choice);
  const lead = made.lead ?? [];
  switch (format) {
    case 'json': {
      const { organisation } = data.settings;
      return visibleJson({
        version: 1,
        report: kind,
        ...(organisation ? { organisation } : {}),
        asOf: data.today,
        ...(commit && !factsOf(kind).outward ? { commit } : {}),
        ...(omitted.length ? { incomplete: omitted } : {}),
        ...made.data,
      });
    }
    case 'csv': {
      const { head, rows } = made.rows();
      const note = omitted.length ? [[`Incomplete: ${omitted.map(({ text }) => text).join('; ')}`]] : [];
      return toCsv(head, [...rows, ...note]);
    }
    case 'md':
      return toMarkdown(page(kind, data, [...omissionBlocks(omitted), ...made.blocks(false, PLAIN)], commit, lead));
    case 'html':
      return toHtml(
        page(kind, data, [...omissionBlocks(omitted), ...made.blocks(true, PLAIN)], commit, lead),
        options.draw,
      );
  }
}

const PLAIN = linksFrom(undefined);

/**
 * Writes a report as what an editor's view shows: the body of a page whose names lead to the files. As pure as
 * `renderReport`, and to be called as that.
 * @param draw draws pictures in the view's colours; without it they are told in words
 */
export function renderView(kind: ReportKind, workspace: Workspace, root: Root, draw?: Draw): ReportBody {
  const data = readRoot(workspace, root);
  const blocks = MAKERS[kind](data, undefined).blocks(true, linksFrom(data.sources));
  return toView(
    page(kind, data, [...omissionBlocks(omissionsOf(kind, data)), ...blocks], undefined),
    (uri) => fileOf(uri, root),
    draw,
  );
}

function page(
  kind: ReportKind,
  { settings, today }: RootData,
  blocks: readonly Block[],
  commit: Commit | undefined,
  more: ReportDocument['lead'] = [],
): ReportDocument {
  const { organisation } = settings;
  const { title, landscape, outward } = factsOf(kind);
  const from = commit
    ? ` of git commit ${commit.id.slice(0, 12)}${commit.changed ? ', with changes that are not committed' : ''}`
    : '';
  return {
    title,
    lead: [
      ...(organisation ? [{ label: 'Organisation', text: organisation }] : []),
      { label: 'As of', text: today },
      ...more,
    ],
    blocks,
    ...(landscape ? { landscape } : {}),
    // The list for the public tells nothing about how it is kept.
    footer: outward
      ? `As of ${today}.`
      : `Made by ISMS Author ${version} from the files of the ISMS${from}, as of ${today}.`,
  };
}

/** A report, and the texts that it is made of: what a thread or a worker needs to make it without the server. */
export interface ReportJob {
  readonly files: readonly (readonly [uri: string, text: string])[];
  /** URI of the root's folder. */
  readonly root: string;
  readonly kind: ReportKind;
  /** None: as the report view shows it. */
  readonly format?: ReportFormat;
  readonly pictures: boolean;
  /** The day of the report, `YYYY-MM-DD`. */
  readonly today: string;
}

/** What the place of the work brings. */
export interface Apart {
  /** Whether a file is there; `undefined` where that cannot be known at once. */
  exists(uri: string): boolean | 'folder' | undefined;
  prose(): Promise<typeof import('../prose/index.ts')>;
  charts(): Promise<typeof import('./charts.ts')>;
}

/**
 * Writes a report with its pictures: in a format, or without one as the report view shows it.
 * @param charts none: pictures are told in words
 */
export function renderBody(
  kind: ReportKind,
  format: ReportFormat | undefined,
  workspace: Workspace,
  root: Root,
  charts: typeof import('./charts.ts') | undefined,
): ReportBody {
  if (!format) return renderView(kind, workspace, root, charts?.drawThemed);
  const draw = charts?.drawing();
  return { html: renderReport(kind, format, workspace, root, draw ? { draw } : {}), sources: [] };
}

/**
 * Makes a report from texts alone.
 * @throws where the texts hold no ISMS in the job's root
 */
export async function makeReport({ files, root: uri, kind, format, pictures, today }: ReportJob, apart: Apart) {
  const workspace = new Workspace({ today: () => today, exists: apart.exists });
  // Settings come first, for they say where the others belong.
  for (const settings of [true, false])
    for (const [file, text] of files) if (/\/isms\.ya?ml$/.test(file) === settings) workspace.set(file, text);
  const texts = new Map(files);
  workspace.updateAll((file) => texts.get(file));
  if (workspace.wantsProse) {
    workspace.useProse(await apart.prose());
    workspace.update();
  }
  const root = workspace.allRoots().find((other) => other.uri === uri);
  if (!root) throw new Error(`there is no ISMS in ${uri}`);
  return renderBody(kind, format, workspace, root, pictures ? await apart.charts() : undefined);
}
