/** A window without a folder, and a file that stands on its own. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { extension, finding, seen, showViews } from './support.ts';

test('the extension is not loaded before it is asked for', () => {
  assert.equal(extension().isActive, false);
});

test('a file on its own is checked once its editor says so', async () => {
  const name = path.join(mkdtempSync(path.join(os.tmpdir(), 'isms-alone-')), 'one.supplier.yaml');
  writeFileSync(name, 'supplier:\n  id: alone\n  name: Alone Ltd\n  status: active\n  access: [customer-data]\n');
  await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(name));
  const { document } = await until(() => vscode.window.activeTextEditor);
  assert.equal(extension().isActive, false);
  await driver.click({ selector: '.editor-actions a[aria-label*="Check This File"], .editor-actions .codicon-shield' });
  await finding(document, 'supplier/dpa-missing', 'alone');
  await until(() => extension().isActive);
  await showViews();
  await seen('overview', 'Suppliers|1', 'Alone Ltd|');
  await driver.screenshot('alone');
});

test('the overview says that no folder is open', async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await driver.waitFor({ selector: '.welcome-view', hasText: 'No folder is open', timeout: 20_000 });
  await driver.screenshot('no-folder');
});
