import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CodeLens } from 'vscode-languageserver-protocol';
import { CAPABILITIES, Client } from './client.ts';

const SETTINGS = 'isms: 1\n';
const SUPPLIERS = `suppliers:
  # The first one.
  - id: aws
    name: Amazon
    status: active
    categories: [hosting]
    access: [customer-data]
    hosting: [US]
    reviews:
      - { date: 2026-07-01, by: ciso, outcome: approved, checked: [assurance, dpa, residency, risk] }
  - { id: pens, name: Pens, status: active, categories: [other], access: [none] }
  - id: new
    name: New
    status: active
    categories: [other]
    access: [production]
    hosting: [DE
    events: []
`;
const POLICIES = `policies:
  - id: suppliers
    title: Supplier Management
    status: approved
    approved-by: ciso
    effective: 2026-07-01
    controls: [A.5.19-A.5.23, A.5.7]
  - { id: risk, title: Risk Management, status: draft, controls: [A.5.7] }
`;
const PAGE =
  '---\nid: page\ntitle: Page\nstatus: approved\napproved-by: ciso\neffective: 2026-01-31\ncontrols: [A.5.1]\n---\n\n# Page\n';

let client: Client;
beforeAll(async () => {
  client = await Client.start({
    files: { 'isms.yaml': SETTINGS, 'suppliers.yaml': SUPPLIERS, 'policies.yaml': POLICIES, 'policies/page.md': PAGE },
    initializationOptions: { findingsCommand: 'editor.findings' },
  });
  await client.open('suppliers.yaml', SUPPLIERS);
  await client.open('policies.yaml', POLICIES);
  await client.open('policies/page.md', PAGE);
});
afterAll(() => client.stop());

async function lenses(of: Client, file: string): Promise<CodeLens[]> {
  const found =
    (await of.request<CodeLens[] | null>('textDocument/codeLens', { textDocument: { uri: of.uri(file) } })) ?? [];
  return Promise.all(found.map((lens) => of.request<CodeLens>('codeLens/resolve', lens)));
}
const shown = (found: readonly CodeLens[]): string[] =>
  found.map(({ range, command }) => `${range.start.line}: ${command?.title}`);

describe('code lenses', () => {
  it('above each supplier: review, reports, findings', async () => {
    await client.diagnostics('suppliers.yaml');
    const found = await lenses(client, 'suppliers.yaml');
    expect(shown(found)).toEqual([
      '2: next review 2027-07-01 · in the review report and the subprocessor list',
      expect.stringMatching(/^2: \d+ findings$/),
      '10: out of scope · in the review report',
      '10: no findings',
      '11: no review yet · in the review report',
      expect.stringMatching(/^11: \d+ findings?$/),
    ]);
    // Findings lead somewhere, where the editor said how; text leads nowhere.
    expect(found[1]!.command).toMatchObject({
      command: 'editor.findings',
      arguments: [client.uri('suppliers.yaml'), { start: { line: 2 } }],
    });
    expect(found[0]!.command!.command).toBe('');
    expect(found[3]!.command!.command).toBe('');
  });

  it('come unresolved, so that a long file costs little', async () => {
    const found = await client.request<CodeLens[]>('textDocument/codeLens', {
      textDocument: { uri: client.uri('suppliers.yaml') },
    });
    expect(found.every((lens) => lens.command === undefined && lens.data !== undefined)).toBe(true);
  });

  it('above each policy, front matter included: controls and review', async () => {
    expect(shown(await lenses(client, 'policies.yaml'))).toEqual([
      '1: 6 of 93 controls · next review 2027-07-01',
      '1: 1 finding',
      '7: 1 control · draft',
      '7: 1 finding',
    ]);
    expect(shown(await lenses(client, 'policies/page.md'))[0]).toBe('1: 1 control · next review 2027-01-31');
  });

  it('in each document of a file', async () => {
    await client.open('suppliers/two.yaml', 'suppliers:\n  - id: one\n---\nsupplier:\n  id: two\n');
    const found = shown(await lenses(client, 'suppliers/two.yaml'));
    expect([...new Set(found.map((lens) => lens.split(':')[0]))]).toEqual(['1', '4']);
  });

  it('follow the settings at once', async () => {
    await client.open('isms.yaml', SETTINGS);
    await client.change('isms.yaml', 'isms: 1\nreviews: { suppliers: 6 months }\n');
    await client.until('a refresh of lenses', () =>
      client.asked.some(({ method }) => method === 'workspace/codeLens/refresh'),
    );
    await client.until('a refresh of hints', () =>
      client.asked.some(({ method }) => method === 'workspace/inlayHint/refresh'),
    );
    expect(shown(await lenses(client, 'suppliers.yaml'))[0]).toContain('next review 2027-01-01');
  });

  it('can be switched off, and are text in an editor that named no command', async () => {
    const other = await Client.start({
      files: { 'isms.yaml': SETTINGS, 'suppliers.yaml': SUPPLIERS },
      capabilities: { ...CAPABILITIES, workspace: {} },
    });
    try {
      await other.open('suppliers.yaml', SUPPLIERS);
      const found = await lenses(other, 'suppliers.yaml');
      expect(found.length).toBe(6);
      expect(found.every(({ command }) => command!.command === '')).toBe(true);
      await other.notify('workspace/didChangeConfiguration', { settings: { isms: { codeLens: false } } });
      expect(await lenses(other, 'suppliers.yaml')).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});
