/** The report view: it follows the files, leads to them, and exports what it shows. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { extension, file, find, folder, open, retype, revert, select } from './support.ts';

const TODAY = '2026-11-21';
const read = async (uri: vscode.Uri) => new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
/** The titles of the report views that are open. */
const panels = () =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.endsWith('isms.report'))
    .map(({ label }) => label);
const inReport = (selector: string, hasText?: string) => ({
  selector: `#report ${selector}`,
  ...(hasText === undefined ? {} : { hasText }),
  timeout: 20_000,
});
/** The command line's output for the same files: the extension and it are built together. */
const commandLine = (kind: string, format: string): string =>
  execFileSync(
    process.execPath,
    [
      path.join(extension().extensionPath, 'dist', 'cli.mjs'),
      ...['report', kind, folder().fsPath, '--format', format, '--as-of', TODAY],
    ],
    { encoding: 'utf8', env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } },
  );
const exported = async (label: string): Promise<void> => {
  await driver.click({ selector: '.quick-input-list .monaco-list-row', hasText: label });
  // The browser-hosted VS Code asks for the place in a quick input of its own.
  await driver.click({ selector: '.quick-input-widget .monaco-button', hasText: 'OK' });
};

test('the palette command shows the report with its pictures', async () => {
  await until(() => extension().isActive);
  await driver.quickOpen('>ISMS: Generate Supplier Review Report');
  await driver.waitFor(inReport('h1', 'Supplier review report'));
  await driver.waitFor(inReport('td', 'Hetzner Online GmbH'));
  assert.equal(await driver.count(inReport('figure svg[role=img]')), 4);
  assert.deepEqual(panels(), ['Supplier Review Report']);
  // Nothing is written unless it is asked for.
  const written = (await vscode.workspace.fs.readDirectory(folder())).map(([name]) => name);
  assert.ok(!written.some((name) => name.startsWith('supplier-review')), written.join());
  await driver.screenshot('report');
});

