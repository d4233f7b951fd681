/** Several folders, several roots: each judged on its own, and each with its own node. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { file, finding, open, row, seen, showViews } from './support.ts';

test('each root is a node with its own policies, controls and suppliers', async () => {
  await showViews();
  const all = await seen('overview', /^botBrains\|/, 'Policies|24', 'Suppliers|11', 'Policies|', 'Suppliers|');
  assert.equal(all.filter((line) => line.startsWith('Policies|')).length, 2, all.join('\n'));
  await driver.screenshot('two-roots');
});

test('each folder has its findings', async () => {
  const { document } = await open('suppliers.yaml', 'dpa-missing');
  await until(() => vscode.languages.getDiagnostics(document.uri).length > 0);
  const supplier = vscode.languages
    .getDiagnostics(document.uri)
    .find(({ code }) => typeof code === 'object' && code.value === 'supplier/dpa-missing');
  assert.ok(supplier);
  await finding(document, 'supplier/dpa-missing', document.getText(supplier.range));
});

test('the report is that of the folder of the file at hand', async () => {
  await open('suppliers.yaml', 'dpa-missing');
  await vscode.commands.executeCommand('isms.generateReviewReport');
  await vscode.workspace.fs.stat(file('supplier-review-2026-11-21.md', 'dpa-missing'));
  await assert.rejects(async () => vscode.workspace.fs.stat(file('supplier-review-2026-11-21.md', 'botbrains')));
});

test('without a file at hand it asks for which', async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const done = vscode.commands.executeCommand('isms.generateReviewReport');
  await driver.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'botBrains' });
  await done;
  await vscode.workspace.fs.stat(file('supplier-review-2026-11-21.md', 'botbrains'));
});

test('the context menu of a root makes its report', async () => {
  await vscode.workspace.fs.delete(file('supplier-review-2026-11-21.md', 'botbrains'));
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await showViews();
  await driver.click({ ...row('botBrains'), button: 'right' });
  await driver.click({ selector: '.monaco-menu .action-label', hasText: 'Generate Supplier Review Report' });
  await until(() => vscode.workspace.fs.stat(file('supplier-review-2026-11-21.md', 'botbrains')));
});
