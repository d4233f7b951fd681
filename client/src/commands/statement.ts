import { Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { exists } from '../common/exists.ts';
import type { Command } from './index.ts';
import { chooseRoot } from './roots.ts';

/** Writes a Statement of Applicability with a row for each control, or shows the one that is there. */
export const createStatement: Command = async (extension, item) => {
  const root = await chooseRoot(extension, item, 'Statement of Applicability: of which ISMS?');
  if (!root) return;
  const found = await extension.server.request('isms/statement', { root: root.uri });
  if (!found) throw new Error('the language server does not respond. See the ISMS Author log for details.');
  const uri = Uri.parse(found.uri);
  if (found.text !== undefined && !(await exists(uri))) {
    const edit = new WorkspaceEdit();
    edit.createFile(uri, { contents: new TextEncoder().encode(found.text) });
    if (!(await workspace.applyEdit(edit))) throw new Error(`nothing could be written to ${uri.fsPath}.`);
  }
  await window.showTextDocument(await workspace.openTextDocument(uri), { preview: false });
};
