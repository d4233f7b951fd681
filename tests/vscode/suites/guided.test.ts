/** Guided input: a review recorded, a supplier and a policy added, by the keys that a user presses. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { extension, file, finding, findings, lines, noFinding, open, revert, row, seen, showViews } from './support.ts';

const TITLE = '.quick-input-widget .quick-input-title';
const ROWS = '.quick-input-list .monaco-list-row';
const FOCUSED = `${ROWS}.focused`;
const INPUT = '.quick-input-widget .quick-input-box input';

/** Waits for a question: the title with its step, and the words of the question. */
async function question(title: string, words: string): Promise<void> {
  let now = '';
  await until(
    async () => {
      now = String(
        await driver.evaluate(
          `[...document.querySelectorAll('.quick-input-widget:not([style*="display: none"]) :is(.quick-input-title, .quick-input-message, .quick-input-box input)')].map((one) => (one.textContent || '') + (one.getAttribute('placeholder') || '')).join(' | ')`,
        ),
      );
      return now.includes(title) && now.includes(words);
    },
    { what: () => `${title}: ${words}; there is ${now}` },
  );
}

const typed = async (): Promise<string> =>
  String(await driver.evaluate(`document.querySelector('${INPUT}')?.value ?? ''`));

/** Waits until the list stands on a choice, and takes it. */
async function take(label: string): Promise<void> {
  await driver.waitFor({ selector: FOCUSED, hasText: label });
  await driver.press('Enter');
}

async function command(title: string): Promise<void> {
  await driver.quickOpen(`>${title}`, { accept: false });
  await driver.press('Enter');
}

/** Waits for a notification; this VS Code shows none by itself. */
async function told(text: string): Promise<void> {
  await vscode.commands.executeCommand('notifications.showList');
  await driver.waitFor({ selector: '.notifications-center .notification-list-item', hasText: text });
  await vscode.commands.executeCommand('notifications.clearAll');
}

/** Waits until the editor of a file is the one that keys go to. */
const active = (path: string): Promise<vscode.TextEditor> =>
  until(
    () => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.uri.path.endsWith(path) ? editor : undefined;
    },
    { what: `the editor of ${path}` },
  );

const closed = () => driver.waitForGone({ selector: TITLE });
const register = () => open('suppliers.yaml');

test('the palette asks which review, the overdue ones first and why', async () => {
  await until(() => extension().isActive);
  await showViews();
  await seen('reviews', 'Overdue|1', 'Better Stack, Inc.|');
  await command('ISMS: Record Review');
  await question('Record Review', 'Which supplier, policy or risk was reviewed?');
  const offered = await driver.text({ selector: ROWS });
  assert.match(offered[0]!, /Better Stack, Inc\.[\s\S]*overdue since 2026-10-20, 32 days/);
  assert.match(offered[1]!, /Modal Labs, Inc\.[\s\S]*service change 2026-10-05/);
  await driver.screenshot('guided-which');
});

