/** What the suites share: opening and editing as a user does, and what VS Code says about it. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { until } from '../runner.ts';

export const EXTENSION = 'isms-author.isms-author';

export const extension = (): vscode.Extension<unknown> => {
  const found = vscode.extensions.getExtension(EXTENSION);
  assert.ok(found, 'the extension is installed');
  return found;
};

/** The folder of the workspace, or one of several by its name. */
export function folder(name?: string): vscode.Uri {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const found = name === undefined ? folders[0] : folders.find((one) => one.name === name);
  assert.ok(found, `there is a folder ${name ?? ''}`);
  return found.uri;
}

export const file = (path: string, of?: string): vscode.Uri => vscode.Uri.joinPath(folder(of), path);

/** Opens a file as the Explorer does. */
export async function open(path: string, of?: string): Promise<vscode.TextEditor> {
  const uri = file(path, of);
  // showTextDocument would keep the document open for minutes after its tab is closed.
  await vscode.commands.executeCommand('vscode.open', uri, { preview: false });
  return until(
    () => vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri.toString()),
    {
      what: path,
    },
  );
}

/** Takes every change back, so that the next test finds the files as they were. */
export async function revert(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty) continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
}

/** The place of a text, 0-based, the first one behind another text if that is given. */
export function find(document: vscode.TextDocument, text: string, behind = ''): vscode.Range {
  const whole = document.getText();
  const from = whole.indexOf(behind);
  assert.ok(from >= 0, `the document has ${behind}`);
  const at = whole.indexOf(text, from);
  assert.ok(at >= 0, `the document has ${text} behind ${behind}`);
  return new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
}

/** Puts the cursor (or a selection) where a click would, and the focus into the editor. */
export async function select(editor: vscode.TextEditor, range: vscode.Range): Promise<void> {
  await vscode.window.showTextDocument(editor.document, { preview: false, selection: range });
  await until(() => vscode.window.activeTextEditor?.selection.isEqual(range), { what: 'the selection' });
}

/** Types over a text. */
export async function retype(editor: vscode.TextEditor, range: vscode.Range, text: string): Promise<void> {
  await select(editor, range);
  await driver.type(text);
  await until(() => editor.document.getText(range.with({ end: range.start.translate(0, text.length) })) === text, {
    what: `${text} in the file`,
  });
}

export interface Found {
  rule: string;
  /** The text under the finding. */
  text: string;
  severity: vscode.DiagnosticSeverity;
  line: number;
  diagnostic: vscode.Diagnostic;
}

/** The findings of a document as VS Code shows them. */
export function findings(document: vscode.TextDocument): Found[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ source }) => source === 'isms')
    .map((diagnostic) => ({
      rule: String(
        typeof diagnostic.code === 'object' && diagnostic.code !== null ? diagnostic.code.value : diagnostic.code,
      ),
      text: document.getText(diagnostic.range),
      severity: diagnostic.severity,
      line: diagnostic.range.start.line,
      diagnostic,
    }));
}

/** Waits for a finding of a rule on a text. */
export const finding = (document: vscode.TextDocument, rule: string, text: string): Promise<Found> =>
  until(() => findings(document).find((one) => one.rule === rule && one.text === text), {
    what: () => `${rule} on ${text}; there is ${findings(document).map((one) => `${one.rule} on ${one.text}`)}`,
  });

/** Waits until a rule says nothing of a text any more. */
export const noFinding = (document: vscode.TextDocument, rule: string, text: string): Promise<boolean> =>
  until(() => !findings(document).some((one) => one.rule === rule && one.text === text), {
    what: `${rule} on ${text} to go`,
  });

/** The lines of a view that can be seen, as `label|description`. */
export async function lines(view: 'overview' | 'reviews'): Promise<string[]> {
  const rows = (await driver.evaluate(`(() => {
    const tree = [...document.querySelectorAll('.pane')].find((pane) => pane.querySelector('.pane-header')?.textContent?.toLowerCase().includes('${view}'));
    return [...(tree?.querySelectorAll('.monaco-list-row') ?? [])]
      .map((row) => ({ top: row.getBoundingClientRect().top, text: (row.querySelector('.label-name')?.textContent ?? '') + '|' + (row.querySelector('.label-description')?.textContent ?? '') }))
      .sort((a, b) => a.top - b.top)
      .map(({ text }) => text);
  })()`)) as string[];
  return rows;
}

/** Waits for lines of a view, in this order, others in between. */
export async function seen(view: 'overview' | 'reviews', ...wanted: (string | RegExp)[]): Promise<string[]> {
  let now: string[] = [];
  return until(
    async () => {
      now = await lines(view);
      let from = 0;
      for (const want of wanted) {
        const at = now.findIndex(
          (line, index) => index >= from && (typeof want === 'string' ? line.startsWith(want) : want.test(line)),
        );
        if (at < 0) return undefined;
        from = at + 1;
      }
      return now;
    },
    { timeout: 20_000, what: () => `${wanted.join(', ')} in ${view}; there is:\n${now.join('\n')}` },
  );
}

/** Shows the ISMS views. */
export async function showViews(): Promise<void> {
  await vscode.commands.executeCommand('workbench.view.extension.isms');
}

/** The row of a view with a label. */
export const row = (label: string) => ({ selector: '.pane .monaco-list-row', hasText: label });

/** The arrow before a label, which opens and closes the node without opening its file. */
export const twistie = (label: string) => ({
  selector: `.pane .monaco-list-row:has-text("${label}") .monaco-tl-twistie`,
});

/** Tabs of texts that were never saved. Their documents live on for a while without them. */
export const untitledTabs = (): vscode.Tab[] =>
  vscode.window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === 'untitled');
