/** From an empty folder to an ISMS: started from the empty view, and filled from spreadsheets. Nothing is overwritten. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { extension, file, folder, seen, showViews, untitledTabs } from './support.ts';

const read = async (path: string) => new TextDecoder().decode(await vscode.workspace.fs.readFile(file(path)));
const put = (path: string, text: string) => vscode.workspace.fs.writeFile(file(path), new TextEncoder().encode(text));
const there = (path: string) =>
  vscode.workspace.fs.stat(file(path)).then(
    () => true,
    () => false,
  );
const title = (text: string) => driver.waitFor({ selector: '.quick-input-title', hasText: text, timeout: 20_000 });
const pick = (label: string) => driver.click({ selector: '.quick-input-list .monaco-list-row', hasText: label });
/** The text of the editor in front. */
const front = () => vscode.window.activeTextEditor?.document;
/** The worst findings in the folder. */
const troubles = () =>
  vscode.languages
    .getDiagnostics()
    .filter(([uri]) => uri.toString().startsWith(folder().toString()))
    .flatMap(([, all]) => all)
    .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
    .map(({ message }) => message);
const STARTER = [
  'isms.yaml',
  'suppliers.yaml',
  'policies/information-security.yaml',
  'policies/supplier-management.md',
];

test('an empty folder becomes an ISMS by the button of the empty view', async () => {
  await showViews();
  await driver.waitFor({ selector: '.welcome-view', hasText: 'no isms.yaml', timeout: 20_000 });
  await driver.screenshot('no-isms');
  await driver.click({ selector: '.welcome-view .monaco-button', hasText: 'Start an ISMS Here' });
  await seen('overview', 'Policies|2', 'Annex A controls|', 'Suppliers|1', 'Example Hosting GmbH|');
  for (const path of STARTER) assert.ok(await there(path), path);
  await until(() => front()?.fileName.endsWith('isms.yaml'), { what: 'isms.yaml in front' });
  await driver.screenshot('started');
  // The example states no agreement, certificate or rating that nobody made: these are asked for.
  assert.deepEqual(
    troubles()
      .map((message) => message.split(':')[0])
      .sort(),
    ['There is no assurance', 'There is no criticality', 'There is no dpa'],
  );
});

