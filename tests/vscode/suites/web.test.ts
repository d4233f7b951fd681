/**
 * The packaged extension in the extension host of the browser: its server is a web worker, and files are only reached
 * through VS Code. The tests themselves run beside it, in Node, and see what is on the screen and in the folder.
 */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { skip, test, until } from '../runner.ts';
import { EXTENSION, file, finding, folder, open, seen, showViews } from './support.ts';

const read = async (path: string) => new TextDecoder().decode(await vscode.workspace.fs.readFile(file(path)));
const sheet = new URL('../../../test-fixtures/import/supplier-review.xlsx', `file://${__dirname}/`).pathname;

test('the extension runs in the web worker, not beside the tests', async () => {
  if (!driver.available) skip('only a VS Code in a browser has such an extension host');
  await showViews();
  await driver.waitFor({ selector: '.welcome-view', hasText: 'no isms.yaml', timeout: 30_000 });
  assert.equal(vscode.extensions.getExtension(EXTENSION)?.isActive ?? false, false);
});

test('an ISMS is started', async () => {
  if (!driver.available) skip('needs the web worker');
  await driver.click({ selector: '.welcome-view .monaco-button', hasText: 'Start an ISMS Here' });
  await seen('overview', 'Policies|2', 'Annex A controls|', 'Suppliers|1', 'Example Hosting GmbH|');
  assert.match(await read('isms.yaml'), /^organisation: Example Company/m);
  await driver.screenshot('started');
});

test('a finding comes as one types', async () => {
  if (!driver.available) skip('needs the web worker');
  const { document } = await open('suppliers.yaml');
  const edit = new vscode.WorkspaceEdit();
  const at = document.positionAt(document.getText().indexOf('prospective'));
  edit.replace(document.uri, new vscode.Range(at, at.translate(0, 'prospective'.length)), 'prospectve');
  await vscode.workspace.applyEdit(edit);
  await finding(document, 'schema/value', 'prospectve');
  await vscode.commands.executeCommand('workbench.action.files.revert');
});

test('an Excel file is imported: the worker has its reader of spreadsheets by way of VS Code', async () => {
  if (!driver.available) skip('needs the web worker');
  await vscode.workspace.fs.copy(vscode.Uri.file(sheet), file('review.xlsx'));
  await driver.quickOpen('>ISMS: Import Suppliers from a Spreadsheet');
  await driver.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'review.xlsx' });
  await driver.click({
    selector: '.quick-input-list .monaco-list-row',
    hasText: 'Save as suppliers/imported.yaml',
    timeout: 20_000,
  });
  const text = await until(() => read('suppliers/imported.yaml'));
  assert.match(text, /^# Imported from review\.xlsx\./);
  assert.match(text, /id: example-cloud-se/);
  await seen('overview', 'Suppliers|4', 'Example Cloud SE|');
  await driver.screenshot('imported');
  assert.ok(folder());
});

test('the review report is shown, its pictures drawn in the worker, and exported', async () => {
  if (!driver.available) skip('needs the web worker');
  // The sheet states no status, and without one the report can't tell whether a supplier is in scope.
  const register = await read('suppliers/imported.yaml');
  await vscode.workspace.fs.writeFile(
    file('suppliers/imported.yaml'),
    new TextEncoder().encode(
      register.replace('name: Example Cloud SE\n', (name) => `${name}    status: active\n    access: [production]\n`),
    ),
  );
  await seen('overview', 'Example Cloud SE|');
  await driver.quickOpen('>ISMS: Generate Supplier Review Report');
  await driver.waitFor({ selector: '#report td', hasText: 'Example Cloud SE', timeout: 20_000 });
  await driver.waitFor({ selector: '#report figure svg[role=img]' });
  await driver.screenshot('report');
  await driver.click({ selector: '.editor-actions a[aria-label^="Export Report"]' });
  await driver.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'HTML' });
  await driver.click({ selector: '.quick-input-widget .monaco-button', hasText: 'OK', timeout: 20_000 });
  const report = await until(
    async () =>
      (await vscode.workspace.fs.readDirectory(folder())).find(([name]) => name.startsWith('supplier-review-'))?.[0],
    { timeout: 20_000, what: 'the report' },
  );
  assert.match(await read(report), /<svg /);
});

test('a report on a large register is made in a worker of its own', async () => {
  if (!driver.available) skip('needs the web worker');
  const suppliers = Array.from(
    { length: 2500 },
    (_, n) =>
      `  - { id: s${n}, name: Service ${n}, status: active, access: [production], hosting: [DE], owner: it, purpose: An illustration }\n`,
  );
  const register = new TextEncoder().encode(`suppliers:\n${suppliers.join('')}`);
  await vscode.workspace.fs.writeFile(file('suppliers/many.yaml'), register);
  await seen('overview', 'Suppliers|2504');
  await driver.quickOpen('>ISMS: Generate Supplier Review Report');
  await driver.waitFor({ selector: '#report p', hasText: '2501 in scope', timeout: 50_000 });
});
