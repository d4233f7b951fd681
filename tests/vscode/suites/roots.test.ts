/** Several folders, several roots: each judged on its own, and each with its own node. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { finding, open, row, seen, showViews } from './support.ts';

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

/** The lead of the report that is shown: whose it is. */
const shown = (organisation: string) =>
  driver.waitFor({ selector: '#report .lead', hasText: organisation, timeout: 20_000 });

test('the report is that of the folder of the file at hand', async () => {
  await open('suppliers.yaml', 'dpa-missing');
  await vscode.commands.executeCommand('isms.generateReviewReport');
  await shown('Example Company');
  await driver.click({ selector: '#report a.source' });
  await until(() => vscode.window.activeTextEditor?.document.uri.path.endsWith('/dpa-missing/suppliers.yaml'));
});

test('without a file at hand it asks for which', async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const done = vscode.commands.executeCommand('isms.generateReviewReport');
  await driver.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'botBrains' });
  await done;
  await shown('botBrains');
});

test('the context menu of a root makes its report', async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await showViews();
  await driver.click({ ...row('botBrains'), button: 'right' });
  const entry = { selector: '.monaco-menu .action-label', hasText: 'Generate Coverage Report' };
  await driver.waitFor(entry);
  // A menu takes no click in its first moment, lest it be the one that opened it.
  await until(
    async () => {
      if ((await driver.count(entry)) === 0) return true;
      await driver.click({ ...entry, timeout: 1000 }).catch(() => {});
      return false;
    },
    { what: 'the menu to take the click', interval: 200 },
  );
  await driver.waitFor({ selector: '#report h1', hasText: 'Control coverage', timeout: 20_000 });
  await shown('botBrains');
  const labels = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ label }) => label));
  assert.deepEqual(labels, ['Coverage Report: botBrains']);
});
