/** A register of 1,000 suppliers: typing at ten keys a second keeps the findings current. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test, until } from '../runner.ts';
import { extension, file, find, finding, findings, open, revert, select } from './support.ts';

const SUPPLIERS = 1000;

const supplier = (n: number): string => `  - id: supplier-${n}
    name: Supplier ${n} GmbH # an illustration
    status: active
    categories: [hosting]
    purpose: Application hosting
    country: DE
    owner: ciso
    access: [customer-data, production]
    hosting: [${n % 100 === 50 ? 'US' : 'DE'}]
    dpa:
      status: signed
      signed: 2026-01-15
      art-28-3: [a, b, c, d, e, f, g, h]
    assurance:
      - kind: iso27001
        valid-until: 2028-05-31
        scope: all services
    criticality: { business-impact: 3, data-access: 4, replacement-difficulty: 2, rating: high }
    reviews:
      - { date: 2026-06-01, by: ciso, outcome: approved, checked: [assurance, dpa, residency, risk] }
`;

test('findings come soon after the activation', async () => {
  const { firstFindings } = (await extension().activate()) as { firstFindings: Promise<number> };
  const took = await firstFindings;
  console.log(`# from the activation to the first findings of the sample: ${took} ms`);
  assert.ok(took > 0);
});

test('a register of 1,000 suppliers is checked', async () => {
  await until(() => extension().isActive, { what: 'the activation' });
  const text = `suppliers:\n${Array.from({ length: SUPPLIERS }, (_, n) => supplier(n)).join('')}`;
  await vscode.workspace.fs.writeFile(file('suppliers.yaml'), new TextEncoder().encode(text));
  const { document } = await open('suppliers.yaml');
  await until(
    () => findings(document).filter(({ rule }) => rule === 'supplier/hosting-outside-residency').length === 10,
    {
      what: 'the ten that host in the US',
    },
  );
});

test('the server starts anew and has the first findings', async () => {
  const { document } = await open('suppliers.yaml');
  const began = Date.now();
  await vscode.commands.executeCommand('isms.restart');
  await until(() => findings(document).length > 0, { what: 'the first findings', interval: 5 });
  console.log(`# from the start of the server to the findings of ${SUPPLIERS} suppliers: ${Date.now() - began} ms`);
});

test('typing at ten keys a second keeps the findings current', async () => {
  const editor = await open('suppliers.yaml');
  const { document } = editor;
  const { end } = find(document, 'status: active', '- id: supplier-500\n');
  await select(editor, new vscode.Range(end, end));
  const ACTIVE = 'active';
  const TYPED = 'lyforthem';
  for (const [i, key] of [...TYPED].entries()) {
    await driver.type(key, { delay: 100 });
    const now = ACTIVE + TYPED.slice(0, i + 1);
    // The finding of this very key, before the next one comes.
    await until(() => findings(document).some(({ rule, text }) => rule === 'schema/value' && text === now), {
      what: `a finding on ${now}`,
      timeout: 10_000,
    });
  }
  await finding(document, 'schema/value', 'activelyforthem');
  assert.equal(findings(document).length, 11);
  await driver.screenshot('a-thousand-suppliers');
  for (let i = 0; i < TYPED.length; i++) await driver.press('Backspace');
  await until(() => findings(document).length === 10, { what: 'the ten findings of before' });
  await revert();
});