test('a screen reader is told of headings, sections, links and what the pictures show', async () => {
  const heard = await driver.aria({ selector: 'body:has(> #report)' });
  assert.match(heard, /heading "Supplier review report" \[level=1\]/);
  assert.match(heard, /navigation "Sections"/);
  assert.match(heard, /heading "Findings" \[level=2\]/);
  assert.match(heard, /img "Suppliers whose review is due, by month: /);
  assert.match(heard, /link "Hetzner Online GmbH"/);
  assert.match(heard, /columnheader "Next review"/);
});

test('its policy lets no style and no script in but the extension’s', async () => {
  const [policy] = await driver.attribute({
    selector: 'html:has(#report) meta[http-equiv="Content-Security-Policy"]',
    name: 'content',
    hidden: true,
  });
  assert.match(
    policy ?? '',
    /^default-src 'none'; style-src 'self' https:[^;']+; script-src 'nonce-[0-9a-f]{32}'; base-uri 'none'; /,
  );
  assert.equal(await driver.count({ selector: '#report [style], #report style, #report script', hidden: true }), 0);
});

test('the same command again shows the same view', async () => {
  await vscode.commands.executeCommand('isms.generateReviewReport');
  assert.deepEqual(panels(), ['Supplier Review Report']);
});

test('a click on a supplier opens the register beside, at its line', async () => {
  await driver.click(inReport('a.source', 'Hetzner Online GmbH'));
  const editor = await until(() =>
    vscode.window.visibleTextEditors.find(({ document }) => document.fileName.endsWith('suppliers.yaml')),
  );
  await until(() => editor.document.getText(editor.selection) === 'hetzner', { what: 'the supplier selected' });
  assert.equal(editor.viewColumn, vscode.ViewColumn.Two);
  assert.equal(editor.document.lineAt(editor.selection.start.line).text.trim(), '- id: hetzner');
  await driver.waitFor(inReport('h1'));
  await driver.screenshot('report-beside');
});

test('the view changes as the register does, and stays where it was scrolled to', async () => {
  await driver.click(inReport('nav a', 'Evidence by supplier'));
  await driver.waitFor(inReport('h3:focus, h2:focus', 'Evidence by supplier'));
  const top = async () => Number((await driver.evaluateIn('#report', 'Math.round(scrollY)')) as number);
  const before = await top();
  assert.ok(before > 500, `scrolled to ${before}`);
  await vscode.commands.executeCommand('workbench.action.focusSecondEditorGroup');
  const editor = await until(() => vscode.window.activeTextEditor);
  await retype(editor, find(editor.document, 'Hetzner Online GmbH'), 'Hetzner of Falkenstein');
  await driver.waitFor(inReport('td', 'Hetzner of Falkenstein'));
  assert.equal(await driver.count(inReport('td', 'Hetzner Online GmbH')), 0);
  const after = await top();
  assert.ok(Math.abs(after - before) < 200, `${before} → ${after}`);
  // What it is about to say once more is where it stands now.
  await select(editor, new vscode.Range(0, 0, 0, 0));
  await driver.type('# one more line\n');
  await until(() => editor.document.lineAt(0).text === '# one more line');
  const line = find(editor.document, '- id: hetzner').start.line;
  await driver.waitFor({ selector: `#report a.source[title="Open suppliers.yaml, line ${line + 1}"]` });
  await driver.click(inReport('h3 + p a.source', `suppliers.yaml:${line + 1}`));
  await until(() => editor.document.getText(editor.selection) === 'hetzner', { what: 'the supplier selected' });
  await revert();
  await driver.waitFor(inReport('td', 'Hetzner Online GmbH'));
});

test('links can be reached and followed by keys', async () => {
  await driver.click(inReport('h1'));
  await driver.press('Tab');
  await driver.waitFor(inReport('nav a:focus'));
  await driver.evaluateIn('#report', `document.querySelector('td a.source[title*="soa"], td a.source').focus()`);
  await driver.waitFor(inReport('td a.source:focus-visible', 'Amazon Web Services EMEA Sàrl'));
  await driver.press('Enter');
  await until(
    () => vscode.window.activeTextEditor?.document.getText(vscode.window.activeTextEditor.selection) === 'aws',
    { what: 'aws selected' },
  );
});

test('a view that was hidden is up to date when it is shown again', async () => {
  await vscode.commands.executeCommand('workbench.action.closeEditorsInOtherGroups');
  const editor = await open('suppliers.yaml');
  await vscode.commands.executeCommand('workbench.action.joinAllGroups');
  await driver.waitForGone({ selector: '#report h1' });
  await retype(editor, find(editor.document, 'Langfuse GmbH'), 'Langfuse of Berlin');
  await vscode.commands.executeCommand('isms.generateReviewReport');
  await driver.waitFor(inReport('td', 'Langfuse of Berlin'));
  await revert();
  await vscode.commands.executeCommand('isms.generateReviewReport');
  await driver.waitFor(inReport('td', 'Langfuse GmbH'));
});

test('the toolbar exports what the view shows, as the command line writes it', async () => {
  for (const [label, format] of [
    ['HTML', 'html'],
    ['Markdown', 'md'],
  ] as const) {
    await driver.click({ selector: '.editor-actions a[aria-label^="Export Report"]' });
    await exported(label);
    const uri = file(`supplier-review-${TODAY}.${format}`);
    const text = await until(() => read(uri), { timeout: 20_000, what: uri.path });
    assert.equal(text, commandLine('review', format));
    assert.deepEqual(vscode.languages.getDiagnostics(uri), [], 'the report is no document of the ISMS');
    await driver.clearNotifications();
    await vscode.workspace.fs.delete(uri);
  }
});

test('another report of the same ISMS is a click away', async () => {
  await driver.click({ selector: '.editor-actions a[aria-label^="Show Another Report"]' });
  await driver.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'Statement of Applicability' });
  await driver.waitFor(inReport('h1', 'Statement of Applicability'));
  await driver.click(inReport('td a.source', 'A.5.7'));
  await until(() => vscode.window.activeTextEditor?.document.fileName.endsWith('soa.yaml'));
  await until(() =>
    vscode.window.activeTextEditor!.document.getText(vscode.window.activeTextEditor!.selection).includes('A.5.7'),
  );
});

test('each report can be had from the palette', async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  for (const [title, heading, cell] of [
    ['Generate Subprocessor List', 'Subprocessors', 'Modal Labs, Inc.'],
    ['Generate Coverage Report', 'Control coverage', 'A.5.5'],
    ['Generate Statement of Applicability', 'Statement of Applicability', 'A.8.34'],
  ] as const) {
    await driver.quickOpen(`>ISMS: ${title}`);
    await driver.waitFor(inReport('h1', heading));
    await driver.waitFor(inReport('td', cell));
  }
  assert.deepEqual(panels().sort(), ['Coverage Report', 'Statement of Applicability', 'Subprocessor List']);
});

test('without a view the palette exports the report that is chosen', async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  const done = vscode.commands.executeCommand('isms.exportReport');
  await driver.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'Coverage Report' });
  await exported('CSV');
  await done;
  const uri = file(`control-coverage-${TODAY}.csv`);
  assert.equal(await until(() => read(uri)), commandLine('coverage', 'csv').replace(/^\ufeff/, ''));
  await vscode.workspace.fs.delete(uri);
});