test('a review is asked for step by step, with a way back, and makes the finding go', async () => {
  await take('Better Stack');
  await question('Review of Better Stack, Inc. (1/5)', 'Day of the review');
  assert.equal(await typed(), '2026-11-21');
  await driver.press('Mod+A');
  await driver.type('2026-11-31');
  await question('(1/5)', 'no day of the calendar');
  await driver.press('Enter');
  await question('(1/5)', 'no day of the calendar');
  await driver.press('Mod+A');
  await driver.type('2026-11-20');
  await question('(1/5)', 'The next review is due on 2027-11-20');
  await driver.screenshot('guided-date');
  await driver.press('Enter');
  await question('(2/5)', 'Who reviewed it?');
  await take('cto');
  await question('(3/5)', 'What did the review come to?');
  await driver.waitFor({ selector: FOCUSED, hasText: 'approved' });
  await driver.type('remed');
  await take('remediate');
  await question('(4/6)', 'What was checked again?');
  await driver.screenshot('guided-checked');
  // An outcome that asks for more made one question more; the way back takes it away again.
  await driver.click({ selector: '.quick-input-titlebar .codicon-quick-input-back' });
  await question('(3/5)', 'What did the review come to?');
  await driver.waitFor({ selector: FOCUSED, hasText: 'remediate' });
  await driver.press('Control+Alt+-');
  await question('(2/5)', 'Who reviewed it?');
  await take('cto');
  await question('(3/5)', 'What did the review come to?');
  await driver.type('approved');
  await take('approved');
  await question('(4/5)', 'What was checked again?');
  await driver.press('Enter');
  await question('(5/5)', 'Notes, or nothing');
  await driver.type('Asked for: a new report');
  await driver.press('Enter');
  await closed();

  const editor = await active('/suppliers.yaml');
  const { document } = editor;
  const line =
    '- { date: 2026-11-20, by: cto, outcome: approved, checked: [assurance, dpa, residency, risk], notes: "Asked for: a new report" }';
  await until(() => document.getText(editor.selection) === line, {
    what: () => `the review selected; there is ${document.getText(editor.selection)}`,
  });
  assert.equal(document.lineAt(288).text, `      ${line}`);
  assert.ok(document.isDirty, 'whether it is saved the author decides');
  await noFinding(document, 'review/overdue', '2025-10-20');
  await until(async () => !(await lines('reviews')).some((one) => one.startsWith('Overdue')), { what: 'no overdue' });
  await driver.screenshot('guided-recorded');
  await told('The review of Better Stack, Inc. is recorded in suppliers.yaml. The file is not saved yet.');
});

test('one undo takes all of it back', async () => {
  const { document } = vscode.window.activeTextEditor!;
  await vscode.commands.executeCommand('workbench.action.focusActiveEditorGroup');
  await driver.press('Mod+Z');
  await finding(document, 'review/overdue', '2025-10-20');
  assert.ok(!document.isDirty);
  await seen('reviews', 'Overdue|1', 'Better Stack');
});

test('Escape leaves no trace', async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await showViews();
  await driver.hover(row('service change'));
  await driver.click({
    selector: '.pane .monaco-list-row:has-text("service change") .action-label[aria-label^="Record Review"]',
  });
  await question('Review of Modal Labs, Inc. (1/5)', 'Day of the review');
  await driver.press('Enter');
  await question('(2/5)', 'Who reviewed it?');
  await driver.press('Escape');
  await closed();
  assert.equal(vscode.window.visibleTextEditors.length, 0);
  assert.ok(vscode.workspace.textDocuments.every(({ isDirty }) => !isDirty));
  await seen('reviews', 'Triggered|1', 'Modal Labs');
});

test('the lightbulb beside an overdue review, and the view, lead to it', async () => {
  const { document } = await register();
  const { diagnostic } = await finding(document, 'review/overdue', '2025-10-20');
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    document.uri,
    diagnostic.range,
  );
  const offered = actions.find(({ title }) => title === 'Record review…')?.command;
  assert.ok(offered, actions.map(({ title }) => title).join(', '));
  void vscode.commands.executeCommand(offered.command, ...(offered.arguments ?? []));
  await question('Review of Better Stack, Inc. (1/5)', 'Day of the review');
  await driver.press('Escape');
  await closed();
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await showViews();
  await driver.hover(row('service change'));
  await driver.click({ selector: '.pane-header .action-label[aria-label^="Record Review"]' });
  await question('Record Review', 'Which supplier, policy or risk was reviewed?');
  await driver.press('Escape');
  await closed();
});

test('the editor offers to review what the cursor is in', async () => {
  const editor = await open('policies/data-protection.md');
  editor.selection = new vscode.Selection(30, 0, 30, 0);
  await command('ISMS: Record Review');
  await question('Record Review', 'Which supplier, policy or risk');
  await take('Data Protection Policy');
  await question('Review of Data Protection Policy (1/4)', 'Day of the review');
  for (const words of ['Who reviewed it?', 'What did the review come to?', 'Notes']) {
    await driver.press('Enter');
    await question('Review of Data Protection Policy', words);
  }
  await driver.press('Enter');
  await closed();
  await until(
    () => /\nreviews: \[\{ date: 2026-11-21, by: ciso, outcome: approved \}\]\n/.test(editor.document.getText()),
    {
      what: () => editor.document.getText().slice(0, 800),
    },
  );
  assert.ok(editor.document.isDirty);
  await vscode.commands.executeCommand('notifications.showList');
  await driver.click({ selector: '.notifications-center .monaco-button', hasText: 'Save' });
  await until(() => !editor.document.isDirty, { what: 'a file that is saved' });
});

