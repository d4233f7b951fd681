/** The extension as users get it: the packaged .vsix, installed by VS Code itself. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { extension, find, finding, open, retype, revert, seen, showViews } from './support.ts';

test('it is the installed extension, and small', async () => {
  await until(() => extension().isActive);
  const { extensionUri } = extension();
  assert.match(extensionUri.path, /\/extensions\/isms-author\.isms-author-/);
  const entries = await vscode.workspace.fs.readDirectory(extensionUri);
  const names = entries.map(([name]) => name.toLowerCase());
  for (const name of ['package.json', 'readme.md', 'dist', 'schemas', 'syntaxes', 'media'])
    assert.ok(names.includes(name), `${name} in ${names}`);
  for (const name of ['node_modules', 'server', 'client', 'tests', 'test-fixtures'])
    assert.ok(!names.includes(name), name);
});

test('it checks as you type', async () => {
  const editor = await open('suppliers.yaml');
  await retype(editor, find(editor.document, 'DataZoneStandard', '- id: microsoft'), 'GlobalStandard');
  await finding(editor.document, 'model/inference-outside-residency', 'GlobalStandard');
  await revert();
});

test('it shows its views', async () => {
  await showViews();
  await seen('overview', 'Policies|24', 'Annex A controls|', 'Suppliers|11', 'Hetzner');
  await seen('reviews', 'Overdue|1');
});

test('it makes the report, with its pictures', async () => {
  await driver.quickOpen('>ISMS: Generate Supplier Review Report');
  await driver.waitFor({ selector: '#report h1', hasText: 'Supplier review report', timeout: 20_000 });
  await driver.waitFor({ selector: '#report figure svg' });
  await driver.screenshot('report-dark');
});
