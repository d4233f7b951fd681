import { afterAll, beforeAll, expect, it } from 'vitest';
import type {
  CodeAction,
  DocumentHighlight,
  Hover,
  Location,
  MarkupContent,
  TextEdit,
} from 'vscode-languageserver-protocol';
import { applyEdits, at, Client } from './client.ts';

const SETTINGS = 'isms: 1\nroles:\n  ciso: { name: Chief Information Security Officer }\n';
const SOA = 'soa:\n  - { control: A.8.13, applicable: true, implementation: implemented, policies: [backup] }\n';
const FILE = 'policies/backup.md';
const POLICY = `---
id: backup
title: Backup Policy
version: "2.1"
status: approved
owner: ciso
approved-by: ciso
effective: 2026-07-01
controls: [A.8.13]
---

# Backup Policy

**Version:** 2.0

Copies follow A.8.13, and incidents A.16.1.1.

## ISO 27001 mapping

- A.8.13
- A.8.14
`;

let client: Client;
beforeAll(async () => {
  client = await Client.start({ files: { 'isms.yaml': SETTINGS, 'soa.yaml': SOA } });
  await client.open(FILE, POLICY);
});
afterAll(() => client.stop());

const asked = (needle: string, nth = 0) => ({
  textDocument: { uri: client.uri(FILE) },
  position: at(POLICY, needle, nth),
});

/** What the fixes at a place make of the text, by title. */
async function fixesAt(needle: string): Promise<Record<string, string>> {
  const diagnostics = await client.diagnostics(FILE);
  const position = at(POLICY, needle);
  const actions = await client.request<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri: client.uri(FILE) },
    range: { start: position, end: position },
    context: { diagnostics, only: ['quickfix'] },
  });
  return Object.fromEntries(
    actions
      .filter(({ edit }) => edit)
      .map(({ title, edit }) => [title, applyEdits(POLICY, edit!.changes![client.uri(FILE)] as TextEdit[])]),
  );
}

it('finds what is wrong in a text, each on its place', async () => {
  const found = await client.findings(FILE, (all) => all.some(({ code }) => code === 'prose/control-superseded'));
  expect(found.map(({ code, range }) => [code, range.start])).toEqual([
    ['prose/metadata-mismatch', at(POLICY, '2.0')],
    ['prose/control-superseded', at(POLICY, 'A.16.1.1')],
    ['prose/control-unmapped', at(POLICY, 'A.8.14')],
  ]);
});

it('explains a control in the text as in front matter', async () => {
  const hover = await client.request<Hover>('textDocument/hover', asked('A.8.13', 1));
  const text = (hover.contents as MarkupContent).value;
  expect(text).toContain('**A.8.13** Information backup');
  expect(text).toContain('Statement of Applicability: applicable, implemented.');
});

it('leads from the text to the Statement of Applicability, and finds every place', async () => {
  const definition = await client.request<Location[]>('textDocument/definition', asked('A.8.13', 1));
  expect(definition.map(({ uri }) => uri)).toEqual([client.uri('soa.yaml')]);
  const places = await client.request<Location[]>('textDocument/references', {
    ...asked('A.8.13', 1),
    context: { includeDeclaration: false },
  });
  expect(places.map(({ uri, range }) => [uri, range.start])).toEqual(
    [0, 1, 2].map((nth) => [client.uri(FILE), at(POLICY, 'A.8.13', nth)]),
  );
  const marks = await client.request<DocumentHighlight[]>('textDocument/documentHighlight', asked('A.8.13', 2));
  expect(marks).toHaveLength(3);
});

it('offers controls behind A. by number and by words, and nothing elsewhere', async () => {
  const line = POLICY.split('\n').length - 1;
  await client.change(FILE, `${POLICY}Copies: A.back`);
  const items = await client.complete(FILE, { line, character: 'Copies: A.back'.length });
  expect(items.find(({ label }) => label === 'A.8.13')).toMatchObject({
    detail: 'Information backup',
    textEdit: { newText: 'A.8.13', range: { start: { line, character: 'Copies: '.length } } },
  });
  expect(await client.complete(FILE, { line, character: 3 })).toEqual([]);
  await client.change(FILE, POLICY);
});

it('fixes the text or its front matter', async () => {
  const superseded = await fixesAt('A.16.1.1');
  expect(Object.values(superseded)).toContain(POLICY.replace('A.16.1.1', 'A.5.24'));
  const unmapped = await fixesAt('A.8.14');
  expect(Object.values(unmapped)).toContain(POLICY.replace('[A.8.13]', '[A.8.13, A.8.14]'));
  const versions = await fixesAt('2.0');
  expect(Object.values(versions)).toContain(POLICY.replace('**Version:** 2.0', '**Version:** 2.1'));
  expect(Object.values(versions)).toContain(POLICY.replace('"2.1"', '"2.0"'));
});

it('reads again what a keystroke changes', async () => {
  await client.findings(FILE, (all) => all.length === 3);
  const start = at(POLICY, 'A.16.1.1');
  await client.change(FILE, 'A.5.24', { start, end: { line: start.line, character: start.character + 8 } });
  await client.findings(FILE, (all) => !all.some(({ code }) => code === 'prose/control-superseded'));
});

it('reads Markdown that a policy names as its text, and lets it go when it is named no more', async () => {
  const named = (document: string) =>
    `policy:\n  id: operations\n  title: Operations Policy\n  version: "2.1"\n  status: approved\n  owner: ciso\n  approved-by: ciso\n  effective: 2026-07-01\n  controls: [A.8.6]\n  document: ${document}\n`;
  const text = '# Operations\n\n**Version:** 1.0\n\nCapacity follows A.8.66.\n';
  const other = await Client.start({
    files: {
      'isms.yaml': SETTINGS,
      'policies/operations.yaml': named('docs/operations.md'),
      'docs/operations.md': text,
    },
  });
  try {
    await other.open('docs/operations.md', text);
    const rules = (all: readonly { code?: unknown }[]) => all.map(({ code }) => code);
    const both = ['prose/metadata-mismatch', 'prose/control-unknown'];
    expect(rules(await other.findings('docs/operations.md', (all) => all.length === 2))).toEqual(both);
    await other.open('policies/operations.yaml', named('docs/operations.md'));
    await other.change('policies/operations.yaml', named('docs/others.md'));
    expect(await other.findings('docs/operations.md', (all) => all.length === 0)).toEqual([]);
    await other.change('policies/operations.yaml', named('docs/operations.md'));
    expect(rules(await other.findings('docs/operations.md', (all) => all.length === 2))).toEqual(both);
  } finally {
    await other.stop();
  }
});
