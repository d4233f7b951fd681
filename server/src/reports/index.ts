import type { Root } from '../workspace/root.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { version } from '../version.ts';
import type { ReportDocument } from './blocks.ts';
import type { Earlier } from './changes.ts';
import { toMarkdown } from './markdown.ts';
import { type RootData, readRoot } from './model.ts';
import { reviewReport } from './review.ts';
import { reviewBlocks } from './review-pages.ts';

export type { Earlier } from './changes.ts';

export const reportKinds = ['review', 'subprocessors', 'soa', 'coverage'] as const;
export type ReportKind = (typeof reportKinds)[number];
export const reportFormats = ['md', 'html', 'csv', 'json'] as const;
export type ReportFormat = (typeof reportFormats)[number];

export interface ReportOptions {
  /** An earlier state, for what changed since. */
  readonly earlier?: Earlier;
}

/**
 * Writes a report on a root, as of the workspace's today. Pure: the same texts and the same day give the same characters.
 * Call `workspace.update()` before.
 */
export function renderReport(kind: ReportKind, format: ReportFormat, workspace: Workspace, root: Root, options: ReportOptions = {}): string {
  const data = readRoot(workspace, root);
  const report = reviewReport(data, options.earlier);
  if (format === 'json') return `${JSON.stringify(report, null, 2)}\n`;
  return toMarkdown(pageOf('Supplier review report', data, reviewBlocks(report, data.today, false)));
}

function pageOf(title: string, { settings, today }: RootData, blocks: ReportDocument['blocks']): ReportDocument {
  return {
    title,
    lead: [...(settings.organisation ? [{ label: 'Organisation', text: settings.organisation }] : []), { label: 'As of', text: today }],
    blocks,
    footer: `Made by ISMS Author ${version} from the files of the ISMS.`,
  };
}