test('a supplier is added from the overview, and what it lacks is told', async () => {
  await showViews();
  await driver.hover(row('Suppliers'));
  await driver.click({
    selector: '.pane .monaco-list-row:has-text("Suppliers") .action-label[aria-label^="Add Supplier"]',
  });
  await question('New Supplier (1/8)', 'Name of the contracting entity');
  await driver.press('Enter');
  await question('(1/8)', 'A value is required');
  await driver.type('Example Analytics Ltd.');
  await driver.press('Enter');
  await question('(2/8)', 'Id that everything else');
  assert.equal(await typed(), 'example-analytics');
  await driver.press('Mod+A');
  await driver.type('aws');
  await question('(2/8)', 'Another supplier has the id aws already');
  await driver.press('Mod+A');
  await driver.type('example-analytics');
  await driver.press('Enter');
  await question('(3/8)', 'How do things stand with it?');
  await take('prospective');
  await question('(4/8)', 'What can it see or reach?');
  await driver.press('Enter');
  await question('(4/8)', 'Choose at least one');
  await driver.type('none');
  await driver.click({ selector: ROWS, hasText: 'none' });
  await driver.press('Mod+A');
  await driver.type('customer-data');
  await driver.click({ selector: ROWS, hasText: 'customer-data' });
  await driver.press('Enter');
  await question('(5/9)', 'What is it under the GDPR?');
  await take('processor');
  await question('(6/9)', 'What kind of supplier is it?');
  await driver.type('analytics');
  await driver.click({ selector: ROWS, hasText: 'analytics' });
  await driver.press('Enter');
  await question('(7/9)', 'What is it used for?');
  await driver.press('Enter');
  await question('(8/9)', 'In which country');
  await driver.type('Ireland');
  await take('Ireland');
  await question('(9/9)', 'Who answers for it here?');
  await driver.type('cto');
  await take('cto');
  await closed();
  const editor = await active('/suppliers.yaml');
  const { document } = editor;
  await until(
    () =>
      document
        .getText()
        .endsWith(
          '\n\n  - id: example-analytics\n    name: Example Analytics Ltd.\n    status: prospective\n    categories: [analytics]\n    country: IE\n    owner: cto\n    role: processor\n    access: [customer-data]\n    hosting: []\n    dpa:\n    assurance:\n    criticality:\n',
        ),
    { what: () => document.getText().slice(-600) },
  );
  for (const rule of ['dpa', 'assurance', 'hosting', 'criticality'])
    await finding(document, `supplier/${rule}-missing`, 'example-analytics');
  // The author goes on between the brackets.
  await until(
    () =>
      document.getText(
        new vscode.Range(
          editor.selection.active.line,
          0,
          editor.selection.active.line,
          editor.selection.active.character,
        ),
      ) === '    hosting: [',
    { what: 'the cursor between the brackets' },
  );
  await driver.screenshot('guided-supplier');
  await driver.type('DE');
  await until(
    () =>
      !findings(document).some(({ rule, text }) => rule === 'supplier/hosting-missing' && text === 'example-analytics'),
  );
  await seen('overview', /^Suppliers\|12/, 'Example Analytics Ltd.|');
  await revert();
});

