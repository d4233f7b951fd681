import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CodeAction,
  CodeLens,
  DocumentSymbol,
  Hover,
  Location,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-protocol';
import { applyEdits, at, Client, cursor } from './client.ts';

const BLOCK = `risks:
  - id: outage
    title: The only hoster fails
    status: treated
    owner: ciso
    suppliers:
      - acme
    inherent:
      likelihood: 3
      impact: 5
    treatment: mitigate
    controls:
      - A.5.30
    residual:
      likelihood: 2
      impact: 2
    reviews:
      - date: 2026-07-01
        by: ciso
        outcome: approved
`;
const FLOW =
  'risks: [{ id: outage, title: The only hoster fails, status: treated, owner: ciso, suppliers: [acme], inherent: { likelihood: 3, impact: 5 }, treatment: mitigate, controls: [A.5.30], residual: { likelihood: 2, impact: 2 }, reviews: [{ date: 2026-07-01, by: ciso, outcome: approved }] }]\n';
const SETTINGS = 'isms: 1\nroles: { ciso: }\nrisks: { accept: { high: [ciso] } }\n';
const SUPPLIERS = `suppliers:
  - id: acme
    name: Acme
    status: active
    categories: [other]
    access: [customer-data]
    reviews:
      - { date: 2026-07-01, by: ciso, outcome: escalate, risk: outage }
`;
const SOA = 'soa:\n  - { control: A.5.30, applicable: true, risks: [outage] }\n';

describe.each([
  ['block', BLOCK],
  ['flow', FLOW],
])('risks in %s style', (_, risks) => {
  const FILES = { 'isms.yaml': SETTINGS, 'suppliers.yaml': SUPPLIERS, 'risks.yaml': risks, 'soa.yaml': SOA };
  type File = keyof typeof FILES;
  let client: Client;
  beforeAll(async () => {
    client = await Client.start({ files: FILES });
    for (const [file, text] of Object.entries(FILES)) await client.open(file, text);
  });
  afterAll(() => client.stop());
  const place = (file: File, needle: string) => ({
    textDocument: { uri: client.uri(file) },
    position: at(FILES[file], needle),
  });

  it('an id is renamed wherever it is named', async () => {
    for (const file of ['risks.yaml', 'suppliers.yaml', 'soa.yaml'] as const) {
      const { changes } = await client.request<WorkspaceEdit>('textDocument/rename', {
        ...place(file, 'outage'),
        newName: 'failure',
      });
      for (const other of ['risks.yaml', 'suppliers.yaml', 'soa.yaml'] as const)
        expect(applyEdits(FILES[other], changes![client.uri(other)] as TextEdit[])).toBe(
          FILES[other].replace('outage', 'failure'),
        );
    }
  });

  it('references lead to it, and it to what it names', async () => {
    const found = await client.request<Location[]>('textDocument/references', {
      ...place('soa.yaml', 'outage'),
      context: { includeDeclaration: true },
    });
    expect(found.map(({ uri }) => uri.slice(uri.lastIndexOf('/') + 1)).sort()).toEqual([
      'risks.yaml',
      'soa.yaml',
      'suppliers.yaml',
    ]);
    const [defined] = await client.request<Location[]>('textDocument/definition', place('risks.yaml', 'acme'));
    expect(defined!.uri).toBe(client.uri('suppliers.yaml'));
  });

  it('hovers say how high it is and how that comes about', async () => {
    const text = async (file: File, needle: string) =>
      ((await client.request<Hover>('textDocument/hover', place(file, needle))).contents as { value: string }).value;
    for (const file of ['risks.yaml', 'suppliers.yaml', 'soa.yaml'] as const)
      expect(await text(file, 'outage')).toContain('After treatment: **low**, 2 × 2 = 4');
    expect(await text('risks.yaml', 'inherent')).toContain('Before treatment: **critical**, 3 × 5 = 15');
  });

  it('the outline and a lens have it', async () => {
    const { textDocument } = place('risks.yaml', 'outage');
    const [symbol] = await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument });
    expect(symbol).toMatchObject({ name: 'outage', detail: 'The only hoster fails' });
    const [lens] = await client.request<CodeLens[]>('textDocument/codeLens', { textDocument });
    expect((await client.request<CodeLens>('codeLens/resolve', lens!)).command!.title).toBe(
      'low (4) · was critical (15) · next review 2027-07-01',
    );
  });

  it.each([
    ['suppliers.yaml', SUPPLIERS.replace('risk: outage', 'risk: |'), 'outage'],
    ['soa.yaml', SOA.replace('[outage]', '[|]'), 'outage'],
    ['risks.yaml', risks.replace('acme', '|'), 'acme'],
    ['risks.yaml', risks.replace('treatment: mitigate', 'treatment: |'), 'transfer'],
    ['risks.yaml', risks.replace('likelihood: 3', 'likelihood: |'), '5'],
    ['risks.yaml', risks.replace('A.5.30', '|'), 'A.5.29'],
    ['isms.yaml', SETTINGS.replace('[ciso]', '[|]'), 'ciso'],
  ])('completes in %s', async (file, text, wanted) => {
    const { text: without, position } = cursor(text);
    await client.change(file, without);
    expect((await client.complete(file, position)).map(({ label }) => label)).toContain(wanted);
    await client.change(file, FILES[file as File]);
  });

  it('what is missing is offered as blanks', async () => {
    const without = risks.replace(/residual:\s*\{?\s*likelihood: 2/, (all) => all.replace('2', '3'));
    await client.change('risks.yaml', without);
    const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: client.uri('risks.yaml') },
      range: { start: at(without, 'outage'), end: at(without, 'outage') },
      context: { diagnostics: [], only: ['quickfix'] },
    });
    expect(actions.map(({ title }) => title)).toContain('Add accepted with its keys to fill in');
    await client.change('risks.yaml', risks);
  });
});
