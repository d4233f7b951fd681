/** The walkthrough: it opens, its pictures are drawn, its buttons work, and its steps are ticked off by what is done. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { extension, file, showViews, untitledTabs } from './support.ts';

interface Step {
  id: string;
  title: string;
  description: string;
  completionEvents: string[];
}
const steps = () => extension().packageJSON.contributes.walkthroughs[0].steps as Step[];
const titles = () => steps().map((step) => step.title);

const show = async () => {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', 'isms-author.isms-author#isms.start', false);
  await driver.waitFor({ selector: '.getting-started-step', hasText: titles()[0]!, timeout: 20_000 });
};

/** The titles of the steps that are ticked off. */
const done = async () =>
  (await driver.evaluate(
    `[...document.querySelectorAll('.getting-started-step')].filter((step) => step.querySelector('.codicon.complete')).map((step) => step.querySelector('.step-title')?.textContent ?? '')`,
  )) as string[];
const ticked = (step: number) =>
  until(async () => (await done()).includes(titles()[step]!), {
    what: `a tick at ${titles()[step]}`,
    timeout: 20_000,
  });
const choose = (step: number) =>
  driver.click({ selector: '.getting-started-step .step-title', hasText: titles()[step]! });

test('the empty view leads to it', async () => {
  await showViews();
  await driver.click({ selector: '.welcome-view a', hasText: 'Get started' });
  for (const title of titles()) await driver.waitFor({ selector: '.getting-started-step', hasText: title });
  assert.deepEqual(await done(), []);
});

test('its buttons run commands that there are', async () => {
  const all = new Set(await vscode.commands.getCommands());
  for (const { id, description, completionEvents } of steps()) {
    const commands = [...description.matchAll(/\(command:([\w.]+)/g)].map(([, command]) => command!);
    assert.ok(commands.length > 0, id);
    for (const event of completionEvents) if (event.startsWith('onCommand:')) commands.push(event.slice(10));
    for (const command of commands) assert.ok(all.has(command), `${id}: ${command}`);
  }
});

test('each step has its picture, in the colours of the theme', async () => {
  for (const [step, { id }] of steps().entries()) {
    await choose(step);
    const words = {
      start: 'residency',
      supplier: 'aws:eu-',
      findings: 'Change to active',
      review: 'Overdue',
      report: 'review',
    };
    await driver.waitFor({ selector: 'svg text', hasText: words[id as keyof typeof words], timeout: 20_000 });
    await driver.screenshot(`step-${id}`);
  }
  const configuration = vscode.workspace.getConfiguration('workbench');
  for (const theme of ['Dark Modern', 'Default High Contrast', 'Default High Contrast Light']) {
    await configuration.update('colorTheme', theme, vscode.ConfigurationTarget.Global);
    await choose(1);
    await driver.waitFor({ selector: 'svg text', hasText: 'aws:eu-' });
    await driver.screenshot(`theme-${theme}`);
  }
  await configuration.update('colorTheme', undefined, vscode.ConfigurationTarget.Global);
});

test('what is done is ticked off, from the empty folder to the report', async () => {
  await choose(0);
  await driver.click({ selector: '.getting-started-step .monaco-button', hasText: 'Start an ISMS' });
  await until(() => vscode.window.activeTextEditor?.document.fileName.endsWith('isms.yaml'), { timeout: 20_000 });
  await show();
  await ticked(0);
  await choose(2);
  await driver.click({ selector: '.getting-started-step .monaco-button', hasText: 'Show Problems' });
  await ticked(2);
  await vscode.commands.executeCommand('workbench.action.closePanel');
  await vscode.workspace.fs.writeFile(
    file('list.csv'),
    new TextEncoder().encode('Supplier,Status\nExample Ltd,active\n'),
  );
  // By the palette, since VS Code only counts what its own window runs.
  await driver.quickOpen('>ISMS: Import Suppliers from a Spreadsheet');
  await driver.waitFor({ selector: '.quick-input-title', hasText: 'from which spreadsheet?' });
  await driver.screenshot('import-dialog');
  await driver.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'list.csv' });
  await driver.waitFor({ selector: '.quick-input-title', hasText: 'One supplier read from list.csv' });
  await driver.click({ selector: '.quick-input-list .monaco-list-row', hasText: 'Do not save it' });
  await until(() => untitledTabs().length === 0, { what: 'the preview to go' });
  await show();
  await ticked(1);
  await driver.quickOpen('>ISMS: Generate Supplier Review Report');
  // Shown late, it would take the focus from what comes next.
  await driver.waitFor({ selector: 'h1', hasText: 'Supplier review', timeout: 20_000 });
  await show();
  await ticked(4);
  await driver.quickOpen('>ISMS: Record Review');
  await driver.waitFor({ selector: '.quick-input-title' });
  await driver.press('Escape');
  await show();
  await ticked(3);
  assert.deepEqual(await done(), titles());
  await driver.screenshot('ticked');
});
