import { commands, type ExtensionContext, FileType, Range, Uri, WorkspaceEdit, window, workspace } from 'vscode';
import type { StarterFile } from '../../../server/src/protocol.ts';
import { exists } from '../common/exists.ts';
import { unlinked } from '../common/unlinked.ts';
import type { Command, Extension } from './index.ts';

/** Where the folder stands that an ISMS was started in while no folder was open. */
const STARTED = 'isms.startedIn';
const TITLE = 'Start an ISMS';

/** Writes a small ISMS into a folder, keeps every file that is there, and shows it. */
export const startIsms: Command = async (extension, where) => {
  const files = await extension.server.request('isms/starterFiles', {});
  if (!files.length) throw new Error('the language server does not respond. See the ISMS Author log for details.');
  let folder = where instanceof Uri ? where : await chooseFolder();
  while (folder && (await mayStartIn(extension, folder))) {
    const missing = await chooseFiles(folder, files);
    if (missing === 'elsewhere') folder = await browse(folder);
    else return missing && write(extension, folder, missing);
  }
};

/** The folder that is open, if there is nothing in it; else the one that is chosen. */
async function chooseFolder(): Promise<Uri | undefined> {
  const open = workspace.workspaceFolders ?? [];
  if (!open.length) return browse();
  const picks: { label: string; detail: string; uri?: Uri }[] = [];
  for (const { uri, name } of open) {
    const entries = (await workspace.fs.readDirectory(uri)).filter(([entry]) => !entry.startsWith('.'));
    if (!entries.length && open.length === 1) return uri;
    picks.push({
      label: `$(folder) ${name}`,
      detail: entries.length ? 'The new files go next to the existing ones.' : 'The folder is empty.',
      uri,
    });
    if (entries.length)
      picks.push({
        label: `$(new-folder) ${name}/isms`,
        detail: entries.some(([entry, type]) => entry === 'isms' && type & FileType.Directory)
          ? 'An existing folder.'
          : 'A new folder of its own.',
        uri: Uri.joinPath(uri, 'isms'),
      });
  }
  picks.push({ label: '$(folder-opened) Another folder…', detail: 'Any folder, even if it is not open.' });
  const chosen = await window.showQuickPick(picks, { title: `${TITLE}: in which folder?` });
  return chosen && (chosen.uri ?? browse(open[0]!.uri));
}

async function browse(defaultUri?: Uri): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({
    title: `${TITLE}: in which folder?`,
    openLabel: 'Start Here',
    canSelectFiles: false,
    canSelectFolders: true,
    ...(defaultUri ? { defaultUri } : {}),
  });
  return chosen?.[0];
}

/** An ISMS within another one is judged on its own, which is seldom meant. */
async function mayStartIn({ server }: Extension, folder: Uri): Promise<boolean> {
  const at = `${folder.toString().replace(/\/$/, '')}/`;
  const around = server.summary?.roots.find(({ uri }) => {
    const root = Uri.parse(uri).toString();
    return at !== root && at.startsWith(root);
  });
  if (!around) return true;
  const another = {
    label: '$(add) Start a separate ISMS in it',
    detail: 'It is checked on its own, with its own settings, suppliers and policies.',
  };
  const answer = await window.showQuickPick([another, { label: '$(close) Leave it as it is' }], {
    title: `${TITLE}: this folder belongs to the ISMS of ${around.name}`,
    ignoreFocusOut: true,
  });
  return answer === another;
}

/** What of the files is to be written: all, or what is missing if the user wants that. */
async function chooseFiles(
  folder: Uri,
  files: readonly StarterFile[],
): Promise<readonly StarterFile[] | 'elsewhere' | undefined> {
  const kept: string[] = [];
  const missing: StarterFile[] = [];
  for (const file of files) {
    const found = await firstThere(folder, [file.path, file.path.replace(/\.yaml$/, '.yml')]);
    if (found) kept.push(found);
    else missing.push(file);
  }
  if (!kept.length) return files;
  const elsewhere = { label: '$(folder-opened) Choose another folder…', answer: 'elsewhere' as const };
  const picks = missing.length
    ? [
        {
          label: '$(add) Write only what is missing',
          detail: missing.map(({ path }) => path).join(', '),
          answer: missing,
        },
        elsewhere,
      ]
    : [elsewhere];
  const chosen = await window.showQuickPick(picks, {
    title: `${TITLE}: ${kept.length === 1 ? 'a file is' : `${kept.length} files are`} already there`,
    placeHolder: `${kept.join(', ')}: no existing file is changed.`,
    ignoreFocusOut: true,
  });
  return chosen?.answer;
}

async function firstThere(folder: Uri, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await exists(Uri.joinPath(folder, path))) return path;
  return undefined;
}

async function write({ context }: Extension, folder: Uri, files: readonly StarterFile[]): Promise<void> {
  const edit = new WorkspaceEdit();
  for (const { path, text } of files)
    edit.createFile(Uri.joinPath(folder, path), { contents: new TextEncoder().encode(text) });
  if (!(await workspace.applyEdit(edit))) throw new Error(`nothing could be written to ${folder.fsPath}.`);
  if (workspace.workspaceFolders?.length) {
    await show(folder);
    await tell(folder, files);
    return;
  }
  // The window starts anew with the folder, and this extension with it: it goes on there.
  await context.globalState.update(STARTED, folder.toString());
  await commands.executeCommand('vscode.openFolder', folder);
}

/** Goes on where an ISMS was started while no folder was open. */
export async function goOnStarting({ globalState }: ExtensionContext): Promise<void> {
  const started = globalState.get<string>(STARTED);
  if (started === undefined) return;
  const folder = workspace.workspaceFolders?.find(({ uri }) => uri.toString() === started);
  if (!folder) return;
  await globalState.update(STARTED, undefined);
  await show(folder.uri);
}

/** Shows the overview, and the settings with the organisation's name selected, to be typed over. */
async function show(folder: Uri): Promise<void> {
  await commands.executeCommand('isms.overview.focus');
  const path = await firstThere(folder, ['isms.yaml', 'isms.yml']);
  if (!path) return;
  const document = await workspace.openTextDocument(Uri.joinPath(folder, path));
  const found = /^organisation: (.*?) *(?:#.*)?$/m.exec(document.getText());
  const start = found ? found.index + found[0].indexOf(found[1]!) : 0;
  const selection = new Range(document.positionAt(start), document.positionAt(start + (found?.[1]?.length ?? 0)));
  await window.showTextDocument(document, { selection, preview: false });
}

async function tell(folder: Uri, files: readonly StarterFile[]): Promise<void> {
  const inWindow = workspace.getWorkspaceFolder(folder) !== undefined;
  const text = `ISMS created: ${files.map(({ path }) => path).join(', ')}. All entries are examples: write over them.`;
  const open = 'Open Folder';
  // Nothing waits for the answer: a message may stay for as long as it likes.
  void window.showInformationMessage(unlinked(text), ...(inWindow ? [] : [open])).then((answer) => {
    if (answer === open) void commands.executeCommand('vscode.openFolder', folder);
  });
}
