import {
  commands,
  FileType,
  Range,
  TabInputText,
  type TextDocument,
  Uri,
  WorkspaceEdit,
  window,
  workspace,
} from 'vscode';
import type { ImportedRegister, Requests } from '../../../server/src/protocol.ts';
import { exists } from '../common/exists.ts';
import { withPatience } from '../common/patience.ts';
import { unlinked } from '../common/unlinked.ts';
import type { Command, Extension } from './index.ts';
import { chooseRoot, rootAround } from './roots.ts';

type DateOrder = NonNullable<Requests['isms/importSheet']['params']['dates']>;

const TITLE = 'Import Suppliers';
/** Bytes: what is larger is no register that people keep by hand. */
const LARGEST = 20_000_000;

/** Reads a spreadsheet's suppliers, shows what was understood, and writes a register once the user says where. */
export const importSuppliers: Command = async (extension, given) => {
  const sheet = given instanceof Uri ? given : await chooseSheet();
  if (!sheet) return;
  const name = sheet.path.slice(sheet.path.lastIndexOf('/') + 1);
  const register = await read(extension, sheet, name);
  if (!register) return;
  const folder = await folderFor(extension, sheet);
  if (!folder) return;
  const preview = await workspace.openTextDocument({ language: 'yaml', content: register.text });
  await window.showTextDocument(preview, { preview: false });
  const target = await chooseTarget(register, name, folder);
  if (!target) return;
  // Whatever was mended in the preview is saved too.
  const text = preview.isClosed ? register.text : preview.getText();
  await closePreview(preview);
  if (target === 'discard') return;
  await save(target, text, register.suppliers);
};

async function chooseSheet(): Promise<Uri | undefined> {
  const chosen = await window.showOpenDialog({
    title: `${TITLE}: from which spreadsheet?`,
    openLabel: 'Import',
    filters: { Spreadsheets: ['csv', 'xlsx', 'tsv', 'txt'], 'All files': ['*'] },
  });
  return chosen?.[0];
}

/** @returns `undefined` if the user gave up */
async function read({ server }: Extension, sheet: Uri, name: string): Promise<ImportedRegister | undefined> {
  const { size, type } = await workspace.fs.stat(sheet);
  if (!(type & FileType.File)) throw new Error(`${name} is not a regular file.`);
  if (size > LARGEST) throw new Error(`${name} is larger than the limit of 20 MB.`);
  const data = toBase64(await workspace.fs.readFile(sheet));
  const request = async (dates?: DateOrder): Promise<ImportedRegister | undefined> => {
    const answer = await withPatience(`Reading ${name} …`, (token) =>
      server.request('isms/importSheet', { name, data, ...(dates ? { dates } : {}) }, token),
    );
    if (answer && 'problem' in answer) throw new Error(answer.problem);
    return answer;
  };
  const register = await request();
  if (!register?.ambiguousDates.length) return register;
  const order = await askForOrder(register.ambiguousDates, name);
  if (order === undefined) return undefined;
  return order === 'neither' ? register : request(order);
}

/** Asks which of two numbers is the day, where the sheet does not tell. */
async function askForOrder(
  dates: ImportedRegister['ambiguousDates'],
  name: string,
): Promise<DateOrder | 'neither' | undefined> {
  const examples = [...new Set(dates.map(({ text }) => text))].slice(0, 3);
  const shown = (order: DateOrder) => examples.map((text) => `${text} is ${spelledOut(text, order)}`).join(', ');
  const headings = [...new Set(dates.map(({ heading }) => `“${heading}”`))];
  const more = headings.length > 2 ? ` and ${headings.length - 2} more` : '';
  const chosen = await window.showQuickPick(
    [
      { label: 'Day first', detail: shown('day-first'), order: 'day-first' as const },
      { label: 'Month first', detail: shown('month-first'), order: 'month-first' as const },
      {
        label: 'Leave these days out',
        detail: 'They are listed as not understood.',
        order: 'neither' as const,
      },
    ],
    {
      title: `${TITLE}: which date format does ${name} use?`,
      placeHolder: `Some days in ${headings.slice(0, 2).join(', ')}${more} are ambiguous`,
      ignoreFocusOut: true,
    },
  );
  return chosen?.order;
}

/** `03/04/2026` as `3 April 2026` or as `4 March 2026`. */
function spelledOut(text: string, order: DateOrder): string {
  const found = /(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})/.exec(text);
  if (!found) return text;
  const [first, second] = [Number(found[1]), Number(found[2])];
  const [day, month] = order === 'day-first' ? [first, second] : [second, first];
  const year = Number(found[3]!.length === 2 ? `20${found[3]}` : found[3]);
  return new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' }).format(
    Date.UTC(year, month - 1, day),
  );
}

interface Folder {
  readonly uri: Uri;
  /** Whether it is an ISMS root. */
  readonly root: boolean;
}

