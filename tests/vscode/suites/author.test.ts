/** The main job: the CISO edits the register and sees at once what is wrong, on the very value. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { extension, find, finding, findings, noFinding, open, retype, revert, select } from './support.ts';

test('the extension is active because the folder has an isms.yaml', async () => {
  await until(() => extension().isActive, { what: 'the activation' });
});

test('findings stand in files that nobody opened', async () => {
  await until(() =>
    vscode.languages.getDiagnostics().some(([uri, all]) => uri.path.endsWith('/suppliers.yaml') && all.length > 0),
  );
  assert.equal(vscode.window.visibleTextEditors.length, 0);
});

test('a finding names its rule, links to its page and stands on the value', async () => {
  const { document } = await open('suppliers.yaml');
  const { diagnostic, severity } = await finding(document, 'supplier/hosting-outside-residency', 'global');
  assert.equal(severity, vscode.DiagnosticSeverity.Error);
  assert.ok(
    typeof diagnostic.code === 'object' && /supplier-hosting-outside-residency\.md$/.test(diagnostic.code.target.path),
  );
  await driver.screenshot('findings');
});

test('deleting the dpa line brings supplier/dpa-missing on that supplier, retyping it removes that', async () => {
  const editor = await open('suppliers.yaml');
  const { document } = editor;
  const before = document.getText();
  const line = document.lineAt(find(document, 'dpa:', '- id: hetzner').start.line);
  const text = line.text.trim();
  await select(editor, new vscode.Range(line.range.start, line.range.start));
  await driver.press('Mod+Shift+K');
  await finding(document, 'supplier/dpa-missing', 'hetzner');
  assert.equal(findings(document).filter(({ rule }) => rule === 'supplier/dpa-missing').length, 1);
  await driver.screenshot('dpa-missing');
  const above = document.lineAt(line.lineNumber - 1).range.end;
  await select(editor, new vscode.Range(above, above));
  await driver.press('Enter');
  await driver.type(text);
  await until(() => document.lineAt(line.lineNumber).text === line.text, {
    what: () => `the line as it was; it is ${document.lineAt(line.lineNumber).text}`,
  });
  await noFinding(document, 'supplier/dpa-missing', 'hetzner');
  assert.equal(document.getText(), before);
  await revert();
});

test('undoing the deletion removes the finding too', async () => {
  const editor = await open('suppliers.yaml');
  const { document } = editor;
  const { start } = document.lineAt(find(document, 'dpa:', '- id: vercel').start.line).range;
  await select(editor, new vscode.Range(start, start));
  await driver.press('Mod+Shift+K');
  await finding(document, 'supplier/dpa-missing', 'vercel');
  await driver.press('Mod+Z');
  await noFinding(document, 'supplier/dpa-missing', 'vercel');
  await revert();
});

test('GlobalStandard brings model/inference-outside-residency on that value', async () => {
  const editor = await open('suppliers.yaml');
  const { document } = editor;
  await retype(editor, find(document, 'DataZoneStandard', '- id: microsoft'), 'GlobalStandard');
  await finding(document, 'model/inference-outside-residency', 'GlobalStandard');
  await driver.press('Escape');
  await driver.screenshot('global-standard');
  await revert();
  await noFinding(document, 'model/inference-outside-residency', 'GlobalStandard');
});

test('training: allowed brings model/training-allowed', async () => {
  const editor = await open('suppliers.yaml');
  const { document } = editor;
  const value = find(document, 'training: prohibited', '- id: microsoft');
  await retype(editor, value.with({ start: value.start.translate(0, 'training: '.length) }), 'allowed');
  const { severity } = await finding(document, 'model/training-allowed', 'allowed');
  assert.equal(severity, vscode.DiagnosticSeverity.Error);
  await revert();
  await noFinding(document, 'model/training-allowed', 'allowed');
});

test('half-typed YAML is told where it breaks, and the rest stays checked', async () => {
  const editor = await open('suppliers.yaml');
  const { document } = editor;
  const others = () =>
    findings(document)
      .filter(({ rule }) => !rule.startsWith('yaml/'))
      .map(({ rule, text }) => `${rule} ${text}`);
  const before = others().filter((one) => !/aws|eu\./.test(one));
  const { end } = document.lineAt(find(document, 'categories:', '- id: aws').start.line).range;
  await select(editor, new vscode.Range(end.translate(0, -1), end));
  await driver.press('Backspace');
  await until(() => findings(document).some(({ rule }) => rule === 'yaml/syntax'));
  for (const one of before) assert.ok(others().includes(one), `${one} is still told`);
  await revert();
  await until(() => !findings(document).some(({ rule }) => rule === 'yaml/syntax'));
});

test('suppl under controls: offers A.5.19 to A.5.22', async () => {
  const editor = await open('policies/backup.yaml');
  const { document } = editor;
  const list = find(document, '[A.8.13]', 'controls:');
  const end = list.end.translate(0, -1);
  await select(editor, new vscode.Range(end, end));
  await driver.type(', suppl');
  const wanted = ['A.5.19', 'A.5.20', 'A.5.21', 'A.5.22'];
  let offered: string[] = [];
  await until(
    async () => {
      offered = await driver.text({ selector: '.suggest-widget.visible .monaco-list-row .label-name', timeout: 1000 });
      return wanted.every((id) => offered.some((label) => label.includes(id)));
    },
    { timeout: 15_000, what: () => `${wanted} among the suggestions ${offered}` },
  );
  await driver.screenshot('controls-completion');
  await driver.press('Enter');
  await until(() => /controls: \[A\.8\.13, A\.5\.(19|20|21|22)\]/.test(document.getText()), {
    what: () => `a control in the list; there is ${document.lineAt(list.start.line).text}`,
  });
  await revert();
});
