/** Restricted Mode: files are only read and nothing of them is run, so everything works. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { driver } from '../driver.ts';
import { test } from '../runner.ts';
import { finding, open, seen, showViews } from './support.ts';

test('an untrusted folder is checked and shown all the same', async () => {
  assert.equal(vscode.workspace.isTrusted, false);
  const { document } = await open('suppliers.yaml');
  await finding(document, 'supplier/hosting-outside-residency', 'global');
  await showViews();
  await seen('overview', 'Policies|24', 'Suppliers|11', 'Hetzner');
  await driver.screenshot('restricted');
});
