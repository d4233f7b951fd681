import { commands, FileType, Uri, window, workspace } from 'vscode';
import type { Report, ReportFormat, ReportKind } from '../../../server/src/protocol.ts';
import { withPatience } from '../common/patience.ts';
import type { Extension } from './index.ts';
import { chooseRoot } from './roots.ts';

const TITLES: Readonly<Record<ReportKind, string>> = {
  review: 'Supplier review report',
  subprocessors: 'Subprocessor list',
  soa: 'Statement of Applicability',
  coverage: 'Coverage report',
};

/** Has a report written beside the register, and shows it. */
export async function generateReport(
  extension: Extension,
  kind: ReportKind,
  item: unknown,
  format: ReportFormat = 'md',
): Promise<void> {
  const root = await chooseRoot(extension, item, `${TITLES[kind]}: for which ISMS?`);
  if (!root) return;
  const report = await withPatience(`${TITLES[kind]} …`, (token) =>
    extension.server.request('isms/report', { root: root.uri, kind, format }, token),
  );
  if (!report) throw new Error(`the ${TITLES[kind].toLowerCase()} could not be made; the log says why.`);
  const uri = await write(report);
  if (!uri) return;
  if (format === 'md') await commands.executeCommand('markdown.showPreview', uri);
  else await commands.executeCommand('vscode.open', uri);
}

/** Writes a report, and asks before another file is replaced. @returns where it is; `undefined` if the user gave up */
async function write({ text, uri: suggested }: Report): Promise<Uri | undefined> {
  let uri = Uri.parse(suggested);
  const bytes = new TextEncoder().encode(text);
  const there = await readIfThere(uri);
  if (there && !same(there, bytes)) {
    const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
    const replace = {
      label: '$(replace) Replace it',
      detail: 'It is not what the report would be now; what is in it is lost.',
    };
    const rename = { label: '$(save-as) Choose another name…' };
    const keep = { label: '$(file) Keep it and open it', detail: 'Nothing is written.' };
    const answer = await window.showQuickPick([replace, rename, keep], {
      title: `${name} is already there`,
      ignoreFocusOut: true,
    });
    if (!answer) return undefined;
    if (answer === keep) return uri;
    if (answer === rename) {
      const chosen = await window.showSaveDialog({ defaultUri: uri });
      if (!chosen) return undefined;
      uri = chosen;
    }
    await workspace.fs.writeFile(uri, bytes);
    return uri;
  }
  if (!there) await workspace.fs.writeFile(uri, bytes);
  return uri;
}

async function readIfThere(uri: Uri): Promise<Uint8Array | undefined> {
  try {
    const { type } = await workspace.fs.stat(uri);
    return type & FileType.File ? await workspace.fs.readFile(uri) : undefined;
  } catch {
    return undefined;
  }
}

const same = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);
