/** The supplier review report, from the palette to its preview. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { extension, file } from './support.ts';

const report = () => file('supplier-review-2026-11-21.md');
const read = async (uri: vscode.Uri) => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));

test('the palette command writes the report beside the register and shows it', async () => {
  await until(() => extension().isActive);
  await driver.quickOpen('>ISMS: Generate Supplier Review Report');
  const text = await until(() => read(report()), { timeout: 20_000, what: 'the report' });
  assert.match(text, /^# Supplier review report/m);
  for (const wanted of ['Hetzner Online GmbH', 'Better Stack', '2026-11-21']) assert.ok(text.includes(wanted), wanted);
  await driver.waitFor({ selector: 'h1', hasText: 'Supplier review report', timeout: 20_000 });
  await driver.waitFor({ selector: 'td', hasText: 'Hetzner Online GmbH' });
  await driver.screenshot('report');
});

test('the same report again replaces nothing and asks nothing', async () => {
  const { mtime } = await vscode.workspace.fs.stat(report());
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.commands.executeCommand('isms.generateReviewReport');
  await driver.waitFor({ selector: 'h1', hasText: 'Supplier review report', timeout: 20_000 });
  assert.equal((await vscode.workspace.fs.stat(report())).mtime, mtime);
});

test('another file of that name is not replaced unasked', async () => {
  await vscode.workspace.fs.writeFile(report(), new TextEncoder().encode('signed by the CISO\n'));
  const done = vscode.commands.executeCommand('isms.generateReviewReport');
  await driver.waitFor({ selector: '.quick-input-title', hasText: 'already there' });
  await driver.screenshot('report-replace');
  await driver.press('Escape');
  await done;
  assert.equal(await read(report()), 'signed by the CISO\n');
  const again = vscode.commands.executeCommand('isms.generateReviewReport');
  await driver.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'Replace it' });
  await again;
  assert.match(await read(report()), /^# Supplier review report/m);
});

test('the report is no document of the ISMS', () => {
  assert.deepEqual(vscode.languages.getDiagnostics(report()), []);
});
