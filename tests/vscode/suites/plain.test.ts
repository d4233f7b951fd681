/** A window without ISMS files: nothing is loaded, and the views say why they are empty. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { extension, file, finding, folder, open, seen, showViews } from './support.ts';

test('a window with other YAML files does not load the extension', async () => {
  await open('pipeline.yaml');
  // The language extensions have had their turn once the file has its symbols' provider or a finding; the editor's own
  // word that it knows the language is enough.
  await until(() => vscode.window.activeTextEditor?.document.languageId === 'yaml');
  assert.equal(extension().isActive, false);
});

test('the overview says why it is empty', async () => {
  await showViews();
  await driver.waitFor({ selector: '.welcome-view', hasText: 'no isms.yaml', timeout: 20_000 });
  await driver.screenshot('no-isms');
  assert.deepEqual(vscode.languages.getDiagnostics(file('pipeline.yaml')), []);
});

test('an isms.yaml and a register that come are seen', async () => {
  const put = (name: string, text: string) =>
    vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder(), name), new TextEncoder().encode(text));
  await put('isms.yaml', 'isms: 1\norganisation: Example\n');
  await driver.waitFor({ selector: '.welcome-view', hasText: 'no policies and no suppliers', timeout: 20_000 });
  await driver.screenshot('empty-isms');
  await put(
    'suppliers.yaml',
    'suppliers:\n  - id: one\n    name: One Ltd\n    status: active\n    access: [customer-data]\n',
  );
  await seen('overview', 'Policies|0', 'Annex A controls|93 of 93', 'Suppliers|1', 'One Ltd|');
  const { document } = await open('suppliers.yaml');
  await finding(document, 'supplier/dpa-missing', 'one');
});

test('what goes is gone from the views and from Problems', async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  for (const name of ['suppliers.yaml', 'isms.yaml']) await vscode.workspace.fs.delete(file(name));
  await driver.waitFor({ selector: '.welcome-view', hasText: 'no isms.yaml', timeout: 20_000 });
  await until(() => vscode.languages.getDiagnostics(file('suppliers.yaml')).length === 0);
});
