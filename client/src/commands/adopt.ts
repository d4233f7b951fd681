import { FileType, Position, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import { withPatience } from '../common/patience.ts';
import type { Command } from './index.ts';

const TITLE = 'Adopt Existing Policies';

/** Proposes front matter for the Markdown of a folder, and shows each change before anything is written. */
export const adoptPolicies: Command = async ({ server }, where) => {
  const folder = where instanceof Uri ? where : await chooseFolder();
  if (!folder) return;
  const found = await withPatience('Reading Markdown …', (token) =>
    server.request('isms/adopt', { folder: folder.toString() }, token),
  );
  if (!found) return;
  const { files, settings } = found;
  if (!files.length) {
    void window.showInformationMessage(
      'No Markdown in this folder may become a policy: every file has an id already, or is a README or the like.',
    );
    return;
  }
  const edit = new WorkspaceEdit();
  for (const { uri, line, text, keys, open } of files)
    edit.insert(Uri.parse(uri), new Position(line, 0), text, {
      needsConfirmation: true,
      label: `Front matter: ${keys.join(', ')}`,
      description: open.join('; '),
    });
  if (settings) {
    edit.createFile(
      Uri.parse(settings.uri),
      { contents: new TextEncoder().encode(settings.text) },
      { needsConfirmation: true, label: 'isms.yaml makes the folder an ISMS' },
    );
  }
  // VS Code shows the differences file by file, and applies what is left ticked.
  await workspace.applyEdit(edit, { isRefactoring: true });
};

/** The folder that is open, or one of those in it. */
async function chooseFolder(): Promise<Uri | undefined> {
  const picks: { label: string; detail: string; uri?: Uri }[] = [];
  for (const { uri, name } of workspace.workspaceFolders ?? []) {
    picks.push({ label: `$(folder) ${name}`, detail: 'All Markdown in it', uri });
    for (const [entry, type] of await workspace.fs.readDirectory(uri))
      if (type & FileType.Directory && !entry.startsWith('.') && entry !== 'node_modules')
        picks.push({ label: `$(folder) ${name}/${entry}`, detail: '', uri: Uri.joinPath(uri, entry) });
  }
  if (!picks.length) throw new Error('no folder is open: open the one that has the policies.');
  if (picks.length === 1) return picks[0]!.uri;
  return (await window.showQuickPick(picks, { title: `${TITLE}: of which folder?` }))?.uri;
}