test('the organisation is selected, to be typed over', async () => {
  await driver.clearNotifications();
  await until(() => {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.getText(editor.selection) === 'Example Company';
  });
  await driver.type('Sample Works');
  await until(() => front()?.getText().includes('organisation: Sample Works #'));
  await vscode.commands.executeCommand('workbench.action.files.save');
  assert.match(await read('isms.yaml'), /^organisation: Sample Works #/m);
});

test('what is there is kept, and only what is missing is written', async () => {
  await vscode.workspace.fs.delete(file('policies/information-security.yaml'));
  await put('suppliers.yaml', '# mine\n');
  const before = await read('isms.yaml');
  const started = vscode.commands.executeCommand('isms.start', folder());
  await title('3 files are already there');
  await driver.screenshot('kept');
  await pick('Write only what is missing');
  await started;
  assert.ok(await there('policies/information-security.yaml'));
  assert.equal(await read('suppliers.yaml'), '# mine\n');
  assert.equal(await read('isms.yaml'), before);
});

test('a folder that has all is left alone', async () => {
  const started = vscode.commands.executeCommand('isms.start', folder());
  await title('4 files are already there');
  await driver.press('Escape');
  await started;
  assert.equal(await read('suppliers.yaml'), '# mine\n');
});

test('without a folder named it asks where, and an ISMS within another is asked about', async () => {
  const started = vscode.commands.executeCommand('isms.start');
  await title('in which folder?');
  await driver.screenshot('where');
  await pick('bare/isms');
  await title('belongs to the ISMS of Sample Works');
  await driver.press('Escape');
  await started;
  assert.equal(await there('isms'), false);
});

const CSV = `Supplier,Purpose,Hosting,Last review,Reviewed by,Outcome,Favourite colour
Example Mail Ltd,Newsletters,Ireland,03/04/2026,ciso,Approved,blue
Other Ltd,Payments,nowhere,12/31/2025,ciso,OK,
`;

test('a CSV file is imported beside the register that is there', async () => {
  await put('vendors.csv', CSV);
  const imported = vscode.commands.executeCommand('isms.importSuppliers', file('vendors.csv'));
  await title('which date format does vendors.csv use?');
  assert.match(
    (await driver.text({ selector: '.quick-input-list .monaco-list-row', hasText: 'Month first' })).join(),
    /03\/04\/2026 is 4 March 2026/,
  );
  await driver.screenshot('import-days');
  await pick('Day first');
  await title('2 suppliers read from vendors.csv; 2 columns or cells not understood');
  assert.equal(await there('suppliers/imported.yaml'), false);
  await driver.screenshot('import-preview');
  await pick('Save as suppliers/imported.yaml');
  await imported;
  const text = await read('suppliers/imported.yaml');
  for (const wanted of ['id: example-mail-ltd', 'date: 2026-04-03', 'date: 2025-12-31', 'hosting: [ IE ]'])
    assert.ok(text.includes(wanted), `${wanted} in\n${text}`);
  assert.match(text, /^# +“Favourite colour”: no key of the register is for it$/m);
  assert.match(text, /^# +row 3, “Hosting”, “nowhere”: /m);
  assert.equal(await read('suppliers.yaml'), '# mine\n');
  await until(() => front()?.fileName.endsWith('imported.yaml'));
  await seen('overview', 'Suppliers|2', 'Example Mail Ltd|', 'Other Ltd|');
  await driver.screenshot('imported');
  // The preview is gone, and nobody was asked about it.
  assert.deepEqual(untitledTabs(), []);
});

test('an Excel file is imported as the first register, with what was mended in the preview', async () => {
  await vscode.workspace.fs.delete(file('suppliers.yaml'));
  const sheet = vscode.Uri.joinPath(extension().extensionUri, 'test-fixtures/import/supplier-review.xlsx');
  await vscode.workspace.fs.copy(sheet, file('review.xlsx'));
  const imported = vscode.commands.executeCommand('isms.importSuppliers', file('review.xlsx'));
  await title('read from review.xlsx');
  const preview = front();
  assert.ok(preview?.isUntitled);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(preview.uri, new vscode.Position(0, 0), '# looked over\n');
  await vscode.workspace.applyEdit(edit);
  await pick('Save as suppliers.yaml');
  await imported;
  const text = await read('suppliers.yaml');
  assert.ok(text.startsWith('# looked over\n# Imported from review.xlsx.'));
  const expected = new TextDecoder().decode(
    await vscode.workspace.fs.readFile(sheet.with({ path: sheet.path.replace('.xlsx', '.yaml') })),
  );
  const register = (of: string) => of.slice(of.indexOf('suppliers:\n'));
  assert.equal(register(text), register(expected));
});

test('giving up writes nothing', async () => {
  await driver.clearNotifications();
  const imported = vscode.commands.executeCommand('isms.importSuppliers', file('review.xlsx'));
  await title('read from review.xlsx');
  await pick('Do not save it');
  await imported;
  assert.equal(await there('suppliers/imported-2.yaml'), false);
  assert.deepEqual(untitledTabs(), []);
});

test('what is no spreadsheet is told in a sentence', async () => {
  await put('empty.csv', 'one,two\n1,2\n');
  await vscode.commands.executeCommand('isms.importSuppliers', file('empty.csv'));
  await vscode.commands.executeCommand('notifications.showList');
  await driver.waitFor({
    selector: '.notification-list-item',
    hasText: 'no row of headings was found in empty.csv',
  });
  await driver.screenshot('import-problem');
  await vscode.commands.executeCommand('notifications.hideList');
});
