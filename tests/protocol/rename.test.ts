import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver-protocol';
import { applyEdits, at, Client } from './client.ts';

const FILES = {
  'isms.yaml': 'isms: 1\r\nroles:\r\n  ciso: { name: Chief } # ciso\r\n  cto:\r\n',
  'suppliers.yaml': `x-owner: &owner ciso
suppliers:
  - id: cloud # cloud
    name: cloud
    owner: *owner
    status: active
    access: [none]
    waivers:
      - { rule: supplier/dpa-missing, reason: ciso said so, approved-by: 'ciso', expires: 2027-01-01 }
  - { id: "second", name: S, status: active, access: [none], owner: ciso }
`,
  'policies/a.yaml':
    'policy:\n  id: policy-a\n  title: policy-a\n  status: draft\n  controls: [A.5.20]\n  approved-by: "ciso"\n',
  'policies/b.md':
    '---\nid: policy-b\ntitle: B\nstatus: draft\nclauses: ["4.1"]\nrelated: [policy-a]\n---\n\npolicy-a in prose, ciso too\n',
  'soa.yaml': 'soa:\n  - { control: A.5.20, applicable: true, policies: [policy-a] }\n',
  'other/isms.yaml': 'isms: 1\nroles: { ciso: }\n',
} as const;

let client: Client;
beforeAll(async () => {
  client = await Client.start({ files: FILES });
  for (const [file, text] of Object.entries(FILES)) await client.open(file, text);
});
afterAll(() => client.stop());

type File = keyof typeof FILES;
const place = (file: File, needle: string) => ({
  textDocument: { uri: client.uri(file) },
  position: at(FILES[file], needle),
});
const rename = (file: File, needle: string, newName: string) =>
  client.request<WorkspaceEdit>('textDocument/rename', { ...place(file, needle), newName });
/** The files that an edit changes, as they are then. */
const changed = (edit: WorkspaceEdit): Record<string, string> =>
  Object.fromEntries(
    Object.entries(FILES).flatMap(([file, text]) => {
      const edits = edit.changes![client.uri(file)] as TextEdit[] | undefined;
      return edits ? [[file, applyEdits(text, edits)]] : [];
    }),
  );

describe('textDocument/prepareRename', () => {
  it('gives the name without its quotes', async () => {
    expect(await client.request('textDocument/prepareRename', place('suppliers.yaml', 'econd'))).toEqual({
      range: { start: { line: 9, character: 11 }, end: { line: 9, character: 17 } },
      placeholder: 'second',
    });
  });
  it('refuses controls, and knows nothing of other words', async () => {
    await expect(client.request('textDocument/prepareRename', place('policies/a.yaml', 'A.5.20'))).rejects.toThrow(
      /Annex A/,
    );
    expect(await client.request('textDocument/prepareRename', place('policies/a.yaml', 'draft'))).toBeNull();
  });
});

describe('textDocument/rename', () => {
  it('of a policy: across files and front matter, not in prose or titles', async () => {
    expect(changed(await rename('soa.yaml', 'policy-a', 'new-name'))).toEqual({
      'policies/a.yaml': FILES['policies/a.yaml'].replace('id: policy-a', 'id: new-name'),
      'policies/b.md': FILES['policies/b.md'].replace('[policy-a]', '[new-name]'),
      'soa.yaml': FILES['soa.yaml'].replace('policy-a', 'new-name'),
    });
  });
  it('of a role: its key and every use in this root, through anchors, quotes kept', async () => {
    expect(changed(await rename('isms.yaml', 'ciso', 'security lead: one'))).toEqual({
      'isms.yaml': FILES['isms.yaml'].replace('  ciso:', '  "security lead: one":'),
      'suppliers.yaml': FILES['suppliers.yaml']
        .replace('&owner ciso', '&owner "security lead: one"')
        .replace("'ciso'", "'security lead: one'")
        .replace('owner: ciso }', 'owner: "security lead: one" }'),
      'policies/a.yaml': FILES['policies/a.yaml'].replace('"ciso"', '"security lead: one"'),
    });
  });
  it('of a supplier: its id alone', async () => {
    expect(changed(await rename('suppliers.yaml', 'cloud', 'other'))).toEqual({
      'suppliers.yaml': FILES['suppliers.yaml'].replace('id: cloud', 'id: other'),
    });
  });
  it('refuses what is no id, and a name that is taken', async () => {
    await expect(rename('suppliers.yaml', 'cloud', 'Not An Id')).rejects.toThrow(/no id/);
    await expect(rename('suppliers.yaml', 'cloud', 'second')).rejects.toThrow(/already/);
    await expect(rename('isms.yaml', 'ciso', 'cto')).rejects.toThrow(/already/);
    await expect(rename('policies/a.yaml', 'A.5.20', 'A.5.21')).rejects.toThrow(/Annex A/);
  });
});