/** The ISMS around the sheet, else the one that is chosen, else the folder that is open; `undefined` if the user gave up. */
async function folderFor(extension: Extension, sheet: Uri): Promise<Folder | 'none' | undefined> {
  const { roots } = await extension.server.request('isms/summary', {});
  const around = rootAround(roots, sheet);
  if (around) return { uri: Uri.parse(around.uri), root: true };
  if (roots.length) {
    const root = await chooseRoot(extension, undefined, `${TITLE}: into which ISMS?`);
    return root && { uri: Uri.parse(root.uri), root: true };
  }
  const folder = workspace.getWorkspaceFolder(sheet) ?? workspace.workspaceFolders?.[0];
  return folder ? { uri: folder.uri, root: false } : 'none';
}

/** @returns where to, `discard`, or `undefined` if the preview is to stay as it is */
async function chooseTarget(
  { suppliers, notUnderstood }: ImportedRegister,
  name: string,
  folder: Folder | 'none',
): Promise<Uri | 'discard' | undefined> {
  const read = `${suppliers === 1 ? 'One supplier' : `${suppliers} suppliers`} read from ${name}`;
  const open = notUnderstood
    ? `${notUnderstood} ${notUnderstood === 1 ? 'column or cell' : 'columns or cells'} not understood`
    : 'everything was understood';
  const suggested = folder === 'none' ? undefined : await freeName(folder);
  const other = { label: '$(save-as) Save under another name…', detail: '', answer: 'other' as const };
  const discard = { label: '$(discard) Do not save it', detail: 'Nothing is written.', answer: 'discard' as const };
  const picks = suggested
    ? [{ label: `$(save) Save as ${suggested.path}`, detail: suggested.why, answer: suggested.uri }, other, discard]
    : [other, discard];
  const chosen = await window.showQuickPick<(typeof picks)[number]>(picks, {
    title: `${read}; ${open}`,
    placeHolder: 'Nothing is saved yet. The preview shows what was understood and what was not.',
    ignoreFocusOut: true,
  });
  if (chosen?.answer !== 'other') return chosen?.answer;
  for (;;) {
    const uri = await window.showSaveDialog({
      title: `${TITLE}: save as`,
      ...(suggested ? { defaultUri: suggested.uri } : {}),
      filters: { YAML: ['yaml', 'yml'] },
    });
    if (!uri || !(await exists(uri))) return uri;
    const again = await window.showQuickPick(['Choose another name…'], {
      title: `${TITLE}: this file exists, and the import overwrites no register`,
      ignoreFocusOut: true,
    });
    if (!again) return undefined;
  }
}

/** The register if there is none yet, else a file beside it that is read as well. */
async function freeName({ uri, root }: Folder): Promise<{ uri: Uri; path: string; why: string }> {
  const register = Uri.joinPath(uri, 'suppliers.yaml');
  const there = (await exists(register)) || (await exists(Uri.joinPath(uri, 'suppliers.yml')));
  if (!there) return { uri: register, path: 'suppliers.yaml', why: register.fsPath };
  for (let n = 1; ; n++) {
    const imported = n === 1 ? 'imported' : `imported-${n}`;
    const path = root ? `suppliers/${imported}.yaml` : `${imported}.suppliers.yaml`;
    const free = Uri.joinPath(uri, path);
    if (!(await exists(free)))
      return { uri: free, path, why: 'The existing register stays as it is; this file is read as well.' };
  }
}

/** Takes the preview away without a question: what is in it is saved, or was given up. */
async function closePreview(preview: TextDocument): Promise<void> {
  const tabs = window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof TabInputText && input.uri.toString() === preview.uri.toString());
  if (preview.isClosed || !tabs.length) return;
  // Without text there is nothing that VS Code would ask about.
  const edit = new WorkspaceEdit();
  edit.delete(preview.uri, preview.validateRange(new Range(0, 0, preview.lineCount, 0)));
  if (await workspace.applyEdit(edit)) await window.tabGroups.close(tabs);
}

async function save(target: Uri, text: string, suppliers: number): Promise<void> {
  const edit = new WorkspaceEdit();
  edit.createFile(target, { contents: new TextEncoder().encode(text) });
  if (!(await workspace.applyEdit(edit))) throw new Error(`${target.fsPath} could not be written.`);
  await window.showTextDocument(target, { preview: false });
  const problems = 'Show Problems';
  const saved = `${suppliers === 1 ? 'One supplier is' : `${suppliers} suppliers are`} in ${workspace.asRelativePath(target)} now. Problems lists what the spreadsheet did not state.`;
  // Nothing waits for the answer: a message may stay for as long as it likes.
  void window.showInformationMessage(unlinked(saved), problems).then((answer) => {
    if (answer === problems) void commands.executeCommand('workbench.actions.view.problems');
  });
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  // In pieces: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
