import { commands, env, Uri, window, workspace } from 'vscode';
import type { ReportFormat, ReportKind } from '../../../server/src/protocol.ts';
import { withPatience } from '../common/patience.ts';
import { unlinked } from '../common/unlinked.ts';
import { FORMATS, formats, KINDS, kinds } from '../views/report/kinds.ts';
import type { Subject } from '../views/report/panel.ts';
import type { Command, Extension } from './index.ts';
import { chooseRoot } from './roots.ts';

/** Shows a report in a view of its own, which follows the files. */
export const showReport =
  (kind: ReportKind): Command =>
  async (extension, item) => {
    const root = await chooseRoot(extension, item, `${KINDS[kind].name}: for which ISMS?`);
    if (root) extension.reports.show({ root: root.uri, kind });
  };

/** Shows another report on the ISMS of the view at hand. */
export const switchReport: Command = async (extension) => {
  const { active } = extension.reports;
  const kind = await chooseKind('Show another report', active?.kind);
  if (!kind) return;
  if (active) extension.reports.show({ root: active.root, kind });
  else await showReport(kind)(extension);
};

/** Saves a report: that of the view at hand, else the one that is chosen. */
export const exportReport: Command = async (extension, item) => {
  const subject = await chooseSubject(extension, item);
  const format = subject && (await chooseFormat(KINDS[subject.kind].name));
  if (!subject || !format) return;
  const { name: title } = KINDS[subject.kind];
  const report = await withPatience(`${title} …`, (token) =>
    extension.server.request('isms/report', { ...subject, format }, token),
  );
  if (report === undefined) return;
  if (!report) throw new Error(`the ${title} failed. See the ISMS Author log for details.`);
  const uri = await window.showSaveDialog({
    defaultUri: Uri.parse(report.uri),
    filters: { [FORMATS[format].title]: [format] },
    title: `Export ${title}`,
    saveLabel: 'Export',
  });
  if (!uri) return;
  await workspace.fs.writeFile(uri, new TextEncoder().encode(report.text));
  void offerToOpen(uri, format);
};

async function chooseSubject(extension: Extension, item: unknown): Promise<Subject | undefined> {
  const { active } = extension.reports;
  if (active) return active;
  const root = await chooseRoot(extension, item, 'Export a report: for which ISMS?');
  const kind = root && (await chooseKind('Export a report'));
  return root && kind ? { root: root.uri, kind } : undefined;
}

async function chooseKind(title: string, now?: ReportKind): Promise<ReportKind | undefined> {
  const picks = kinds
    .filter((kind) => kind !== now)
    .map((kind) => ({ label: KINDS[kind].name, detail: KINDS[kind].about, chosen: kind }));
  return (await window.showQuickPick(picks, { title, placeHolder: 'Which report?', matchOnDetail: true }))?.chosen;
}

async function chooseFormat(title: string): Promise<ReportFormat | undefined> {
  const picks = formats.map((format) => ({ label: FORMATS[format].title, detail: FORMATS[format].about, format }));
  return (await window.showQuickPick(picks, { title: `Export ${title}`, placeHolder: 'As what?' }))?.format;
}

/** Says where the file is. A page is for the browser, if this machine has the file. */
async function offerToOpen(uri: Uri, format: ReportFormat): Promise<void> {
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  const browser = format === 'html' && uri.scheme === 'file' && env.remoteName === undefined;
  const answer = await window.showInformationMessage(
    unlinked(`${name} is saved.`),
    browser ? 'Open in Browser' : 'Open',
  );
  if (!answer) return;
  if (browser) await env.openExternal(uri);
  else if (format === 'md') await commands.executeCommand('markdown.showPreview', uri);
  else await commands.executeCommand('vscode.open', uri);
}
