import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  CallHierarchyIncomingCall,
  CallHierarchyItem,
  CallHierarchyOutgoingCall,
  DocumentHighlight,
  DocumentLink,
  Location,
  Position,
} from 'vscode-languageserver-protocol';
import { at, Client } from './client.ts';

const FILES = {
  'isms.yaml': 'isms: 1\nroles:\n  ciso: { name: Chief }\n  cto:\n',
  'suppliers.yaml': `suppliers:
  - id: cloud
    name: Cloud # ciso in a comment
    status: active
    country: DE
    owner: ciso
    access: [customer-data, production]
    hosting: [US]
    dpa: { status: signed, signed: 2026-01-15, document: evidence/dpa.pdf }
    notes: see https://example.com/terms, and evidence/none.pdf
    reviews: [{ date: 2026-06-01, by: "ciso", outcome: approved, checked: [assurance, dpa, residency, risk] }]
`,
  'evidence/dpa.pdf': '',
  'policies/a.yaml':
    'policy:\n  id: policy-a\n  title: A\n  status: draft\n  owner: ciso\n  controls: [A.5.19-A.5.23, 8.1]\n  related: [policy-b]\n',
  'policies/b.md':
    '---\nid: policy-b\ntitle: B\nstatus: draft\ncontrols: A.5.20, A.8.2\nrelated:\n  - policy-a\n---\n\npolicy-a and A.5.20 in prose\n',
  'soa.yaml':
    'soa:\n  - { control: A.5.20, applicable: true, policies: [policy-a, policy-b] }\n  - control: A.8.1\n    applicable: true\n',
  'other/isms.yaml': 'isms: 1\nroles: { ciso: }\n',
  'other/policies.yaml':
    'policies:\n  - { id: policy-a, title: Other, status: draft, owner: ciso, controls: [A.5.20] }\n',
} as const;

let client: Client;
beforeAll(async () => {
  client = await Client.start({ files: FILES });
  for (const file of ['suppliers.yaml', 'policies/a.yaml', 'policies/b.md', 'soa.yaml', 'isms.yaml'] as const)
    await client.open(file, FILES[file]);
});
afterAll(() => client.stop());

type File = keyof typeof FILES;
const place = (file: File, needle: string, nth = 0) => ({
  textDocument: { uri: client.uri(file) },
  position: at(FILES[file], needle, nth),
});
/** `file:line:character text`, from 1, of places. */
const shown = (found: readonly Location[]): string[] =>
  found.map(({ uri, range: { start, end } }) => {
    const file = Object.keys(FILES).find((name) => client.uri(name) === uri) as File;
    return `${file}:${start.line + 1} ${FILES[file].split('\n')[start.line]!.slice(start.character, end.line === start.line ? end.character : undefined)}`;
  });

const definition = async (file: File, needle: string, nth = 0) =>
  shown(await client.request<Location[]>('textDocument/definition', place(file, needle, nth)));
const references = async (file: File, needle: string, includeDeclaration = true) =>
  shown(
    await client.request<Location[]>('textDocument/references', {
      ...place(file, needle),
      context: { includeDeclaration },
    }),
  );

describe('textDocument/definition', () => {
  it('of a policy, in flow and block lists, from YAML into front matter and back, in its own root', async () => {
    expect(await definition('policies/a.yaml', 'policy-b')).toEqual(['policies/b.md:2 policy-b']);
    expect(await definition('policies/b.md', 'policy-a')).toEqual(['policies/a.yaml:2 policy-a']);
    expect(await definition('soa.yaml', 'policy-a')).toEqual(['policies/a.yaml:2 policy-a']);
  });
  it('of a role, of a control, of a document', async () => {
    expect(await definition('suppliers.yaml', '"ciso"')).toEqual([]);
    expect(await definition('suppliers.yaml', 'ciso"')).toEqual(['isms.yaml:3 ciso']);
    expect(await definition('policies/b.md', 'A.5.20')).toEqual(['soa.yaml:2 A.5.20']);
    expect(await definition('policies/a.yaml', '8.1')).toEqual(['soa.yaml:3 A.8.1']);
    const [file] = await client.request<Location[]>('textDocument/definition', place('suppliers.yaml', 'evidence/dpa'));
    expect(file!.uri).toBe(client.uri('evidence/dpa.pdf'));
  });
  it('of a supplier, where another has a syntax error', async () => {
    const text = 'suppliers:\n  - id: x\n    hosting: [DE\n  - id: y\n    name: Y\n';
    await client.open('suppliers/broken.yaml', text);
    const found = await client.request<Location[]>('textDocument/definition', {
      textDocument: { uri: client.uri('suppliers/broken.yaml') },
      position: at(text, 'y\n'),
    });
    expect(found.map(({ range }) => range.start.line)).toEqual([3]);
    await client.close('suppliers/broken.yaml');
  });
});

