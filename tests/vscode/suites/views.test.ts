/** The trees: what they name, where a click leads, and that they follow the files as they change, saved or not. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { find, folder, lines, open, retype, revert, row, seen, select, showViews, twistie } from './support.ts';

test('the overview has policies, controls and suppliers with their worst finding', async () => {
  await showViews();
  const all = await seen('overview', 'Policies|24', 'Annex A controls|12 of 93', /^Suppliers\|11, \d+ with errors/);
  assert.ok(
    all.some((line) => /^Better Stack, Inc\.\|medium · /.test(line)),
    all.join('\n'),
  );
  assert.ok(all.includes('Hetzner Online GmbH|critical'), all.join('\n'));
});

test('the reviews are overdue, triggered, due soon and planned, and the icon counts the first two', async () => {
  await seen(
    'reviews',
    'Overdue|1',
    'Better Stack, Inc.|since 2026-10-2',
    'Triggered|1',
    'Modal Labs',
    'Due soon|1',
    'Planned',
  );
  const badge = { selector: '.activitybar .action-item:has(a[aria-label^="ISMS"]) .badge-content' };
  await until(async () => (await driver.text(badge))[0] === '2', { what: 'the badge 2' });
  assert.ok((await driver.text({ selector: '.statusbar-item', hasText: '2 reviews' })).length > 0);
});

test('the overview names the twelve uncovered controls', async () => {
  await driver.click(row('Annex A controls'));
  const all = await seen(
    'overview',
    'Annex A controls',
    'Not covered|12',
    'A.5.5 Contact with authorities',
    'Organizational|29 of 37',
    'Technological|30 of 34',
  );
  const named = all.filter((line) => /^A\.\d/.test(line)).map((line) => line.split(' ')[0]);
  assert.deepEqual(named, [
    'A.5.5',
    'A.5.6',
    'A.5.8',
    'A.5.31',
    'A.5.32',
    'A.5.35',
    'A.5.36',
    'A.5.37',
    'A.8.4',
    'A.8.18',
    'A.8.33',
    'A.8.34',
  ]);
  await driver.screenshot('uncovered');
});

test('a theme shows its controls with the policies that map them, and opens the row of the Statement of Applicability', async () => {
  await driver.click(row('People'));
  await seen('overview', 'People', 'A.6.1 Screening|Human Resource Security Policy');
  await driver.click(row('A.6.1 Screening'));
  await until(() => vscode.window.activeTextEditor?.document.uri.path.endsWith('/soa.yaml'), { what: 'soa.yaml' });
  const editor = vscode.window.activeTextEditor!;
  await until(() => editor.document.getText(editor.selection) === 'A.6.1', { what: 'A.6.1 selected' });
  await driver.click(row('People'));
  await driver.click(row('Annex A controls'));
});

test('risks are shown by level, and a risk opens its place in the register', async () => {
  await driver.click(row('Risks'));
  await seen('overview', 'Risks|10, 1 with errors', 'High|2', 'Medium|5, 1 with errors', 'Not assessed|1');
  await driver.click(row('An employee gives a password away'));
  await until(() => vscode.window.activeTextEditor?.document.uri.path.endsWith('/risks.yaml'));
  const editor = vscode.window.activeTextEditor!;
  await until(() => editor.document.getText(editor.selection) === 'phishing', { what: 'the id selected' });
  await driver.click(row('Risks'));
});

test('a supplier opens its place in the register', async () => {
  await driver.click(row('Langfuse GmbH'));
  await until(() => vscode.window.activeTextEditor?.document.uri.path.endsWith('/suppliers.yaml'));
  const editor = vscode.window.activeTextEditor!;
  await until(() => editor.document.getText(editor.selection) === 'langfuse', { what: 'the id selected' });
});

test('a policy opens its file, Markdown too', async () => {
  await driver.click(row('Policies'));
  await seen('overview', 'Policies', 'Supplier Management Policy');
  await driver.click(row('Supplier Management Policy'));
  await until(() => vscode.window.activeTextEditor?.document.uri.path.endsWith('/policies/supplier-management.md'));
  await driver.click(row('Policies'));
});

test('a supplier shows its findings, and a finding opens its value', async () => {
  await driver.click(twistie('Vercel, Inc.'));
  await seen('overview', 'Vercel, Inc.', 'Data is hosted outside the residency|supplier/hosting-outside-residency');
  await driver.click(row('Data is hosted outside the residency'));
  await until(() => {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.getText(editor.selection) === 'global';
  });
  await driver.click(twistie('Vercel, Inc.'));
});

test('a review date set back two years moves the supplier to overdue, unsaved', async () => {
  const editor = await open('suppliers.yaml');
  const date = find(editor.document, '2026-07-02', 'replacement-difficulty: 2, rating: high');
  await retype(editor, date, '2024-07-02');
  assert.ok(editor.document.isDirty);
  await seen('reviews', 'Overdue|2', 'DigitalOcean LLC|since 2025-07-02');
  await seen('overview', 'DigitalOcean LLC|high · review overdue');
  const badge = { selector: '.activitybar .action-item:has(a[aria-label^="ISMS"]) .badge-content' };
  await until(async () => (await driver.text(badge))[0] === '3', { what: 'the badge 3' });
  await driver.screenshot('overdue');
  await revert();
  await seen('reviews', 'Overdue|1', 'Better Stack');
  await until(async () => (await driver.text(badge))[0] === '2', { what: 'the badge 2' });
});

test('typing in a supplier leaves every other line as it is', async () => {
  const editor = await open('suppliers.yaml');
  const before = await lines('overview');
  const name = find(editor.document, 'Hetzner Online GmbH');
  await select(editor, new vscode.Range(name.end, name.end));
  await driver.type(' & Co');
  await seen('overview', 'Hetzner Online GmbH & Co|critical');
  const after = await lines('overview');
  assert.deepEqual(
    after.filter((line) => !line.startsWith('Hetzner')),
    before.filter((line) => !line.startsWith('Hetzner')),
  );
  await revert();
});

test('suppliers come and go with their file, and with its folder', async () => {
  const uri = vscode.Uri.joinPath(folder(), 'suppliers', 'new.yaml');
  await vscode.workspace.fs.writeFile(
    uri,
    new TextEncoder().encode(
      'supplier:\n  id: aardvark\n  name: Aardvark Ltd\n  access: [production]\n  status: active\n',
    ),
  );
  await seen('overview', /^Suppliers\|12/, 'Aardvark Ltd|');
  await seen('reviews', 'Overdue|2', 'Aardvark Ltd|never reviewed');
  await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder(), 'suppliers'), { recursive: true });
  await seen('overview', /^Suppliers\|11/, 'Amazon');
  assert.ok(!(await lines('overview')).some((line) => line.startsWith('Aardvark')));
});

test('suppliers are grouped and filtered', async () => {
  const configuration = () => vscode.workspace.getConfiguration('isms.suppliers');
  await configuration().update('groupBy', 'criticality', vscode.ConfigurationTarget.Global);
  await seen('overview', 'Suppliers', 'Critical|', 'Hetzner Online GmbH|', 'High|', 'Medium|', 'Low|', 'Vercel, Inc.|');
  await driver.screenshot('by-criticality');
  await configuration().update('groupBy', 'review', vscode.ConfigurationTarget.Global);
  await seen(
    'overview',
    'Suppliers',
    'Review overdue|1',
    'Better Stack',
    'Review triggered|1',
    'Review due soon|1',
    'Review planned|',
  );
  await configuration().update('groupBy', undefined, vscode.ConfigurationTarget.Global);
  await configuration().update('show', 'findings', vscode.ConfigurationTarget.Global);
  await seen('overview', /^Suppliers\|10 of 11/, 'Amazon');
  assert.ok(!(await lines('overview')).some((line) => line.startsWith('Hetzner')));
  await configuration().update('show', undefined, vscode.ConfigurationTarget.Global);
  await seen('overview', /^Suppliers\|11/, 'Hetzner');
});

test('a screen reader hears each line in words', async () => {
  const labels = await driver.attribute({ selector: '.pane .monaco-list-row', name: 'aria-label' });
  assert.ok(
    labels.some((label) => label?.startsWith('Hetzner Online GmbH, supplier, critical')),
    labels.join('\n'),
  );
  assert.ok(
    labels.some((label) => label?.startsWith('Overdue: 1 review')),
    labels.join('\n'),
  );
});

test('the day to judge by can be set', async () => {
  const configuration = vscode.workspace.getConfiguration('isms');
  await configuration.update('asOf', '2030-01-01', vscode.ConfigurationTarget.Global);
  await seen('reviews', /^Overdue\|4\d/);
  await configuration.update('asOf', undefined, vscode.ConfigurationTarget.Global);
  await seen('reviews', 'Overdue|1');
});
