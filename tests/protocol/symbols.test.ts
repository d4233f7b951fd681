import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentSymbol, FoldingRange, SelectionRange, WorkspaceSymbol } from 'vscode-languageserver-protocol';
import { at, Client } from './client.ts';

const FILES = {
  'isms.yaml': 'isms: 1\norganisation: Example\nroles:\n  ciso:\n',
  'suppliers.yaml': `# One
# Two
suppliers:
  - id: cloud
    name: Cloud GmbH
    status: active
    access: [none]
    dpa: { status: pending }
    reviews:
      - date: 2026-06-01
        by: ciso
        outcome: approved

  - { id: flow, name: "Flow: Inc", status: active, access: [none], model: { training: unknown } }
  - id: broken
    hosting: [DE
    waivers: []
`,
  'policies/p.md':
    '---\nid: front\ntitle: Front Matter\nstatus: draft\ncontrols:\n  - A.5.1\n---\n\n# Heading\n\n- a\n  - b\n',
  'soa.yaml': 'soa:\n  - { control: A.5.2, applicable: true }\n',
} as const;

let client: Client;
beforeAll(async () => {
  client = await Client.start({ files: FILES });
  for (const [file, text] of Object.entries(FILES)) await client.open(file, text);
});
afterAll(() => client.stop());

const outline = async (file: string): Promise<string[]> => {
  const lines = (symbols: readonly DocumentSymbol[], depth: number): string[] =>
    symbols.flatMap(({ name, detail, range, children }) => [
      `${'  '.repeat(depth)}${name}${detail ? ` (${detail})` : ''} ${range.start.line + 1}-${range.end.line + 1}`,
      ...lines(children ?? [], depth + 1),
    ]);
  return lines(
    await client.request<DocumentSymbol[]>('textDocument/documentSymbol', { textDocument: { uri: client.uri(file) } }),
    0,
  );
};

describe('textDocument/documentSymbol', () => {
  it('suppliers with their blocks, in block and flow style and in broken text', async () => {
    expect(await outline('suppliers.yaml')).toEqual([
      'cloud (Cloud GmbH) 4-12',
      '  dpa 8-8',
      '  reviews 9-12',
      'flow (Flow: Inc) 14-14',
      '  model 14-14',
      'broken 15-17',
      '  waivers 17-17',
    ]);
  });
  it('front matter, the Statement of Applicability, settings with roles', async () => {
    expect(await outline('policies/p.md')).toEqual(['front (Front Matter) 2-6']);
    expect(await outline('soa.yaml')).toEqual(['A.5.2 (Information security roles and responsibilities) 2-2']);
    expect(await outline('isms.yaml')).toEqual(['isms (Example) 1-4', '  roles 3-4', '    ciso 4-4']);
  });
  it('has every selection range within its range', async () => {
    const check = (symbols: readonly DocumentSymbol[]): void => {
      for (const { name, range, selectionRange, children } of symbols) {
        const inside = (a: typeof range.start, b: typeof range.start) =>
          a.line < b.line || (a.line === b.line && a.character <= b.character);
        expect(inside(range.start, selectionRange.start) && inside(selectionRange.end, range.end), name).toBe(true);
        check(children ?? []);
      }
    };
    for (const file of Object.keys(FILES))
      check(await client.request('textDocument/documentSymbol', { textDocument: { uri: client.uri(file) } }));
  });
});

it('workspace/symbol finds suppliers, policies, roles and controls by letters of id or name', async () => {
  const find = async (query: string) =>
    (await client.request<WorkspaceSymbol[]>('workspace/symbol', { query })).map(({ name }) => name);
  expect(await find('cloud')).toEqual(['cloud · Cloud GmbH']);
  expect(await find('frntmat')).toEqual(['front · Front Matter']);
  expect((await find('ciso'))[0]).toBe('ciso');
  expect(await find('A.5.1')).toContain('A.5.1 Policies for information security');
  expect(await find('zzzz')).toEqual([]);
  expect((await find('')).length).toBeGreaterThan(4);
});

it('textDocument/foldingRange', async () => {
  const folds = async (file: string) =>
    (await client.request<FoldingRange[]>('textDocument/foldingRange', { textDocument: { uri: client.uri(file) } }))
      .map(({ startLine, endLine, kind }) => `${startLine + 1}-${endLine + 1}${kind ? ` ${kind}` : ''}`)
      .sort();
  expect(await folds('suppliers.yaml')).toEqual(['1-2 comment', '10-12', '15-17', '3-17', '4-12', '9-12'].sort());
  expect(await folds('policies/p.md')).toEqual(['5-6']);
});

it('textDocument/selectionRange goes from a value out to the file', async () => {
  const text = FILES['suppliers.yaml'];
  const select = async (needle: string): Promise<string[]> => {
    const [found] = await client.request<SelectionRange[]>('textDocument/selectionRange', {
      textDocument: { uri: client.uri('suppliers.yaml') },
      positions: [at(text, needle)],
    });
    const steps: string[] = [];
    for (let step: SelectionRange | undefined = found; step; step = step.parent) {
      const { start, end } = step.range;
      steps.push(
        start.line === end.line
          ? text.split('\n')[start.line]!.slice(start.character, end.character)
          : `${start.line + 1}-${end.line + 1}`,
      );
    }
    return steps;
  };
  expect(await select('low: Inc')).toEqual([
    'Flow: Inc',
    '"Flow: Inc"',
    'name: "Flow: Inc"',
    FILES['suppliers.yaml'].split('\n')[13]!.slice(4),
    FILES['suppliers.yaml'].split('\n')[13]!.slice(2),
    '1-18',
  ]);
  expect(await select('by: ciso')).toEqual(['by', 'by: ciso', '10-12', '10-12', '9-12', '4-12', '4-12', '1-18']);
});