describe('textDocument/references', () => {
  it('of a control: single, in a range, as a number, in front matter and in its text; not in another root', async () => {
    expect(await references('policies/b.md', 'A.5.20')).toEqual([
      'policies/a.yaml:6 A.5.19-A.5.23',
      'policies/b.md:5 A.5.20',
      'policies/b.md:10 A.5.20',
      'soa.yaml:2 A.5.20',
    ]);
    expect(await references('soa.yaml', 'A.8.1', false)).toEqual(['policies/a.yaml:6 8.1']);
  });
  it('of a role and of a policy', async () => {
    expect(await references('isms.yaml', 'ciso')).toEqual([
      'isms.yaml:3 ciso',
      'policies/a.yaml:5 ciso',
      'suppliers.yaml:6 ciso',
      'suppliers.yaml:11 ciso',
    ]);
    expect(await references('policies/a.yaml', 'policy-a', false)).toEqual([
      'policies/b.md:7 policy-a',
      'soa.yaml:2 policy-a',
    ]);
  });
});

it('textDocument/documentHighlight', async () => {
  const found = await client.request<DocumentHighlight[]>(
    'textDocument/documentHighlight',
    place('suppliers.yaml', 'ciso\n    access'),
  );
  expect(found.map(({ range, kind }) => [range.start.line, kind])).toEqual([
    [5, 2],
    [10, 2],
  ]);
  expect(await client.request('textDocument/documentHighlight', place('suppliers.yaml', 'active'))).toBeNull();
});

it('textDocument/documentLink and documentLink/resolve', async () => {
  const found = await client.request<DocumentLink[]>('textDocument/documentLink', {
    textDocument: { uri: client.uri('suppliers.yaml') },
  });
  expect(found.map(({ target }) => target)).toEqual(['https://example.com/terms', client.uri('evidence/dpa.pdf')]);
  const data = { path: 'evidence/dpa.pdf', in: client.uri('suppliers.yaml') };
  const link = await client.request<DocumentLink>('documentLink/resolve', { range: found[1]!.range, data });
  expect(link.target).toBe(client.uri('evidence/dpa.pdf'));
});

describe('callHierarchy', () => {
  const prepare = async (file: File, needle: string) =>
    (await client.request<CallHierarchyItem[]>('textDocument/prepareCallHierarchy', place(file, needle)))[0]!;
  const names = (items: readonly CallHierarchyItem[]): string[] =>
    items.map(({ name, detail }) => `${name} (${detail})`).sort();

  it('what hangs on a control: policies, its row, suppliers with a finding that rests on it', async () => {
    const item = await prepare('policies/a.yaml', 'A.5.19-');
    expect(item.name).toBe('A.5.19 Information security in supplier relationships');
    const calls = await client.request<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', { item });
    expect(names(calls.map(({ from }) => from))).toEqual(['cloud (supplier)', 'policy-a (policy)']);
    const second = await client.request<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', {
      item: await prepare('policies/b.md', 'A.5.20'),
    });
    expect(names(second.map(({ from }) => from))).toContain(
      'A.5.20 Addressing information security within supplier agreements (Statement of Applicability)',
    );
  });
  it('what a policy maps and is related to, and what names it', async () => {
    const item = await prepare('soa.yaml', 'policy-b');
    const out = await client.request<CallHierarchyOutgoingCall[]>('callHierarchy/outgoingCalls', { item });
    expect(out.map(({ to }) => to.name.split(' ')[0])).toEqual(['A.5.20', 'A.8.2', 'policy-a']);
    const calls = await client.request<CallHierarchyIncomingCall[]>('callHierarchy/incomingCalls', { item });
    expect(names(calls.map(({ from }) => from))).toEqual([
      'A.5.20 Addressing information security within supplier agreements (Statement of Applicability)',
      'policy-a (policy)',
    ]);
  });
});

it('answers with nothing where nothing is', async () => {
  const position: Position = { line: 0, character: 3 };
  const textDocument = { uri: client.uri('suppliers.yaml') };
  expect(await client.request('textDocument/definition', { textDocument, position })).toEqual([]);
  expect(
    await client.request('textDocument/references', { textDocument, position, context: { includeDeclaration: true } }),
  ).toEqual([]);
  expect(await client.request('textDocument/prepareCallHierarchy', { textDocument, position })).toBeNull();
  expect(
    await client.request('textDocument/definition', { textDocument: { uri: client.uri('none.yaml') }, position }),
  ).toEqual([]);
});
