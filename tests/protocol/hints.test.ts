import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { InlayHint, Range } from 'vscode-languageserver-protocol';
import { Client } from './client.ts';

const SETTINGS = 'isms: 1\n';
const SUPPLIERS = `suppliers:
  - id: aws
    name: Amazon
    status: active
    categories: [model]
    access: [customer-data]
    hosting: [aws:eu-central-1, DE, EU, "hetzner:fsn1 (Falkenstein)"]
    processing:
      - eu-west-2
    model: { inference: [{ platform: google-vertex, location: eu }] }
    reviews:
      - { date: 2025-07-01, by: ciso, outcome: approved }
      - { date: 2026-07-01, by: ciso, outcome: approved }
  - id: half
    name: Half
    status: active
    categories: [hosting]
    access: [production]
    owner: [open
    hosting: [azure:westeurope]
`;
const POLICIES = `policies:
  - id: suppliers
    title: Supplier Management
    status: approved
    approved-by: ciso
    effective: 2026-07-01
    controls:
      - A.5.19
      - 5.20-5.23
  - { id: risk, title: Risk, status: draft, controls: [A.5.7, A.5.8] }
  - { id: text, title: Text, status: draft, controls: "A.5.1, A.5.2" , effective: 2026-01-01 }
`;
const EVERYTHING: Range = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

let client: Client;
beforeAll(async () => {
  client = await Client.start({
    files: {
      'isms.yaml': SETTINGS,
      'suppliers.yaml': SUPPLIERS,
      'policies.yaml': POLICIES,
      'soa.yaml': 'soa:\n  - { control: A.5.1, applicable: true }\n',
    },
  });
});
afterAll(() => client.stop());

async function hints(file: string, text: string, range = EVERYTHING): Promise<string[]> {
  const found =
    (await client.request<InlayHint[] | null>('textDocument/inlayHint', {
      textDocument: { uri: client.uri(file) },
      range,
    })) ?? [];
  const lines = text.split('\n');
  return found
    .sort((a, b) => a.position.line - b.position.line || a.position.character - b.position.character)
    .map(
      ({ position, label }) =>
        `${lines[position.line]!.slice(0, position.character)
          .split(/[\s,[{]+/)
          .at(-1)} → ${label}`,
    );
}

describe('inlay hints', () => {
  it('the country after a region, the due date after the last review', async () => {
    await client.open('suppliers.yaml', SUPPLIERS);
    expect(await hints('suppliers.yaml', SUPPLIERS)).toEqual([
      'aws:eu-central-1 → Germany',
      '(Falkenstein)" → Germany',
      'eu-west-2 → United Kingdom',
      '2026-07-01 → next due 2027-07-01',
      'azure:westeurope → Netherlands',
    ]);
  });

  it('the title after a control', async () => {
    await client.open('policies.yaml', POLICIES);
    expect(await hints('policies.yaml', POLICIES)).toEqual([
      '2026-07-01 → next due 2027-07-01',
      'A.5.19 → Information security in supplier relationships',
      '5.20-5.23 → 4 controls',
      'A.5.7 → Threat intelligence',
      'A.5.8 → Information security in pro…',
    ]);
    expect(await hints('soa.yaml', 'soa:\n  - { control: A.5.1, applicable: true }\n')).toEqual([
      'A.5.1 → Policies for information security',
    ]);
  });

  it('in front matter', async () => {
    const text =
      '---\nid: page\ntitle: Page\nstatus: approved\neffective: 2026-01-31\ncontrols: A.5.1, A.5.7\n---\n\n# A.5.1\n';
    await client.open('policies/page.md', text);
    expect(await hints('policies/page.md', text)).toEqual([
      '2026-01-31 → next due 2027-01-31',
      'A.5.1 → Policies for information se…',
      'A.5.7 → Threat intelligence',
    ]);
  });

  it('only for the range that was asked', async () => {
    expect(
      await hints('suppliers.yaml', SUPPLIERS, { start: { line: 7, character: 0 }, end: { line: 9, character: 0 } }),
    ).toEqual(['eu-west-2 → United Kingdom']);
  });

  it('in broken text, of what can be read', async () => {
    const broken = SUPPLIERS.replace('name: Amazon', 'name: "Amazon');
    await client.change('suppliers.yaml', broken);
    expect(await hints('suppliers.yaml', broken)).toContain('aws:eu-central-1 → Germany');
    await client.change('suppliers.yaml', SUPPLIERS);
  });

  it('can be switched off', async () => {
    await client.notify('workspace/didChangeConfiguration', { settings: { isms: { inlayHints: false } } });
    expect(await hints('suppliers.yaml', SUPPLIERS)).toEqual([]);
    await client.notify('workspace/didChangeConfiguration', { settings: { isms: { inlayHints: true } } });
  });
});