test('a policy is added for a control that nobody covers, and stands beside the others', async () => {
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await showViews();
  await command('ISMS: Add Policy');
  await question('New Policy (1/6)', 'Title of the policy');
  await driver.type('Contact with Authorities Policy');
  await driver.press('Enter');
  await question('(2/6)', 'Id that everything else');
  assert.equal(await typed(), 'contact-with-authorities');
  await driver.press('Enter');
  await question('(3/6)', 'Who owns it');
  await driver.type('ciso');
  await take('ciso');
  await question('(4/6)', 'Who will approve it?');
  await driver.type('ciso');
  await take('ciso');
  await question('(5/6)', 'Which controls of Annex A');
  assert.match((await driver.text({ selector: ROWS }))[0]!, /A\.5\.5 Contact with authorities/);
  await driver.screenshot('guided-controls');
  await driver.click({ selector: ROWS, hasText: 'A.5.5 Contact with authorities' });
  await driver.press('Enter');
  await question('(6/6)', 'In what form?');
  // The sample writes most of its policies in Markdown, so that comes first.
  await driver.click({ selector: ROWS, hasText: 'YAML' });
  await closed();
  const uri = file('policies/contact-with-authorities.yaml');
  const editor = await until(
    () => vscode.window.visibleTextEditors.find(({ document }) => document.uri.path === uri.path),
    { what: 'the new policy' },
  );
  await until(() => !editor.document.isDirty, { what: 'a file that is saved' });
  assert.equal(
    new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)),
    'policy:\n  id: contact-with-authorities\n  title: Contact with Authorities Policy\n  version:\n  status: draft\n  owner: ciso\n  approved-by: ciso\n  effective:\n  summary:\n  controls: [A.5.5]\n',
  );
  await seen('overview', 'Policies|25', 'Annex A controls|11 of 93');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  await vscode.workspace.fs.delete(uri);
  await seen('overview', 'Policies|24');
});

test('a risk is added at the end of the register, and a review is escalated as one', async () => {
  const before = (await open('risks.yaml')).document.getText();
  await command('ISMS: Add Risk');
  await question('New Risk', 'What may happen?');
  await driver.type('A backup cannot be read');
  await driver.press('Enter');
  await question('New Risk', 'Id that everything else');
  assert.equal(await typed(), 'a-backup-cannot-be-read');
  await driver.press('Enter');
  await question('New Risk', 'Who owns it?');
  await driver.type('cto');
  await take('cto');
  await question('New Risk', 'Which suppliers does it come from?');
  await driver.press('Enter');
  await question('New Risk', 'How likely is it');
  await driver.type('2');
  await take('2');
  await question('New Risk', 'What would it do');
  await driver.type('4');
  await take('4');
  await question('New Risk', 'The risk is medium. What is done about it?');
  await driver.type('avoid');
  await take('avoid');
  await closed();
  const { document } = await open('risks.yaml');
  await until(() => document.getText().length > before.length, { what: 'the new risk' });
  assert.equal(
    document.getText().slice(before.length),
    `
  - id: a-backup-cannot-be-read
    title: A backup cannot be read
    status: assessed
    owner: cto
    description:
    inherent:
      likelihood: 2
      impact: 4
    treatment: avoid
    reviews: []
`,
  );
  await seen('overview', 'Risks|11, 2 with errors');
  await vscode.commands.executeCommand('undo');
  await until(() => document.getText() === before, { what: 'the register as it was' });

  const suppliers = (await register()).document;
  const line = suppliers
    .getText()
    .split('\n')
    .findIndex((text) => text.includes('Paris added'));
  const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    suppliers.uri,
    new vscode.Range(line, 20, line, 20),
    'refactor.rewrite',
    20,
  );
  const edit = actions.find(({ title }) => title === 'Escalate as a risk')?.edit;
  assert.ok(edit && (await vscode.workspace.applyEdit(edit)));
  assert.match(suppliers.lineAt(line).text, /risk: aws-risk/);
  assert.match(document.getText(), /- id: aws-risk\n {4}title:\n {4}status: identified\n/);
  for (const one of [document, suppliers]) {
    await vscode.window.showTextDocument(one);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
});

test('a file that cannot be edited is told, and left alone', async () => {
  const editor = await register();
  const { document } = editor;
  const at = document.positionAt(
    document.getText().indexOf('hosting: [EU]', document.getText().indexOf('better-stack')),
  );
  await editor.edit((edit) => edit.replace(new vscode.Range(at, at.translate(0, 13)), 'hosting: [EU'));
  const broken = document.getText();
  await until(() => findings(document).some(({ rule }) => rule === 'yaml/syntax'));
  editor.selection = new vscode.Selection(0, 0, 0, 0);
  await vscode.commands.executeCommand('isms.recordReview', document.uri);
  await told('no supplier, policy or risk at the cursor');
  editor.selection = new vscode.Selection(at, at);
  await vscode.commands.executeCommand('isms.recordReview', document.uri);
  await told('suppliers.yaml is not valid YAML in line 274, within Better Stack, Inc.: fix that first');
  assert.equal(document.getText(), broken);
  await revert();
});
